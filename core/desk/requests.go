package desk

import (
	"context"
	"fmt"
	"time"

	"loket/core"
)

// Requests hands over the requests that a query selects, in the order of their ids, without holding all of them, and of those
// who wait where they stand in line. Whoever shows what is in them in full says so by reveal, and by whom: it is written down before the first is handed over.
func (d *Desk) Requests(ctx context.Context, q core.RequestQuery, reveal bool, by string, each func(core.Request, core.Waiter) error) error {
	if reveal {
		about := fmt.Sprintf("day %q status %q ticket %q", q.Day, q.Status, q.Ticket)
		if err := d.tx(ctx, func(tx core.Tx) error { return tx.Audit(by, "reveal requests", about) }); err != nil {
			return err
		}
	}
	for left := q.Limit; ; {
		q.Limit = page
		if left > 0 {
			q.Limit = min(page, left)
		}
		var found []core.Request
		var waiters map[int64]core.Waiter
		err := d.store.View(ctx, func(tx core.Tx) error {
			lists, err := tx.Requests([]core.RequestQuery{q})
			if err != nil {
				return err
			}
			found = lists[0]
			var waiting []int64
			for _, r := range found {
				if r.Status == core.Waiting {
					waiting = append(waiting, r.ID)
				}
			}
			if waiters = nil; len(waiting) > 0 {
				waiters, err = tx.Waiters(waiting)
			}
			return err
		})
		if err != nil {
			return err
		}
		for _, r := range found {
			if err := each(r, waiters[r.ID]); err != nil {
				return err
			}
			q.After = max(q.After, r.ID)
		}
		if len(found) < q.Limit {
			return nil
		}
		if left > 0 {
			if left -= len(found); left == 0 {
				return nil
			}
		}
	}
}

// Now is the office's time, in the office's zone.
func (d *Desk) Now(ctx context.Context) (now time.Time, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		now, err = tx.Now()
		return err
	})
	return now.In(d.cat.Office.Zone), err
}
