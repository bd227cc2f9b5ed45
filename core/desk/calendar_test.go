package desk_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/core"
)

func (p *packed) day(d core.Date) core.Day {
	p.Helper()
	day, _, err := p.Quota(p.Context(), d)
	if err != nil {
		p.Fatal(err)
	}
	return day
}

// A closure that shuts intake too takes the places of its days away, and moves who has them; the end of the closure gives the places
// back, and moves nobody. Each is told once, of the place and of the pickup.
func TestIntakeClosure(t *testing.T) {
	packs(t, 20, func(p *packed) {
		wednesday, thursday := tuesday.Add(1), tuesday.Add(2)
		p.file(20, 50, wednesday)
		p.file(50, 60, thursday)
		p.before = p.pickups()
		closure := shut(wednesday, wednesday)
		closure.Intake = true
		f, err := p.Foresee(p.Context(), closure, operator)
		if err != nil || f.Places != 30 || f.Pickups != 0 || f.Told[core.SMSChannel] != 30 {
			p.Fatalf("foreseen: %+v, %v", f, err)
		}
		closed, _, err := p.Close(p.Context(), closure, operator)
		if err != nil {
			p.Fatal(err)
		}
		if d := p.day(wednesday); d.Cap != 0 || d.Left() != 0 {
			p.Errorf("the day has %+v", d)
		}
		p.catchUp()
		p.once(p.letters("shift"), 30)
		if d := p.day(wednesday); d.Held != 0 {
			p.Errorf("the day has %+v", d)
		}
		if d := p.day(thursday); d.Held != 40 || d.Cap != 2000 {
			p.Errorf("the next day has %+v", d)
		}
		days := map[string]int{}
		err = p.Requests(p.Context(), core.RequestQuery{}, false, "", func(r core.Request, _ core.Waiter) error {
			days[fmt.Sprint(r.Ticket[:7], " on ", r.Day.Day)]++
			return nil
		})
		if diff := cmp.Diff(map[string]int{"C200317 on 17": 20, "C200318 on 19": 30, "C200319 on 19": 10}, days); diff != "" || err != nil {
			p.Error(diff, err)
		}
		if n := p.inOrder(p.sound()); n != 0 {
			p.Errorf("%d have other slots though theirs serve", n)
		}

		if err := p.Reopen(p.Context(), closed.ID, operator); err != nil {
			p.Fatal(err)
		}
		if d := p.day(wednesday); d.Cap != 2000 || d.Held != 0 {
			p.Errorf("the day has %+v", d)
		}
		p.catchUp()
		p.once(p.letters("shift"), 0)
		p.kind(p.Reopen(p.Context(), closed.ID, operator), core.Missing)
	})
}

// Whose papers are ready needs the place of a lost day no more: it stays, and nobody is told anything.
func TestReadyKeepsItsPlace(t *testing.T) {
	packs(t, 0, func(p *packed) {
		wednesday := tuesday.Add(1)
		p.file(0, 3, wednesday)
		p.move(core.Ready, "C200318-001", "C200318-003")
		p.letters("move")
		closure := shut(wednesday, wednesday)
		closure.Intake = true
		if f, err := p.Foresee(p.Context(), closure, operator); err != nil || f.Places != 1 || f.Told[core.SMSChannel] != 1 {
			p.Errorf("foreseen: %+v, %v", f, err)
		}
		if _, _, err := p.Close(p.Context(), closure, operator); err != nil {
			p.Fatal(err)
		}
		p.catchUp()
		p.once(p.letters("shift"), 1)
		if was, next := p.day(wednesday), p.day(wednesday.Add(1)); was.Held != 2 || next.Held != 1 {
			p.Errorf("the lost day has %+v, the next %+v", was, next)
		}
	})
}

// A move that is made late, as its hour was missed, gives no place of a day on which requests are taken no more.
func TestMoveInTheEvening(t *testing.T) {
	packs(t, 0, func(p *packed) {
		wednesday, thursday := tuesday.Add(1), tuesday.Add(2)
		p.file(0, 3, wednesday)
		until3 := &core.Week{Intake: map[time.Weekday]core.Hours{time.Thursday: {Open: 8 * 60, Close: 15 * 60}}}
		if _, _, err := p.SetHours(p.Context(), core.Override{From: thursday, To: thursday, Hours: until3}, operator); err != nil {
			p.Fatal(err)
		}
		closure := shut(wednesday, wednesday)
		closure.Intake = true
		if _, _, err := p.Close(p.Context(), closure, operator); err != nil {
			p.Fatal(err)
		}
		p.at(thursday.At(15*60, p.cat.Office.Zone))
		p.once(p.letters("shift"), 3)
		if d := p.day(thursday.Add(1)); d.Held != 3 {
			p.Errorf("the next day on which requests are taken has %+v", d)
		}
	})
}

// Whose place and pickup both move is told of both by one letter, and comes behind those who came before.
func TestPlaceAndPickup(t *testing.T) {
	packs(t, 20, func(p *packed) {
		p.file(20, 50, tuesday.Add(1))
		p.before = p.pickups()
		closure := shut(tuesday.Add(1), april(10))
		closure.Intake = true
		f, err := p.Foresee(p.Context(), closure, operator)
		if err != nil || f.Places != 30 || f.Pickups != 50 || f.Told[core.SMSChannel] != 50 {
			p.Fatalf("foreseen: %+v, %v", f, err)
		}
		if _, n, err := p.Close(p.Context(), closure, operator); err != nil || n != 50 {
			p.Fatal(n, err)
		}
		p.catchUp()
		now := p.sound()
		if n := p.inOrder(now); n != 50 {
			p.Errorf("%d have moved", n)
		}
		days := map[core.Date]int{}
		for _, r := range now {
			days[core.DateOf(r.From.In(p.cat.Office.Zone))]++
		}
		if diff := cmp.Diff(map[core.Date]int{april(13): 20, april(14): 30}, days); diff != "" {
			p.Error(diff)
		}
		if len(f.Days) != 2 || f.Days[0] != (core.DayCount{Day: april(13), Count: 20}) || f.Days[1] != (core.DayCount{Day: april(14), Count: 30}) {
			p.Errorf("foreseen: %v", f.Days)
		}
		kinds := map[string]int{}
		for _, l := range p.office.letters() {
			kind, _, _ := strings.Cut(l.Cause, ":")
			kinds[kind]++
		}
		if diff := cmp.Diff(map[string]int{"slot": 20, "shift": 30}, kinds); diff != "" {
			p.Error(diff)
		}
	})
}

// When days are open again, those who are to come later are told so in their order, as many as there is room for on those days,
// whatever room there is on others; nobody is moved.
func TestEarlier(t *testing.T) {
	packs(t, 700, func(p *packed) {
		closed, _, err := p.Close(p.Context(), shut(april(1), april(30)), operator)
		if err != nil {
			p.Fatal(err)
		}
		p.catchUp()
		p.once(p.letters("slot"), 700)
		p.before = p.pickups()
		first := slices.Min(slices.Collect(maps.Keys(p.before)))
		p.tx(func(tx core.Tx) error { // her hour, on the first day after those that are to be open again, is free for anybody
			_, err := tx.Move([]core.Move{{Request: first, To: core.Withdrawn}})
			return err
		})
		delete(p.before, first)
		shorter, pickups, err := p.Extend(p.Context(), closed.ID, april(27), operator) // 28 to 30 April are open: 600 places
		if err != nil || pickups != 0 {
			p.Fatal(shorter, pickups, err)
		}
		p.catchUp()
		p.once(p.letters("earlier"), 600)
		if n := p.inOrder(p.sound()); n != 0 {
			p.Errorf("%d were moved unasked", n)
		}
		if err := p.Reopen(p.Context(), shorter.ID, operator); err != nil {
			p.Fatal(err)
		}
		p.catchUp()
		p.once(p.letters("earlier"), 699)
	})
}

// Other hours, holidays and the end of an opening move those whose slots are gone, and only those.
func TestHoursAndHolidays(t *testing.T) {
	packs(t, 300, func(p *packed) { // 200 on Wednesday, 1 April, from 8 to 3; 100 on Thursday, until noon
		morning := core.Week{Counter: map[time.Weekday]core.Hours{time.Wednesday: {Open: 8 * 60, Close: 12 * 60}}}
		ramadan := core.Override{Kind: core.HoursOverride, From: april(1), To: april(20), Reason: "Ramadan", Hours: &morning}
		f, err := p.Foresee(p.Context(), ramadan, operator)
		if err != nil || f.Pickups != 80 || len(f.Days) != 1 || f.Days[0].Day != april(2) {
			p.Errorf("foreseen: %+v, %v", f, err)
		}
		hours, pickups, err := p.SetHours(p.Context(), ramadan, operator)
		if err != nil || pickups != 80 || hours.By != operator.Name {
			p.Fatalf("%+v, %d, %v", hours, pickups, err)
		}
		p.catchUp()
		if n := p.inOrder(p.sound()); n != 80 {
			p.Errorf("%d have moved", n)
		}
		p.once(p.letters("slot"), 80)

		p.before = p.pickups()
		names := map[string]string{"id": "Libur baru", "en": "New holiday"}
		list := []core.Override{{Kind: core.HolidayOverride, From: april(2), To: april(2), Names: names}}
		if f, err = p.ForeseeHolidays(p.Context(), []int{2020}, list, operator); err != nil || f.Pickups != 180 {
			p.Errorf("foreseen: %+v, %v", f, err)
		}
		var dropped []core.Date // those of 2020 that are built in, but not on the same day of every year
		for _, h := range f.Dropped {
			dropped = append(dropped, h.Date)
		}
		known, err := p.Month(p.Context(), 2020, time.March)
		if err != nil || known.Days[21].Holiday == nil || !slices.Contains(dropped, known.Days[21].Date) {
			p.Errorf("22 March 2020 is a holiday no more, and that is not told: %v, %v", dropped, err)
		}
		if slices.Contains(dropped, core.Date{Year: 2020, Month: time.May, Day: 1}) {
			p.Error("1 May stays a holiday by law")
		}
		if err := p.ImportHolidays(p.Context(), []int{2020}, list, operator); err != nil {
			p.Fatal(err)
		}
		p.catchUp()
		if n := p.inOrder(p.sound()); n != 180 {
			p.Errorf("%d have moved", n)
		}
		p.once(p.letters("slot"), 180)

		p.before = p.pickups()
		saturday := core.Week{Counter: map[time.Weekday]core.Hours{time.Saturday: {Open: 8 * 60, Close: 10 * 60}}}
		opening, _, err := p.OpenDays(p.Context(), core.Override{From: april(4), Reason: "layanan akhir pekan", Hours: &saturday}, operator)
		if err != nil || opening.To != april(4) {
			p.Fatalf("%+v, %v", opening, err)
		}
		p.catchUp()
		p.once(p.letters("earlier"), 45) // those to come after Saturday, for whom it has 60 places
		was, pickups, err := p.Undo(p.Context(), opening.ID, operator)
		if err != nil || pickups != 0 || was.ID != opening.ID {
			p.Errorf("%+v, %d, %v", was, pickups, err)
		}
		p.catchUp()
		p.once(p.letters("slot"), 0)
		if _, _, err := p.Undo(p.Context(), hours.ID, operator); err != nil {
			p.Error(err)
		}
		p.catchUp()
		if n := p.inOrder(p.sound()); n != 0 {
			p.Errorf("%d were moved unasked", n)
		}
	})
}

// What cannot be is refused, and says why.
func TestCalendarRefuses(t *testing.T) {
	packs(t, 0, func(p *packed) {
		officer := core.Actor{Name: "Sari", Role: core.Officer}
		week := func(h core.Hours) *core.Week { return &core.Week{Counter: map[time.Weekday]core.Hours{time.Monday: h}} }
		hours := func(o core.Override, by core.Actor) error { _, _, err := p.SetHours(p.Context(), o, by); return err }
		opening := func(o core.Override, by core.Actor) error { _, _, err := p.OpenDays(p.Context(), o, by); return err }
		good := core.Hours{Open: 8 * 60, Close: 12 * 60}
		p.kind(hours(core.Override{Hours: week(good)}, officer), core.Conflict)
		p.kind(hours(core.Override{}, operator), core.Invalid)
		p.kind(hours(core.Override{Hours: &core.Week{}}, operator), core.Invalid)
		p.kind(hours(core.Override{Hours: week(core.Hours{Open: 12 * 60, Close: 8 * 60})}, operator), core.Invalid)
		p.kind(hours(core.Override{Hours: week(core.Hours{Open: 60, Close: 600, BreakFrom: 30, BreakTo: 90})}, operator), core.Invalid)
		p.kind(hours(core.Override{Hours: week(core.Hours{Open: 60, Close: 600, BreakFrom: 540, BreakTo: 660})}, operator), core.Invalid)
		p.kind(hours(core.Override{Hours: week(core.Hours{Open: 60, Close: 24*60 + 1})}, operator), core.Invalid)
		p.kind(hours(core.Override{Hours: &core.Week{Intake: week(core.Hours{Open: 60}).Counter}}, operator), core.Invalid)
		p.kind(hours(core.Override{Hours: week(good), From: april(2), To: april(1)}, operator), core.Invalid)
		p.kind(hours(core.Override{Hours: week(good), To: tuesday.Add(-1)}, operator), core.Invalid)
		p.kind(opening(core.Override{From: april(4)}, operator), core.Invalid) // a Saturday without hours
		p.kind(opening(core.Override{From: april(1).Add(800)}, operator), core.Invalid)
		p.kind(opening(core.Override{From: april(10)}, officer), core.Conflict)
		holiday := core.Override{Kind: core.HolidayOverride, From: april(2), To: april(2), Names: map[string]string{"id": "Libur"}}
		p.kind(p.ImportHolidays(p.Context(), []int{2020}, []core.Override{holiday}, officer), core.Conflict)
		p.kind(p.ImportHolidays(p.Context(), []int{2020}, nil, operator), core.Invalid)
		p.kind(p.ImportHolidays(p.Context(), []int{2021}, []core.Override{holiday}, operator), core.Invalid)
		holiday.To = april(3)
		p.kind(p.ImportHolidays(p.Context(), []int{2020}, []core.Override{holiday}, operator), core.Invalid)
		holiday.From, holiday.To = core.Date{Year: 2200, Month: 1, Day: 1}, core.Date{Year: 2200, Month: 1, Day: 1}
		p.kind(p.ImportHolidays(p.Context(), []int{2200}, []core.Override{holiday}, operator), core.Invalid)
		p.kind(p.SetQuota(p.Context(), 10, "SIM", core.Date{}, core.Date{}, operator), core.Invalid)
		if all, err := p.Overrides(p.Context()); err != nil || len(all) != 0 {
			p.Errorf("something was set: %+v, %v", all, err)
		}
		saturday := &core.Week{Intake: map[time.Weekday]core.Hours{time.Saturday: good}} // requests are taken, nothing is handed out
		if err := opening(core.Override{From: april(4), Hours: saturday}, operator); err != nil {
			p.Error(err)
		}
	})
}

// A reason is told within a sentence and listed on a line.
func TestReasonOnOneLine(t *testing.T) {
	packs(t, 0, func(p *packed) {
		shut, _, err := p.Close(p.Context(), core.Override{From: april(1), To: april(3), Reason: " banjir,\n\tgedung  diperbaiki "}, operator)
		if err != nil || shut.Reason != "banjir, gedung diperbaiki" {
			p.Errorf("%q, %v", shut.Reason, err)
		}
	})
}

// A month as staff see it.
func TestMonth(t *testing.T) {
	packs(t, 250, func(p *packed) {
		closed, _, err := p.Close(p.Context(), shut(april(14), april(15)), operator)
		if err != nil {
			p.Fatal(err)
		}
		p.catchUp()
		m, err := p.Month(p.Context(), 2020, time.April)
		if err != nil || len(m.Days) != 30 || m.Unknown {
			p.Fatalf("%+v, %v", m, err)
		}
		if d := m.Days[0]; d.Pickups != 200 || d.Serves != 200 || d.Counter.Open != 8*60 || d.Quota.Cap != 2000 {
			p.Errorf("1 April: %+v", d)
		}
		if d := m.Days[1]; d.Pickups != 50 {
			p.Errorf("2 April: %+v", d)
		}
		if d := m.Days[3]; !d.Counter.Shut() || !d.Intake.Shut() || d.Serves != 0 || d.Quota.Cap != 0 {
			p.Errorf("Saturday, 4 April: %+v", d)
		}
		if d := m.Days[9]; d.Holiday["id"] != "Wafat Yesus Kristus" || !d.Counter.Shut() {
			p.Errorf("10 April: %+v", d)
		}
		if d := m.Days[13]; d.Closure == nil || d.Closure.ID != closed.ID || !d.Counter.Shut() || d.Intake.Shut() {
			p.Errorf("14 April: %+v", d)
		}
		march, err := p.Month(p.Context(), 2020, time.March)
		if d := march.Days[16]; err != nil || d.Quota.Held != 250 || d.Closure == nil {
			p.Errorf("17 March: %+v, %v", d, err)
		}
		if m, err = p.Month(p.Context(), 2031, time.May); err != nil || !m.Unknown || m.Days[0].Holiday["en"] != "Labour Day" {
			p.Errorf("May 2031: %+v, %v", m.Days[0], err)
		}
		_, err = p.Month(p.Context(), 2020, 13)
		p.kind(err, core.Invalid)
		all, err := p.Overrides(p.Context())
		if err != nil || len(all) != 1 || all[0].By != operator.Name || all[0].At.IsZero() {
			p.Errorf("%+v, %v", all, err)
		}
	})
}
