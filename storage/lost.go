package storage

import (
	"fmt"
	"time"

	"loket/core"
)

// LettersSince is the core.Tx's.
func (t *tx) LettersSince(at time.Time) (map[core.State]int, map[string]int, error) {
	since, err := t.meanwhile(at)
	if err != nil {
		return nil, nil, err
	}
	states, reasons := map[core.State]int{}, map[string]int{}
	for state, letters := range opened {
		n, err := read[int](t, nil, "SELECT COUNT(*) FROM ("+letters+") AS opened")
		if err != nil {
			return nil, nil, fmt.Errorf("count open letters: %w", err)
		}
		if n[0] > 0 {
			states[state] = n[0]
		}
	}
	rows, err := read[struct {
		State  core.State
		Reason string
		Number int
	}](t, nil, `SELECT state, reason, COUNT(*) AS number FROM letters
		WHERE state IN ('failed', 'skipped') AND settled_at >= ? GROUP BY state, reason`, since)
	if err != nil {
		return nil, nil, fmt.Errorf("count lost letters: %w", err)
	}
	for _, r := range rows {
		states[r.State] += r.Number
		reasons[r.Reason] += r.Number
	}
	return states, reasons, nil
}

// Unheard is the core.Tx's.
func (t *tx) Unheard(at time.Time, limit int) (causes, reasons []string, err error) {
	since, err := t.meanwhile(at)
	if err != nil {
		return nil, nil, err
	}
	rows, err := read[struct{ Cause, Reason string }](t, nil, `SELECT cause, reason FROM letters
		WHERE lane = 1 AND state IN ('failed', 'skipped') AND settled_at >= ? AND (state = 'failed' OR reason IN ('blocked', 'off'))
		ORDER BY settled_at DESC, id DESC LIMIT ?`, since, limit)
	if err != nil {
		return nil, nil, fmt.Errorf("list what nobody has heard: %w", err)
	}
	for _, r := range rows {
		causes, reasons = append(causes, r.Cause), append(reasons, r.Reason)
	}
	return causes, reasons, nil
}
