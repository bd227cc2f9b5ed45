package web

import (
	"bufio"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/core"
)

// follow imports people who follow announcements, each with a consent of two weeks ago.
func (o *office) follow(as ...core.Address) {
	o.Helper()
	var b strings.Builder
	b.WriteString("channel,address,lang,kecamatan,consent,role\n")
	for i, a := range as {
		fmt.Fprintf(&b, "%s,%s,%s,%s,2020-03-02 formulir,\n", a.Channel, a.ID, []string{"", "en"}[i%2], []string{"Kesambi", "Kejaksan"}[i%2])
	}
	if _, err := o.ImportSubscribers(o.Context(), strings.NewReader(b.String()), false, "Dewi"); err != nil {
		o.Fatal(err)
	}
}

// hidden are the fields that a page hands back: the form's key, and what was shown.
func (a *answer) hidden() (form []string) {
	a.Helper()
	for _, m := range regexp.MustCompile(`<input type="hidden" name="(key|shown|expected)" value="([^"]*)"`).FindAllStringSubmatch(a.body, -1) {
		form = append(form, m[1], m[2])
	}
	return form
}

// announce composes, looks and sends, and returns the path of the announcement.
func (b *browser) announce(form ...string) *answer {
	b.Helper()
	page := b.post("/announcements/new", append(form, b.get("/announcements/new").ok().hidden()...)...).ok()
	return b.post("/announcements", append(form, page.hidden()...)...)
}

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

// Only another than the author says the second yes, or the second no.
func TestSecondYes(t *testing.T) {
	o := openOffice(t)
	many := make([]core.Address, catalogue().Office.Announce.Second+1)
	for i := range many {
		many[i] = chat(i)
	}
	o.follow(many...)
	o.member("Ratna", core.Broadcaster)
	o.member("Budi", core.Broadcaster)
	ratna, budi := o.loginAs("Ratna"), o.loginAs("Budi")
	sari := o.login(core.Officer)
	ratna.announce("text.id", "Loket tutup.").is(http.StatusOK, "/announcements/1").has("waits for a second yes", "waits for the yes of somebody else").lacks("Yes, send it")
	ratna.post("/announcements/1/steer", "deed", "approve").is(http.StatusConflict, "")
	sari.get("/announcements/1").ok().lacks("Yes, send it", "Cancel")
	sari.post("/announcements/1/steer", "deed", "approve").is(http.StatusForbidden, "")
	budi.get("/announcements/1").ok().has("Ratna wants to send this to 1,001.", "Yes, send it")
	budi.post("/announcements/1/steer", "deed", "approve").is(http.StatusOK, "/announcements/1").has("Approved.", "being prepared")
	ratna.announce("text.id", "Loket buka.").is(http.StatusOK, "/announcements/2").has("waits for a second yes")
	budi.post("/announcements/2/steer", "deed", "refuse").is(http.StatusOK, "/announcements/2").has("cancelled")
	// Nobody makes it smaller by what a form says.
	page := ratna.post("/announcements/new", "text.id", "Kecil.", "key", "k").ok()
	form := append([]string{"text.id", "Kecil."}, page.hidden()...)
	for i := range form {
		if form[i] == "expected" {
			form[i+1] = "1"
		}
	}
	ratna.post("/announcements", form...).is(http.StatusUnprocessableEntity, "")
}

// Pause, resume, cancel; those it failed to reach are listed by their last digits, page by page, and get it again; it is corrected and taken back.
func TestSteer(t *testing.T) {
	o := openOffice(t)
	var many []core.Address
	for i := range unreachedPage + 5 {
		many = append(many, chat(i))
	}
	o.follow(append(many, phone(1))...)
	b, viewer := o.login(core.Broadcaster), o.login(core.Viewer)
	path := "/announcements/1"
	b.announce("text.id", "Loket tutup.").is(http.StatusOK, path)
	o.catchUp()
	b.post(path+"/steer", "deed", "pause").is(http.StatusOK, path).has("Paused.", "Resume")
	if ls := o.letters(bot); len(ls) != 0 {
		t.Errorf("%d letters left during the pause", len(ls))
	}
	b.post(path+"/steer", "deed", "resume").is(http.StatusOK, path).has("Resumed.")
	o.catchUp()
	o.fail(bot, "refused")
	o.letters(gateway)
	b.get(path).ok().has("finished", "Send failed ones again", "Withdraw", "56 of 56 settled")
	page := viewer.get(path + "/unreached").ok().has("failed").lacks(chat(7).ID)
	if n := strings.Count(page.body, "<tr>") - 1; n != unreachedPage {
		t.Errorf("%d on a page", n)
	}
	if n := strings.Count(viewer.get(page.find(`href="([^"]*after=[^"]*)"`)).ok().body, "<tr>") - 1; n != 5 {
		t.Errorf("%d on the last page", n)
	}
	b.post(path+"/resend").is(http.StatusOK, "/announcements/2").has("Sent again to 55.", "Announcement #1")
	b.post(path+"/resend").is(http.StatusConflict, "")
	o.catchUp()
	b.post("/announcements/2/steer", "deed", "cancel").is(http.StatusOK, "/announcements/2").has("Cancelled. 0 letters had gone already.")
	b.post("/announcements/2/steer", "deed", "resume").is(http.StatusConflict, "")
	b.post(path+"/steer", "deed", "dance").is(http.StatusUnprocessableEntity, "")
	correct := b.get(path+"/correct").ok().has("Correct announcement #1", "Loket tutup.")
	form := append([]string{"text.id", "Loket tutup lusa."}, correct.hidden()...)
	shown := b.post(path+"/correct", form...).ok().has("Loket tutup lusa.")
	form = append([]string{"text.id", "Loket tutup lusa."}, shown.hidden()...)
	b.post(path+"/correction", form...).is(http.StatusOK, "/announcements/3").has("The correction is made.")
	b.post(path+"/correction", form...).is(http.StatusOK, "/announcements/3")
	o.catchUp()
	if ls := o.letters(gateway); len(ls) != 1 || !strings.Contains(ls[0].Message.Text, "Loket tutup lusa.") {
		t.Errorf("%v", ls)
	}
	b.post("/announcements/3/steer", "deed", "withdraw").is(http.StatusOK, "/announcements/5").has("It is taken back from 1.")
	viewer.get("/announcements").ok().has("Loket tutup lusa.", "Withdrawal", "Correction").lacks("Write an announcement")
	b.get("/announcements/99").is(http.StatusNotFound, "")
	b.get("/announcements/x").is(http.StatusNotFound, "")
}

// fail lets all that an account owes fail.
func (o *office) fail(account, reason string) {
	o.Helper()
	for {
		ls, err := o.store.Claim(o.Context(), account, 100)
		if err != nil {
			o.Fatal(err)
		}
		if len(ls) == 0 {
			return
		}
		var outcomes []core.Outcome
		for _, l := range ls {
			outcomes = append(outcomes, core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Failed, Reason: reason})
		}
		if err := o.store.Settle(o.Context(), outcomes); err != nil {
			o.Fatal(err)
		}
	}
}

// What staff write is shown as they wrote it, on every page of it and in its stream.
func TestAnnouncementInjection(t *testing.T) {
	o := openOffice(t)
	o.follow(phone(1), chat(2))
	b := o.login(core.Broadcaster)
	bad := `</textarea><script>alert(1)</script>"><img src=x onerror=alert(1)>{{.}}`
	a := b.announce("text.id", bad, "text.en", bad, "words", `all`).is(http.StatusOK, "/announcements/1")
	o.catchUp()
	for _, a := range []*answer{a, b.get("/announcements"), b.get("/announcements/1/correct"), b.get("/announcements/1/unreached"),
		b.post("/announcements/new", "text.id", bad, "at", bad, "spread", bad, "words", bad, "not", bad, "service", bad, "key", bad),
		b.post("/announcements/1/correct", "text.id", bad)} {
		if strings.Contains(a.body, "<script>alert") || strings.Contains(a.body, "<img src=x") || strings.Contains(a.body, "</textarea><script") {
			t.Errorf("%s lets it in:\n%s", a.path, a.body)
		}
	}
}

// events opens the stream of an announcement.
func (b *browser) events(path string) (*http.Response, *bufio.Scanner) {
	b.Helper()
	q, err := http.NewRequestWithContext(b.Context(), http.MethodGet, b.server+path+"/events", nil)
	if err != nil {
		b.Fatal(err)
	}
	q.Header.Set("Accept", "text/event-stream")
	r, err := b.client.Do(q)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = r.Body.Close() })
	if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != eventStream {
		b.Fatalf("%d %s", r.StatusCode, r.Header.Get("Content-Type"))
	}
	return r, bufio.NewScanner(r.Body)
}
