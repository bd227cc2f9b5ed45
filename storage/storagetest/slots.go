package storagetest

import (
	"time"

	"loket/core"
)

// narrow is an office that serves one pickup an hour, two a day, each week from Monday to Friday.
func narrow() *core.Calendar {
	c := Calendar()
	c.Counter[time.Saturday], c.Counter[time.Sunday] = core.Hours{}, core.Hours{}
	c.Flows[""], c.Flows["Harjamukti"] = core.Flow{Hour: 1, Day: 2}, core.Flow{Hour: 2, Day: 3}
	return c
}

func (o *office) bookBy(c *core.Calendar, ds ...core.Draft) (bs []core.Booking) {
	o.Helper()
	o.begin()
	o.tx(func(tx core.Tx) { bs = got[[]core.Booking](o)(tx.Book(ds, c)) })
	return bs
}

// granted books and insists on it.
func (o *office) granted(c *core.Calendar, ds ...core.Draft) (rs []core.Request) {
	o.Helper()
	for _, b := range o.bookBy(c, ds...) {
		if b.Verdict != core.Granted {
			o.Fatalf("not granted: %v", b)
		}
		rs = append(rs, b.Request)
	}
	return rs
}

func (o *office) reslot(c *core.Calendar, rs ...core.Reslot) (all []core.Reslotted) {
	o.Helper()
	o.tx(func(tx core.Tx) { all = got[[]core.Reslotted](o)(tx.Reslot(rs, c)) })
	return all
}

func (o *office) heldAt(place string, from, to core.Date) (held map[int64]int) {
	o.Helper()
	o.tx(func(tx core.Tx) { held = got[map[int64]int](o)(tx.Held(place, from, to)) })
	return held
}

func slotsOf(rs []core.Request) (all []core.Slot) {
	for _, r := range rs {
		all = append(all, r.Slot)
	}
	return all
}

// slots: each request gets the earliest free one of its place, in the order of the drafts; what ends before it was fetched
// returns its slot, and what was fetched does not.
func slots(o *office) {
	c := narrow()
	var ds []core.Draft
	for n := 1; n <= 6; n++ {
		d := o.draft(n)
		d.Cap = 10
		ds = append(ds, d)
	}
	ds[3].Place = "Harjamukti"
	ds[4].Earliest = core.Date{}
	rs := o.granted(c, ds...)
	there := slot(april, 8)
	there.Place = "Harjamukti"
	o.same("slots", slotsOf(rs), []core.Slot{slot(april, 8), slot(april, 9), slot(april.Add(1), 8), there, {}, slot(april.Add(1), 9)})
	for _, r := range rs {
		o.same("as stored", o.request(r.ID), r)
	}
	o.same("held at the office", o.heldAt("", april, april.Add(1)), map[int64]int{slot(april, 8).From.UnixMicro(): 1,
		slot(april, 9).From.UnixMicro(): 1, slot(april.Add(1), 8).From.UnixMicro(): 1, slot(april.Add(1), 9).From.UnixMicro(): 1})
	o.same("held there", o.heldAt("Harjamukti", april, april), map[int64]int{there.From.UnixMicro(): 1})
	o.same("held on other days", o.heldAt("", april.Add(2), april.Add(30)), map[int64]int{})
	var days map[core.Date]int
	count := func() map[core.Date]int {
		o.tx(func(tx core.Tx) { days = got[map[core.Date]int](o)(tx.PickupDays(april, april.Add(1))) })
		return days
	}
	o.same("pickups a day", count(), map[core.Date]int{april: 3, april.Add(1): 2})

	o.move(core.Move{Request: rs[0].ID, To: core.Withdrawn}, core.Move{Request: rs[1].ID, To: core.Done, By: "Dewi"},
		core.Move{Request: rs[3].ID, To: core.Rejected, By: "Dewi"}, core.Move{Request: rs[4].ID, To: core.Withdrawn})
	o.same("pickups after some ended", count(), map[core.Date]int{april: 1, april.Add(1): 2})
	next := o.draft(7)
	next.Cap = 10
	o.same("the slot that came back", o.granted(c, next)[0].Slot, slot(april, 8))

	none := *c
	none.Counter = [7]core.Hours{}
	last := o.draft(8)
	last.Cap = 10
	held := o.day(tuesday)
	if b := o.bookBy(&none, last)[0]; b.Verdict != core.NoSlot || b.Request.ID != 0 || b.Left != held.Left() {
		o.Errorf("a counter that never opens: %v", b)
	}
	o.same("the place that it did not take", o.day(tuesday), held)
}

// begun: a slot that has begun is given to nobody.
func begun(o *office) {
	o.ok(o.s.SetClock(o.Context(), april.At(8*60+1, Zone)))
	d := o.draft(1)
	d.Day = april
	var bs []core.Booking
	o.tx(func(tx core.Tx) { bs = got[[]core.Booking](o)(tx.Book([]core.Draft{d}, narrow())) })
	o.same("slot", bs[0].Request.Slot, slot(april, 9))
}

// reslot: another slot, if the request is where one thought, is not over, and the slot has room; the old one returns.
func reslot(o *office) {
	c := narrow()
	var ds []core.Draft
	for n := 1; n <= 3; n++ {
		ds = append(ds, o.draft(n))
	}
	rs := o.granted(c, ds...) // 8 and 9 on the 1st, 8 on the 2nd
	there := "Harjamukti"
	ten, pick := april.Add(7), func(s core.Slot) time.Time { return s.From }
	all := o.reslot(c,
		core.Reslot{Request: rs[0].ID, Was: pick(slot(april, 9)), Day: ten},                                 // it has another
		core.Reslot{Request: rs[0].ID, Pick: pick(slot(april, 9))},                                          // no room
		core.Reslot{Request: rs[0].ID, Pick: pick(slot(april, 8))},                                          // it has that
		core.Reslot{Request: rs[0].ID, Pick: pick(slot(april.Add(3), 8))},                                   // a Saturday
		core.Reslot{Request: rs[0].ID, Pick: pick(slot(april.Add(-1), 8))},                                  // before it can be ready
		core.Reslot{Request: rs[0].ID, Pick: slot(april.Add(1), 9).From, After: slot(april.Add(1), 9).From}, // it has begun
		core.Reslot{Request: 4711},
		core.Reslot{Request: rs[0].ID, Was: pick(slot(april, 8)), Pick: pick(slot(april.Add(2), 9)), By: "Dewi", Reason: "Kantor tutup"},
		core.Reslot{Request: rs[2].ID, Day: april, After: slot(april, 8).From.Add(-time.Second), Reason: "Lebih awal"}, // the one left by the first
		core.Reslot{Request: rs[1].ID, Place: &there},
		core.Reslot{Request: rs[1].ID, Day: ten, After: slot(ten, 8).From},
	)
	var ok []bool
	for _, a := range all {
		ok = append(ok, a.OK)
	}
	o.same("moved", ok, []bool{false, false, false, false, false, false, false, true, true, true, true})
	o.same("refused", all[1].Request, rs[0])
	o.same("it was", all[7].Was, slot(april, 8))
	o.same("it is", all[7].Request.Slot, slot(april.Add(2), 9))
	o.same("the reason", all[7].Reason, "Kantor tutup")
	o.same("to the slot that was left", all[8].Request.Slot, slot(april, 8))
	first, second := slot(april, 8), slot(ten, 9)
	first.Place, second.Place = there, there
	o.same("to another place", all[9].Request.Slot, first)
	o.same("and another day", all[10].Request.Slot, second)
	for i := 8; i < len(all); i++ {
		if all[i].ID <= all[i-1].ID {
			o.Errorf("moves %d and %d", all[i-1].ID, all[i].ID)
		}
	}
	o.same("as stored", o.request(rs[1].ID), all[10].Request)
	o.same("held at the office", o.heldAt("", april, ten), map[int64]int{slot(april, 8).From.UnixMicro(): 1, slot(april.Add(2), 9).From.UnixMicro(): 1})
	o.same("held there", o.heldAt(there, april, ten), map[int64]int{second.From.UnixMicro(): 1})

	o.move(core.Move{Request: rs[0].ID, To: core.Ready, By: "Dewi"}, core.Move{Request: rs[0].ID, To: core.NoShow, By: "Dewi", Reason: "Tidak datang"},
		core.Move{Request: rs[1].ID, To: core.Withdrawn})
	again := o.reslot(c, core.Reslot{Request: rs[0].ID, Day: ten, Ready: true}, core.Reslot{Request: rs[1].ID, Day: ten})
	if !again[0].OK || again[0].Request.Status != core.Ready || again[0].Request.Missed != 1 || again[1].OK {
		o.Errorf("once more: %v", again)
	}
	o.same("once more, as stored", o.request(rs[0].ID), again[0].Request)
}

// pickups: in the order of their slots, by pages, of some statuses.
func pickups(o *office) {
	c := narrow()
	c.Flows[""] = core.Flow{Hour: 2, Day: 3}
	var ds []core.Draft
	for n := 1; n <= 7; n++ {
		d := o.draft(n)
		d.Cap = 10
		ds = append(ds, d)
	}
	ds[5].Earliest = core.Date{}
	rs := o.granted(c, ds...) // 8, 8, 9 on the 1st; 8, 8 on the 2nd; none; 9 on the 2nd
	o.move(core.Move{Request: rs[1].ID, To: core.Withdrawn}, core.Move{Request: rs[2].ID, To: core.Ready, By: "Dewi"})
	o.reslot(c, core.Reslot{Request: rs[0].ID, Pick: slot(april.Add(1), 9).From, Day: april}) // no room left there
	ask := func(q core.PickupQuery) (all []core.Pickup, which []int64) {
		o.tx(func(tx core.Tx) { all = got[[]core.Pickup](o)(tx.Pickups(q)) })
		for _, p := range all {
			which = append(which, p.Request)
		}
		return all, which
	}
	q := core.PickupQuery{From: april.At(0, Zone), To: april.Add(2).At(0, Zone), Limit: 10}
	all, which := ask(q)
	o.same("all", which, []int64{rs[0].ID, rs[2].ID, rs[3].ID, rs[4].ID, rs[6].ID})
	o.same("the first", all[0], core.Pickup{Request: rs[0].ID, Status: core.Submitted, Person: rs[0].Person, Channel: core.SMSChannel,
		Address: o.person(1).AddressID, Slot: slot(april, 8), Earliest: april})
	page := q
	page.Limit, page.After = 2, all[2]
	_, which = ask(page)
	o.same("a page within a slot", which, []int64{rs[4].ID, rs[6].ID})
	day := q
	day.To = april.Add(1).At(0, Zone)
	day.Statuses = []core.Status{core.Submitted, core.Ready}
	_, which = ask(day)
	o.same("of a day", which, []int64{rs[0].ID, rs[2].ID})
	day.Statuses = []core.Status{core.Ready}
	_, which = ask(day)
	o.same("those ready", which, []int64{rs[2].ID})
}
