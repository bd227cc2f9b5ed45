package minitelegram

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// ear is a webhook that notes what it hears and answers as told.
type ear struct {
	mu    sync.Mutex
	texts []string
	heads http.Header
	fails int // this many first requests are refused
}

func (e *ear) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var u heard
	_ = json.NewDecoder(r.Body).Decode(&u)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heads = r.Header
	if e.fails > 0 {
		e.fails--
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	e.texts = append(e.texts, u.Message.Text)
}

func (e *ear) heard() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.texts)
}

func until(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !cond(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

func TestWebhookRepeatsUntilAccepted(t *testing.T) {
	s, e := New(t), &ear{fails: 3}
	h := httptest.NewServer(e)
	defer h.Close()
	s.Say(7, "before")
	s.Route("https://loket.example", h.URL)
	call(t, s, "setWebhook", "url", "https://loket.example/hooks/telegram", "secret_token", "s3cret", "max_connections", "5")
	s.Say(7, "after")
	until(t, "both heard", func() bool { return s.Pending() == 0 })
	if got := fmt.Sprint(e.heard()); got != "[before after]" {
		t.Errorf("heard %s", got)
	}
	if got := e.heads.Get("X-Telegram-Bot-Api-Secret-Token"); got != "s3cret" {
		t.Errorf("secret %q", got)
	}
	info := accepted[M](t, s, "getWebhookInfo")
	if info["last_error_message"] != "Wrong response from the webhook: 503 Service Unavailable" || info["max_connections"] != 5.0 {
		t.Errorf("info: %v", info)
	}
	refused(t, s, 409, "can't use getUpdates method while webhook is active", "getUpdates")
	h.Close()
	s.Say(7, "owed")
	until(t, "refusal noted", func() bool {
		return accepted[M](t, s, "getWebhookInfo")["last_error_message"] == "Connection refused"
	})
	call(t, s, "deleteWebhook")
	if list := accepted[[]heard](t, s, "getUpdates"); texts(list) != "owed" {
		t.Errorf("what the webhook owed must be there for polling: %+v", list)
	}
}

func TestRedeliver(t *testing.T) {
	for _, atOnce := range []bool{false, true} {
		s, e := New(t), &ear{}
		h := httptest.NewServer(e)
		defer h.Close()
		s.Redeliver(2, atOnce)
		call(t, s, "setWebhook", "url", h.URL)
		for i := range 50 {
			s.Say(int64(i%5+1), fmt.Sprint(i))
		}
		until(t, "all accepted", func() bool { return s.Pending() == 0 })
		times := map[string]int{}
		for _, text := range e.heard() {
			times[text]++
		}
		for i := range 50 {
			if times[fmt.Sprint(i)] != 2 {
				t.Errorf("at once %v: %d came %d times", atOnce, i, times[fmt.Sprint(i)])
			}
		}
	}
}

func TestSetWebhookRefusals(t *testing.T) {
	s := New(t)
	refused(t, s, 400, "An HTTPS URL must be provided", "setWebhook", "url", "http://loket.example/hooks")
	refused(t, s, 400, "unallowed characters", "setWebhook", "url", "https://loket.example/", "secret_token", "a b")
	refused(t, s, 400, "too long", "setWebhook", "url", "https://loket.example/", "secret_token", strings.Repeat("a", 257))
}

func TestSetWebhookEndsThePoll(t *testing.T) {
	s := New(t)
	got := make(chan reply)
	go func() { got <- call(t, s, "getUpdates", "timeout", "50") }()
	until(t, "polling", func() bool { s.inbox.mu.Lock(); defer s.inbox.mu.Unlock(); return s.inbox.poll != nil })
	call(t, s, "setWebhook", "url", "https://127.0.0.1:1/")
	if r := <-got; r.Code != 409 || !strings.Contains(r.Description, "terminated by setWebhook request") {
		t.Errorf("poll ended with %+v", r)
	}
}
