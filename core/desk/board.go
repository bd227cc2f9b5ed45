package desk

import (
	"context"

	"loket/core"
)

// Board is the office's day at one glance: what Today tells, the parts of the day that have caps of their own, the day's requests
// counted, and what is owed by each account. All of it is of the same instant.
func (d *Desk) Board(ctx context.Context) (b core.Board, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		b = core.Board{}
		if b.Today, err = d.daily(tx); err != nil {
			return err
		}
		now, calendar, err := d.today(tx)
		if err != nil {
			return err
		}
		today := core.DateOf(now)
		b.Parts = d.parts(calendar, today, now)
		if b.Tallies, err = tx.Tally(today); err != nil {
			return err
		}
		b.Owing, err = tx.OpenLetters()
		return err
	})
	return b, err
}
