package desk

import (
	"context"
	"time"

	"loket/core"
)

// Month is a month of the calendar, with what each of its days has given and is to serve.
func (d *Desk) Month(ctx context.Context, year int, month time.Month) (m core.Month, err error) {
	if year < 1 || year > 9999 || month < time.January || month > time.December {
		return m, refuse(core.Invalid, "month", nil, "there is no month %d of %d", month, year)
	}
	err = d.store.View(ctx, func(tx core.Tx) error {
		_, calendar, err := d.today(tx)
		if err != nil {
			return err
		}
		m = calendar.Month(year, month)
		dates := make([]core.Date, len(m.Days))
		for i, day := range m.Days {
			dates[i] = day.Date
		}
		days, err := d.days(tx, calendar, dates)
		if err != nil {
			return err
		}
		pickups, err := tx.PickupDays(dates[0], dates[len(dates)-1])
		if err != nil {
			return err
		}
		for i := range m.Days {
			m.Days[i].Quota, m.Days[i].Pickups = days[i], pickups[dates[i]]
		}
		return nil
	})
	return m, err
}

// Overrides lists what staff have set and not removed, with who and when, the oldest first.
func (d *Desk) Overrides(ctx context.Context) (all []core.Override, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		all, err = tx.Overrides()
		return err
	})
	return all, err
}
