package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"loket/core"
)

// A change of the calendar is one transaction: what staff have set, the new caps of the days already made, and the acts that
// follow. The move of those whom it concerns is an act (room.go), the offer of earlier slots another (earlier.go): both look at the
// calendar as it is when they are done, so that changes that overlap, or come while an act is under way, leave nobody behind.

// remindedBy is for how many days after the last of a change there may be pickups of which the working day before was among them.
const remindedBy = 14

// twoYears is how many days ahead are looked at.
const twoYears = 731

// change is what staff want of the calendar: what ends, and what is set instead.
type change struct {
	ends  []core.Override
	sets  []core.Override
	years []int // whose holidays these are: those imported before end
}

// over is what is set once the change is made.
func (c change) over(overrides []core.Override) []core.Override {
	return append(without(overrides, c.ends), c.sets...)
}

// without are overrides without some of them.
func without(overrides, gone []core.Override) []core.Override {
	return slices.DeleteFunc(slices.Clone(overrides), func(o core.Override) bool {
		return slices.ContainsFunc(gone, func(g core.Override) bool { return g.ID == o.ID })
	})
}

// imported are the holidays of years that were imported before.
func imported(overrides []core.Override, years []int) (all []core.Override) {
	for _, o := range overrides {
		if o.Kind == core.HolidayOverride && slices.Contains(years, o.From.Year) {
			all = append(all, o)
		}
	}
	return all
}

// days are those that the change may concern, from a day on: the first, and the last.
func (c change) days(today core.Date) (from, to core.Date) {
	last := today.Add(twoYears)
	from = last
	widen := func(a, b core.Date) {
		if a.Before(from) {
			from = a
		}
		if b.IsZero() || b.After(last) {
			b = last
		}
		if to.IsZero() || b.After(to) {
			to = b
		}
	}
	for _, o := range append(slices.Clone(c.ends), c.sets...) {
		widen(o.From, o.To)
	}
	for _, y := range c.years {
		widen(core.Date{Year: y, Month: time.January, Day: 1}, core.Date{Year: y, Month: time.December, Day: 31})
	}
	if from.Before(today) {
		from = today
	}
	return from, to
}

// ofQuotas tells whether a change is of quotas alone, which open and shut nothing.
func (c change) ofQuotas() bool {
	return !slices.ContainsFunc(append(slices.Clone(c.ends), c.sets...), func(o core.Override) bool { return o.Kind != core.QuotaOverride })
}

// effect is what a change does to the days to come.
type effect struct {
	now           time.Time
	before, after *core.Calendar
	from, to      core.Date
	lost          []core.Date // on which requests are taken no more
	gained        []core.Date // on which requests are taken, and were not
	opened        []core.Date // on which the counter is open again
	fewer         bool        // there may be slots that are gone
}

// foreseeable is what a change would do.
func (d *Desk) foreseeable(tx core.Tx, c change) (e effect, err error) {
	now, err := tx.Now()
	if err != nil {
		return e, err
	}
	overrides, err := tx.Overrides()
	if err != nil {
		return e, err
	}
	c.ends = append(c.ends, imported(overrides, c.years)...)
	return d.effectOf(now, c, overrides, c.over(overrides)), nil
}

// effectOf is what a change does that makes one list of what staff have set of another.
func (d *Desk) effectOf(now time.Time, c change, was, is []core.Override) effect {
	e := effect{now: now.In(d.cat.Office.Zone), before: d.cat.Office.Calendar.With(was), after: d.cat.Office.Calendar.With(is)}
	e.from, e.to = c.days(core.DateOf(e.now))
	if c.ofQuotas() {
		return e
	}
	for day := e.from; !day.After(e.to); day = day.Add(1) {
		was, is := e.before.CounterOpen(day), e.after.CounterOpen(day)
		switch {
		case !was && is:
			e.opened = append(e.opened, day)
		case was && (!is || e.before.CounterHours(day) != e.after.CounterHours(day)):
			e.fewer = true
		}
		if e.before.IntakeDay(day) && !e.after.IntakeDay(day) {
			e.lost = append(e.lost, day)
		}
		if !e.before.IntakeDay(day) && e.after.IntakeDay(day) {
			e.gained = append(e.gained, day)
		}
	}
	return e
}

// atStake are the pickups that may have to move: those on its days that are not over.
func (e effect) atStake() core.PickupQuery {
	zone := e.after.Zone
	return core.PickupQuery{From: e.from.At(0, zone), To: e.to.Add(1).At(0, zone), Statuses: unfetched}
}

// unfetched are the statuses in which papers are still to be fetched when they are to be.
var unfetched = append(slices.Clip(core.Unready), core.Ready)

// gone calls each for the pickups that could not be fetched any more when they are to be, in their order.
func (e effect) gone(tx core.Tx, each func(core.Pickup) error) error {
	if !e.fewer {
		return nil
	}
	for q := e.atStake(); ; {
		q.Limit = 10 * page
		found, err := tx.Pickups(q)
		if err != nil {
			return err
		}
		for _, p := range found {
			if !p.To.After(e.now) || e.after.Cap(p.Slot) > 0 {
				continue
			}
			if err := each(p); err != nil {
				return err
			}
		}
		if len(found) < q.Limit {
			return nil
		}
		q.After = found[len(found)-1]
	}
}

// alter changes the calendar, and defers what follows. It returns what was set, with their numbers, and how many pickups move.
// What it does is counted after it was done: from then on, nobody else changes the calendar until this transaction has ended.
func (d *Desk) alter(tx core.Tx, c change, by core.Actor) (set []core.Override, pickups int, err error) {
	now, err := tx.Now()
	if err != nil {
		return nil, 0, err
	}
	name := fmt.Sprintf("at:%d", now.UnixMicro())
	for _, o := range c.ends {
		switch err := tx.RemoveOverride(o.ID, by.Name); {
		case core.KindOf(err) == core.Missing:
			return nil, 0, unknown(o.ID, o.Kind)
		case err != nil:
			return nil, 0, err
		}
		name = fmt.Sprintf("end:%d", o.ID)
	}
	if len(c.years) > 0 {
		before, err := tx.Overrides()
		if err != nil {
			return nil, 0, err
		}
		c.ends = append(c.ends, imported(before, c.years)...)
		if err := tx.ImportHolidays(c.years, c.sets, by.Name); err != nil {
			return nil, 0, err
		}
	} else {
		for _, o := range c.sets {
			o.By = by.Name
			if o.ID, err = tx.AddOverride(o); err != nil {
				return nil, 0, err
			}
			set, name = append(set, o), fmt.Sprint(o.ID)
		}
	}
	is, err := tx.Overrides()
	if err != nil {
		return nil, 0, err
	}
	was := append(without(is, set), c.ends...)
	if len(c.years) > 0 {
		was = append(without(is, imported(is, c.years)), c.ends...)
	}
	slices.SortFunc(was, func(a, b core.Override) int { return cmp.Compare(a.ID, b.ID) })
	e := d.effectOf(now, c, was, is)
	if err := e.gone(tx, func(core.Pickup) error { pickups++; return nil }); err != nil {
		return nil, 0, err
	}
	free, err := tx.Recap(e.after, core.DateOf(e.now))
	if err != nil {
		return nil, 0, err
	}
	if !c.ofQuotas() {
		if err := d.remindAgain(tx, e.after, e.now, e.from, e.to.Add(remindedBy)); err != nil {
			return nil, 0, err
		}
	}
	wanted, err := d.wanted(tx, e.after, append(free, e.gained...))
	if err != nil {
		return nil, 0, err
	}
	return set, pickups, tx.Defer(following(e, c, name, wanted, by))
}

// wanted are those of some days that have free places for which somebody waits.
func (d *Desk) wanted(tx core.Tx, calendar *core.Calendar, days []core.Date) (wanted []core.Date, err error) {
	all, err := d.days(tx, calendar, days)
	for _, day := range all {
		if day.Free() > 0 && day.Line > 0 && !slices.Contains(wanted, day.Date) {
			wanted = append(wanted, day.Date)
		}
	}
	return wanted, err
}

// following are the acts that follow a change. Wanted are the days of which places are to be offered.
func following(e effect, c change, name string, wanted []core.Date, by core.Actor) (acts []core.Act) {
	for _, day := range wanted {
		acts = append(acts, offerLater(fmt.Sprintf("%s/%s", name, day), day, e.now))
	}
	if e.fewer || len(e.lost) > 0 {
		// It looks at all pickups from today on: those that another change moves, and that come before, come before.
		today := core.DateOf(e.now).At(0, e.after.Zone)
		m := removal{Name: name, From: today, To: e.atStake().To, Since: e.now, Lost: e.lost, By: by.Name}
		for _, o := range c.sets {
			m.Reason = o.Reason
		}
		acts = append(acts, core.Act{Cause: "move:" + name, Kind: "move", Due: e.now, Body: body(m)})
	}
	if len(e.opened) > 0 {
		acts = append(acts, core.Act{Cause: "earlier:" + name, Kind: "earlier", Due: e.now, Body: body(reopening{Name: name, Days: e.opened})})
	}
	return acts
}

// altering is a transaction that changes the calendar. What follows from it is looked for at once.
func (d *Desk) altering(ctx context.Context, change func(core.Tx) error) error {
	err := d.tx(ctx, change)
	if err == nil {
		d.stir()
		d.wakeAll()
	}
	return err
}
