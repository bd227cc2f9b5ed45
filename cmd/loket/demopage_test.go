package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// shown is a demonstration that goes on within this test, and its page.
type shown struct {
	t    *testing.T
	url  string
	out  *lockedBuffer
	said *lockedBuffer
	stop func()
	http *http.Client
}

func showDemo(t *testing.T) *shown {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	s := &shown{t: t, out: &lockedBuffer{}, said: &lockedBuffer{}, http: &http.Client{Transport: &http.Transport{}, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	ended := make(chan error, 1)
	go func() {
		ended <- (&demoCommand{Port: Port{Listen: "127.0.0.1:0"}}).Run(ctx, &console{strings.NewReader(""), s.out, s.said})
	}()
	s.stop = sync.OnceFunc(func() {
		s.http.CloseIdleConnections()
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the demonstration ended: %v: %s", err, s.said)
			}
		case <-time.After(20 * time.Second):
			t.Error("the demonstration does not end")
		}
	})
	t.Cleanup(s.stop)
	until(t, 20*time.Second, "the address", func() bool { return strings.Contains(s.out.String(), "/demo\n") })
	s.url = regexp.MustCompile(`http://\S+/demo`).FindString(s.out.String())
	until(t, 20*time.Second, "the page", func() bool { return s.number("followers") == 3 })
	return s
}

// get is a page, or a piece of it.
func (s *shown) get(more string) string {
	r, err := s.http.Get(s.url + more)
	if err != nil {
		return ""
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return ""
	}
	return string(body)
}

// number is one of the page's.
func (s *shown) number(name string) int {
	found := regexp.MustCompile(`data-test="` + name + `">(\d+)<`).FindStringSubmatch(s.get(""))
	if found == nil {
		return -1
	}
	n, err := strconv.Atoi(found[1])
	if err != nil {
		return -1
	}
	return n
}

// post presses something, and tells the status of the answer.
func (s *shown) post(path string, values url.Values) (int, error) {
	r, err := http.NewRequestWithContext(s.t.Context(), "POST", s.url+path, strings.NewReader(values.Encode()))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	a, err := s.http.Do(r)
	if err != nil {
		return 0, err
	}
	defer a.Body.Close()
	_, err = io.Copy(io.Discard, a.Body)
	return a.StatusCode, err
}

func (s *shown) press(path string, values url.Values) {
	s.t.Helper()
	if status, err := s.post(path, values); err != nil || status != http.StatusOK {
		s.t.Errorf("%s %v: %d, %v", path, values, status, err)
	}
}

func (s *shown) await(what string, times int) {
	s.t.Helper()
	until(s.t, 20*time.Second, fmt.Sprintf("%q %d times", what, times), func() bool { return strings.Count(s.get(""), what) >= times })
}

// TestDemoPage is what a visitor does: writes, lets the crowd come, announces the closure, goes on to the day of pickups.
func TestDemoPage(t *testing.T) {
	s := showDemo(t)
	if n := strings.Count(s.out.String(), "http"); n != 1 {
		t.Errorf("%d addresses are printed:\n%s", n, s.out)
	}
	s.await("LANGGANAN", 3)

	s.press("/phones/sms", url.Values{"text": {"DAFTAR#3274020803619002#DARSONO#KTP HILANG"}})
	s.await("Balas YA untuk memesan", 1)
	s.press("/phones/sms", url.Values{"text": {"ya"}})
	s.await("Permohonan diterima. No C200317-001", 1)
	s.press("/phones/telegram", url.Values{"text": {"halo"}})
	s.await(`value="grp:KTP"`, 1)
	s.press("/phones/telegram", url.Values{"choice": {"grp:KTP"}})
	s.await(`value="day:2020-03-17"`, 1)

	s.press("/crowd", nil)
	until(t, 30*time.Second, "the day to be full", func() bool { return s.number("left") == 0 && s.number("given") == 150 })
	until(t, 30*time.Second, "the crowd to be answered", func() bool { return s.number("owed") == 0 && s.number("sent") > 300 })
	if n := s.number("waiting"); n <= 0 {
		t.Errorf("%d stand in line", n)
	}

	s.press("/announce", nil)
	s.await("PENTING: loket tutup", 3)
	if status, err := s.post("/announce", nil); err != nil || status != http.StatusConflict {
		t.Errorf("the same announced twice: %d, %v", status, err)
	}

	s.press("/clock", url.Values{"to": {"pickups"}})
	s.await("Pengingat: C200317-001", 1)
	s.await("Rabu, 1 April 2020", 1)
	if status, err := s.post("/clock", url.Values{"to": {"pickups"}}); err != nil || status != http.StatusConflict {
		t.Errorf("the clock does not move: %d, %v", status, err)
	}
	english := s.get("?lang=en")
	for _, want := range []string{"Wednesday, 1 April 2020", "places left", "no official service"} {
		if !strings.Contains(english, want) {
			t.Errorf("the page in English does not say %q", want)
		}
	}
	s.stop()
	for line := range strings.Lines(s.said.String()) {
		if !strings.Contains(line, "did not answer in time") { // a slow machine is no fault
			t.Errorf("on stderr: %s", line)
		}
	}
}

// TestDemoWild presses everything at once for a while, with garbage among it: nothing breaks, no place is given twice, two browsers see
// the same, and it all ends when it is to end.
func TestDemoWild(t *testing.T) {
	s := showDemo(t)
	deadline := time.Now().Add(6 * time.Second)
	var done atomic.Int64
	var all sync.WaitGroup
	presses := []struct {
		path   string
		values url.Values
	}{
		{"/crowd", nil}, {"/announce", nil}, {"/clock", url.Values{"to": {"hour"}}}, {"/clock", url.Values{"to": {"x"}}},
		{"/phones/sms", url.Values{"text": {"DAFTAR#3274020803619002#DARSONO#KTP HILANG"}}}, {"/phones/sms", url.Values{"text": {"ya"}}},
		{"/phones/telegram", url.Values{"text": {"halo"}}}, {"/phones/telegram", url.Values{"choice": {"grp:KTP"}}},
		{"/phones/telegram", url.Values{"choice": {"drop!:C200317-001"}}}, {"/phones/whatsapp", url.Values{"text": {"\x00\xff<b>" + strings.Repeat("ж", 4000)}}},
		{"/phones/whatsapp", url.Values{"text": {strings.Repeat("x", 1<<20)}}}, {"/phones/whatsapp", url.Values{"text": {"BERHENTI"}}},
		{"/phones/nobody", url.Values{"text": {"halo"}}}, {"/staff", nil}, {"/phones/whatsapp", url.Values{"text": {"BATAL"}}},
	}
	for w := range 8 {
		all.Go(func() {
			for i := w; time.Now().Before(deadline); i++ {
				p := presses[i*7%len(presses)]
				status, err := s.post(p.path, p.values)
				// The server may hang up on who sends a megabyte.
				if status >= 500 && status != http.StatusNotImplemented || err != nil && len(p.values.Get("text")) < 1<<16 {
					t.Errorf("%s: %d, %v", p.path, status, err)
				}
				done.Add(1)
			}
		})
	}
	all.Wait()
	t.Logf("%d presses", done.Load())
	sent := -1
	until(t, 60*time.Second, "all to be answered", func() bool {
		was := sent
		sent = s.number("sent")
		time.Sleep(500 * time.Millisecond)
		return s.number("owed") == 0 && s.number("sent") == was && !strings.Contains(s.get(""), `class="ticks"`)
	})
	if given, places := s.number("given"), s.number("places"); given > places {
		t.Errorf("%d of %d places are given", given, places)
	}
	one, two := s.pieces(), s.pieces()
	for name := range one {
		if one[name] != two[name] && name != "board" { // in which a clock runs
			t.Errorf("two browsers see different things of %s:\n%s\n%s", name, one[name], two[name])
		}
	}
	database := regexp.MustCompile(`LOKET_DATABASE_URL=\S+`).FindString(s.out.String())
	tickets := map[string]bool{}
	for line := range strings.Lines(loket(t, []string{database}, "requests")) {
		if ticket := regexp.MustCompile(`^C\d{6}-\d{3,}`).FindString(line); ticket != "" {
			if tickets[ticket] {
				t.Errorf("%s is given twice", ticket)
			}
			tickets[ticket] = true
		}
	}
	if len(tickets) < 100 {
		t.Errorf("only %d tickets were given", len(tickets))
	}
	s.stop()
}

// pieces is what a browser that comes now is shown.
func (s *shown) pieces() map[string]string {
	r, err := s.http.Get(s.url + "/events?lang=id")
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close()
	all := map[string]string{}
	lines := bufio.NewScanner(r.Body)
	lines.Buffer(nil, 1<<20)
	for event := ""; len(all) < 6 && lines.Scan(); {
		if e, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
			event = e
		} else if d, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			all[event] = d
		}
	}
	return all
}
