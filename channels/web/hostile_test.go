package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/core"
)

// What no browser sends is the asker's fault on every page, not ours; and it changes nothing.
func TestUnreadableForms(t *testing.T) {
	o := busyOffice(t)
	b := o.login(core.Admin)
	before := o.contents()
	for _, r := range routes {
		method, pattern, _ := strings.Cut(r.pattern, " ")
		path := samplePath(pattern)
		for _, query := range []string{"?x=%zz", "?id=1;id=2"} {
			if a := b.try(method, path+query); a.status != http.StatusUnprocessableEntity {
				t.Errorf("%s%s: %d", r.pattern, query, a.status)
			}
		}
		if method == http.MethodPost {
			if a := b.ask(method, path, strings.NewReader("to=%zz&seen=%"), "Content-Type", "application/x-www-form-urlencoded"); a.status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d", r.pattern, a.status)
			}
		}
	}
	if after := o.contents(); after != before {
		t.Errorf("changed: %s", differing(before, after))
	}
}

// A reason that is said to be of the list, and is not, is told to no citizen; nor is one with what nobody types.
func TestReasonsOfTheList(t *testing.T) {
	o := openOffice(t)
	o.file(0, 1)
	b := o.login(core.Officer)
	seen := b.get("/requests/1").find(`name="seen" value="([^"]*)"`)
	before := o.contents()
	for _, code := range []string{"pulsa gratis: http://jahat.example", strings.Repeat("x", 100_000)} {
		b.post("/requests/1/move", "to", string(core.Rejected), "code", code, "seen", seen).is(http.StatusUnprocessableEntity, "")
		b.post("/requests/many", "to", string(core.Rejected), "code", code, "seen", "1."+string(core.Submitted)).is(http.StatusUnprocessableEntity, "")
	}
	if after := o.contents(); after != before {
		t.Errorf("changed: %s", differing(before, after))
	}
	b.post("/requests/1/move", "to", string(core.Rejected), "reason", "salah\x00 \xff\x1bkantor", "seen", seen).ok()
	d, err := o.Dossier(t.Context(), 1)
	if err != nil || d.Request.Reason != "salah kantor" {
		t.Errorf("%q, %v", d.Request.Reason, err)
	}
}

// Whoever may not talk with citizens reads no conversation, on no page; and what a page asks for by itself names nobody in its address.
func TestConversationsAreOfficers(t *testing.T) {
	o := busyOffice(t)
	const said = "suami sudah jadi?"
	o.login(core.Officer).get("/requests/1").ok().has(said)
	viewer := o.login(core.Viewer)
	viewer.get("/requests/1").ok().lacks(said)
	for _, path := range []string{"/conversations", "/conversations/1", "/conversations/1/exchange"} {
		viewer.get(path).is(http.StatusForbidden, "").lacks(said)
	}
	o.member(`Budi "Bud" Santoso`, core.Officer)
	b := o.loginAs(`Budi "Bud" Santoso`)
	b.post("/conversations/1/take").ok()
	a := b.get("/conversations/1").ok()
	if seen := a.find(`hx-vals='([^']*)'`); strings.Contains(seen, "Bud") || strings.Count(seen, `"`) != 4 {
		t.Errorf("asks with %s", seen)
	}
}

// A viewer, to whom no NIK and no number is shown in full, cannot try them out by looking for them either. An officer may look for both.
func TestSearchTellsNoMoreThanIsShown(t *testing.T) {
	o := openOffice(t)
	o.file(0)
	viewer, officer := o.login(core.Viewer), o.login(core.Officer)
	whole := []string{nik(0), nik(0)[:6] + " " + nik(0)[6:12] + "." + nik(0)[12:], "siti " + nik(0), phone(0).ID, "0" + phone(0).ID[3:], phone(0).ID[len(phone(0).ID)-5:]}
	for _, words := range whole {
		viewer.post("/requests", "words", words).is(http.StatusUnprocessableEntity, "").has("last 4 digits").lacks("C200317-001", "SITI AMINAH", "There are no requests yet")
		officer.post("/requests", "words", words).ok().has("C200317-001")
	}
	for _, words := range []string{nik(0)[12:], phone(0).ID[len(phone(0).ID)-4:], "siti aminah", "C200317-001"} {
		viewer.post("/requests", "words", words).ok().has("C200317-001")
	}
}

// Where a spreadsheet cuts lines at other signs than the comma, no part of a cell becomes a formula.
func TestCSVCutElsewhere(t *testing.T) {
	evil := "C;=HYPERLINK(1);\"=1\";\t@SUM(1)\n+62;-3; ＝5;biasa; 7"
	var b strings.Builder
	rows := func(yield func([]any, error) bool) { yield([]any{"C200317-001", "a, b", evil}, nil) }
	if err := WriteCSV(&b, []Column{{Title: "1"}, {Title: "2"}, {Title: "3"}}, rows); err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.FieldsFunc(b.String(), func(r rune) bool { return strings.ContainsRune(";\t\r\n", r) }) {
		if s := strings.Trim(part, `" `); s != "" && slices.Contains([]rune("=+-@＝＋－＠"), []rune(s)[0]) {
			t.Errorf("%q begins a formula in\n%s", part, b.String())
		}
	}
	if !strings.Contains(b.String(), ";biasa; 7") {
		t.Errorf("what is none has changed: %s", b.String())
	}
}

// Who asks for the head of what is streamed waits for nothing, and keeps nobody from closing.
func TestHeadOfStream(t *testing.T) {
	o := busyOffice(t)
	b := o.login(core.Viewer)
	b.client.Timeout = 20 * time.Second
	b.ask(http.MethodHead, "/announcements/1/events", nil, "Accept", "text/event-stream").is(http.StatusOK, "/announcements/1")
}

// Nobody is sent to another site by a form, however its path is written.
func TestNobodyIsSentElsewhere(t *testing.T) {
	o := openOffice(t)
	b := o.login(core.Viewer)
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for _, back := range []string{"//jahat.example", "https://jahat.example/", "/\\jahat.example", "/%2fjahat.example", "/%5cjahat.example", "/.//jahat.example", "/\t/jahat.example",
		"javascript:alert(1)", "/?\r\nSet-Cookie: a=b", "///jahat.example", "/../..//jahat.example", "\\\\jahat.example"} {
		to := b.post("/language", "lang", "en", "back", back).header.Get("Location")
		u, err := url.Parse(to)
		if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
			t.Errorf("%q leads to %q", back, to)
		}
	}
}
