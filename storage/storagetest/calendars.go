package storagetest

import (
	"time"

	"loket/core"
)

func (o *office) overrides() (all []core.Override) {
	o.Helper()
	o.tx(func(tx core.Tx) { all = got[[]core.Override](o)(tx.Overrides()) })
	return all
}

// hours: an opening, and other hours, come back as they were set.
func hours(o *office) {
	opening := core.Override{Kind: core.OpeningOverride, From: tuesday, To: tuesday, Reason: "Loket khusus", By: "Dewi",
		Hours: &core.Week{Counter: map[time.Weekday]core.Hours{time.Tuesday: {Open: 9 * 60, Close: 12 * 60}}}}
	ramadan := core.Override{Kind: core.HoursOverride, From: tuesday, To: tuesday.Add(29), By: "Dewi", Hours: &core.Week{
		Counter: map[time.Weekday]core.Hours{time.Monday: {Open: 480, Close: 840, BreakFrom: 720, BreakTo: 750}, time.Friday: {}},
		Intake:  map[time.Weekday]core.Hours{time.Monday: {Open: 480, Close: 900}}}}
	o.tx(func(tx core.Tx) {
		opening.ID = got[int64](o)(tx.AddOverride(opening))
		ramadan.ID = got[int64](o)(tx.AddOverride(ramadan))
	})
	all := o.overrides()
	if len(all) != 2 || all[0].At.IsZero() {
		o.Fatalf("overrides: %v", all)
	}
	opening.At, ramadan.At = all[0].At, all[1].At
	o.same("overrides", all, []core.Override{opening, ramadan})
	o.tx(func(tx core.Tx) { o.ok(tx.RemoveOverride(opening.ID, "Budi")) })
	o.same("one was removed", o.overrides(), []core.Override{ramadan})
}

// holidays: what is imported for a year takes the place of what was imported for it before, and of nothing else.
func holidays(o *office) {
	holiday := func(day core.Date, name string) core.Override {
		return core.Override{Kind: core.HolidayOverride, From: day, To: day, Names: map[string]string{"id": name, "en": name}}
	}
	nyepi := core.Date{Year: 2020, Month: time.March, Day: 25}
	moved := core.Date{Year: 2020, Month: time.December, Day: 31}
	later := core.Date{Year: 2021, Month: time.January, Day: 1}
	take := func(years []int, hs ...core.Override) {
		o.tx(func(tx core.Tx) { o.ok(tx.ImportHolidays(years, hs, "Dewi")) })
	}
	days := func() (names []string) {
		for _, v := range o.overrides() {
			if v.Kind == core.HolidayOverride && v.By == "Dewi" && !v.At.IsZero() && v.From == v.To {
				names = append(names, v.From.String()+" "+v.Names["id"])
			}
		}
		return names
	}
	o.tx(func(tx core.Tx) {
		got[int64](o)(tx.AddOverride(core.Override{Kind: core.ClosureOverride, From: nyepi, To: nyepi, Reason: "Wabah"}))
	})
	take([]int{2020, 2021}, holiday(nyepi, "Nyepi"), holiday(moved, "Cuti bersama"), holiday(later, "Tahun Baru"))
	o.same("imported", days(), []string{"2020-03-25 Nyepi", "2020-12-31 Cuti bersama", "2021-01-01 Tahun Baru"})
	take([]int{2020}, holiday(moved, "Pengganti Idulfitri"))
	o.same("a year anew", days(), []string{"2021-01-01 Tahun Baru", "2020-12-31 Pengganti Idulfitri"})
	o.same("the closure stays", len(o.overrides()), 3)
	take([]int{2021})
	o.same("a year without any", days(), []string{"2020-12-31 Pengganti Idulfitri"})
}

// recap: days that were made get the caps that the calendar gives them now, and so do their parts; nobody loses a place.
func recap(o *office) {
	c := divided()
	c.Quotas[0].Places = 3
	tomorrow := o.drafted(c, 3, "kia", "chat")
	tomorrow.Day = tuesday.Add(1)
	yesterday := o.drafted(c, 4, "kk", "chat")
	yesterday.Day = tuesday.Add(-1)
	o.granted(c, o.drafted(c, 1, "kia", "chat"), o.drafted(c, 2, "kia", "chat"), tomorrow, yesterday)
	set := func(v core.Override) (free []core.Date) {
		o.tx(func(tx core.Tx) {
			got[int64](o)(tx.AddOverride(v))
			free = got[[]core.Date](o)(tx.Recap(c.With(got[[]core.Override](o)(tx.Overrides())), tuesday))
		})
		return free
	}
	kia := core.ServiceShare("kia")
	o.same("raised", set(core.Override{Kind: core.QuotaOverride, From: tuesday, To: tuesday, Cap: 5}), []core.Date{tuesday, tuesday.Add(1)})
	o.same("the day", o.day(tuesday), core.Day{Date: tuesday, Cap: 5, Held: 2, LastNumber: 2, Made: true, Shares: map[string]int{kia: 0, core.OpenShare: 2}})
	o.same("for a service", set(core.Override{Kind: core.QuotaOverride, From: tuesday, Cap: 4, Service: "kia"}), []core.Date{tuesday, tuesday.Add(1)})
	o.same("its parts", o.day(tuesday).Shares, map[string]int{kia: 2, core.OpenShare: 2})
	shut := core.Override{Kind: core.ClosureOverride, From: tuesday, To: tuesday, Intake: true, Reason: "Wabah"}
	o.same("shut", set(shut), []core.Date{tuesday.Add(1)})
	o.same("the day that is shut", o.day(tuesday), core.Day{Date: tuesday, Held: 2, LastNumber: 2, Made: true, Shares: map[string]int{kia: 2, core.OpenShare: 0}})
	o.same("a day before", o.day(tuesday.Add(-1)).Cap, 3)
	if b := o.bookBy(c, o.drafted(c, 5, "kk", "chat"))[0]; b.Verdict != core.Full {
		o.Errorf("a place of a day that is shut: %v", b)
	}
}

// shift: who had a place of a day that is shut gets one of the next that has any; the ticket keeps its name.
func shift(o *office) {
	c := Calendar()
	c.Quotas[0].Places = 2
	var ds []core.Draft
	for n := 1; n <= 3; n++ {
		d := o.draft(n)
		if d.Cap = 2; n == 3 {
			d.Day = tuesday.Add(1)
		}
		ds = append(ds, d)
	}
	unfetched := o.draft(4)
	unfetched.Earliest, unfetched.Day = core.Date{}, tuesday.Add(-1)
	waits := o.draft(5)
	waits.Wait = true
	rs := o.granted(c, append(ds, unfetched)...)
	waiting := o.book(waits)[0].Request
	next := []core.Date{tuesday.Add(1), tuesday.Add(2)}
	earliest := []core.Date{april.Add(1), april.Add(2)}
	unused := tuesday.Add(4)
	var all []core.Shifted
	o.tx(func(tx core.Tx) {
		all = got[[]core.Shifted](o)(tx.Shift([]core.Shift{{Request: rs[0].ID, Earliest: earliest}, {Request: rs[1].ID, Earliest: earliest},
			{Request: rs[3].ID, Earliest: earliest}, {Request: waiting.ID, Earliest: earliest}, {Request: 4711}}, append(next, unused), c))
	})
	want := rs[0]
	want.Day, want.Number, want.Earliest = next[0], 2, april.Add(1)
	o.same("the first", all[0], core.Shifted{OK: true, Was: tuesday, Request: want})
	o.same("as stored", o.request(want.ID), want)
	want = rs[1]
	want.Day, want.Number, want.Earliest = next[1], 1, april.Add(2)
	o.same("the second", all[1], core.Shifted{OK: true, Was: tuesday, Request: want})
	want = rs[3]
	want.Day, want.Number = next[1], 2
	o.same("what is not fetched", all[2], core.Shifted{OK: true, Was: tuesday.Add(-1), Request: want})
	o.same("who waits", all[3], core.Shifted{Was: tuesday, Request: waiting})
	o.same("who is not", all[4], core.Shifted{})
	o.same("the day that they left", o.day(tuesday).Held, 0)
	o.same("the days that they came to", []core.Day{o.day(next[0]), o.day(next[1])}, []core.Day{
		{Date: next[0], Cap: 2, Held: 2, LastNumber: 2, Made: true}, {Date: next[1], Cap: 2, Held: 2, LastNumber: 2, Made: true}})
	o.same("a day that nobody came to, which the calendar may still give another quota", o.day(unused), core.Day{Date: unused})
	o.tx(func(tx core.Tx) {
		all = got[[]core.Shifted](o)(tx.Shift([]core.Shift{{Request: rs[2].ID, Earliest: earliest}}, next[1:], c))
	})
	o.same("no place", all[0], core.Shifted{Was: next[0], Request: rs[2]})
	moved := o.request(rs[0].ID)
	o.tx(func(tx core.Tx) {
		all = got[[]core.Shifted](o)(tx.Shift([]core.Shift{{Request: moved.ID, Was: tuesday, Earliest: earliest}}, []core.Date{tuesday.Add(3)}, c))
	})
	o.same("who has moved already", all[0], core.Shifted{Was: next[0], Request: moved})
}
