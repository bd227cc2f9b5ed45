package web

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/core"
)

// A member is taken on, linked, given another role, let in, and removed: each is seen at once.
func TestStaff(t *testing.T) {
	o := openOffice(t)
	admin := o.login(core.Admin)
	a := admin.post("/staff", "name", " Sri  Wahyuni ", "role", "officer").ok().has("Sri Wahyuni", "The member was added.", "Officer", "not linked")
	page := a.path
	code := a.find(`<code class="big">/staf ([A-Z0-9]{10})</code>`)
	admin.get(page).ok().lacks(code) // once
	o.hear(chat(9), "/staf "+code)
	admin.get("/staff").ok().has("Sri Wahyuni Officer Telegram *009").lacks(chat(9).ID)

	admin.post(page+"/role", "role", "broadcaster").ok().has("The role of Sri Wahyuni was changed", "Broadcaster")
	admin.post(page+"/role", "role", "boss").is(http.StatusUnprocessableEntity, "").has("Sri Wahyuni")

	link := admin.post(page + "/link").ok().find(`<code class="big">http://loket\.test(/login/[^<]+)</code>`)
	admin.get(page).ok().lacks(link)
	sri := o.browser()
	sri.post(link).is(http.StatusOK, "/").has("Sri Wahyuni", "Petugas pengumuman")

	again := admin.post(page + "/code").ok().find(`/staf ([A-Z0-9]{10})<`)
	if again == code {
		t.Error("the same code again")
	}
	admin.get(page+"/remove").ok().has("Remove Sri Wahyuni from staff?", "logged out", "stays in the audit")
	sri.get("/").is(http.StatusOK, "/")
	admin.post(page+"/remove").is(http.StatusOK, "/staff").has("Sri Wahyuni is no member of staff any more.")
	sri.get("/").is(http.StatusOK, "/login")
	admin.get(page).is(http.StatusNotFound, "")
	admin.post(page+"/code").is(http.StatusNotFound, "")
	admin.get("/staff/trail?about=sri").ok().has("removed staff", "made a login link", "made a staff code", "added staff or changed a role")
}

func TestStaffFaults(t *testing.T) {
	o := openOffice(t)
	admin := o.login(core.Admin)
	for _, name := range []string{"", strings.Repeat("x", 41), "a/b"} {
		a := admin.post("/staff", "name", name, "role", "viewer").is(http.StatusUnprocessableEntity, "")
		if got := a.find(`name="name"[^>]*value="([^"]*)"`); got != name {
			t.Errorf("what was typed is lost: %q", got)
		}
	}
	if n := o.count("staff", ""); n != 1 {
		t.Errorf("%d members", n)
	}
	admin.post("/staff", "name", "<b>Budi</b>", "role", "viewer").is(http.StatusUnprocessableEntity, "")
	admin.get("/staff/1").ok().has("This is the only admin.")
	viewer := o.login(core.Viewer)
	viewer.get("/staff").ok().has("admin Admin", "Who may do what").lacks("Add a member", "/staff/1", "Audit")
}

// Everybody sees where they are logged in, and ends it; an admin sees and ends all.
func TestSessionsOfStaff(t *testing.T) {
	o := openOffice(t)
	admin, here := o.login(core.Admin), o.login(core.Viewer)
	there := o.loginAs("viewer")
	there.ask(http.MethodGet, "/", nil)
	ids := func(a *answer) (all []string) {
		for _, m := range regexp.MustCompile(`name="session" value="(\d+)"`).FindAllStringSubmatch(a.body, -1) {
			all = append(all, m[1])
		}
		return all
	}
	own := ids(here.get("/account").ok())
	if len(own) != 2 {
		t.Fatalf("sessions %v", own)
	}
	everybody := ids(admin.get("/staff/sessions").ok().has("viewer", "admin"))
	theirs := slices.DeleteFunc(slices.Clone(everybody), func(id string) bool { return slices.Contains(own, id) })
	if len(everybody) != 3 || len(theirs) != 1 {
		t.Fatalf("sessions %v", everybody)
	}
	here.post("/account/sessions", "session", theirs[0]).is(http.StatusOK, "/account").has("0 sessions were ended")
	admin.get("/").is(http.StatusOK, "/")
	slices.Sort(own) // the later one is the other browser's
	here.post("/account/sessions", "session", own[1]).is(http.StatusOK, "/account").has("1 session was ended.")
	there.get("/").is(http.StatusOK, "/login")
	viewer := admin.get("/staff").find(`viewer</strong>(?s:.*?)href="(/staff/\d+)"`)
	admin.post(viewer+"/sessions").is(http.StatusOK, "/staff/sessions").has("1 session was ended.")
	here.get("/").is(http.StatusOK, "/login")
	admin.post("/account/sessions").is(http.StatusOK, "/login")
	admin.get("/").is(http.StatusOK, "/login")
}

func TestBrowserName(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36":           "Chrome, Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0": "Edge, Windows",
		"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36":              "Chrome, Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/604.1": "Safari, iPhone",
		"Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0":                                                    "Firefox, Linux",
		"curl/8": "curl/8",
		"":       "–",
	} {
		if got := browserName(agent); got != want {
			t.Errorf("%q is %q, not %q", agent, got, want)
		}
	}
}

// The audit is filtered by who, what, about what and when, and paged.
func TestTrail(t *testing.T) {
	o := openOffice(t)
	admin := o.login(core.Admin)
	for range 2 * trailLines {
		if _, err := o.Link(o.Context(), "admin", core.Actor{Name: "Budi <b>", Role: core.Admin}); err != nil {
			t.Fatal(err)
		}
	}
	o.clock(tuesday.Add(1), 9, 0)
	if err := o.SetQuota(o.Context(), 200, "", tuesday.Add(2), tuesday.Add(2), core.Actor{Name: "Budi <b>", Role: core.Admin}); err != nil {
		t.Fatal(err)
	}
	rows := func(a *answer) int { return strings.Count(a.ok().body, `<td class="when">`) }
	a := admin.get("/staff/trail").has("18 Mar 2020, 09:00 WIB Budi <b> set a quota")
	if n := rows(a); n != trailLines {
		t.Errorf("%d lines", n)
	}
	older := a.find(`rel="next" href="([^"]+)"`)
	if next := admin.get(older); rows(next) != trailLines || next.text() == a.text() {
		t.Error("the next page is the same")
	}
	filtered := "/staff/trail?by=Budi+%3Cb%3E&what=login+link&about=adm&from=2020-03-17&to=2020-03-17"
	a = admin.get(filtered).has("made a login link").lacks("set a quota</td>")
	next := a.find(`rel="next" href="([^"]+)"`)
	for _, want := range []string{"by=Budi", "what=login", "about=adm", "from=2020-03-17", "to=2020-03-17"} {
		if !strings.Contains(next, want) {
			t.Errorf("the next page forgets %s: %s", want, next)
		}
	}
	last := admin.get(next)
	if n := rows(last); n != trailLines || strings.Contains(last.body, `rel="next"`) {
		t.Errorf("%d lines on the last page", n)
	}
	if n := rows(admin.get("/staff/trail?from=2020-03-18")); n != 1 {
		t.Errorf("%d lines of Wednesday", n)
	}
	admin.get("/staff/trail?by=Siapa").ok().has("Nothing was written down that matches.")
	admin.get("/staff/trail?from=kemarin").is(http.StatusUnprocessableEntity, "")
}

// TestDeeds: what the desk writes into the audit is said in words, in both languages, and can be asked for.
func TestDeeds(t *testing.T) {
	files, err := filepath.Glob("../../core/desk/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	found := 0
	written := regexp.MustCompile(`(?:Audit\([a-z.A-Z]+, |coded\(ctx, by, |linkAsked += )"([^"]+)"`)
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range written.FindAllStringSubmatch(string(text), -1) {
			what := m[1]
			if what == advanced || what == "end " || strings.HasSuffix(name, "_test.go") {
				continue // the rest is a status, or what staff had set: a deed of a few
			}
			found++
			if !slices.Contains(deeds(), what) {
				t.Errorf("%s writes %q into the audit, which the console cannot be asked for", name, what)
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d deeds were found", found)
	}
	for _, lang := range languages {
		w, err := readWords(lang)
		if err != nil {
			t.Fatal(err)
		}
		l := &look{lang: lang, words: w}
		for _, what := range deeds() {
			if got := l.deed(what, officeOf(catalogue())); got == what && what != "reveal" {
				t.Errorf("%q has no words in %s", what, lang)
			}
		}
	}
}

func TestSettings(t *testing.T) {
	o := openOffice(t)
	officer, viewer := o.login(core.Officer), o.login(core.Viewer)
	set := func(places int, service string, from, to core.Date) {
		if err := o.SetQuota(o.Context(), places, service, from, to, operator); err != nil {
			t.Fatal(err)
		}
	}
	set(120, "", tuesday, core.Date{})
	set(20, "KTP-HILANG", tuesday.Add(1), tuesday.Add(3))
	officer.get("/staff/settings").ok().has("20 places · Lost ID card 18 Mar 2020 – 20 Mar 2020", "120 places · all services", "Set a quota", "08:00–20:00", "beyond 1,000 messages", "Indonesian, English")
	viewer.get("/staff/settings").ok().has("120 places").lacks("Set a quota")
	o.clock(tuesday.Add(4), 9, 0)
	viewer.get("/staff/settings").ok().has("120 places").lacks("20 places · Lost")
}

// TestAnnouncedTrail: who made an announcement, and whose name was mended, can be asked for by the deed.
func TestAnnouncedTrail(t *testing.T) {
	o := busyOffice(t)
	if _, err := o.Rename(o.Context(), "C200317-001", "SITI AMINAH B", operator); err != nil {
		t.Fatal(err)
	}
	admin := o.login(core.Admin)
	admin.get("/staff/trail?what=announce").ok().has("Operator of the server (root) made an announcement 1")
	admin.get("/staff/trail?what=rename").ok().has("mended a name C200317-001").lacks("AMINAH")
}

// What stands in the audit about a deed is read in the language of the page.
func TestAbouts(t *testing.T) {
	id := look{lang: "id"}
	var err error
	if id.words, err = readWords("id"); err != nil {
		t.Fatal(err)
	}
	office := Office{Zone: time.FixedZone("WIB", 7*3600), ZoneLabel: "WIB"}
	for text, want := range map[string]string{
		"Vivi as viewer":                           "Vivi: pemantau",
		"conversation 3":                           "percakapan 3",
		"conversation 3 from Rina":                 "percakapan 3, dari Rina",
		"4 from 2020-04-01 to 2020-04-03":          "nomor 4: 1 Apr 2020 s.d. 3 Apr 2020",
		"C200317-042 to 2020-04-02T09:00:00+07:00": "C200317-042 ke 2 Apr 2020, 09.00 WIB",
		"19 days of [2027]":                        "19 hari libur, tahun 2027",
		"5, now 6, from 2020-04-01 to 2020-04-20 instead of 2020-04-03": "nomor 5, kini 6: 1 Apr 2020 s.d. 20 Apr 2020, sebelumnya s.d. 3 Apr 2020",
		"40 places from 2020-04-01 to ":                                 "kuota 40: 1 Apr 2020 s.d. seterusnya",
		"pickups of 2020-04-01, in full":                                "pengambilan 1 Apr 2020, lengkap",
		"1200 lines":                                                    "1.200 baris",
		"C200317-042 C200317-043":                                       "C200317-042 C200317-043",
	} {
		if got := id.about(text, office); got != want {
			t.Errorf("%q is read as %q, not %q", text, got, want)
		}
	}
}
