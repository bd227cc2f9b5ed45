package storage

import (
	"fmt"

	"loket/core"
)

// amendable is a request, locked.
type amendable struct {
	core.Request
	prf   string
	named core.Name // as it was
}

// amendable locks requests, and finds their days if one of them is to have another service.
func (t *tx) amendable(as []core.Amendment, c *core.Calendar) (map[int64]*amendable, *board, error) {
	all, served := make([]int64, len(as)), false
	for i, a := range as {
		all[i] = a.Request
		served = served || a.Service != ""
	}
	requests, err := t.lockRequests(all)
	if err != nil {
		return nil, nil, err
	}
	now := make(map[int64]*amendable, len(requests))
	for id, r := range requests {
		prf, err := t.keys.findNIK(r.NIK)
		if err != nil {
			return nil, nil, err
		}
		now[id] = &amendable{r, string(prf), r.Name}
	}
	if !served {
		return now, nil, nil
	}
	var dates []core.Date
	for _, r := range now {
		if r.Status.MayAmend() {
			dates = append(dates, r.Day)
		}
	}
	if len(dates) == 0 {
		return now, nil, nil
	}
	board, err := t.holdBoard(dates, c.Quota)
	if err != nil {
		return nil, nil, err
	}
	for _, a := range as {
		if r := now[a.Request]; r != nil && a.Service != "" && r.Status.MayAmend() {
			if err := t.makeShares(board, r.Day, a.Shares); err != nil {
				return nil, nil, err
			}
		}
	}
	return now, board, nil
}

// servicesOf finds which of the services that amendments want the same NIK has asked for already.
func (t *tx) servicesOf(as []core.Amendment, now map[int64]*amendable) (map[pair]bool, error) {
	b := newBatch("nik_prf", "BYTEA", "service", "TEXT")
	for _, a := range as {
		if r := now[a.Request]; r != nil && a.Service != "" && a.Service != r.Service {
			b.add([]byte(r.prf), a.Service)
		}
	}
	rows, err := read[struct {
		PRF     []byte `db:"nik_prf"`
		Service string
	}](t, b, "SELECT q.nik_prf, q.service FROM b JOIN requests q ON q.nik_prf = b.nik_prf AND q.service = b.service WHERE q."+activeStatus)
	if err != nil {
		return nil, fmt.Errorf("find active requests: %w", err)
	}
	taken := make(map[pair]bool, len(rows))
	for _, r := range rows {
		taken[pair{string(r.PRF), r.Service}] = true
	}
	return taken, nil
}

// serve changes the service, and with it how many places the request takes and when it can be fetched. Its slot stays unless that is
// too early, or too much, now.
func (r *amendable) serve(a core.Amendment, board *board, queue *queue, shelf *core.Shelf) (core.Verdict, error) {
	was, seat := seatOf(r.Request), seat{max(a.Weight, 1), a.Service, r.Via}
	if full, err := r.full(a, was, seat, board, queue); err != nil || full {
		return core.Full, err
	}
	if a.Earliest.IsZero() || r.From.IsZero() || core.DateOf(r.From.In(queue.calendar.Zone)).Before(a.Earliest) {
		slot := core.Slot{Place: r.Place}
		if !a.Earliest.IsZero() {
			var ok bool
			var err error
			if slot, ok, err = shelf.Take(r.Place, a.Earliest, queue.now); err != nil {
				return 0, err
			} else if !ok {
				return core.NoSlot, nil
			}
		}
		if err := shelf.GiveBack(r.Slot); err != nil {
			return 0, err
		}
		r.Slot = slot
	}
	board.take(r.Day, seat, a.Shares)
	board.give(r.Day, was)
	r.Service, r.Weight, r.Earliest = a.Service, seat.weight, a.Earliest
	return core.Granted, nil
}

// full tells whether the day, or a part of its quota, has no room for what the request would take more of it, or somebody in line
// comes first.
func (r *amendable) full(a core.Amendment, was, seat seat, board *board, queue *queue) (bool, error) {
	more := seat.weight - was.weight
	if more > 0 {
		if board.days[r.Day].free() < more {
			return true, nil
		}
		if board.line(r.Day, queue.today) > 0 {
			if claimed, err := queue.claimed(r.Day); err != nil || claimed {
				return claimed, err
			}
		}
	}
	for _, s := range a.Shares {
		more := more
		if !was.in(s.Name) {
			more = seat.weight
		}
		if row := board.share(r.Day, s.Name); row != nil && more > 0 && row.Cap-row.Held < more {
			return true, nil
		}
	}
	return false, nil
}
