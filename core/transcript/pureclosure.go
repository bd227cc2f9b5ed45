package transcript

import (
	"maps"
	"slices"

	"loket/core"
	"loket/core/dialog"
)

func counted(days map[core.Date]int) (all []core.DayCount) {
	for _, d := range slices.SortedFunc(maps.Keys(days), core.Date.Compare) {
		all = append(all, core.DayCount{Day: d, Count: days[d]})
	}
	return all
}

// checked is a closure as it would be set, with the one that it takes the place of.
func (o *Pure) checked(c core.Override) (closure, was core.Override, bad *core.Error) {
	c.Kind = core.ClosureOverride
	if c.ID != 0 {
		i := slices.IndexFunc(o.overrides, func(v core.Override) bool { return v.ID == c.ID && v.Kind == core.ClosureOverride })
		if i < 0 {
			return c, was, &core.Error{Kind: core.Missing, Key: "bad.closure", Args: map[string]any{"n": int(c.ID)}}
		}
		was = o.overrides[i]
		to := c.To
		c = was
		c.To = to
	}
	return c, was, o.badDays(c.To, c.From, c.To)
}

// foresee tells what a closure would mean.
func (o *Pure) foresee(c core.Override) (f core.Foresight, bad *core.Error) {
	c, was, bad := o.checked(c)
	if f.Override = c; bad != nil {
		return f, bad
	}
	others := slices.DeleteFunc(slices.Clone(o.overrides), func(v core.Override) bool { return v.ID == was.ID })
	cal := o.Calendar.With(append(others, c))
	shelf, days := cal.Shelf(o.held), map[core.Date]int{}
	f.Told = map[string]int{}
	told := func(r *filed) {
		if r.Person == 0 || o.shut[r.Address] {
			f.Untold++
			return
		}
		f.Told[r.Channel]++
	}
	shifts := map[int64]bool{}
	for _, r := range o.displaced(cal, c) {
		f.Places++
		shifts[r.ID] = true
		told(r)
	}
	for _, r := range o.pickups(c.From, c.To) {
		if cal.Cap(r.Slot) > 0 {
			continue
		}
		f.Pickups++
		slot, ok, _ := shelf.Take(r.Place, latestDay(r.Earliest, c.From), o.now)
		if !ok {
			f.Stranded++
			continue
		}
		_ = shelf.GiveBack(r.Slot)
		days[core.DateOf(slot.From.In(cal.Zone))]++
		if !shifts[r.ID] {
			told(r)
		}
	}
	f.Days = counted(days)
	return f, nil
}

func latestDay(a, b core.Date) core.Date {
	if b.After(a) {
		return b
	}
	return a
}

// displaced lists those who have a place of a day without intake.
func (o *Pure) displaced(cal *core.Calendar, c core.Override) (all []*filed) {
	for _, r := range o.requests {
		if r.Number != 0 && r.Status.Active() && !r.Day.Before(o.today()) && c.Covers(r.Day) && !cal.IntakeDay(r.Day) {
			all = append(all, r)
		}
	}
	return all
}

func (o *Pure) closeDays(c core.Override, by string) dialog.Event {
	f, bad := o.foresee(c)
	if bad != nil {
		return dialog.DaysClosed{Override: c, Err: bad}
	}
	_, was, _ := o.checked(c)
	if was.ID != 0 {
		o.remove(was.ID)
	}
	f.Override.By = by
	c = o.override(f.Override)
	if was.To.After(c.To) {
		o.earlierLater(latestDay(c.To.Add(1), o.today()), was.To)
	} else {
		o.moveLater(c)
	}
	return dialog.DaysClosed{Override: c, Pickups: f.Pickups}
}

// moveLater moves whoever a change of the calendar concerns, right after.
func (o *Pure) moveLater(c core.Override) { o.later("", o.now, func() { o.makeRoom(c) }) }

// makeRoom moves those whose service day lost its intake, and those who cannot fetch when they were to; each is told once.
func (o *Pure) makeRoom(c core.Override) {
	cal, why := o.calendar(), dialog.Why(nil)
	if c.Reason != "" {
		why = dialog.Why{"id": c.Reason, "en": c.Reason}
	}
	for _, r := range o.displaced(cal, c) {
		was := r.Slot
		shifted := o.shift(r)
		if !shifted.OK {
			continue
		}
		if !r.IsZero() && (cal.Cap(r.Slot) == 0 || core.DateOf(r.From.In(cal.Zone)).Before(r.Earliest)) {
			o.slotted(r, r.Earliest, o.now)
		}
		shifted.Request = r.Request
		o.tell(r.Request, func(lang string, l core.Limits) core.Message { return o.Engine.Shifted(lang, l, shifted, was, why) })
	}
	for _, r := range o.pickups(c.From, c.To) {
		if cal.Cap(r.Slot) > 0 || !r.From.After(o.now) {
			continue
		}
		moved := o.reslot(core.Reslot{Request: r.ID, Was: r.From, Day: core.DateOf(r.From.In(cal.Zone)), After: o.now, By: c.By, Reason: c.Reason})
		if moved.OK {
			o.tell(r.Request, func(lang string, l core.Limits) core.Message { return o.Engine.Reslotted(lang, l, moved, why) })
		}
	}
}

// shift gives a request a place of the next day that has one.
func (o *Pure) shift(r *filed) core.Shifted {
	was, cal := r.Day, o.calendar()
	for d, n := cal.NextIntake(was.Add(1)), 0; !d.IsZero() && n < 60; d, n = cal.NextIntake(d.Add(1)), n+1 {
		row := o.row(d, cal.Quota(d))
		if _, free := o.lacking(d, r.weight(), cal.Shares(d, r.Service, r.Via, o.now)); !free {
			continue
		}
		row.last++
		r.Day, r.Number = d, row.last
		if draft, ok := o.Engine.Plan(core.Draft{Service: r.Service, Via: r.Via, Day: d}, core.Facts{Now: o.now, Calendar: cal}); ok && !r.Earliest.IsZero() {
			r.Earliest = draft.Earliest
		}
		return core.Shifted{OK: true, Was: was, Request: r.Request}
	}
	return core.Shifted{Was: was, Request: r.Request}
}

// earlier offers earlier slots to those who could fetch sooner now that days are open again; nobody is moved.
func (o *Pure) earlier(from, to core.Date) {
	shelf, cal := o.shelf(), o.calendar()
	for _, r := range o.pickups(from, core.Date{}) {
		if !r.From.After(o.now) {
			continue
		}
		free, _ := shelf.Free(r.Place, latestDay(r.Earliest, from), o.now, 1)
		if len(free) == 0 || !free[0].From.Before(r.From) || core.DateOf(free[0].From.In(cal.Zone)).After(to) {
			continue
		}
		_, _, _ = shelf.TakeThis(r.Place, free[0].From)
		o.tell(r.Request, func(lang string, l core.Limits) core.Message { return o.Engine.Earlier(lang, l, r.Request, free[0]) })
	}
}

// reopen ends a closure.
func (o *Pure) reopen(id int64) (was core.Override, bad *core.Error) {
	_, was, bad = o.checked(core.Override{ID: id})
	if was.ID == 0 {
		return was, bad
	}
	o.remove(id)
	o.earlierLater(latestDay(was.From, o.today()), was.To)
	return was, nil
}

func (o *Pure) earlierLater(from, to core.Date) { o.later("", o.now, func() { o.earlier(from, to) }) }
