package storage

import (
	"database/sql"
	"fmt"

	"loket/core"
)

// inLine is what all who wait have in common, in the very words of the index requests_line, which has them in their order.
const inLine = "status = 'DAFTAR_TUNGGU'"

// Waiters is the core.Tx's. It numbers the whole line, by an index that has nobody else in it: whatever the office, those who wait
// are few beside those who have come.
func (t *tx) Waiters(requests []int64) (map[int64]core.Waiter, error) {
	rows, err := read[struct {
		ID       int64
		Position int
		Offer    sql.NullInt64
		Day      core.Date
		Until    sql.NullInt64 `db:"until_at"`
	}](t, ids(requests), `SELECT w.id, w.position, o.id AS offer, o.day, o.until_at
		FROM (SELECT id, row_number() OVER (ORDER BY waits_since, id) AS position FROM requests WHERE `+inLine+`) w
		LEFT JOIN offers o ON o.request_id = w.id AND o.state = 'open' WHERE w.id IN (SELECT id FROM b)`)
	if err != nil {
		return nil, fmt.Errorf("number the line: %w", err)
	}
	waiters := make(map[int64]core.Waiter, len(rows))
	for _, r := range rows {
		waiters[r.ID] = core.Waiter{Request: r.ID, Position: r.Position, Offer: r.Offer.Int64, Day: r.Day, Until: instant(r.Until.Int64)}
	}
	return waiters, nil
}
