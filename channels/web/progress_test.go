package web

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"loket/core"
	"loket/core/outbox"
)

// wire is a provider that takes what it is given, not faster than it may.
type wire struct{ name, account string }

func (w wire) Name() string    { return w.name }
func (w wire) Account() string { return w.account }
func (w wire) Limits() core.Limits {
	return core.Limits{Rate: 40, Short: w.name == core.SMSChannel}
}

func (w wire) Send(_ context.Context, l core.Letter) (string, error) {
	if strings.HasSuffix(l.To.ID, "3") {
		return "", core.Errorf(core.Refused, "the provider does not like it")
	}
	return fmt.Sprint("r", l.ID, "/", l.Attempt), nil
}

// sends lets the office's outbox run until the test ends.
func (o *office) sends() {
	o.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	all := []wire{{core.SMSChannel, gateway}, {core.TelegramChannel, bot}}
	for _, w := range all {
		go func() { ended <- outbox.New(w, o.store, outbox.Options{Idle: 20 * time.Millisecond}).Run(ctx) }()
	}
	o.Cleanup(func() {
		cancel()
		for range all {
			if err := <-ended; err != nil {
				o.Error(err)
			}
		}
	})
}

var counts = regexp.MustCompile(`<div class="(?:count-\w+|sum)"><dt>([^<]*)</dt><dd>([\d,]+)</dd></div>`)

// A stream tells how it goes until all is over, its counts always add up, and then it ends.
func TestProgress(t *testing.T) {
	o := openOffice(t)
	var many []core.Address
	for i := range 60 {
		many = append(many, chat(i), phone(i))
	}
	o.follow(many...)
	b := o.login(core.Broadcaster)
	b.announce("text.id", "Loket tutup.").is(http.StatusOK, "/announcements/1").has("being prepared")
	_, lines := b.events("/announcements/1")
	o.catchUp()
	o.sends()
	var event string
	var said []string
	events := map[string]int{}
	for lines.Scan() {
		line := lines.Text()
		if name, ok := strings.CutPrefix(line, "event: "); ok {
			event = name
			events[name]++
			said = nil
		} else if data, ok := strings.CutPrefix(line, "data: "); ok {
			said = append(said, data)
		} else if line == "" && event == "progress" {
			adds(t, strings.Join(said, "\n"))
			event = ""
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if events["progress"] < 2 || events["ledger"] != events["progress"] || events["state"] < 1 || events["over"] != 1 {
		t.Errorf("events %v", events)
	}
	page := b.get("/announcements/1").ok().has("finished", "100%", "120 of 120 settled", "Send failed ones again")
	if strings.Contains(page.body, "sse-connect") {
		t.Error("what is over is watched")
	}
	if o.console.watches.eyes != 0 || len(o.console.watches.all) != 0 {
		t.Error("who went still watches")
	}
	b.post("/announcements/1/resend").is(http.StatusOK, "/announcements/2").has("Sent again to 12.")
}

// adds says that the seven counts add up to the sum.
func adds(t *testing.T, part string) {
	t.Helper()
	found := counts.FindAllStringSubmatch(part, -1)
	sum := 0
	for i, c := range found {
		n := 0
		_, _ = fmt.Sscan(strings.ReplaceAll(c[2], ",", ""), &n)
		if i == 7 && n != sum || len(found) != 8 {
			t.Errorf("the counts are no sum: %s", part)
		}
		sum += n
	}
	if len(found) == 0 {
		t.Errorf("no counts: %q", part)
	}
}

// However many watch, one looks; who logs out or is removed watches no more, nor does who goes.
func TestProgressEnds(t *testing.T) {
	o := openOffice(t)
	o.console.watches.life = 50 * time.Millisecond
	o.follow(phone(1))
	b := o.login(core.Broadcaster)
	b.announce("text.id", "Nanti.", "at", "2020-03-17T12:00").is(http.StatusOK, "/announcements/1")
	b.get("/announcements/1").ok().find(`sse-connect="(/announcements/1/events)"`)
	viewer := o.login(core.Viewer)
	_, one := viewer.events("/announcements/1")
	response, two := b.events("/announcements/1")
	one.Scan()
	two.Scan()
	w := o.console.watches
	w.mu.Lock()
	if w.eyes != 2 || len(w.all) != 1 {
		t.Errorf("%d watch by %d looks", w.eyes, len(w.all))
	}
	w.mu.Unlock()
	_ = response.Body.Close()
	viewer.post("/logout").ok()
	for one.Scan() { // until it ends by itself
	}
	if err := one.Err(); err != nil {
		t.Error(err)
	}
	for { // of who only goes it is noticed at the next line
		w.mu.Lock()
		eyes := w.eyes
		w.mu.Unlock()
		if eyes == 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	viewer.get("/announcements/1/events").is(http.StatusOK, "/login")
	b.get("/announcements/9/events").is(http.StatusNotFound, "")
}
