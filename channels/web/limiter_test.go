package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// Who tries five wrong links within a minute waits, and nobody else does.
func TestSlowed(t *testing.T) {
	o := openOffice(t)
	o.member("Dewi", "admin")
	now := time.Date(2020, 3, 17, 1, 0, 0, 0, time.UTC)
	o.console.slow.now = func() time.Time { return now }
	guesser, other := o.browser(), o.browser()
	for i := range tries {
		if a := guesser.post("/login/WRONGLINK"); a.status != http.StatusGone {
			t.Fatalf("wrong link %d: %d", i+1, a.status)
		}
		now = now.Add(time.Second)
	}
	a := guesser.get("/login/WRONGLINK").is(http.StatusTooManyRequests, "").has("Mohon tunggu 56 detik")
	if got := a.header.Get("Retry-After"); got != "56" {
		t.Errorf("Retry-After: %s", got)
	}
	token, err := o.Link(o.Context(), "Dewi", operator)
	if err != nil {
		t.Fatal(err)
	}
	guesser.post("/login/"+token).is(http.StatusTooManyRequests, "")
	guesser.post("/login", "name", "Dewi").is(http.StatusTooManyRequests, "")
	other.get("/login/" + token).ok()
	liar := o.browser() // what it says of itself stands before what the proxy has written
	liar.from = "203.0.113.1, " + guesser.from
	liar.get("/login/"+token).is(http.StatusTooManyRequests, "")
	now = now.Add(tryTime - tries*time.Second)
	guesser.post("/login/"+token).is(http.StatusOK, "/") // the first of the five is a minute old
}

// A link that is asked for counts, too, whether there is somebody of that name or not.
func TestAskingSlowed(t *testing.T) {
	o := openOffice(t)
	b := o.browser()
	for range tries {
		b.post("/login", "name", "Siapa").ok()
	}
	b.post("/login", "name", "Siapa").is(http.StatusTooManyRequests, "")
}

func TestSource(t *testing.T) {
	for _, c := range []struct{ peer, forwarded, want string }{
		{"203.0.113.7:4711", "", "203.0.113.7"},
		{"203.0.113.7:4711", "198.51.100.1", "203.0.113.7"}, // no proxy of ours: whoever it is may say what they like
		{"127.0.0.1:4711", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.3:4711", "198.51.100.1, 198.51.100.2", "198.51.100.2"},
		{"[::1]:4711", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
		{"[2001:db8:1:2::9]:4711", "", "2001:db8:1:2::/64"},
		{"127.0.0.1:4711", "unknown", "127.0.0.1"},
		{"[::ffff:10.0.0.3]:4711", "198.51.100.1", "198.51.100.1"},
		{"pipe", "", "pipe"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.peer
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := source(r); got != c.want {
			t.Errorf("%s for %q is %s, not %s", c.peer, c.forwarded, got, c.want)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.RemoteAddr = "127.0.0.1:4711"
	r.Header.Add("X-Forwarded-For", "203.0.113.1")
	r.Header.Add("X-Forwarded-For", "198.51.100.2")
	if got := source(r); got != "198.51.100.2" {
		t.Errorf("of two lines of X-Forwarded-For the first counts: %s", got)
	}
}

// A flood of addresses takes no more memory than it may.
func TestLimiterIsBounded(t *testing.T) {
	l := newLimiter(tries)
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	for n := range 3 * most {
		r.RemoteAddr = strings.Join([]string{"203", string(rune('0' + n%10)), "1"}, ".") + "x" + time.Duration(n).String()
		l.fail(r)
	}
	if len(l.wrong) > most {
		t.Errorf("%d addresses are remembered", len(l.wrong))
	}
}
