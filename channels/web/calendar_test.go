package web

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"loket/core"
)

func april(day int) core.Date { return core.Date{Year: 2020, Month: time.April, Day: day} }

// A month says of each day what the desk says: whether it is open and why not, its places, and its pickups.
func TestMonthPage(t *testing.T) {
	o := openOffice(t)
	o.file(0, 1, 2, 3, 4)
	week, err := o.console.office.Hours("mon-fri 08.00-10.00")
	if err != nil {
		t.Fatal(err)
	}
	saturday, err := o.console.office.Hours("sat 09.00-11.00")
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range []func() error{
		func() error {
			_, _, err := o.Close(t.Context(), core.Override{From: april(14), To: april(15), Reason: "Listrik <b>padam</b>"}, operator)
			return err
		},
		func() error {
			_, _, err := o.Close(t.Context(), core.Override{From: april(16), To: april(16), Intake: true, Reason: "Pemilu"}, operator)
			return err
		},
		func() error {
			_, _, err := o.SetHours(t.Context(), core.Override{From: april(20), To: april(21), Hours: &core.Week{Counter: week}, Reason: "Pelatihan"}, operator)
			return err
		},
		func() error {
			_, _, err := o.OpenDays(t.Context(), core.Override{From: april(18), Hours: &core.Week{Counter: saturday, Intake: saturday}, Reason: "Sabtu ekstra"}, operator)
			return err
		},
		func() error { return o.SetQuota(t.Context(), 7, "", april(23), april(24), operator) },
	} {
		if err := set(); err != nil {
			t.Fatal(err)
		}
	}
	b := o.login(core.Viewer)
	for _, month := range []time.Month{time.March, time.April} {
		m, err := o.Month(t.Context(), 2020, month)
		if err != nil {
			t.Fatal(err)
		}
		page := b.get(fmt.Sprintf("/calendar/2020-%02d", month)).ok()
		for _, d := range m.Days {
			cell := page.cell(d.Date)
			if want := (DayCell{MonthDay: d}).State(); !strings.HasPrefix(cell.class, want) {
				t.Errorf("%s is %q, not %s", d.Date, cell.class, want)
			}
			counts := ""
			if d.Quota.Cap+d.Quota.Held > 0 {
				counts += fmt.Sprintf("Places %d/%d", d.Quota.Held, d.Quota.Cap)
			}
			if d.Serves+d.Pickups > 0 {
				counts += fmt.Sprintf(" Pickups %d/%d", d.Pickups, d.Serves)
			}
			if got := strings.Join(regexp.MustCompile(`(?:Places|Pickups) \d+ ?/ ?\d+`).FindAllString(cell.text, -1), " "); strings.ReplaceAll(got, " /", "/") != strings.TrimSpace(counts) {
				t.Errorf("%s says %q, not %q", d.Date, cell.text, counts)
			}
			if d.Closure != nil && d.Holiday == nil && !strings.Contains(cell.text, d.Closure.Reason["en"]) || d.Special != "" && !strings.Contains(cell.text, d.Special) {
				t.Errorf("%s does not say why: %q", d.Date, cell.text)
			}
		}
	}
	p := b.get("/calendar/2020-04")
	for day, want := range map[core.Date]string{april(1): "Pickups 5 /200", april(14): "requests are still taken", april(18): "09:00–11:00", april(20): "08:00–10:00", april(23): "Places 0 /7"} {
		if cell := p.cell(day); !strings.Contains(cell.text, want) {
			t.Errorf("%s says %q, not %q", day, cell.text, want)
		}
	}
	if cell := p.cell(april(16)); strings.Contains(cell.text, "requests are still taken") {
		t.Errorf("no requests are taken on the 16th: %q", cell.text)
	}
	p.has("April 2020", "Next ›").lacks("Close the counter", "Change the places")
	if strings.Contains(p.body, "<b>padam") {
		t.Error("a reason is not escaped")
	}
	if p := b.get("/calendar"); strings.Count(p.body, `aria-current="date"`) != 1 || !strings.Contains(p.cell(tuesday).class, "today") || !strings.Contains(p.cell(tuesday.Add(-1)).class, "past") {
		t.Error("today is not marked, or more than it")
	}
	b.get("/calendar/2031-01").has("The holidays of 2031 were not entered")
	for _, path := range []string{"/calendar/2020-13", "/calendar/0001-01", "/calendar/9999-12", "/calendar/april", "/calendar/day/2020-02-30", "/calendar/day/9999-12-31", "/calendar/change/1x", "/calendar/change/99"} {
		b.get(path).is(http.StatusNotFound, "")
	}
	b.get("/calendar/2199-12").ok().lacks("Next ›")
}

// cell is what a month says of a day: the class of its cell, and its text.
func (a *answer) cell(d core.Date) (c struct{ class, text string }) {
	a.Helper()
	found := regexp.MustCompile(`(?s)<td class="([^"]*)" data-day="` + d.String() + `">(.*?)</td>`).FindStringSubmatch(a.body)
	if found == nil {
		a.Fatalf("%s has no %s", a.path, d)
	}
	c.class, c.text = found[1], blank.ReplaceAllString(html.UnescapeString(tag.ReplaceAllString(found[2], " ")), " ")
	return c
}

// A day's page has its hours, its places and their parts, and who set what over it; it leads to its requests and pickups.
func TestDayPage(t *testing.T) {
	o := openOffice(t)
	if err := o.SetQuota(t.Context(), 3, "LAHIR", tuesday, tuesday.Add(1), core.Actor{Name: "Sari", Role: core.Officer}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := o.Close(t.Context(), core.Override{From: tuesday.Add(1), To: tuesday.Add(2), Intake: true, Reason: "Rapat <i>besar</i>"}, core.Actor{Name: "Ratna", Role: core.Admin}); err != nil {
		t.Fatal(err)
	}
	o.file(0, 1)
	b := o.login(core.Viewer)
	p := b.get("/calendar/day/" + tuesday.String()).ok()
	p.has("Tuesday, 17 March 2020", "3 places a day", "Sari", "Places 150", "Taken 2", "Left 148", "08:00–24:00 WIB", "Closures of the office file").lacks("Close the counter", "Change the places")
	if left := p.find(`(\d+ left of \d+)`); left != "1 left of 3" {
		t.Errorf("of the part there is %s", left)
	}
	p.find(`href="/requests\?day=2020-03-17"`)
	p.find(`href="/requests\?pickup=2020-03-17"`)
	b.get("/calendar/day/"+tuesday.Add(1).String()).has("Rapat <i>besar</i>", "Ratna", "Counter Closed", "Intake Closed").lacks("requests are still taken")
	o.login(core.Officer).get("/calendar/day/" + tuesday.String()).has("Change the places").lacks("Close the counter")
	o.login(core.Broadcaster).get("/calendar/day/"+tuesday.String()).has("Change the places", "Close the counter")
}
