package web

import (
	"fmt"
	"html"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"loket/core"
)

// yes is the form of the yes that a page offers: names and values.
func (a *answer) yes() (form []string) {
	a.Helper()
	section := regexp.MustCompile(`(?s)<section[^>]* id="preview".*?</section>`).FindString(a.body)
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)">`).FindAllStringSubmatch(section, -1) {
		form = append(form, m[1], html.UnescapeString(m[2]))
	}
	if !strings.Contains(section, `name="yes"`) || !slices.Contains(form, "seen") {
		a.Fatalf("%s offers no yes: %s", a.path, section)
	}
	return append(form, "yes", "1")
}

// set lists what staff have set.
func (o *office) set() []core.Override {
	o.Helper()
	all, err := o.Overrides(o.Context())
	if err != nil {
		o.Fatal(err)
	}
	return all
}

// pickupsOn counts those of days of April 2020.
func (o *office) pickupsOn() map[core.Date]int {
	o.Helper()
	m, err := o.Month(o.Context(), 2020, 4)
	if err != nil {
		o.Fatal(err)
	}
	counts := map[core.Date]int{}
	for _, d := range m.Days {
		if d.Pickups > 0 {
			counts[d.Date] = d.Pickups
		}
	}
	return counts
}

func many(n int) (all []int) {
	for i := range n {
		all = append(all, i)
	}
	return all
}

// What is shown before the yes is what is done after it: the pickups move to those days, and so many letters tell it.
func TestCloseDays(t *testing.T) {
	o := openOffice(t)
	o.file(many(12)...)
	o.letters(gateway)
	b := o.login(core.Broadcaster)
	b.get("/calendar/close?from=2020-04-01&to=2020-04-02").ok().find(`name="to" value="2020-04-02"`)
	form := []string{"from", "2020-04-01", "to", "2020-04-02", "reason", "Listrik  <script>padam</script>\n"}
	seen := b.post("/calendar/close", form...).ok().has("12 pickups move", "Friday, 3 April 2020 12", "SMS: 12", "Listrik <script>padam</script>")
	if strings.Contains(seen.body, "<script>padam") {
		t.Error("a reason is not escaped")
	}
	f, err := o.Foresee(t.Context(), core.Override{From: april(1), To: april(2), Reason: "x"}, operator)
	if err != nil || f.Pickups != 12 || f.Told["sms"] != 12 || len(f.Days) != 1 || f.Days[0].Day != april(3) {
		t.Fatalf("foreseen: %+v, %v", f, err)
	}
	if n := len(o.set()); n != 0 || o.pickupsOn()[april(1)] != 12 {
		t.Fatalf("looking has set %d things", n)
	}
	done := b.post("/calendar/close", seen.yes()...).is(http.StatusOK, "/calendar/change/1")
	done.has("It holds now. 12 pickups are moved, and their holders told.", "Counter closed", "Announce it to citizens", "broadcaster, 17 Mar 2020, 08:30 WIB")
	done.find(`href="/announcements/new\?closure=1"`)
	o.catchUp()
	if got := o.pickupsOn(); !maps.Equal(got, map[core.Date]int{april(3): 12}) {
		t.Errorf("the pickups are on %v", got)
	}
	if n := len(o.letters(gateway)); n != 12 {
		t.Errorf("%d letters tell it", n)
	}
	b.post("/calendar/close", seen.yes()...).is(http.StatusOK, "/calendar/change/1") // pressed twice
	if n := len(o.set()); n != 1 {
		t.Errorf("pressed twice, it is set %d times", n)
	}
	b.post("/calendar/close", "from", "2020-04-02", "to", "2020-04-03", "reason", "Banjir").ok().has("1 Apr 2020 – 2 Apr 2020 is closed already", "12 pickups move")
	for _, path := range []string{"/calendar/2020-04", "/calendar/day/2020-04-02", "/calendar/changes", "/calendar/change/1"} {
		if p := b.get(path).ok().has("Listrik <script>padam</script>"); strings.Contains(p.body, "<script>padam") {
			t.Errorf("%s: a reason is not escaped", path)
		}
	}
}

// One press that arrives many times at once sets one closure.
func TestCloseDaysAtOnce(t *testing.T) {
	o := openOffice(t)
	b := o.login(core.Broadcaster)
	form := b.post("/calendar/close", "from", "2020-04-01", "reason", "Banjir").ok().has("Nobody's pickup moves").yes()
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() { b.post("/calendar/close", form...).is(http.StatusOK, "/calendar/change/1") })
	}
	all.Wait()
	if set := o.set(); len(set) != 1 || set[0].To != april(1) {
		t.Errorf("set: %+v", set)
	}
}

// What cannot be is told beside the form, which stays as it was filled; nothing is set.
func TestSetDaysRefused(t *testing.T) {
	o := openOffice(t)
	b := o.login(core.Broadcaster)
	for _, c := range []struct{ path, form, told string }{
		{"close", "from=2020-03-16 to=2020-03-16 reason=Lewat", "past"},
		{"close", "from=2020-04-02 to=2020-04-01 reason=Terbalik", "before the first"},
		{"close", "from=2020-04-01 to=2024-04-01 reason=Lama", "year"},
		{"close", "from=2020-04-01 to=2020-04-02 reason=", "The reason is not written yet"},
		{"close", "from=2020-04-01 reason=" + strings.Repeat("é", 201), "200 letters at most"},
		{"close", "from= to=2020-04-02 reason=Tanpa", "first day is not chosen"},
		{"close", "from=kemarin reason=Tanpa", "date cannot be read"},
		{"hours", "from=2020-04-01 reason=Kosong", "hours are not written yet"},
		{"hours", "from=2020-04-01 counter=senin reason=Salah", "hours of the counter cannot be read"},
		{"hours", "from=2020-04-01 taking=25-26 reason=Salah", "hours of intake cannot be read"},
		{"open", "from=2020-04-04 reason=Sabtu", ""},
		{"quota", "from=2020-04-01 places=banyak", "Places are a number"},
		{"quota", "from=2020-04-01 places=-1", "100,000"},
		{"quota", "from=2020-04-01 places=100001", "100,000"},
		{"quota", "from=2020-04-01 places=5 service=<b>", "service"},
		{"quota", "from=2020-03-01 places=5", "past"},
	} {
		var form []string
		for _, field := range strings.Fields(c.form) {
			name, value, _ := strings.Cut(field, "=")
			form = append(form, name, value)
		}
		for _, yes := range [][]string{nil, {"yes", "1", "seen", "0.0.0.0"}} {
			a := b.post("/calendar/"+c.path, append(slices.Clone(form), yes...)...).is(http.StatusUnprocessableEntity, "/calendar/"+c.path)
			if wrong := a.find(`(?s)<p class="wrong" role="alert">(.*?)</p>`); !strings.Contains(wrong, c.told) {
				t.Errorf("%s %s: %q does not say %q", c.path, c.form, wrong, c.told)
			}
			if from := form[1]; from != "" && !strings.Contains(a.body, `value="`+from+`"`) {
				t.Errorf("%s %s: the form has lost its days", c.path, c.form)
			}
		}
	}
	if set := o.set(); len(set) != 0 {
		t.Errorf("set: %+v", set)
	}
}

// A yes to what has grown since is no yes: it is said, and asked again. What grew by ones among many is done, and told.
func TestStaleYes(t *testing.T) {
	o := openOffice(t)
	b := o.login(core.Broadcaster)
	form := []string{"from", "2020-04-01", "reason", "Banjir"}
	nobody := b.post("/calendar/close", form...).ok().has("Nobody's pickup moves").yes()
	o.file(many(20)...)
	again := b.post("/calendar/close", nobody...).is(http.StatusConflict, "/calendar/close").has("more people are concerned than you were shown", "20 pickups move")
	if n := len(o.set()); n != 0 {
		t.Fatal("it was done all the same")
	}
	forged := append(slices.Clone(form), "yes", "1")
	b.post("/calendar/close", forged...).is(http.StatusConflict, "/calendar/close")
	o.file(20)
	b.post("/calendar/close", again.yes()...).is(http.StatusOK, "/calendar/change/1").has("21 pickups are moved")
}

// A closure lasts longer, or less long, or no more: as it was shown before.
func TestExtendClosure(t *testing.T) {
	o := openOffice(t)
	o.file(many(10)...)
	b := o.login(core.Broadcaster)
	b.post("/calendar/close", b.post("/calendar/close", "from", "2020-04-06", "to", "2020-04-07", "reason", "Banjir").yes()...).is(http.StatusOK, "/calendar/change/1")
	b.post("/calendar/change/1/until", "until", "2020-04-07").is(http.StatusUnprocessableEntity, "").has("already")
	b.post("/calendar/change/1/until", "until", "2020-04-05").is(http.StatusUnprocessableEntity, "")
	b.post("/calendar/change/1/until", "until", "").is(http.StatusUnprocessableEntity, "").has("cannot be read")
	longer := b.post("/calendar/change/1/until", "until", "2020-04-09").ok().has("If it lasts 6 Apr 2020 – 9 Apr 2020", "Nobody's pickup moves")
	if set := o.set(); len(set) != 1 || set[0].To != april(7) {
		t.Fatalf("looking has changed it: %+v", set)
	}
	for range 2 { // pressed twice
		b.post("/calendar/change/1/until", longer.yes()...).is(http.StatusOK, "/calendar/change/2").has("It holds now")
	}
	shorter := b.post("/calendar/change/2/until", "until", "2020-04-06").ok()
	b.post("/calendar/change/2/until", shorter.yes()...).is(http.StatusOK, "/calendar/change/3")
	if set := o.set(); len(set) != 1 || set[0].From != april(6) || set[0].To != april(6) {
		t.Fatalf("set: %+v", set)
	}
	b.get("/calendar/change/1").is(http.StatusNotFound, "")
	end := b.post("/calendar/change/3/end").ok().has("If it is taken back", "Nobody's pickup moves")
	b.post("/calendar/change/3/end", end.yes()...).is(http.StatusOK, "/calendar/changes").has("It was taken back", "Nothing was changed: the office file holds")
	b.post("/calendar/change/3/end", end.yes()...).is(http.StatusOK, "/calendar/changes").has("not in force any more")
	if set := o.set(); len(set) != 0 {
		t.Errorf("set: %+v", set)
	}
}

// Openings and hours move who can come no more when they are taken back.
func TestHoursUndone(t *testing.T) {
	o := openOffice(t)
	o.file(many(70)...)
	b := o.login(core.Broadcaster)
	seen := b.post("/calendar/hours", "from", "2020-04-01", "to", "2020-04-01", "counter", "rabu 08.00-09.00", "reason", "Pelatihan").ok().has("Special hours", "Wed 08:00–09:00", "40 pickups move")
	b.post("/calendar/hours", seen.yes()...).is(http.StatusOK, "/calendar/change/1").has("40 pickups are moved")
	o.catchUp()
	if got := o.pickupsOn(); got[april(1)] != 30 {
		t.Errorf("pickups: %v", got)
	}
	saturday := b.post("/calendar/open", "from", "2020-04-04", "counter", "08.00-10.00", "taking", "08.00-10.00", "reason", "Sabtu").ok().has("Nobody's pickup moves")
	b.post("/calendar/open", saturday.yes()...).is(http.StatusOK, "/calendar/change/2")
	b.get("/calendar/day/2020-04-04").has("Special hours: 08:00–10:00", "Sabtu")
	closed := b.post("/calendar/close", b.post("/calendar/close", "from", "2020-04-02", "to", "2020-04-03", "reason", "Banjir").yes()...).ok()
	o.catchUp()
	if got := o.pickupsOn(); got[april(4)] != 40 {
		t.Fatalf("pickups: %v at %s", got, closed.path)
	}
	undo := b.post("/calendar/change/2/end").ok().has("40 pickups move", "Monday, 6 April 2020 40")
	b.post("/calendar/change/2/end", undo.yes()...).is(http.StatusOK, "/calendar/changes").has("40 pickups are moved")
	o.catchUp()
	if got := o.pickupsOn(); got[april(4)] != 0 || got[april(6)] != 40 {
		t.Errorf("pickups: %v", got)
	}
	if kinds := fmt.Sprint(len(o.set())); kinds != "2" {
		t.Errorf("%s things are set", kinds)
	}
}

// The places of days, and of a service in them, are an officer's to set, and a broadcaster's to take back.
func TestSetQuota(t *testing.T) {
	o := openOffice(t)
	b := o.login(core.Officer)
	b.get("/calendar/quota?from=2020-04-01&to=2020-04-01").ok()
	for range 2 { // pressed twice
		b.post("/calendar/quota", "from", "2020-04-01", "to", "2020-04-02", "places", "40").is(http.StatusOK, "/calendar/day/2020-04-01").has("The places were changed", "Places 40", "40 places a day", "officer")
	}
	b.post("/calendar/quota", "places", "5", "service", "LAHIR").is(http.StatusOK, "/calendar/day/2020-03-17").has("5 places a day", "from 17 Mar 2020 on")
	if set := o.set(); len(set) != 2 || set[0].Cap != 40 || set[1].Service != "LAHIR" || !set[1].To.IsZero() {
		t.Fatalf("set: %+v", set)
	}
	b.post("/calendar/change/1/end", "yes", "1", "seen", "0.0.0.0").is(http.StatusForbidden, "")
	chief := o.login(core.Broadcaster)
	chief.post("/calendar/change/1/end", chief.post("/calendar/change/1/end").yes()...).is(http.StatusOK, "/calendar/changes").has("It was taken back")
	if set := o.set(); len(set) != 1 {
		t.Errorf("set: %+v", set)
	}
}
