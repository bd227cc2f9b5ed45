package storage

import (
	"fmt"

	"loket/core"
)

// Amend is the core.Tx's. Only another service needs the days, the slots, and a look at what else the same NIK has asked for; who
// had a service before this call stands in the way of another request for it until the call ends.
func (t *tx) Amend(as []core.Amendment, c *core.Calendar) ([]core.Amended, error) {
	now, board, err := t.amendable(as, c)
	if err != nil {
		return nil, err
	}
	taken, err := t.servicesOf(as, now)
	if err != nil {
		return nil, err
	}
	at, err := t.Now()
	if err != nil {
		return nil, err
	}
	amended := make([]core.Amended, len(as))
	shelf, queue := c.Shelf(t.Held), &queue{t: t, board: board, calendar: c, now: at, today: core.DateOf(at.In(c.Zone))}
	changed := map[int64]bool{}
	var wanted []core.Reslot // whoever's slot was too early has another
	var moved []core.Reslotted
	for i, a := range as {
		r, there := now[a.Request]
		if !there {
			continue
		}
		if amended[i].Request = r.Request; !mayAmend(r.Status, a) {
			continue
		}
		if a.Service != "" && a.Service != r.Service {
			other := pair{r.prf, a.Service}
			if taken[other] {
				amended[i].Verdict = core.Taken
				continue
			}
			if amended[i].Verdict, err = r.serve(a, board, queue, shelf); err != nil {
				return nil, err
			}
			if amended[i].Verdict != core.Granted {
				continue
			}
			taken[other] = true
			if was := amended[i].Request.Slot; was != r.Slot {
				wanted, moved = append(wanted, core.Reslot{Request: r.ID, By: a.By}), append(moved, core.Reslotted{Was: was, Request: r.Request})
			}
		}
		if a.Name != "" {
			r.Name = a.Name
		}
		if a.Note != nil {
			r.Note = *a.Note
		}
		changed[r.ID] = true
		amended[i].OK, amended[i].Request = true, r.Request
	}
	if board != nil {
		if err := t.keepBoard(board); err != nil {
			return nil, err
		}
		if err := t.keepSlots(shelf, c); err != nil {
			return nil, err
		}
	}
	if err := t.keepAmended(changed, now); err != nil {
		return nil, err
	}
	all := make([]int, len(moved))
	for i := range all {
		all[i] = i
	}
	return amended, t.keepPickups(wanted, moved, all)
}

// amendable is a request, locked.
type amendable struct {
	core.Request
	prf string
}

// mayAmend tells whether a request's status, and who asks, allow all of an amendment.
func mayAmend(s core.Status, a core.Amendment) bool {
	switch {
	case !s.Active() || a.Name != "" && a.By == "":
		return false
	case a.Service != "" || a.Note != nil && a.By == "":
		return s.MayAmend()
	}
	return true
}

// amendable locks requests, and if one of them is to have another service, first the days.
func (t *tx) amendable(as []core.Amendment, c *core.Calendar) (map[int64]*amendable, *board, error) {
	all, served := make([]int64, len(as)), false
	for i, a := range as {
		all[i] = a.Request
		served = served || a.Service != ""
	}
	if served {
		if err := t.holdDays(); err != nil {
			return nil, nil, err
		}
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
		now[id] = &amendable{r, string(prf)}
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
	board.give(r.Day, was)
	board.take(r.Day, seat)
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

func (t *tx) keepAmended(changed map[int64]bool, now map[int64]*amendable) error {
	b := newBatch("id", "BIGINT", "service", "TEXT", "weight", "BIGINT", "earliest", "TEXT", "name", "BYTEA", "note", "BYTEA")
	for id := range changed {
		r := now[id]
		name, err := t.keys.sealText(requestName, r.Name.Full())
		if err != nil {
			return err
		}
		note, err := t.keys.sealText(requestNote, r.Note)
		if err != nil {
			return err
		}
		b.add(id, r.Service, r.Weight, r.Earliest.String(), name, note)
	}
	if _, err := t.change(b, `UPDATE requests SET service = b.service, weight = b.weight, earliest = b.earliest, name = b.name,
		note = b.note FROM b WHERE requests.id = b.id`); err != nil {
		return fmt.Errorf("amend requests: %w", err)
	}
	return nil
}
