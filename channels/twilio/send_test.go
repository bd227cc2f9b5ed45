package twilio

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/channels/channeltest/minitwilio"
	"loket/core"
)

func TestSend(t *testing.T) {
	o := open(t)
	receipt, err := o.send(t, t.Context(), letter(17))
	if err != nil {
		t.Fatal(err)
	}
	m, _ := o.tw.Message(receipt)
	want := map[string][]string{
		"To": {citizen}, "From": {"+12025550100"}, "Body": {text}, "StatusCallback": {public + "/hooks/twilio/status?letter=17&attempt=1"},
	}
	if diff := cmp.Diff(want, map[string][]string(m.Form)); diff != "" {
		t.Error(diff)
	}
}

// Twilio tries no longer than a letter is of use.
func TestValidity(t *testing.T) {
	now := time.Date(2020, 3, 17, 1, 0, 0, 0, time.UTC)
	o := open(t, func(c *Config) { c.Now = func() time.Time { return now } })
	for _, c := range []struct {
		lane core.Lane
		left time.Duration // 0: for ever
		want string
	}{
		{core.ReplyLane, 0, "14400"}, {core.ReplyLane, time.Hour, "3600"}, {core.ReplyLane, 9 * time.Hour, "14400"},
		{core.NoticeLane, 0, ""}, {core.NoticeLane, time.Hour, "3600"}, {core.UrgentLane, 90 * time.Second, "90"},
		{core.NoticeLane, 10 * time.Hour, ""}, {core.NoticeLane, 100 * time.Hour, ""},
		{core.NoticeLane, time.Millisecond, "1"}, {core.NoticeLane, -time.Hour, "1"},
	} {
		l := letter(18)
		l.Lane = c.lane
		if c.left != 0 {
			l.Until = now.Add(c.left)
		}
		receipt, err := o.send(t, t.Context(), l)
		if m, _ := o.tw.Message(receipt); err != nil || m.Form.Get("ValidityPeriod") != c.want {
			t.Errorf("lane %d, %v left: %q seconds, want %q (%v)", c.lane, c.left, m.Form.Get("ValidityPeriod"), c.want, err)
		}
	}
}

func TestSenders(t *testing.T) {
	service := "MG" + strings.Repeat("0a", 16)
	for from, account := range map[string]string{"DUKCAPIL": "sms:DUKCAPIL", service: "sms:" + service} {
		o := open(t, func(c *Config) { c.From, c.PublicURL = from, "" })
		receipt, err := o.send(t, t.Context(), letter(1))
		if err != nil {
			t.Fatal(err)
		}
		m, _ := o.tw.Message(receipt)
		if m.From+m.Service != from || m.StatusCallback != "" || o.Account() != account {
			t.Errorf("%+v by %s", m, o.Account())
		}
	}
}

func TestKeyInsteadOfToken(t *testing.T) {
	tw := minitwilio.New(t)
	tw.APIKey = "SK" + strings.Repeat("0a", 16)
	o := open(t, func(c *Config) {
		c.AccountSID, c.APIKey, c.APISecret, c.API = tw.AccountSID, tw.APIKey, tw.APISecret, tw.URL
	})
	if _, err := o.send(t, t.Context(), letter(1)); err != nil {
		t.Fatal(err)
	}
	if calls := tw.Calls(); calls[0].User != tw.APIKey {
		t.Errorf("called as %s", calls[0].User)
	}
}

func TestText(t *testing.T) {
	o := open(t)
	for written, want := range map[string]string{
		"“Loket” tutup – besok…": `"Loket" tutup - besok...`,
		"[buka] {besok}\ntab":    "[buka] {besok}\ntab",
		"selamat 🙏":              "selamat 🙏",
		"putus \xff":             "putus ?",
	} {
		l := letter(1)
		l.Message.Text = written
		receipt, err := o.send(t, t.Context(), l)
		if err != nil {
			t.Fatal(err)
		}
		if m, _ := o.tw.Message(receipt); m.Body != want {
			t.Errorf("%q went as %q, want %q", written, m.Body, want)
		}
	}
}

// What Twilio would not take does not leave the house.
func TestUnsendable(t *testing.T) {
	o := open(t)
	for _, c := range []struct {
		change func(*core.Letter)
		want   core.Kind
	}{
		{func(l *core.Letter) { l.To.ID = "81234567890" }, core.Gone},
		{func(l *core.Letter) { l.To.Channel = "telegram" }, core.Refused},
		{func(l *core.Letter) { l.Message.Text = "" }, core.Refused},
		{func(l *core.Letter) { l.Message.Text = strings.Repeat("a", 1601) }, core.Refused},
		{func(l *core.Letter) { l.Message.Text = strings.Repeat("😀", 801) }, core.Refused},
	} {
		l := letter(1)
		c.change(&l)
		if _, err := o.send(t, t.Context(), l); core.KindOf(err) != c.want {
			t.Errorf("%v is of kind %s, want %s", err, core.KindOf(err), c.want)
		}
	}
	if n := o.tw.Counts().Calls; n != 0 {
		t.Errorf("%d calls", n)
	}
}

func TestRefusals(t *testing.T) {
	for code, want := range map[int]core.Kind{
		14107: core.BusyChat, 20429: core.Busy, 21611: core.Busy, 63018: core.Busy, 21610: core.Stopped, 21211: core.Gone, 21614: core.Gone,
		21408: core.Refused, 21612: core.Refused, 30003: core.Refused, 30008: core.Refused, 63016: core.Window,
		20003: core.Operator, 21606: core.Operator, 21603: core.Operator, 20404: core.Operator,
		99999: core.Refused, // not in the table: a plain 400
		20500: core.Doubt, 20503: core.Doubt,
	} {
		o := open(t)
		o.tw.Refuse(citizen, code)
		_, err := o.send(t, t.Context(), letter(1))
		if core.KindOf(err) != want || !strings.Contains(err.Error(), fmt.Sprint(code)) {
			t.Errorf("%d: %v (%s), want %s", code, err, core.KindOf(err), want)
		}
		if (core.After(err) > 0) != (want == core.Busy || want == core.BusyChat) {
			t.Errorf("%d: wait %v", code, core.After(err))
		}
	}
}

// Answers that a miniature Twilio does not give, but something between us and the real one may.
func TestStrangeAnswers(t *testing.T) {
	now := time.Date(2020, 3, 17, 1, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		about  string
		status int
		header string
		body   string
		want   core.Kind
		after  time.Duration
	}{
		{"busy for seconds", 429, "7", `{"code":20429}`, core.Busy, 7 * time.Second},
		{"busy until a date", 429, now.Add(time.Minute).Format(http.TimeFormat), `{"code":20429}`, core.Busy, time.Minute},
		{"busy until the past", 429, now.Add(-time.Minute).Format(http.TimeFormat), ``, core.Busy, time.Second},
		{"busy for ever", 429, "9223372037", `{"code":20429}`, core.Busy, time.Hour},
		{"busy, nobody says how long", 429, "", `<html>`, core.Busy, 2 * time.Second},
		{"the day is used up", 429, "1", `{"code":63038}`, core.Busy, 10 * time.Minute},
		{"busy as a 503", 503, "3", `{"code":20429}`, core.Busy, 3 * time.Second},
		{"page of a proxy", 503, "3", `<html>` + citizen, core.Doubt, 0},
		{"gone wrong inside", 500, "", `{"code":21211}`, core.Doubt, 0},
		{"credentials", 401, "", `{"code":20003,"message":"Authenticate"}`, core.Operator, 0},
		{"forbidden", 403, "", ``, core.Operator, 0},
		{"not the API", 404, "", `<html>`, core.Operator, 0},
		{"moved", 301, "", ``, core.Operator, 0},
		{"slow on the way", 408, "", ``, core.Doubt, 0},
		{"some refusal", 400, "", `{"code":"text","message":"` + citizen + `"}`, core.Refused, 0},
		{"success without words", 201, "", ``, core.Doubt, 0},
		{"success without a sid", 201, "", `{}`, core.Doubt, 0},
		{"success of another shape", 201, "", `{"sid":` + citizen[1:] + `}`, core.Doubt, 0},
		{"success of a captive portal", 200, "", `<html>` + text, core.Doubt, 0},
		{"an error without end", 400, "", strings.Repeat("x", 5<<20), core.Refused, 0},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", c.header)
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(c.status)
			io.WriteString(w, c.body)
		}))
		o := open(t, func(cfg *Config) { cfg.API, cfg.Now = server.URL, func() time.Time { return now } })
		_, err := o.send(t, t.Context(), letter(1))
		if core.KindOf(err) != c.want || core.After(err) != c.after {
			t.Errorf("%s: %v (%s, wait %v), want %s, wait %v", c.about, err, core.KindOf(err), core.After(err), c.want, c.after)
		}
		o.http.CloseIdleConnections()
		server.Close()
	}
}

// The library obeys these on its own, and would call 127.edge.region.0.1.
func TestEnvironmentOfTheLibrary(t *testing.T) {
	t.Setenv("TWILIO_EDGE", "sydney")
	t.Setenv("TWILIO_REGION", "au1")
	if _, err := open(t).Send(t.Context(), letter(1)); err != nil {
		t.Error(err)
	}
}

// The library's own client leaves one connection open for each large error.
func TestConnectionsAreUsedAgain(t *testing.T) {
	var made atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, `{"code":21408,"message":"`+strings.Repeat("x", 64<<10)+`"}`)
	}))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			made.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	o := open(t, func(c *Config) { c.API = server.URL })
	defer o.http.CloseIdleConnections()
	for range 20 {
		if _, err := o.send(t, t.Context(), letter(1)); core.KindOf(err) != core.Refused {
			t.Fatal(err)
		}
	}
	if n := made.Load(); n != 1 {
		t.Errorf("%d connections for 20 calls one after the other", n)
	}
}

func TestManyAtOnce(t *testing.T) {
	o := open(t)
	var all sync.WaitGroup
	for i := range int64(50) {
		all.Go(func() {
			l := letter(i)
			l.Message.Text += fmt.Sprint(i)
			if _, err := o.send(t, t.Context(), l); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if c := o.tw.Counts(); c.Created != 50 || c.Duplicates != 0 {
		t.Errorf("%+v", c)
	}
}
