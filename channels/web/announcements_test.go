package web

import (
	"bufio"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

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
