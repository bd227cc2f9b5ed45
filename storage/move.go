package storage

import (
	"fmt"
	"slices"

	"loket/core"
)

// Move is the core.Tx's. A place returns to its day with a withdrawal; its number is never given again.
func (t *tx) Move(ms []core.Move) ([]core.Moved, error) {
	b := newBatch("id", "BIGINT")
	for _, m := range ms {
		b.add(m.Request)
	}
	days, err := t.daysLeftBy(ms)
	if err != nil {
		return nil, err
	}
	if _, err := returning[int64](t, b, "SELECT id FROM requests WHERE id IN (SELECT id FROM b) ORDER BY id"+t.d.lock); err != nil {
		return nil, fmt.Errorf("lock requests: %w", err)
	}
	rows, err := read[requestRow](t, b, selectRequests+" WHERE r.id IN (SELECT id FROM b)")
	if err != nil {
		return nil, fmt.Errorf("read requests: %w", err)
	}
	now := make(map[int64]core.Request, len(rows))
	for _, r := range rows {
		if now[r.ID], err = t.request(r); err != nil {
			return nil, err
		}
	}

	moved := make([]core.Moved, len(ms))
	var story []historyLine
	var which []int
	for i, m := range ms {
		r, there := now[m.Request]
		moved[i] = core.Moved{Was: r.Status, Request: r}
		// Someone who waits has no place yet, and a place is not had by moving.
		if !there || !r.Status.May(m.To) || r.Status == core.Waiting && m.To != core.Withdrawn {
			continue
		}
		if m.To == core.Withdrawn {
			days[r.Day].give(r)
		}
		story = append(story, historyLine{request: r.ID, was: r.Status, to: m.To, by: m.By, reason: m.Reason})
		which = append(which, i)
		r.Status, r.Reason = m.To, m.Reason
		now[r.ID] = r
		moved[i].OK, moved[i].Request = true, r
	}
	if err := t.keepDays(days); err != nil {
		return nil, err
	}
	if err := t.keepStatus(story, now); err != nil {
		return nil, err
	}
	lines, err := t.tell(story)
	if err != nil {
		return nil, err
	}
	for n, i := range which {
		moved[i].ID = lines[n]
	}
	return moved, nil
}

// give takes a place, or a waiting person, off the day's counts.
func (r *dayRow) give(back core.Request) {
	if back.Number == 0 {
		r.Waiting--
		return
	}
	r.Held--
	r.Ceiling = max(r.Cap, r.Held)
}

// daysLeftBy locks the days to which places may return. The day of a request never changes, so that it can be read before.
func (t *tx) daysLeftBy(ms []core.Move) (map[core.Date]*dayRow, error) {
	b := newBatch("id", "BIGINT")
	for _, m := range ms {
		if m.To == core.Withdrawn {
			b.add(m.Request)
		}
	}
	dates, err := read[core.Date](t, b, "SELECT DISTINCT day FROM requests WHERE id IN (SELECT id FROM b)")
	if err != nil {
		return nil, fmt.Errorf("find the days of requests: %w", err)
	}
	return t.lockDays(dates)
}

func (t *tx) keepStatus(story []historyLine, now map[int64]core.Request) error {
	b := newBatch("id", "BIGINT", "status", "TEXT", "reason", "BYTEA")
	done := make(map[int64]bool, len(story))
	for _, line := range story {
		if done[line.request] {
			continue
		}
		done[line.request] = true
		r := now[line.request]
		reason, err := t.keys.sealText(requestReason, r.Reason)
		if err != nil {
			return err
		}
		b.add(r.ID, r.Status, reason)
	}
	if _, err := t.change(b, "UPDATE requests SET status = b.status, reason = b.reason FROM b WHERE requests.id = b.id"); err != nil {
		return fmt.Errorf("move requests: %w", err)
	}
	return nil
}

// historyLine is one step of a request.
type historyLine struct {
	request    int64
	was, to    core.Status
	by, reason string
}

// tell writes history and returns its rows' ids in the same order.
func (t *tx) tell(story []historyLine) ([]int64, error) {
	now, err := t.micro()
	if err != nil {
		return nil, err
	}
	b := newBatch("request_id", "BIGINT", "was", "TEXT", "status", "TEXT", "moved_by", "TEXT", "reason", "BYTEA")
	for _, line := range story {
		reason, err := t.keys.sealText(historyReason, line.reason)
		if err != nil {
			return nil, err
		}
		b.add(line.request, line.was, line.to, line.by, reason)
	}
	ids, err := returning[int64](t, b, `INSERT INTO history (request_id, was, status, moved_at, moved_by, reason)
		SELECT request_id, was, status, CAST(? AS BIGINT), moved_by, reason FROM b ORDER BY n RETURNING id`, now)
	if err != nil {
		return nil, fmt.Errorf("write history: %w", err)
	}
	slices.Sort(ids)
	return ids, nil
}
