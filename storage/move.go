package storage

import (
	"fmt"
	"slices"
	"time"

	"loket/core"
)

// Move is the core.Tx's. A place returns to its day with a withdrawal; its number is never given again.
func (t *tx) Move(ms []core.Move) ([]core.Moved, error) {
	which := make([]int64, len(ms))
	for i, m := range ms {
		which[i] = m.Request
	}
	now, err := t.lockRequests(which)
	if err != nil {
		return nil, err
	}
	b, offers, err := t.boardLeftBy(ms, now)
	if err != nil {
		return nil, err
	}

	moved := make([]core.Moved, len(ms))
	var story []historyLine
	var told []int
	returned, ended := map[window]int{}, []int64{}
	for i, m := range ms {
		r, there := now[m.Request]
		moved[i] = core.Moved{Was: r.Status, Request: r}
		// Someone who waits has no place yet, and a place is not had by moving.
		if !there || !r.Status.May(m.To) || r.Status == core.Waiting && m.To != core.Withdrawn {
			continue
		}
		if m.To == core.Withdrawn && r.Status != core.Waiting {
			b.give(r.Day, seatOf(r))
			moved[i].Freed = r.Day
		} else if m.To == core.Withdrawn {
			b.wait(r.Day, -1)
			if o, ok := offers[r.ID]; ok {
				b.offer(r.Day, -1)
				b.give(o.Day, seatOf(r))
				moved[i].Freed = o.Day
				ended = append(ended, o.ID)
			}
		}
		if (m.To == core.Withdrawn || m.To == core.Rejected) && !r.Slot.IsZero() {
			returned[windowOf(r.Slot)]++
		}
		story = append(story, historyLine{request: r.ID, was: r.Status, to: m.To, by: m.By, reason: m.Reason})
		told = append(told, i)
		r.Status, r.Reason = m.To, m.Reason
		if m.Note != "" {
			r.Note = m.Note
		}
		if m.To == core.Incomplete {
			r.Until = m.Until.UTC()
		} else if m.By != "" {
			r.Until = time.Time{} // it tells of an answer that staff have not looked at yet (holders.go)
		}
		if m.To == core.NoShow {
			r.Missed++
		}
		now[r.ID] = r
		moved[i].OK, moved[i].Request = true, r
	}
	if err := t.keepBoard(b); err != nil {
		return nil, err
	}
	if err := t.returnSlots(returned); err != nil {
		return nil, err
	}
	if err := t.keepStatus(story, now); err != nil {
		return nil, err
	}
	if err := t.endOffers(ended, offerWithdrawn); err != nil {
		return nil, err
	}
	lines, err := t.tell(story)
	if err != nil {
		return nil, err
	}
	for n, i := range told {
		moved[i].ID = lines[n]
	}
	return moved, nil
}

// boardLeftBy is the days to which places may return, and the places on offer to those who wait. Nobody else changes them, nor
// the days of requests, while this transaction holds the days.
func (t *tx) boardLeftBy(ms []core.Move, now map[int64]core.Request) (*board, map[int64]offerRow, error) {
	var dates []core.Date
	var waiting []int64
	for _, m := range ms {
		r, ok := now[m.Request]
		if !ok || m.To != core.Withdrawn {
			continue
		}
		dates = append(dates, r.Day)
		if r.Status == core.Waiting {
			waiting = append(waiting, r.ID)
		}
	}
	offers, err := t.offersTo(waiting)
	if err != nil {
		return nil, nil, err
	}
	for _, o := range offers {
		dates = append(dates, o.Day)
	}
	if len(dates) == 0 {
		return &board{}, nil, nil
	}
	b, err := t.holdBoard(dates, nil)
	return b, offers, err
}

// keepStatus writes what a move changes of requests: where they stand, why, and what the citizen has answered.
func (t *tx) keepStatus(story []historyLine, now map[int64]core.Request) error {
	b := newBatch("id", "BIGINT", "status", "TEXT", "reason", "BYTEA", "note", "BYTEA", "until_at", "BIGINT", "missed", "BIGINT")
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
		note, err := t.keys.sealText(requestNote, r.Note)
		if err != nil {
			return err
		}
		b.add(r.ID, r.Status, reason, note, micros(r.Until), r.Missed)
	}
	if _, err := t.change(b, `UPDATE requests SET status = b.status, reason = b.reason, note = b.note, until_at = b.until_at,
		missed = b.missed FROM b WHERE requests.id = b.id`); err != nil {
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
