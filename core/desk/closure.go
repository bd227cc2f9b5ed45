package desk

import (
	"context"
	"fmt"
	"strings"

	"loket/core"
)

// LongestClosure is more days than any closure has: a slip of the finger beyond it is refused.
const LongestClosure = 366

// Close shuts the counter on the days of an override, and intake too if it says so. It returns the closure, and how many
// requests were to be fetched within it: they are moved, and their holders told, right after.
func (d *Desk) Close(ctx context.Context, o core.Override, by core.Actor) (closed core.Override, pickups int, err error) {
	o.ID = 0
	err = d.altering(ctx, func(tx core.Tx) error {
		closed, pickups, err = d.closeDays(tx, o, by)
		return err
	})
	return closed, pickups, err
}

// Extend lets a closure last until another day, a later or an earlier one: the old one ends and a new one, with a number of
// its own, takes its place. It counts as set now, so an opening within it that was set meanwhile ends.
func (d *Desk) Extend(ctx context.Context, id int64, to core.Date, by core.Actor) (closed core.Override, pickups int, err error) {
	err = d.altering(ctx, func(tx core.Tx) error {
		closed, pickups, err = d.closeDays(tx, core.Override{ID: id, Kind: core.ClosureOverride, To: to}, by)
		return err
	})
	return closed, pickups, err
}

// Reopen removes a closure that staff have set. Nobody is moved: who could fetch their papers earlier now is told so.
func (d *Desk) Reopen(ctx context.Context, id int64, by core.Actor) error {
	return d.altering(ctx, func(tx core.Tx) error {
		_, err := d.reopen(tx, id, by)
		return err
	})
}

func (d *Desk) reopen(tx core.Tx, id int64, by core.Actor) (was core.Override, err error) {
	if was, err = d.removable(tx, id, by, core.ClosureOverride); err != nil {
		return was, err
	}
	if _, _, err := d.alter(tx, change{ends: []core.Override{was}}, by); err != nil {
		return was, err
	}
	return was, tx.Audit(by.Name, "reopen", fmt.Sprint(id))
}

// closeDays sets a closure, or, if it has a number, lets that one last until another day.
func (d *Desk) closeDays(tx core.Tx, o core.Override, by core.Actor) (core.Override, int, error) {
	c, err := d.closing(tx, o, by)
	if err != nil {
		return o, 0, err
	}
	set, pickups, err := d.alter(tx, c, by)
	if err != nil {
		return o, 0, err
	}
	closed := set[0]
	if len(c.ends) > 0 {
		return closed, pickups, tx.Audit(by.Name, "closure", fmt.Sprintf("%d, now %d, from %s to %s instead of %s", o.ID, closed.ID, closed.From, closed.To, c.ends[0].To))
	}
	return closed, pickups, tx.Audit(by.Name, "closure", fmt.Sprintf("%d from %s to %s", closed.ID, closed.From, closed.To))
}

// closing is the change that a closure is, checked.
func (d *Desk) closing(tx core.Tx, o core.Override, by core.Actor) (c change, err error) {
	if err := may(by, core.CloseDays); err != nil {
		return c, err
	}
	now, err := tx.Now()
	if err != nil {
		return c, err
	}
	if o.ID != 0 {
		was, err := d.removable(tx, o.ID, by, core.ClosureOverride)
		if err != nil {
			return c, err
		}
		if o.To == was.To {
			return c, refuse(core.Invalid, "extended", map[string]any{"n": o.ID, "until": was.To.String()},
				"closure %d lasts until %s already: name another day", o.ID, was.To)
		}
		to := o.To
		c.ends, o = []core.Override{was}, was
		o.ID, o.To = 0, to
	}
	o.Kind, o.Cap, o.Service, o.Hours, o.Names, o.Reason = core.ClosureOverride, 0, "", nil, nil, oneLine(o.Reason)
	switch today := core.DateOf(now.In(d.cat.Office.Zone)); {
	case o.Reason == "":
		return c, refuse(core.Invalid, "reason", nil, "a closure needs a reason that citizens can be told")
	case o.From.IsZero() || o.To.IsZero():
		return c, refuse(core.Invalid, "days.none", nil, "a closure needs a first and a last day")
	default:
		if err := d.sound(o, today); err != nil {
			return c, err
		}
	}
	c.sets = []core.Override{o}
	return c, nil
}

// oneLine is a reason as it is told and listed: within a line, however it was written.
func oneLine(reason string) string { return strings.Join(strings.Fields(reason), " ") }

// sound refuses days that are over, or in the wrong order, or too many.
func (d *Desk) sound(o core.Override, today core.Date) error {
	switch {
	case !o.To.IsZero() && o.To.Before(o.From):
		return refuse(core.Invalid, "days", nil, "the last day, %s, is before the first, %s", o.To, o.From)
	case !o.To.IsZero() && o.To.Before(today):
		return refuse(core.Invalid, "days.past", nil, "%s is over: today is %s", o.To, today)
	case !o.To.IsZero() && o.From.Add(LongestClosure).Before(o.To), today.Add(twoYears).Before(o.From):
		return refuse(core.Invalid, "days.far", nil, "from %s to %s are too many days, or too far away: %d days at most, within two years", o.From, o.To, LongestClosure)
	}
	return nil
}

// removable finds what staff have set and not removed, if it is of one of the kinds.
func (d *Desk) removable(tx core.Tx, id int64, by core.Actor, kinds ...core.OverrideKind) (core.Override, error) {
	if err := may(by, core.CloseDays); err != nil {
		return core.Override{}, err
	}
	overrides, err := tx.Overrides()
	if err != nil {
		return core.Override{}, err
	}
	for _, o := range overrides {
		for _, kind := range kinds {
			if o.ID == id && o.Kind == kind {
				return o, nil
			}
		}
	}
	return core.Override{}, unknown(id, kinds[0])
}

func unknown(id int64, kind core.OverrideKind) error {
	list := "`loket closure list` shows them (one of the office file is changed there, or another follows it: `loket closure add`)"
	if kind != core.ClosureOverride {
		list = "`loket calendar changes` shows what was set"
	}
	return refuse(core.Missing, "closure", map[string]any{"n": id}, "there is no %s %d: %s", kind, id, list)
}

// Closures lists the closures that are in force or to come: those of the office file have no number.
func (d *Desk) Closures(ctx context.Context) (all []core.Closure, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		all = nil
		now, calendar, err := d.today(tx)
		if err != nil {
			return err
		}
		for _, k := range calendar.Closures {
			if !k.To.Before(core.DateOf(now)) {
				all = append(all, k)
			}
		}
		return nil
	})
	return all, err
}

// ClosureNotice drafts the announcement of a closure, in the office's words, to all who follow; it holds until the closure's end.
func (d *Desk) ClosureNotice(ctx context.Context, o core.Override) (n core.Notice, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		now, calendar, err := d.today(tx)
		if err == nil {
			n = d.engine.Draft(core.Facts{Now: now, Calendar: calendar}, o)
		}
		return err
	})
	return n, err
}
