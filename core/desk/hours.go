package desk

import (
	"context"
	"fmt"
	"time"

	"loket/core"
)

// SetHours sets other hours for the weekdays that the override names, from its first day to its last; without end, if it has
// none. Pickups in hours that are gone move, and their holders are told.
func (d *Desk) SetHours(ctx context.Context, o core.Override, by core.Actor) (set core.Override, pickups int, err error) {
	o.Kind = core.HoursOverride
	return d.setDays(ctx, o, by)
}

// OpenDays opens days that would be shut, with hours of their own if the override names them: a weekend has none otherwise.
func (d *Desk) OpenDays(ctx context.Context, o core.Override, by core.Actor) (set core.Override, pickups int, err error) {
	o.Kind = core.OpeningOverride
	return d.setDays(ctx, o, by)
}

func (d *Desk) setDays(ctx context.Context, o core.Override, by core.Actor) (set core.Override, pickups int, err error) {
	err = d.altering(ctx, func(tx core.Tx) error {
		c, err := d.opening(tx, o, by)
		if err != nil {
			return err
		}
		all, n, err := d.alter(tx, c, by)
		if err != nil {
			return err
		}
		set, pickups = all[0], n
		return tx.Audit(by.Name, string(o.Kind), fmt.Sprintf("%d from %s to %s", set.ID, set.From, set.To))
	})
	return set, pickups, err
}

// Undo removes an opening, hours, or a quota that staff have set: what they had come before holds again.
func (d *Desk) Undo(ctx context.Context, id int64, by core.Actor) (was core.Override, pickups int, err error) {
	err = d.altering(ctx, func(tx core.Tx) error {
		if was, err = d.removable(tx, id, by, core.OpeningOverride, core.HoursOverride, core.QuotaOverride); err != nil {
			return err
		}
		if _, pickups, err = d.alter(tx, change{ends: []core.Override{was}}, by); err != nil {
			return err
		}
		return tx.Audit(by.Name, "end "+string(was.Kind), fmt.Sprint(id))
	})
	return was, pickups, err
}

// opening is the change that an opening is, or that hours are, checked.
func (d *Desk) opening(tx core.Tx, o core.Override, by core.Actor) (c change, err error) {
	if err := may(by, core.CloseDays); err != nil {
		return c, err
	}
	now, calendar, err := d.today(tx)
	if err != nil {
		return c, err
	}
	o.ID, o.Cap, o.Service, o.Names, o.Intake, o.Reason = 0, 0, "", nil, false, oneLine(o.Reason)
	today := core.DateOf(now)
	if o.From.IsZero() {
		o.From = today
	}
	if o.Kind == core.OpeningOverride && o.To.IsZero() {
		o.To = o.From
	}
	if err := d.sound(o, today); err != nil {
		return c, err
	}
	if o.Hours != nil && len(o.Hours.Counter)+len(o.Hours.Intake) == 0 {
		o.Hours = nil
	}
	if o.Hours == nil && o.Kind == core.HoursOverride {
		return c, refuse(core.Invalid, "hours.none", nil, "name the hours of at least one weekday, for the counter or for intake")
	}
	if o.Hours != nil {
		for _, week := range []map[time.Weekday]core.Hours{o.Hours.Counter, o.Hours.Intake} {
			for day, h := range week {
				if !soundHours(h) {
					return c, refuse(core.Invalid, "hours.odd", nil, "the hours of %s cannot be: they end after they begin, and a break lies within", day)
				}
			}
		}
	}
	c.sets = []core.Override{o}
	if o.Kind == core.OpeningOverride {
		after := calendar.With(c.sets)
		for day := o.From; !day.After(o.To); day = day.Add(1) {
			if !after.CounterHours(day).Shut() || !after.IntakeHours(day).Shut() {
				return c, nil
			}
		}
		return c, refuse(core.Invalid, "hours.shut", nil, "none of these days has hours: name them")
	}
	return c, nil
}

// soundHours tells whether hours can be; none can.
func soundHours(h core.Hours) bool {
	if h == (core.Hours{}) {
		return true
	}
	within := h.BreakFrom > h.Open && h.BreakFrom < h.BreakTo && h.BreakTo < h.Close
	return h.Open >= 0 && h.Open < h.Close && h.Close <= 24*60 && (h.BreakFrom == 0 && h.BreakTo == 0 || within)
}
