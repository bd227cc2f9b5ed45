package phones

import (
	"bufio"
	"context"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"loket/core"
)

// quiet is an office in which nothing happens: what the page does with the real one is tested where that can be opened, in cmd.
type quiet struct{ now time.Time }

func (q quiet) Day(context.Context) (Day, error)          { return Day{Now: q.now, Places: 150, Left: 150}, nil }
func (q quiet) SetClock(context.Context, time.Time) error { return nil }
func (q quiet) Pass(context.Context, time.Time) error     { return nil }
func (q quiet) Announce(context.Context) error            { return core.Errorf(core.Missing, "nothing") }
func (q quiet) StaffLink(context.Context) (string, error) { return "//elsewhere.example/login", nil }

// open opens a demonstration without an office behind it.
func open(t *testing.T) (*Demo, *httptest.Server) {
	t.Helper()
	var carriers []*Carrier
	for _, c := range citizens {
		carriers = append(carriers, NewCarrier(c.Address.Channel, limits[c.Address.Channel]))
	}
	now := time.Date(2020, 3, 17, 7, 55, 0, 0, time.FixedZone("WIB", 7*60*60))
	d := New(Config{Carriers: carriers, Office: quiet{now}, Zone: "WIB", Until: now.AddDate(0, 6, 0), Pickups: now.AddDate(0, 0, 15),
		Name: map[string]string{"id": "Disdukcapil"}})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { d.Run(ctx); close(ended) }()
	server := httptest.NewServer(d.Handler())
	t.Cleanup(func() {
		cancel()
		<-ended
		server.Close() // waits for those who still listen: the end of Run lets them go
		http.DefaultClient.CloseIdleConnections()
	})
	for !d.ready() {
		time.Sleep(time.Millisecond)
	}
	return d, server
}

func (d *Demo) ready() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.known
}

func get(t *testing.T, address string) (string, *http.Response) {
	t.Helper()
	r, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body), r
}

// Every word that the page names is there in every language, and none in vain.
func TestWords(t *testing.T) {
	page, err := files.ReadFile("page.html")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{"weekdays": true, "months": true, "telegram": true, "sms": true, "whatsapp": true, "other": true,
		"telegram-sub": true, "whatsapp-sub": true}
	for _, m := range regexp.MustCompile(`\.T "([^"]+)"`).FindAllStringSubmatch(string(page), -1) {
		used[m[1]] = true
	}
	for key, in := range words {
		if !used[key] && !strings.HasPrefix(key, "note-") {
			t.Errorf("%s is said nowhere", key)
		}
		delete(used, key)
		for _, lang := range languages {
			if in[lang] == "" {
				t.Errorf("%s has no text in %s", key, lang)
			}
		}
	}
	for key := range used {
		t.Errorf("there is no text for %s", key)
	}
}

// What people write is text, wherever it stands.
func TestEscaping(t *testing.T) {
	d, server := open(t)
	const evil = `<script>alert(1)</script><img src=x onerror=alert(1)>`
	for _, c := range d.cfg.Carriers {
		if err := c.Write(evil); err != nil {
			t.Fatal(err)
		}
		l := core.Letter{ID: 9, To: c.citizen.Address, Message: core.Message{Text: evil, Choices: []core.Choice{{Token: `"><script>`, Label: evil}}}}
		if _, err := c.Send(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	for _, lang := range languages {
		body, r := get(t, server.URL+"/demo?lang="+lang+"&said="+url.QueryEscape(evil))
		if strings.Contains(body, "<script>") || strings.Contains(body, "<img src=x") || !strings.Contains(body, "&lt;script&gt;") {
			t.Error("a message is markup")
		}
		if strings.Contains(body, "style=") || strings.Contains(body, " onclick") {
			t.Error("the page has what its own policy forbids")
		}
		if r.Header.Get("Content-Security-Policy") != policy {
			t.Error("the page has no policy")
		}
		pieces, err := d.pieces(lang, map[string]int64{})
		if err != nil || strings.Contains(pieces, "<") {
			t.Errorf("pieces hold markup that is not encoded: %v", err)
		}
	}
}

func TestRefusals(t *testing.T) {
	_, server := open(t)
	plain := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer plain.CloseIdleConnections()
	for _, c := range []struct {
		about, path, body, origin string
		want                      int
	}{
		{"a message", "/demo/phones/sms", "text=halo", "", 200},
		{"one in any bytes", "/demo/phones/sms", "text=%ff%00halo", "", 200},
		{"an empty one", "/demo/phones/sms", "text=+", "", 422},
		{"one of 4,097 characters", "/demo/phones/sms", "text=" + strings.Repeat("x", 4097), "", 413},
		{"1 MB", "/demo/phones/sms", "text=" + strings.Repeat("x", 1<<20), "", 413},
		{"no form at all", "/demo/phones/sms", "%zz", "", 400},
		{"nobody's phone", "/demo/phones/pigeon", "text=halo", "", 404},
		{"a choice that nobody offers", "/demo/phones/telegram", "choice=drop!:C200317-001", "", 409},
		{"another site", "/demo/crowd", "", "https://elsewhere.example", 403},
		{"back in time", "/demo/clock", "to=yesterday", "", 422},
		{"no closure", "/demo/announce", "", "", 409},
		{"a link to another site", "/demo/staff", "", "", 501},
		{"nowhere", "/demo/nowhere", "", "", 404},
	} {
		r, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept", "application/json")
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		a, err := plain.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = a.Body.Close()
		if a.StatusCode != c.want {
			t.Errorf("%s: %d, want %d", c.about, a.StatusCode, c.want)
		}
	}
	a, err := plain.PostForm(server.URL+"/demo/phones/sms", url.Values{"text": {"halo"}, "lang": {"en"}})
	if err != nil {
		t.Fatal(err)
	}
	_ = a.Body.Close()
	if to := a.Header.Get("Location"); a.StatusCode != 303 || to != "/demo?lang=en#phone-sms" {
		t.Errorf("without JavaScript: %d to %s", a.StatusCode, to)
	}
}

// Readers are told what changes, all of them the same; no more are taken than can be served, and the end lets all go.
func TestReaders(t *testing.T) {
	d, server := open(t)
	listen := func() (*bufio.Reader, *http.Response) {
		r, err := http.Get(server.URL + "/demo/events?lang=id")
		if err != nil {
			t.Fatal(err)
		}
		return bufio.NewReader(r.Body), r
	}
	await := func(from *bufio.Reader, name, what string) string {
		t.Helper()
		for event := ""; ; {
			line, err := from.ReadString('\n')
			if err != nil {
				t.Fatalf("the stream ends before %s of %s: %v", what, name, err)
			}
			if e, ok := strings.CutPrefix(line, "event: "); ok {
				event = strings.TrimSpace(e)
			} else if event == name && strings.Contains(line, what) {
				return line
			}
		}
	}
	one, a := listen()
	defer a.Body.Close()
	two, b := listen()
	defer b.Body.Close()
	await(one, "board", "150")
	await(two, "board", "150")
	if err := d.cfg.Carriers[1].Write("sugeng enjing"); err != nil {
		t.Fatal(err)
	}
	if x, y := await(one, "thread-sms", "sugeng enjing"), await(two, "thread-sms", "sugeng enjing"); x != y {
		t.Errorf("two readers see\n%s\n%s", x, y)
	}
	for d.enter() {
	}
	_, full := listen()
	_ = full.Body.Close()
	if full.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("one reader too many gets %d", full.StatusCode)
	}
}

// stuck is a reader who takes nothing.
type stuck struct{ http.ResponseWriter }

func (stuck) Write([]byte) (int, error) { return 0, http.ErrHandlerTimeout }

func TestStuckReader(t *testing.T) {
	d, _ := open(t)
	ended := make(chan struct{})
	go func() {
		d.events(stuck{httptest.NewRecorder()}, httptest.NewRequest("GET", "/demo/events", nil))
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		t.Error("a reader who takes nothing is kept")
	}
	if d.mu.Lock(); d.readers != 0 {
		t.Errorf("%d readers are counted", d.readers)
	}
	d.mu.Unlock()
}

// A picture is sent where the channel carries one, and can be fetched; where it does not, the link to the page for papers can be pressed.
func TestPhoto(t *testing.T) {
	d, server := open(t)
	d.cfg.Uploads = "http://loket.test/u/"
	for _, c := range d.cfg.Carriers {
		status := http.StatusOK
		if !c.limits.Media {
			status = http.StatusConflict
		}
		if r := pressed(t, server.URL+"/demo/phones/"+c.as, url.Values{"photo": {"1"}}); r.StatusCode != status {
			t.Errorf("%s: %s", c.as, r.Status)
		}
		if _, err := c.Send(t.Context(), core.Letter{ID: 1, To: c.citizen.Address, Message: core.Message{Text: "Kirim di http://loket.test/u/AB2CD3EF4GH5. Sampai besok."}}); err != nil {
			t.Fatal(err)
		}
	}
	page, _ := get(t, server.URL+"/demo")
	if n := strings.Count(page, `src="/demo/photo.jpg"`); n != 2 {
		t.Errorf("%d pictures are seen", n)
	}
	if n := strings.Count(page, `data-test="photo"`); n != 2 {
		t.Errorf("%d phones can send one", n)
	}
	if n := strings.Count(page, `<a href="/u/AB2CD3EF4GH5" target="_blank" rel="noreferrer">http://loket.test/u/AB2CD3EF4GH5</a>. Sampai besok.`); n != 3 {
		t.Errorf("%d links can be pressed", n)
	}
	c := d.cfg.Carriers[0]
	heard := make(chan core.Inbound, 1)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		_ = c.Poll(ctx, func(_ context.Context, in core.Inbound) error { heard <- in; return nil })
	}()
	in := <-heard
	if len(in.Media) != 1 || in.Media[0].Kind != "image/jpeg" {
		t.Fatalf("heard: %v", in.Media)
	}
	file, err := c.Fetch(t.Context(), in.Media[0].Handle)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := jpeg.Decode(file); err != nil {
		t.Errorf("what is fetched is no picture: %v", err)
	}
	if _, err := c.Fetch(t.Context(), "another"); core.KindOf(err) != core.Gone {
		t.Errorf("what nobody sent: %v", err)
	}
}

// pressed posts a form as the page's script does.
func pressed(t *testing.T, address string, form url.Values) *http.Response {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.Header.Set("Accept", "application/json")
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	return r
}
