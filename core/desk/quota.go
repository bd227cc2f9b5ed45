package desk

import (
	"context"
	"fmt"

	"loket/core"
)

// MostPlaces is more than any office serves in a day: a typing error beyond it is refused.
const MostPlaces = 100_000

// Quota counts the places of a day, today's if none is named.
func (d *Desk) Quota(ctx context.Context, day core.Date) (core.Day, error) {
	var found core.Day
	err := d.store.View(ctx, func(tx core.Tx) error {
		now, calendar, err := d.today(tx)
		if err != nil {
			return err
		}
		if day.IsZero() {
			day = core.DateOf(now)
		}
		days, err := d.days(tx, calendar, []core.Date{day})
		if err == nil {
			found = days[0]
		}
		return err
	})
	return found, err
}

// SetQuota sets the places of the days from one to another: from today, if from is none; without end, if to is none. A day
// that has already given more keeps what it gave.
func (d *Desk) SetQuota(ctx context.Context, places int, from, to core.Date, by string) error {
	if places < 0 || places > MostPlaces {
		return core.Errorf(core.Invalid, "a quota is a number from 0 to %d, not %d", MostPlaces, places)
	}
	return d.tx(ctx, func(tx core.Tx) error {
		now, _, err := d.today(tx)
		if err != nil {
			return err
		}
		today, from := core.DateOf(now), from
		if from.IsZero() {
			from = today
		}
		switch {
		case from.Before(today):
			return core.Errorf(core.Invalid, "%s is over: today is %s", from, today)
		case !to.IsZero() && to.Before(from):
			return core.Errorf(core.Invalid, "the last day, %s, is before the first, %s", to, from)
		}
		if _, err := tx.AddOverride(core.Override{Kind: core.QuotaOverride, From: from, To: to, Cap: places, By: by}); err != nil {
			return err
		}
		return tx.Audit(by, "quota", fmt.Sprintf("%d places from %s to %s", places, from, to))
	})
}
