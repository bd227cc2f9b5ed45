package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"loket/core"
)

func TestToday(t *testing.T) {
	o := openOffice(t)
	b := o.login(core.Viewer)
	o.file(1, 2, 3)
	o.catchUp()
	if n := o.count("requests", "status = ?", core.Submitted); n != 3 {
		t.Fatalf("%d requests", n)
	}
	a := b.get("/").ok().has("Tuesday, 17 March 2020", "Birth certificate 3 0", "SMS 3 0", "So far 3 places are taken of 150.").lacks(nik(1))
	if got := a.find(`<span>Taken</span><b>(\d+)</b>`); got != "3" {
		t.Errorf("%s places are taken", got)
	}
	if got := a.find(`<span>Left</span><b>(\d+)</b>`); got != "147" {
		t.Errorf("%s places are left", got)
	}
	if a := o.browser().part("/"); a.status != http.StatusUnauthorized || a.header.Get("HX-Redirect") != "/login" {
		t.Errorf("a part of a page, to nobody: %d %v", a.status, a.header)
	}
	o.clock(core.Date{Year: 2020, Month: time.March, Day: 22}, 9, 0)
	b.get("/").ok().has("Sunday, 22 March 2020", "No requests are taken today.", "There are no places today.")
}

// What needs a hand is named, and leads to where it is done; nothing is named that does not.
func TestHands(t *testing.T) {
	o := openOffice(t, func(c *Config) {
		c.Office.Health = nil
	})
	officer, viewer := o.login(core.Officer), o.login(core.Viewer)
	o.file(1, 2, 3)
	o.letters(gateway)
	officer.get("/").ok().has("Waiting to be sent 0", "Failed since midnight 0", "No channel is on.").lacks("wait for an officer", "News not delivered", "correction")

	advance := func(a core.Advance) {
		t.Helper()
		if moved, err := o.Advance(o.Context(), a, operator); err != nil || !moved[0].OK {
			t.Fatal(moved, err)
		}
	}
	advance(core.Advance{To: core.Incomplete, Tickets: []string{"C200317-001"}, Reason: "Foto KK buram"})
	advance(core.Advance{To: core.Incomplete, Tickets: []string{"C200317-002"}, Reason: "Foto KK buram"})
	o.letters(gateway)
	o.hear(phone(1), "UBAH C200317-001")
	o.hear(phone(2), "PETUGAS")
	o.letters(gateway)
	advance(core.Advance{To: core.Ready, Tickets: []string{"C200317-003"}})
	ls, err := o.store.Claim(o.Context(), gateway, 1)
	if err != nil || len(ls) != 1 {
		t.Fatal(ls, err)
	}
	if err := o.store.Settle(o.Context(), []core.Outcome{{Letter: ls[0].ID, Attempt: ls[0].Attempt, State: core.Failed, Reason: "unreachable"}}); err != nil {
		t.Fatal(err)
	}
	calls, err := o.Calls(o.Context())
	if err != nil || len(calls) != 1 {
		t.Fatal(calls, err)
	}
	if err := o.Answer(o.Context(), calls[0].Person, "Silakan datang besok.", core.Actor{Name: "Rina", Role: core.Officer}); err != nil {
		t.Fatal(err)
	}
	if ls, err = o.store.Claim(o.Context(), gateway, 1); err != nil || len(ls) != 1 {
		t.Fatal(ls, err)
	}
	if err := o.store.Settle(o.Context(), []core.Outcome{{Letter: ls[0].ID, Attempt: ls[0].Attempt, State: core.Failed, Reason: "window"}}); err != nil {
		t.Fatal(err)
	}
	a := officer.get("/").ok().has("1 person waits for an officer", "News not delivered C200317-003 not reached in time", "An officer's answer was not delivered SMS", "Failed since midnight 2",
		"1 not reached in time", "1 silent on WhatsApp for more",
		"1 Apr 2020 3 pickups , 2 not ready")
	viewer.get("/").ok().has("1 person waits for an officer").lacks("/conversations")
	links := regexp.MustCompile(`<a id="[^"]+" href="([^"]+)"`).FindAllStringSubmatch(a.body, -1)
	if len(links) < 3 {
		t.Errorf("only %d links", len(links))
	}
	for _, m := range links {
		officer.get(m[1]).ok()
	}
	if err := o.store.Tx(t.Context(), func(tx core.Tx) error {
		_, _, err := tx.HearPhone("sms:gate/depan-1", time.Now().Add(-time.Hour))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	officer.get("/").ok().has("Phone out of reach sms:gate/depan-1 since 17 Mar 2020, 07:")
	officer.post("/requests", "words", a.find(`name="words" value="([^"]+)"`)).ok().has("C200317-003").lacks("C200317-001")

	o.clock(core.Date{Year: 2020, Month: time.March, Day: 26}, 9, 0)
	officer.get("/").ok().has("overdue")
}

// Accounts that are owed letters are named, whether somebody serves them or not.
func TestAccounts(t *testing.T) {
	o := openOffice(t)
	b := o.login(core.Viewer)
	o.file(1)
	b.get("/").ok().has("Telegram bot-1 Connected Last contact 08:29 WIB by the server's clock", "SMS phone-1 Not served from this server 1 message waiting", "Sender old-bot Nobody sends")
}

func TestPlot(t *testing.T) {
	zone := time.FixedZone("WIB", 7*3600)
	tally := func(day core.Date, hour, places int, status core.Status) core.Tally {
		return core.Tally{Service: "KK", Channel: "sms", Status: status, Filed: day, Hour: hour, Requests: 1, Places: places}
	}
	b := core.Board{Today: core.Today{Day: core.Day{Date: tuesday, Cap: 150}}, Tallies: []core.Tally{
		tally(tuesday.Add(-1), 20, 7, core.Submitted), tally(tuesday, 8, 40, core.Submitted), tally(tuesday, 9, 2, core.Done), tally(tuesday, 9, 5, core.Waiting),
		tally(tuesday, 10, 3, core.Withdrawn), tally(tuesday, 17, 1, core.Rejected),
	}}
	p := plotOf(b, time.Date(2020, 3, 17, 18, 30, 0, 0, zone))
	if p.Ahead != 7 || p.Total != 50 || !p.Shown {
		t.Errorf("%d ahead, %d in all", p.Ahead, p.Total)
	}
	if first, last := p.Hours[0], p.Hours[len(p.Hours)-1]; first.Hour != 8 || first.Sum != 47 || last.Hour != 18 || last.Sum != 50 {
		t.Errorf("from %+v to %+v", first, last)
	}
	if len(p.Lines) != len(p.Hours) || p.Lines[0].Y1 >= plotBase || p.Cap.Y < plotTop || p.Cap.Y >= p.Lines[len(p.Lines)-1].Y2 {
		t.Errorf("lines %+v, quota %+v", p.Lines, p.Cap)
	}
	for i, l := range p.Lines[1:] {
		if l.Y1 != p.Lines[i].Y2 || l.X1 != p.Lines[i].X2 || l.Y2 > l.Y1 {
			t.Errorf("the line breaks, or falls, at %d: %+v", i, l)
		}
	}
	if p := plotOf(core.Board{Today: core.Today{Day: core.Day{Date: tuesday}}}, time.Date(2020, 3, 17, 0, 10, 0, 0, zone)); p.Shown || p.Hours[0].Hour != 0 {
		t.Errorf("a day without places: %+v", p)
	}
	for _, most := range []int{1, 2, 5, 6, 49, 50, 51, 120, 150, 151, 999, 12345} {
		step, top := ticks(most)
		if top < most || top%step != 0 || top/step > 5 || top-most >= step {
			t.Errorf("%d is marked by %d up to %d", most, step, top)
		}
	}
}

// The page's live part is one, and asks for the page that it is in.
func TestLivePart(t *testing.T) {
	o := openOffice(t)
	a := o.login(core.Viewer).get("/").ok()
	for _, want := range []string{`id="day"`, `data-live`, `hx-get="/"`, `hx-select="#day"`, `hx-trigger="every 5s, back"`, `hx-headers='{"Loket-Live":"1"}'`, `id="clock"`, `id="title"`} {
		if n := strings.Count(a.body, want); n != 1 {
			t.Errorf("%s stands there %d times", want, n)
		}
	}
	var ids []string
	for _, m := range regexp.MustCompile(`<(a|button|summary)\b([^>]*)`).FindAllStringSubmatch(a.body[strings.Index(a.body, `id="day"`):strings.Index(a.body, "</main>")], -1) {
		if !strings.Contains(m[2], "id=") && m[1] != "summary" {
			ids = append(ids, fmt.Sprint(m[0]))
		}
	}
	if len(ids) > 0 {
		t.Errorf("the focus is lost from these whenever the part is replaced: %q", ids)
	}
}

// The numbers beside the plot stand in a room of their own: no bar can lie on them.
func TestPlotScale(t *testing.T) {
	o := openOffice(t)
	o.file(1)
	a := o.login(core.Viewer).get("/").ok()
	plot := a.find(`(?s)<svg class="plot".*?</svg>`)
	if scale := a.find(`(?s)<svg class="scale".*?</svg>`); !strings.Contains(scale, ">100</text>") || strings.Contains(plot, ">100</text>") {
		t.Errorf("beside the plot stands %s", scale)
	}
	menu := regexp.MustCompile(`(?s)<nav class="menu".*?</nav>`).FindString(a.body)
	if order := regexp.MustCompile(`href="([^"]+)"`).FindAllStringSubmatch(menu, -1); fmt.Sprint(order) != fmt.Sprint([][]string{{`href="/"`, "/"}, {`href="/requests"`, "/requests"},
		{`href="/announcements"`, "/announcements"}, {`href="/calendar"`, "/calendar"}, {`href="/staff"`, "/staff"}}) {
		t.Errorf("the menu of a viewer: %v", order)
	}
}
