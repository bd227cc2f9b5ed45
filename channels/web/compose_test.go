package web

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/core"
)

// What is shown before the yes is what the desk foresees, to the letter; and exactly that is sent.
func TestCompose(t *testing.T) {
	o := openOffice(t)
	o.follow(phone(1), phone(2), chat(3), chat(4), chat(5))
	b := o.login(core.Broadcaster)
	b.get("/announcements").ok().has("Nothing was announced yet.", "Write an announcement")
	form := []string{"text.id", "Loket tutup besok.\r\nMohon tidak datang.", "text.en", "The counter is shut tomorrow.", "at", "2020-03-17T10:00", "spread", "60", "key", "k1"}
	page := b.post("/announcements/new", form...).ok()
	n := core.Notice{Texts: map[string]string{"id": "Loket tutup besok.\nMohon tidak datang.", "en": "The counter is shut tomorrow."},
		Audience: core.Audience{To: []core.Selector{{}}}, At: tuesday.At(10*60, catalogue().Office.Zone), Spread: time.Hour}
	p, err := o.Preview(o.Context(), n, core.Actor{Name: "broadcaster", Role: core.Broadcaster})
	if err != nil {
		t.Fatal(err)
	}
	page.has("5 letters would leave", "Schedule 5 letters", "spread over 1 hour", "17 Mar 2020, 10:00 WIB")
	texts := strings.ReplaceAll(page.body, "\n", " ")
	for channel, versions := range p.Notice.Frozen {
		for version, m := range versions {
			page.has(blank.ReplaceAllString(core.CleanSMS(m.Text), " "))
			if channel == core.SMSChannel {
				letters := 0
				for _, r := range p.Reach {
					if r.Channel == channel && r.Version == version && r.Skip == "" {
						letters += r.Letters
					}
				}
				sms := core.CountSMS(m.Text)
				page.has(fmt.Sprintf("%d SMS (%d characters) · about Rp%d", sms.Segments, sms.Units, sms.Segments*letters*catalogue().Office.Announce.Price))
			}
		}
	}
	if !strings.Contains(texts, "Loket tutup besok. Mohon tidak datang.</textarea>") || !strings.Contains(texts, `value="2020-03-17T10:00"`) {
		t.Errorf("what was typed is lost:\n%s", page.body)
	}
	sent := b.post("/announcements", append(form, page.hidden()...)...).is(http.StatusOK, "/announcements/1").has("The announcement is made.", "scheduled")
	sent.has("Loket tutup besok.")
	o.clock(tuesday, 10, 0)
	o.catchUp()
	o.clock(tuesday, 11, 1)
	for _, l := range o.letters(gateway) {
		if want := p.Notice.Frozen[core.SMSChannel][l.Version].Text; l.Message.Text != want {
			t.Errorf("%q was sent, not %q", l.Message.Text, want)
		}
	}
}

// However often one form is posted, it is one announcement; the same anew asks first.
func TestComposeTwice(t *testing.T) {
	o := openOffice(t)
	o.follow(phone(1), chat(2))
	b := o.login(core.Broadcaster)
	form := []string{"text.id", "Loket tutup."}
	page := b.post("/announcements/new", append(form, b.get("/announcements/new").ok().hidden()...)...).ok()
	form = append(form, page.hidden()...)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { b.post("/announcements", form...).is(http.StatusOK, "/announcements/1") })
	}
	all.Wait()
	if n := o.count("notices", ""); n != 1 {
		t.Fatalf("%d announcements", n)
	}
	again := b.announce("text.id", "Loket tutup.").is(http.StatusUnprocessableEntity, "").has("Yes, send it once more", "broadcaster has announced the same", "See #1")
	if n := o.count("notices", ""); n != 1 {
		t.Fatalf("%d announcements", n)
	}
	b.post("/announcements", append([]string{"text.id", "Loket tutup.", "again", "1"}, again.hidden()...)...).is(http.StatusOK, "/announcements/2")
	if n := o.count("notices", ""); n != 2 {
		t.Fatalf("%d announcements", n)
	}
}

// Nothing is sent that was not shown: another text, another time, more recipients.
func TestComposeChanged(t *testing.T) {
	o := openOffice(t)
	o.follow(phone(1))
	b := o.login(core.Broadcaster)
	page := b.post("/announcements/new", "text.id", "Satu.", "key", "k").ok()
	b.post("/announcements", append([]string{"text.id", "Dua."}, page.hidden()...)...).is(http.StatusUnprocessableEntity, "").has("Please look again")
	b.post("/announcements", append([]string{"text.id", "Satu.", "urgent", "yes"}, page.hidden()...)...).is(http.StatusUnprocessableEntity, "")
	b.post("/announcements", "text.id", "Satu.", "key", "k").is(http.StatusUnprocessableEntity, "")
	o.follow(phone(2))
	page = b.post("/announcements", append([]string{"text.id", "Satu.", "key", "k"}, page.hidden()...)...).is(http.StatusUnprocessableEntity, "").has("2 letters would leave")
	b.post("/announcements", append([]string{"text.id", "Satu."}, page.hidden()...)...).is(http.StatusOK, "/announcements/1")
}

// What is wrong is said beside the form, in which all that was typed still stands.
func TestComposeRefused(t *testing.T) {
	o := openOffice(t)
	o.follow(phone(1), chat(2))
	b := o.login(core.Broadcaster)
	for _, c := range []struct {
		form []string
		says string
	}{
		{[]string{"text.id", "Halo.", "at", "2020-03-16T08:00"}, "past"},
		{[]string{"text.id", "Halo.", "at", "besok"}, "The time it is sent cannot be read."},
		{[]string{"text.id", "Halo.", "expires", "2020-03-16T08:00"}, "over before it is sent"},
		{[]string{"text.id", "Halo.", "spread", "banyak"}, "Please write a number."},
		{[]string{"text.id", ""}, "empty"},
		{[]string{"text.id", "Halo.", "kecamatan", "Nowhere"}, "There is no such choice"},
		{[]string{"text.id", "Halo.", "words", "kecamatn Kesambi"}, "kecamatn"},
		{[]string{"text.id", "Halo.", "words", "sms", "channel", "telegram"}, "not by both"},
		{[]string{"text.id", "Halo.", "kecamatan", "Pekalipan"}, "Nobody"},
	} {
		for _, path := range []string{"/announcements/new", "/announcements", "/announcements/try"} {
			a := b.post(path, c.form...)
			if a.status < 400 || a.status >= 500 {
				t.Errorf("%s %v: %d", path, c.form, a.status)
			}
			a.has(c.says)
			for _, typed := range c.form {
				if typed != "" && typed != "Nowhere" && !strings.Contains(a.body, typed) {
					t.Errorf("%s: %q is lost", path, typed)
				}
			}
		}
	}
	if n := o.count("notices", ""); n != 0 {
		t.Errorf("%d announcements", n)
	}
}

// The fields of the form choose whom they say.
func TestComposeAudience(t *testing.T) {
	o := openOffice(t)
	o.follow(phone(1), phone(2), chat(3), chat(4)) // the even ones in Kejaksan
	o.file(1)
	b := o.login(core.Broadcaster)
	for _, c := range []struct {
		form  []string
		leave int
	}{
		{nil, 4},
		{[]string{"channel", "sms"}, 2},
		{[]string{"channel", "sms", "channel", "telegram"}, 4},
		{[]string{"kecamatan", "Kejaksan"}, 2},
		{[]string{"kecamatan", "Kejaksan", "channel", "sms"}, 1},
		{[]string{"kecamatan", "Kejaksan", "kecamatan", "Kesambi", "channel", "telegram"}, 2},
		{[]string{"waiting", "yes"}, 1},
		{[]string{"service", "LAHIR", "status", "DIAJUKAN"}, 1},
		{[]string{"from", "2020-04-01", "to", "2020-04-02"}, 1},
		{[]string{"not.kecamatan", "Kejaksan"}, 2},
		{[]string{"not.waiting", "yes"}, 3},
		{[]string{"words", "kecamatan Kesambi dan telegram, sms"}, 3},
		{[]string{"words", "sms", "not", "kecamatan Kejaksan"}, 1},
		{[]string{"not", "telegram"}, 2},
	} {
		a := b.post("/announcements/new", append([]string{"text.id", "Halo."}, c.form...)...).ok()
		if got := a.find(`<p class="reach"><b>(\d+)</b>`); got != fmt.Sprint(c.leave) {
			t.Errorf("%v reaches %s, not %d", c.form, got, c.leave)
		}
	}
}

// A test goes to one's own chat and to nobody else.
func TestComposeTry(t *testing.T) {
	o := openOffice(t)
	o.follow(phone(1), chat(2))
	b := o.login(core.Broadcaster)
	b.post("/announcements/try", "text.id", "Halo.").is(http.StatusConflict, "").has("No chat is linked")
	o.link("broadcaster", chat(9))
	o.letters(bot)
	b.post("/announcements/try", "text.id", "Halo semua.").ok().has("A test was sent to your own chat.", "Halo semua.")
	ls := o.letters(bot)
	if len(ls) == 0 || len(o.letters(gateway)) != 0 {
		t.Fatalf("%d letters", len(ls))
	}
	for _, l := range ls {
		if l.To != chat(9) {
			t.Errorf("a test went to %v", l.To)
		}
	}
	if n := o.count("notices", ""); n != 0 {
		t.Errorf("%d announcements", n)
	}
}

// A closure's announcement is drafted in the office's words.
func TestComposeClosure(t *testing.T) {
	o := openOffice(t)
	o.follow(phone(1))
	closed, _, err := o.Close(o.Context(), core.Override{Kind: core.ClosureOverride, From: tuesday.Add(20), To: tuesday.Add(21), Reason: "perbaikan <b>gedung</b>"}, operator)
	if err != nil {
		t.Fatal(err)
	}
	b := o.login(core.Broadcaster)
	a := b.get(fmt.Sprint("/announcements/new?closure=", closed.ID)).ok().has("perbaikan <b>gedung</b>", "Send 1 letter")
	if strings.Contains(a.body, "<b>gedung") {
		t.Error("the reason is a part of the page")
	}
}
