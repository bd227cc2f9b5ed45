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
// requests were to be fetched within it.
func (d *Desk) Close(ctx context.Context, o core.Override, by core.Actor) (closed core.Override, pickups int, err error) {
	err = d.tx(ctx, func(tx core.Tx) error {
		closed, pickups, err = d.closeDays(tx, o, by)
		return err
	})
	return closed, pickups, err
}

func (d *Desk) closeDays(tx core.Tx, o core.Override, by core.Actor) (core.Override, int, error) {
	if err := may(by, core.CloseDays); err != nil {
		return o, 0, err
	}
	now, _, err := d.today(tx)
	if err != nil {
		return o, 0, err
	}
	o.Kind, o.By, o.Reason = core.ClosureOverride, by.Name, strings.TrimSpace(o.Reason)
	switch today := core.DateOf(now); {
	case o.Reason == "":
		return o, 0, refuse(core.Invalid, "reason", nil, "a closure needs a reason that citizens can be told")
	case o.From.IsZero() || o.To.IsZero():
		return o, 0, refuse(core.Invalid, "days.none", nil, "a closure needs a first and a last day")
	case o.To.Before(o.From):
		return o, 0, refuse(core.Invalid, "days", nil, "the last day, %s, is before the first, %s", o.To, o.From)
	case o.To.Before(today):
		return o, 0, refuse(core.Invalid, "days.past", nil, "%s is over: today is %s", o.To, today)
	case o.From.Add(LongestClosure).Before(o.To):
		return o, 0, refuse(core.Invalid, "days.far", nil, "a closure lasts %d days at most", LongestClosure)
	}
	zone := d.cat.Office.Zone
	found, err := tx.Pickups(core.PickupQuery{From: o.From.At(0, zone), To: o.To.Add(1).At(0, zone), Limit: 1_000_000})
	if err != nil {
		return o, 0, err
	}
	pickups := len(found)
	if o.ID, err = tx.AddOverride(o); err != nil {
		return o, 0, err
	}
	return o, pickups, tx.Audit(by.Name, "closure", fmt.Sprintf("%d from %s to %s", o.ID, o.From, o.To))
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

// Reopen removes a closure that staff have set.
func (d *Desk) Reopen(ctx context.Context, id int64, by core.Actor) error {
	return d.tx(ctx, func(tx core.Tx) error {
		_, err := d.reopen(tx, id, by)
		return err
	})
}

func (d *Desk) reopen(tx core.Tx, id int64, by core.Actor) (was core.Override, err error) {
	if err := may(by, core.CloseDays); err != nil {
		return was, err
	}
	overrides, err := tx.Overrides()
	if err != nil {
		return was, err
	}
	for _, o := range overrides {
		if o.ID == id && o.Kind == core.ClosureOverride {
			if err := tx.RemoveOverride(id, by.Name); err != nil {
				return was, err
			}
			return o, tx.Audit(by.Name, "reopen", fmt.Sprint(id))
		}
	}
	return was, refuse(core.Missing, "missing", nil, "there is no closure %d: `loket closure list` shows them (one of the office file is ended there)", id)
}

// Extend lets a closure last until another day: the old one ends and a new one takes its place.
func (d *Desk) Extend(ctx context.Context, id int64, to core.Date, by core.Actor) (closed core.Override, pickups int, err error) {
	err = d.tx(ctx, func(tx core.Tx) error {
		was, err := d.reopen(tx, id, by)
		if err != nil {
			return err
		}
		if !to.After(was.To) {
			return refuse(core.Invalid, "days", nil, "closure %d lasts until %s already: name a later day", id, was.To)
		}
		was.To = to
		closed, pickups, err = d.closeDays(tx, was, by)
		return err
	})
	return closed, pickups, err
}

// ClosureNotice drafts the announcement of a closure, in the office's words, to all who follow; it holds until the closure's end.
func (d *Desk) ClosureNotice(o core.Override) core.Notice {
	return d.engine.Draft(core.Facts{Calendar: d.cat.Office.Calendar}, o)
}
