package storage

import (
	"fmt"

	"loket/core"
)

// SlotMoves is the core.Tx's.
func (t *tx) SlotMoves(request int64) ([]core.SlotMove, error) {
	rows, err := read[struct {
		At       int64  `db:"moved_at"`
		By       string `db:"moved_by"`
		WasPlace string `db:"was_place"`
		WasFrom  int64  `db:"was_from"`
		Place    string
		From     int64 `db:"from_at"`
		Reason   []byte
	}](t, nil, "SELECT moved_at, moved_by, was_place, was_from, place, from_at, reason FROM moves WHERE request_id = ? ORDER BY id", request)
	if err != nil {
		return nil, fmt.Errorf("read the moves of a request: %w", err)
	}
	all := make([]core.SlotMove, len(rows))
	for i, r := range rows {
		reason, err := t.keys.openText(moveReason, r.Reason)
		if err != nil {
			return nil, err
		}
		all[i] = core.SlotMove{At: instant(r.At), By: r.By, Was: core.Slot{Place: r.WasPlace, From: instant(r.WasFrom)},
			Is: core.Slot{Place: r.Place, From: instant(r.From)}, Reason: reason}
	}
	return all, nil
}
