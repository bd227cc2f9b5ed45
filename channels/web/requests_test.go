package web

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"loket/core"
)

// town lets several people file for several services, by phone and by chat: 0 and 1 on their phones, 2 by Telegram.
func town(t *testing.T) *office {
	o := openOffice(t)
	o.hear(phone(0), "DAFTAR#"+nik(0)+"#SITI AMINAH#AKTA LAHIR")
	o.hear(phone(1), "DAFTAR#"+nik(1)+"#BUDI SANTOSO#KTP HILANG")
	o.hear(chat(2), "DAFTAR#"+nik(2)+"#SITI LESTARI#AKTA LAHIR")
	return o
}

const ticket1, ticket2, ticket3 = "C200317-001", "C200317-002", "C200317-003"

// listed are the tickets on a page, in its order.
func (a *answer) listed() (all []string) {
	for _, m := range regexp.MustCompile(`<a href="/requests/\d+">([^<]+)</a>`).FindAllStringSubmatch(a.body, -1) {
		all = append(all, m[1])
	}
	return all
}

func (a *answer) lists(tickets ...string) *answer {
	a.Helper()
	if got := a.listed(); !slices.Equal(got, tickets) {
		a.Errorf("%s lists %q, not %q", a.path, got, tickets)
	}
	return a
}

// Each kind of word finds, together and apart; and no address that is gone to holds one of them.
func TestSearchWords(t *testing.T) {
	o := town(t)
	b := o.login(core.Officer)
	b.get("/requests").ok().lists(ticket3, ticket2, ticket1).has("SITI LESTARI", "…0003").lacks(nik(0), nik(1), nik(2))
	for words, want := range map[string][]string{
		ticket2: {ticket2}, strings.ToLower(ticket2): {ticket2},
		"siti": {ticket3, ticket1}, "AMINAH siti": {ticket1}, "budi": {ticket2},
		"0002": {ticket2}, nik(2): {ticket3}, "siti 0003": {ticket3},
		strings.TrimPrefix(phone(1).ID, "+62"): {ticket2}, "0" + strings.TrimPrefix(phone(1).ID, "+62"): {ticket2},
		"budi 0099": nil, "nobody": nil, "<script>": nil, "' OR 1=1 --": nil, "../../etc": nil, "🙂": nil, "\u202esiti": nil,
	} {
		a := b.post("/requests", "words", words).ok()
		if words != "\u202esiti" { // whatever becomes of a mark that nobody sees
			a.lists(want...)
		}
		path, err := url.PathUnescape(a.path)
		if err != nil || strings.Contains(strings.ToLower(path), strings.ToLower(words)) {
			t.Errorf("%q stands in %s", words, path)
		}
		if a.find(`name="words" type="search" value="([^"]*)"`) != words {
			t.Errorf("%q was not kept", words)
		}
		b.get(a.path).ok().lists(a.listed()...) // reloaded
	}
	b.post("/requests", "words", strings.Repeat("x", 201)).is(http.StatusUnprocessableEntity, "").has("too long")
}

// What another session has looked for cannot be read, nor what nobody has.
func TestSearchOfOthers(t *testing.T) {
	o := town(t)
	mine := o.login(core.Officer).post("/requests", "words", "budi").ok().path
	theirs := o.login(core.Admin)
	theirs.get(mine).ok().lists().has("belongs to another session").lacks("budi", "BUDI")
	theirs.get("/requests?find=bm9uc2Vuc2U").ok().lists().has("belongs to another session")
	theirs.get("/requests?find=%F0%9F%99%82").ok().lists()
}

func TestSearchFilters(t *testing.T) {
	o := town(t)
	if _, err := o.Advance(t.Context(), core.Advance{To: core.Verified, Tickets: []string{ticket1}}, operator); err != nil {
		t.Fatal(err)
	}
	b := o.login(core.Viewer)
	all := []string{ticket3, ticket2, ticket1}
	for filter, want := range map[string][]string{
		"status=DIVERIFIKASI": {ticket1}, "status=DIAJUKAN": {ticket3, ticket2}, "status=SELESAI": nil,
		"service=LAHIR": {ticket3, ticket1}, "service=LAHIR&status=DIAJUKAN": {ticket3}, "service=NONE": nil,
		"day=2020-03-17": all, "day=2020-03-18": nil, "pickup=2020-04-01": all, "pickup=2020-04-02": nil, "kecamatan=Kesambi": nil,
	} {
		b.get("/requests?" + filter).ok().lists(want...)
		values, _ := url.ParseQuery(filter)
		form := []string{"words", ""}
		for name := range values {
			form = append(form, name, values.Get(name))
		}
		b.post("/requests", form...).ok().lists(want...)
	}
	b.post("/requests", "words", "siti", "status", "DIVERIFIKASI").ok().lists(ticket1)
	b.get("/requests?status=NONSENSE").is(http.StatusUnprocessableEntity, "").has("no such status")
	b.get("/requests?day=31-31-2020").is(http.StatusUnprocessableEntity, "").has("cannot be read")
}

// One turns pages both ways, through all and through what was searched for, and sees each once.
func TestPaging(t *testing.T) {
	o := openOffice(t)
	const n = 120
	for i := range n {
		o.hear(phone(i), fmt.Sprintf("DAFTAR#%s#%s#AKTA LAHIR", nik(i), []string{"SITI AMINAH", "BUDI SANTOSO"}[i%2]))
	}
	b := o.login(core.Viewer)
	for _, c := range []struct {
		a    *answer
		want int
	}{{b.get("/requests"), n}, {b.post("/requests", "words", "siti"), n / 2}} {
		var pages [][]string
		a := c.a.ok()
		seen := map[string]bool{}
		for {
			pages = append(pages, a.listed())
			for _, ticket := range a.listed() {
				if seen[ticket] {
					t.Errorf("%s is listed twice", ticket)
				}
				seen[ticket] = true
			}
			if !strings.Contains(a.body, `rel="next"`) {
				break
			}
			a = b.get(a.find(`rel="next" href="([^"]+)"`)).ok()
		}
		if len(seen) != c.want || len(pages[0]) != 50 {
			t.Errorf("%d of %d requests on %d pages, %d on the first", len(seen), c.want, len(pages), len(pages[0]))
		}
		for i := len(pages) - 2; i >= 0; i-- {
			a = b.get(a.find(`rel="prev" href="([^"]+)"`)).ok()
			a.lists(pages[i]...)
		}
		a.lacks(`rel="prev"`)
	}
}

// A part of the page is answered as a part, and what is wrong goes where that belongs.
func TestSearchAsOneTypes(t *testing.T) {
	o := town(t)
	b := o.login(core.Viewer)
	a := b.ask(http.MethodPost, "/requests", strings.NewReader("words=budi"), "Content-Type", "application/x-www-form-urlencoded", "HX-Request", "true").ok()
	a.lists(ticket2).has("BUDI SANTOSO")
	a = b.ask(http.MethodPost, "/requests", strings.NewReader("day=x"), "Content-Type", "application/x-www-form-urlencoded", "HX-Request", "true")
	if a.is(http.StatusUnprocessableEntity, ""); a.header.Get("HX-Retarget") != "#wrong" {
		t.Errorf("what is wrong goes to %q", a.header.Get("HX-Retarget"))
	}
}

// Those in line are listed with where they stand.
func TestWaitingListed(t *testing.T) {
	o := openOffice(t)
	if err := o.SetQuota(t.Context(), 1, "", tuesday, tuesday, operator); err != nil {
		t.Fatal(err)
	}
	o.file(0, 1)
	o.hear(phone(1), "TUNGGU")
	b := o.login(core.Officer)
	a := b.get("/requests?status=DAFTAR_TUNGGU").ok().lists("No ticket yet").has("number 1 in line")
	path := a.find(`<a href="(/requests/\d+)">`)
	a = b.get(path).ok().has("number 1 in line", "still waits", "Withdraw the request").lacks("/name\"", "/reschedule\"", `name="to" value="DIVERIFIKASI"`)
	form := []string{"to", "DIBATALKAN", "seen", a.find(`name="seen" value="([^"]+)"`), "reason", "datang sendiri"}
	b.post(path+"/move", "to", "DIVERIFIKASI", "seen", form[3]).is(http.StatusConflict, "")
	o.loginNew("Adi", core.Viewer).post(path+"/move", form...).is(http.StatusForbidden, "")
	if n := o.count("requests", "status = ?", core.Waiting); n != 1 {
		t.Fatalf("%d wait", n)
	}
	o.letters(gateway)
	b.post(path+"/move", form...).is(http.StatusOK, path).has("withdrawn", "This request is over")
	b.post(path+"/move", form...).is(http.StatusOK, path)
	if ls := o.letters(gateway); len(ls) != 1 || !strings.Contains(ls[0].Message.Text, "datang sendiri") {
		t.Errorf("told by %v", ls)
	}
	if n := o.count("requests", "status = ?", core.Waiting); n != 0 {
		t.Errorf("%d wait still", n)
	}
}

func TestMany(t *testing.T) {
	o := town(t)
	if _, err := o.Advance(t.Context(), core.Advance{To: core.Ready, Tickets: []string{ticket3}}, operator); err != nil {
		t.Fatal(err)
	}
	o.letters(gateway)
	b := o.login(core.Officer)
	b.get("/requests?status=DIAJUKAN").ok().has("SITI AMINAH").find(`name="id" value="(\d+)"`)
	o.loginNew("Adi", core.Viewer).get("/requests").ok().lacks(`name="id"`, "/requests/new")

	b.get("/requests/many?to=DIVERIFIKASI").is(http.StatusUnprocessableEntity, "").has("No request is chosen")
	b.get("/requests/many?id=1").is(http.StatusUnprocessableEntity, "").has("choose the new status")
	b.get("/requests/many?id=1&to=DAFTAR_TUNGGU").is(http.StatusUnprocessableEntity, "")
	a := b.get("/requests/many?id=1&id=2&id=3&id=99&to=DIVERIFIKASI&back=https://evil.example/").ok()
	a.lists(ticket1, ticket2, ticket3).has("2 requests will be", "One stays as it is").lacks(`href="https://evil`, `name="back" value="https://evil.example/"`)

	form := []string{"to", "DIVERIFIKASI", "seen", "1.DIAJUKAN", "seen", "2.DIAJUKAN", "seen", "3.SIAP_DIAMBIL", "back", "/requests?service=LAHIR"}
	b.post("/requests/many", form...).is(http.StatusOK, "/requests?service=LAHIR").has("2 requests are", "1 did not change: "+ticket3)
	if told := len(o.letters(gateway)); told != 2 {
		t.Errorf("%d were told", told)
	}
	b.post("/requests/many", form...).ok().has("2 requests are")
	if told := len(o.letters(gateway)); told != 0 {
		t.Errorf("%d were told once more", told)
	}

	// Somebody else has moved one meanwhile.
	if _, err := o.Advance(t.Context(), core.Advance{To: core.InProcess, Tickets: []string{ticket1}}, operator); err != nil {
		t.Fatal(err)
	}
	b.post("/requests/many", "to", "SIAP_DIAMBIL", "seen", "1.DIVERIFIKASI", "seen", "2.DIVERIFIKASI").ok().has("One request is", "1 did not change: "+ticket1)

	b.post("/requests/many", "to", "DITOLAK", "seen", "1.DIPROSES").is(http.StatusUnprocessableEntity, "").has("choose a reason")
	b.post("/requests/many", "to", "PERLU_PERBAIKAN", "seen", "1.DIPROSES", "reason", `<b>foto</b> buram`, "until", "2020-03-16").
		is(http.StatusUnprocessableEntity, "").escapes("<b>foto").has("<b>foto</b> buram")
	b.post("/requests/many", "to", "PERLU_PERBAIKAN", "seen", "1.DIPROSES", "reason", "foto buram").ok().has("One request is")
	if text := o.letters(gateway); !slices.ContainsFunc(text, func(l core.Letter) bool { return strings.Contains(l.Message.Text, "foto buram") }) {
		t.Errorf("the reason was not told: %v", text)
	}
	// Fetched on another day than said: not unless one is sure, nor does the audit say so.
	b.post("/requests/many", "to", "SELESAI", "seen", "2.SIAP_DIAMBIL").ok().has("1 did not change: " + ticket2)
	if n := o.count("audit", "what = ?", "advance SELESAI"); n != 0 {
		t.Errorf("the audit has %d moves that were none", n)
	}
	b.post("/requests/many", "to", "SELESAI", "seen", "2.SIAP_DIAMBIL", "sure", "1").ok().has("One request is")
}

// escapes says that texts of others stand in the page as texts alone.
func (a *answer) escapes(texts ...string) *answer {
	a.Helper()
	for _, text := range texts {
		if strings.Contains(a.body, text) {
			a.Errorf("%s has %q as it was written:\n%s", a.path, text, a.body)
		}
	}
	return a
}

// loginNew is loginAs of somebody who is taken on with that role.
func (o *office) loginNew(name string, role core.Role) *browser {
	o.Helper()
	o.member(name, role)
	return o.loginAs(name)
}
