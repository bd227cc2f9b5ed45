package desk

import (
	"context"
	"fmt"
	"strings"
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
			waiters, err = waitersAmong(tx, found)
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

// byID finds requests by their ids, in that order.
func byID(tx core.Tx, ids []int64) (all []core.Request, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	queries := make([]core.RequestQuery, len(ids))
	for i, id := range ids {
		queries[i] = core.RequestQuery{ID: id, Limit: 1}
	}
	found, err := tx.Requests(queries)
	for _, list := range found {
		all = append(all, list...)
	}
	return all, err
}

// byTicket finds the requests of tickets, every one.
func byTicket(tx core.Tx, tickets []string) ([]core.Request, error) {
	queries := make([]core.RequestQuery, len(tickets))
	for i, t := range tickets {
		queries[i] = core.RequestQuery{Ticket: strings.ToUpper(strings.TrimSpace(t)), Limit: 1}
		if queries[i].Ticket == "" {
			return nil, refuse(core.Invalid, "which", nil, "a ticket is empty")
		}
	}
	found, err := tx.Requests(queries)
	if err != nil {
		return nil, err
	}
	var all []core.Request
	for i, rs := range found {
		if len(rs) == 0 {
			return nil, refuse(core.Missing, "ticket", map[string]any{"ticket": queries[i].Ticket}, "there is no ticket %s", queries[i].Ticket)
		}
		all = append(all, rs[0])
	}
	return all, nil
}

// Now is the office's time, in the office's zone.
func (d *Desk) Now(ctx context.Context) (now time.Time, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		now, err = tx.Now()
		return err
	})
	return now.In(d.cat.Office.Zone), err
}
