package storage

import (
	"fmt"

	"loket/core"
)

// How an offer ended.
const (
	offerTaken     = "taken"
	offerPassed    = "passed"
	offerLapsed    = "lapsed"
	offerWithdrawn = "withdrawn"
	offerUntold    = "untold"
)

type offerRow struct {
	ID      int64
	Request int64 `db:"request_id"`
	Day     core.Date
	From    int64 `db:"from_at"`
	Until   int64 `db:"until_at"`
	Nth     int
	Lapsed  int // of those before it
}

const selectOffers = `SELECT o.id, o.request_id, o.day, o.from_at, o.until_at, o.nth, (SELECT COUNT(*) FROM offers l
		WHERE l.request_id = o.request_id AND l.id < o.id AND l.state = 'lapsed') AS lapsed FROM offers o`

func (r offerRow) core(request core.Request) core.Offer {
	return core.Offer{ID: r.ID, Request: request, Day: r.Day, From: instant(r.From), Until: instant(r.Until), Nth: r.Nth, Lapsed: r.Lapsed}
}

// offersTo finds the open offers of requests. Who holds the days may rely on them.
func (t *tx) offersTo(requests []int64) (map[int64]offerRow, error) {
	rows, err := read[offerRow](t, ids(requests), selectOffers+" WHERE o.state = 'open' AND o.request_id IN (SELECT id FROM b)")
	if err != nil {
		return nil, fmt.Errorf("find open offers: %w", err)
	}
	offers := make(map[int64]offerRow, len(rows))
	for _, r := range rows {
		offers[r.Request] = r
	}
	return offers, nil
}

// endOffers ends offers; their places are returned, or given, by who calls it.
func (t *tx) endOffers(offers []int64, how string) error {
	now, err := t.micro()
	if err != nil {
		return err
	}
	if _, err := t.change(ids(offers), "UPDATE offers SET state = ?, ended_at = ? WHERE id IN (SELECT id FROM b)", how, now); err != nil {
		return fmt.Errorf("end offers: %w", err)
	}
	return nil
}

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
