package storage

import (
	"fmt"
	"time"

	"loket/core"
)

// OpenOffer is the core.Tx's.
func (t *tx) OpenOffer(id int64) (o core.Offer, ok bool, err error) {
	rows, err := read[offerRow](t, nil, selectOffers+" WHERE o.id = ? AND o.state = 'open'", id)
	if err != nil {
		return core.Offer{}, false, fmt.Errorf("find an offer: %w", err)
	}
	all, err := t.withRequests(rows)
	if err != nil || len(all) == 0 {
		return core.Offer{}, false, err
	}
	return all[0], true, nil
}

// withRequests reads the requests of offers.
func (t *tx) withRequests(offers []offerRow) ([]core.Offer, error) {
	b := newBatch("id", "BIGINT")
	for _, o := range offers {
		b.add(o.Request)
	}
	rows, err := read[requestRow](t, b, selectRequests+" WHERE r.id IN (SELECT id FROM b)")
	if err != nil {
		return nil, fmt.Errorf("read the requests of offers: %w", err)
	}
	requests := make(map[int64]core.Request, len(rows))
	for _, r := range rows {
		if requests[r.ID], err = t.request(r); err != nil {
			return nil, err
		}
	}
	all := make([]core.Offer, len(offers))
	for i, o := range offers {
		all[i] = o.core(requests[o.Request])
	}
	return all, nil
}

func (r offerRow) core(request core.Request) core.Offer {
	return core.Offer{ID: r.ID, Request: request, Day: r.Day, From: instant(r.From), Until: instant(r.Until), Nth: r.Nth, Lapsed: r.Lapsed}
}

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
	for last := (waiter{}); board.days[day].free() > 0 && len(first) < most; {
		line, err := t.lineFor(day, last, max(most-len(first), glance))
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
				board.take(day, w.seat())
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

// glance is how far Offer looks down the line at a time.
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
