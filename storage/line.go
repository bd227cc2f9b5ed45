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
		From     sql.NullInt64 `db:"from_at"`
		Until    sql.NullInt64 `db:"until_at"`
	}](t, ids(requests), `SELECT w.id, w.position, o.id AS offer, o.day, o.from_at, o.until_at
		FROM (SELECT id, row_number() OVER (ORDER BY waits_since, id) AS position FROM requests WHERE `+inLine+`) w
		LEFT JOIN offers o ON o.request_id = w.id AND o.state = 'open' WHERE w.id IN (SELECT id FROM b)`)
	if err != nil {
		return nil, fmt.Errorf("number the line: %w", err)
	}
	waiters := make(map[int64]core.Waiter, len(rows))
	for _, r := range rows {
		waiters[r.ID] = core.Waiter{Request: r.ID, Position: r.Position, Offer: r.Offer.Int64, Day: r.Day,
			From: instant(r.From.Int64), Until: instant(r.Until.Int64)}
	}
	return waiters, nil
}

// endOfLine is where somebody comes to stand who waits from now on: behind everybody, though the clock stood still.
func (t *tx) endOfLine() (int64, error) {
	now, err := t.micro()
	if err != nil {
		return 0, err
	}
	last, err := read[int64](t, nil, "SELECT waits_since FROM requests WHERE "+inLine+" ORDER BY waits_since DESC, id DESC LIMIT 1")
	if err != nil {
		return 0, fmt.Errorf("find the end of the line: %w", err)
	}
	if len(last) > 0 {
		now = max(now, last[0]+1)
	}
	return now, nil
}

// Carry is the core.Tx's.
func (t *tx) Carry(to core.Date, most int, c *core.Calendar) ([]int64, error) {
	if err := t.holdDays(); err != nil {
		return nil, err
	}
	rows, err := read[struct {
		ID      int64
		Day     core.Date
		Offered bool
	}](t, nil, `SELECT r.id, r.day, o.id IS NOT NULL AS offered
		FROM requests r LEFT JOIN offers o ON o.request_id = r.id AND o.state = 'open' WHERE r.`+inLine+` AND r.day < ? ORDER BY r.waits_since, r.id LIMIT ?`, to.String(), most)
	if err != nil {
		return nil, fmt.Errorf("look down the line: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	board, err := t.holdBoard([]core.Date{to}, c.Quota) // and all days for which somebody waits
	if err != nil {
		return nil, err
	}
	carried := make([]int64, len(rows))
	for i, r := range rows {
		carried[i] = r.ID
		board.wait(r.Day, -1)
		board.wait(to, 1)
		if r.Offered {
			board.offer(r.Day, -1)
			board.offer(to, 1)
		}
	}
	if err := t.keepBoard(board); err != nil {
		return nil, err
	}
	if _, err := t.change(ids(carried), "UPDATE requests SET day = CAST(? AS TEXT) FROM b WHERE requests.id = b.id", to.String()); err != nil {
		return nil, fmt.Errorf("carry the line: %w", err)
	}
	return carried, nil
}
