package desk

import (
	"context"
	"slices"

	"loket/core"
)

// Pick is the requests of some ids, those that there are, in that order. What citizens have noted comes with its NIKs masked.
func (d *Desk) Pick(ctx context.Context, ids []int64) (all []core.Request, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		known := slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return id <= 0 }) // which would select any
		if all, err = byID(tx, known); err != nil {
			return err
		}
		for i := range all {
			all[i] = shaded(all[i])
		}
		return nil
	})
	return all, err
}

// FreeHours are the next hours with room at the place where a request is fetched, beside its own: on a day or later, and not before
// its papers are there; at most n. Of what is not fetched, or not any more, there are none.
func (d *Desk) FreeHours(ctx context.Context, id int64, day core.Date, n int) (free []core.Slot, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		free = nil
		r, err := requestByID(tx, id)
		if err != nil || r.Slot.IsZero() && r.Earliest.IsZero() || !r.Status.Active() || r.Status == core.Waiting {
			return err
		}
		now, calendar, err := d.today(tx)
		if err != nil {
			return err
		}
		for _, first := range []core.Date{core.DateOf(now), r.Earliest} {
			if day.Before(first) {
				day = first
			}
		}
		found, err := calendar.Shelf(tx.Held).Free(r.Place, day, now, n+1)
		for _, s := range found {
			if len(free) < n && !s.From.Equal(r.From) {
				free = append(free, s)
			}
		}
		return err
	})
	return free, err
}
