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
)

type offerRow struct {
	ID      int64
	Request int64 `db:"request_id"`
	Day     core.Date
	From    int64 `db:"from_at"`
	Until   int64 `db:"until_at"`
	Nth     int
}

const selectOffers = "SELECT id, request_id, day, from_at, until_at, nth FROM offers"

// offersTo finds the open offers of requests. Who holds the days may rely on them.
func (t *tx) offersTo(requests []int64) (map[int64]offerRow, error) {
	rows, err := read[offerRow](t, ids(requests), selectOffers+" WHERE state = 'open' AND request_id IN (SELECT id FROM b)")
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
