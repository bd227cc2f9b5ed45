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
func (t *tx) Unheard(at time.Time, limit int) (all []core.Lost, err error) {
	since, err := t.meanwhile(at)
	if err != nil {
		return nil, err
	}
	rows, err := read[struct {
		Cause, Reason string
		Person        int64 `db:"person_id"`
		Channel       string
		Ident         []byte
	}](t, nil, `SELECT l.cause, l.reason, a.person_id, a.channel, a.ident FROM (SELECT id, cause, reason, address_id, settled_at FROM letters
			WHERE lane = 1 AND state IN ('failed', 'skipped') AND settled_at >= ? AND (state = 'failed' OR reason IN ('blocked', 'off'))
				AND (cause LIKE '%/%' OR cause LIKE '`+core.AnswerCause+`%')
			ORDER BY settled_at DESC, id DESC LIMIT ?) l JOIN addresses a ON a.id = l.address_id ORDER BY l.settled_at DESC, l.id DESC`, since, limit)
	if err != nil {
		return nil, fmt.Errorf("list what nobody has heard: %w", err)
	}
	for _, r := range rows {
		to, err := t.address(r.Channel, r.Ident)
		if err != nil {
			return nil, err
		}
		all = append(all, core.Lost{Cause: r.Cause, Reason: r.Reason, Person: r.Person, Address: to})
	}
	return all, nil
}
