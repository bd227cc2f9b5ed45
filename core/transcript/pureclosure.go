package transcript

import (
	"maps"
	"slices"
	"strings"

	"loket/core"
	"loket/core/dialog"
)

// effect is what a change of the calendar does to the days to come.
type effect struct {
	calendar *core.Calendar // as it is then
	days     []core.Date    // which it may concern
	lost     []core.Date    // on which requests are taken no more
	gained   []core.Date    // on which requests are taken, and were not
	opened   []core.Date    // on which the counter is open again
	fewer    bool           // there may be slots that are gone
	reason   string
}

// effectOf is what it does to end an override (0: none) and to set others.
func (o *Pure) effectOf(ends int64, sets ...core.Override) (e effect) {
	before := o.calendar()
	kept := slices.DeleteFunc(slices.Clone(o.overrides), func(v core.Override) bool { return v.ID == ends })
	e.calendar = o.Calendar.With(append(kept, sets...))
	for _, v := range sets {
		e.reason = v.Reason
	}
	last := o.today().Add(731)
	concerned := slices.DeleteFunc(append(slices.Clone(o.overrides), sets...), func(v core.Override) bool {
		return v.Kind == core.QuotaOverride || v.ID != ends && !slices.ContainsFunc(sets, func(s core.Override) bool { return s.ID == v.ID })
	})
	for d := o.today(); !d.After(last); d = d.Add(1) {
		if !slices.ContainsFunc(concerned, func(v core.Override) bool { return v.Covers(d) }) {
			continue
		}
		e.days = append(e.days, d)
		switch was, is := before.CounterOpen(d), e.calendar.CounterOpen(d); {
		case !was && is:
			e.opened = append(e.opened, d)
		case was && (!is || before.CounterHours(d) != e.calendar.CounterHours(d)):
			e.fewer = true
		}
		if before.IntakeDay(d) && !e.calendar.IntakeDay(d) {
			e.lost = append(e.lost, d)
		}
		if !before.IntakeDay(d) && e.calendar.IntakeDay(d) {
			e.gained = append(e.gained, d)
		}
	}
	return e
}

// gone lists the pickups that could not be fetched any more when they are to be, in their order.
func (o *Pure) gone(e effect) (all []*filed) {
	if !e.fewer || len(e.days) == 0 {
		return nil
	}
	for _, r := range o.pickups(e.days[0], e.days[len(e.days)-1]) {
		if r.Status != core.NoShow && r.To.After(o.now) && e.calendar.Cap(r.Slot) == 0 {
			all = append(all, r)
		}
	}
	return all
}

// alter changes the calendar, and tells how many pickups move; what follows is done right after.
func (o *Pure) alter(ends int64, sets ...core.Override) (set core.Override, pickups int) {
	for i := range sets {
		o.set++
		sets[i].ID, sets[i].At = o.set, o.now
		set = sets[i]
	}
	e := o.effectOf(ends, sets...)
	pickups = len(o.gone(e))
	o.overrides = slices.DeleteFunc(slices.Clone(o.overrides), func(v core.Override) bool { return v.ID == ends })
	o.overrides = append(o.overrides, sets...)
	free := o.recap()
	if len(e.days) > 0 {
		o.remindAgain(e.days[0], e.days[len(e.days)-1])
	}
	for i, d := range append(free, e.gained...) {
		if day := o.day(d); day.Free() > 0 && day.Line > 0 && !slices.Contains(free[:min(i, len(free))], d) {
			o.offerLater(d)
		}
	}
	if e.fewer || len(e.lost) > 0 {
		o.later("", o.now, func() { o.makeRoom(e) })
	}
	if len(e.opened) > 0 {
		o.later("", o.now, func() { o.earlier(e.opened) })
	}
	return set, pickups
}

// closing is a closure as it would be set: with a number the one that lasts until another day.
func (o *Pure) closing(c core.Override) (closure core.Override, bad *core.Error) {
	if c.ID != 0 {
		was, bad := o.removable(c.ID)
		if bad != nil {
			return c, bad
		}
		if was.To == c.To {
			return c, &core.Error{Kind: core.Invalid, Key: "bad.extended", Args: map[string]any{"n": c.ID, "until": was.To.String()}}
		}
		was.ID, was.To = 0, c.To
		c = was
	}
	c.Kind, c.Reason = core.ClosureOverride, strings.Join(strings.Fields(c.Reason), " ")
	if bad := o.badDays(c.To, c.From, c.To); bad != nil {
		return c, bad
	}
	if c.From.Add(366).Before(c.To) {
		return c, &core.Error{Kind: core.Invalid, Key: "bad.days.far"}
	}
	return c, nil
}

// removable is a closure that staff have set.
func (o *Pure) removable(id int64) (core.Override, *core.Error) {
	for _, v := range o.overrides {
		if v.ID == id && v.Kind == core.ClosureOverride {
			return v, nil
		}
	}
	return core.Override{}, &core.Error{Kind: core.Missing, Key: "bad.closure", Args: map[string]any{"n": id}}
}

func (o *Pure) closeDays(c core.Override, by string) dialog.Event {
	closure, bad := o.closing(c)
	if bad != nil {
		return dialog.DaysClosed{Override: c, Err: bad}
	}
	closure.By = by
	set, pickups := o.alter(c.ID, closure)
	return dialog.DaysClosed{Override: set, Pickups: pickups}
}

// reopen ends a closure.
func (o *Pure) reopen(id int64) (was core.Override, bad *core.Error) {
	if was, bad = o.removable(id); bad == nil {
		o.alter(id)
	}
	return was, bad
}

// foresee tells what a closure would mean.
func (o *Pure) foresee(c core.Override) (f core.Foresight, bad *core.Error) {
	f.Override = c
	closure, bad := o.closing(c)
	if bad != nil {
		return f, bad
	}
	e := o.effectOf(c.ID, closure)
	f.Override, f.Override.ID, f.Told = closure, c.ID, map[string]int{}
	moved := o.placesForeseen(e)
	f.Places = len(moved)
	shelf, days := e.calendar.Shelf(o.held), map[core.Date]int{}
	give := func(r *filed, from core.Date) {
		f.Pickups++
		to, ok, _ := shelf.Take(r.Place, from, o.now)
		if !ok {
			f.Stranded++
			return
		}
		if _, placed := moved[r.ID]; !placed {
			moved[r.ID] = core.Date{}
		}
		days[core.DateOf(to.From.In(e.calendar.Zone))]++
		_ = shelf.GiveBack(r.Slot)
	}
	for _, r := range o.gone(e) {
		give(r, latestDay(core.DateOf(r.From.In(e.calendar.Zone)), latestDay(r.Earliest, moved[r.ID])))
	}
	for _, id := range slices.Sorted(maps.Keys(moved)) {
		if r := o.byID(id); e.calendar.Cap(r.Slot) > 0 && tooEarly(e.calendar, r.Slot, moved[id]) {
			give(r, moved[id])
		}
	}
	f.Days = counted(days)
	for id := range moved {
		if home, ok := o.home(o.byID(id).Person); ok && !home.Shut {
			f.Told[home.Address.Channel]++
		} else {
			f.Untold++
		}
	}
	return f, nil
}

// placesForeseen are those whose places would move, with the first day on which they could fetch then.
func (o *Pure) placesForeseen(e effect) map[int64]core.Date {
	moved, free := map[int64]core.Date{}, map[core.Date]int{}
	for _, d := range e.lost {
		next := o.intakeDays(e.calendar, d)
		for _, to := range next {
			if _, seen := free[to]; !seen {
				day := o.day(to)
				if !day.Made {
					day.Cap = e.calendar.Quota(to)
				}
				free[to] = day.Free()
			}
		}
		for _, r := range o.placed(d) {
			moved[r.ID] = r.Earliest
			for _, to := range next {
				if free[to] >= r.weight() {
					free[to] -= r.weight()
					moved[r.ID] = o.earliestThen(e.calendar, r, to)
					break
				}
			}
		}
	}
	return moved
}

func counted(days map[core.Date]int) (all []core.DayCount) {
	for _, d := range slices.SortedFunc(maps.Keys(days), core.Date.Compare) {
		all = append(all, core.DayCount{Day: d, Count: days[d]})
	}
	return all
}

func latestDay(a, b core.Date) core.Date {
	if b.After(a) {
		return b
	}
	return a
}

func tooEarly(cal *core.Calendar, s core.Slot, earliest core.Date) bool {
	return !s.IsZero() && core.DateOf(s.From.In(cal.Zone)).Before(earliest)
}
