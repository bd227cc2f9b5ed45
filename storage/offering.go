package storage

import (
	"fmt"
	"time"

	"loket/core"
)

// Offer is the core.Tx's. Who is offered a place stands where they stood in line until they have answered. Somebody who needs more
// than there is, or a part of the quota that has nothing left, is passed over.
func (t *tx) Offer(day core.Date, from, until time.Time, most int, c *core.Calendar) ([]core.Offer, error) {
	board, err := t.holdBoard([]core.Date{day}, c.Quota)
	if err != nil {
		return nil, err
	}
	now, err := t.Now()
	if err != nil {
		return nil, err
	}
	var first []int64
	last, far := waiter{}, max(most, glance)
	for ; board.days[day].free() > 0 && len(first) < most; far *= 2 {
		line, err := t.lineFor(day, last, far)
		if err != nil {
			return nil, err
		}
		if len(line) == 0 {
			break
		}
		for _, w := range line {
			last = w
			shares := c.Shares(day, w.Service, w.Via, now)
			if err := t.makeShares(board, day, shares); err != nil {
				return nil, err
			}
			if _, ok := board.fits(day, w.seat(), shares); ok && len(first) < most {
				board.take(day, w.seat(), shares)
				board.offer(w.Day, 1)
				first = append(first, w.ID)
			}
		}
	}
	if err := t.keepBoard(board); err != nil {
		return nil, err
	}
	return t.makeOffers(first, day, from, until)
}

// glance is how far Offer looks down the line at first; then twice as far each time.
const glance = 50

// waiter is somebody in line.
type waiter struct {
	ID      int64
	Day     core.Date
	Since   int64 `db:"waits_since"`
	Service string
	Via     string
	Weight  int
}

func (w waiter) seat() seat { return seat{w.Weight, w.Service, w.Via} }

// lineFor lists those behind somebody in line to whom a place of a day may be offered.
func (t *tx) lineFor(day core.Date, behind waiter, most int) ([]waiter, error) {
	rows, err := read[waiter](t, nil, `SELECT r.id, r.day, r.waits_since, r.service, r.via, r.weight FROM requests r
		WHERE r.`+inLine+` AND (r.waits_since, r.id) > (CAST(? AS BIGINT), CAST(? AS BIGINT)) AND r.day >= ?
			AND NOT EXISTS (SELECT 1 FROM offers o WHERE o.request_id = r.id AND o.state = 'open')
		ORDER BY r.waits_since, r.id LIMIT ?`, behind.Since, behind.ID, day.String(), most)
	if err != nil {
		return nil, fmt.Errorf("look down the line: %w", err)
	}
	return rows, nil
}

// makeOffers writes the offers of a day's places.
func (t *tx) makeOffers(to []int64, day core.Date, from, until time.Time) ([]core.Offer, error) {
	made, err := returning[int64](t, ids(to), `INSERT INTO offers (request_id, day, from_at, until_at, nth, state)
		SELECT b.id, CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS BIGINT),
			(SELECT COUNT(*) FROM offers o WHERE o.request_id = b.id AND o.state <> 'untold') + 1, 'open'
		FROM b ORDER BY b.n RETURNING id`, day.String(), micros(from), micros(until))
	if err != nil {
		return nil, fmt.Errorf("make offers: %w", err)
	}
	rows, err := read[offerRow](t, ids(made), selectOffers+" WHERE o.id IN (SELECT id FROM b) ORDER BY o.id")
	if err != nil {
		return nil, fmt.Errorf("read offers: %w", err)
	}
	return t.withRequests(rows)
}
