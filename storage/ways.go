package storage

import (
	"fmt"

	"loket/core"
)

// Ways is the core.Tx's.
func (t *tx) Ways(requests []int64) (map[int64][]core.Step, error) {
	rows, err := read[struct {
		Request int64 `db:"request_id"`
		Was     core.Status
		Status  core.Status
		At      int64  `db:"moved_at"`
		By      string `db:"moved_by"`
		Reason  []byte
	}](t, ids(requests), `SELECT request_id, was, status, moved_at, moved_by, reason FROM history
		WHERE request_id IN (SELECT id FROM b) ORDER BY request_id, id`)
	if err != nil {
		return nil, fmt.Errorf("read history: %w", err)
	}
	ways := make(map[int64][]core.Step, len(requests))
	for _, r := range rows {
		reason, err := t.keys.openText(historyReason, r.Reason)
		if err != nil {
			return nil, err
		}
		ways[r.Request] = append(ways[r.Request], core.Step{Was: r.Was, Status: r.Status, At: instant(r.At), By: r.By, Reason: reason})
	}
	return ways, nil
}
