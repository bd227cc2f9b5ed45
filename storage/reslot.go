package storage

import (
	"fmt"
	"slices"

	"loket/core"
)

// Reslot is the core.Tx's. A new slot is taken before the old one returns, so that nobody is moved to where they were.
func (t *tx) Reslot(rs []core.Reslot, c *core.Calendar) ([]core.Reslotted, error) {
	if len(rs) == 0 {
		return nil, nil
	}
	if err := t.holdCalendar(); err != nil {
		return nil, err
	}
	which := make([]int64, len(rs))
	for i, r := range rs {
		which[i] = r.Request
	}
	now, err := t.lockRequests(which)
	if err != nil {
		return nil, err
	}
	shelf := c.Shelf(t.Held)
	all := make([]core.Reslotted, len(rs))
	var story []historyLine
	var done []int
	for i, want := range rs {
		r := now[want.Request]
		all[i] = core.Reslotted{Was: r.Slot, Request: r, Reason: want.Reason}
		slot, ok, err := reslot(shelf, c, r, want)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		if err := shelf.GiveBack(r.Slot); err != nil {
			return nil, err
		}
		r.Slot = slot
		if want.Ready && r.Status == core.NoShow {
			story = append(story, historyLine{request: r.ID, was: r.Status, to: core.Ready, by: want.By, reason: want.Reason})
			r.Status, r.Reason = core.Ready, want.Reason
		}
		now[r.ID] = r
		all[i].OK, all[i].Request = true, r
		done = append(done, i)
	}
	if err := t.keepSlots(shelf, c); err != nil {
		return nil, err
	}
	if err := t.keepStatus(story, now); err != nil {
		return nil, err
	}
	if _, err := t.tell(story); err != nil {
		return nil, err
	}
	return all, t.keepPickups(rs, all, done)
}

// reslot takes the slot that is wanted for a request; ok is false, and nothing taken, if it is to stay as it is.
func reslot(shelf *core.Shelf, c *core.Calendar, r core.Request, want core.Reslot) (slot core.Slot, ok bool, err error) {
	fetched := !r.Earliest.IsZero() || !r.Slot.IsZero()
	if r.ID == 0 || !fetched || !r.Status.Active() || r.Status == core.Waiting || !want.Was.IsZero() && !want.Was.Equal(r.From) {
		return slot, false, nil
	}
	place, day := r.Place, want.Day
	if want.Place != nil {
		place = *want.Place
	}
	if day.Before(r.Earliest) {
		day = r.Earliest
	}
	if want.Pick.IsZero() {
		slot, ok, err = shelf.Take(place, day, want.After)
	} else if core.DateOf(want.Pick.In(c.Zone)).Before(day) || !want.Pick.After(want.After) {
		return slot, false, nil
	} else {
		slot, ok, err = shelf.TakeThis(place, want.Pick)
	}
	if ok && windowOf(slot) == windowOf(r.Slot) {
		return core.Slot{}, false, shelf.GiveBack(slot)
	}
	return slot, ok, err
}

// keepPickups writes the new slots to the requests, each with a line that tells where it was before, and notes the lines' ids.
func (t *tx) keepPickups(rs []core.Reslot, all []core.Reslotted, done []int) error {
	at, err := t.micro()
	if err != nil {
		return err
	}
	moves := newBatch("request_id", "BIGINT", "was_place", "TEXT", "was_from", "BIGINT", "place", "TEXT", "from_at", "BIGINT", "moved_by", "TEXT",
		"reason", "BYTEA")
	pickups := newBatch("id", "BIGINT", "place", "TEXT", "pickup_from", "BIGINT", "pickup_to", "BIGINT")
	last := map[int64]int{}
	for _, i := range done {
		r := all[i].Request
		reason, err := t.keys.sealText(moveReason, rs[i].Reason)
		if err != nil {
			return err
		}
		moves.add(r.ID, all[i].Was.Place, micros(all[i].Was.From), r.Place, micros(r.From), rs[i].By, reason)
		last[r.ID] = i
	}
	for id, i := range last {
		s := all[i].Request.Slot
		pickups.add(id, s.Place, micros(s.From), micros(s.To))
	}
	if _, err := t.change(pickups, `UPDATE requests SET place = b.place, pickup_from = b.pickup_from, pickup_to = b.pickup_to
		FROM b WHERE requests.id = b.id`); err != nil {
		return fmt.Errorf("move pickups: %w", err)
	}
	lines, err := returning[int64](t, moves, `INSERT INTO moves (request_id, was_place, was_from, place, from_at, moved_at, moved_by, reason)
		SELECT request_id, was_place, was_from, place, from_at, CAST(? AS BIGINT), moved_by, reason FROM b ORDER BY n RETURNING id`, at)
	if err != nil {
		return fmt.Errorf("write moves: %w", err)
	}
	slices.Sort(lines)
	for n, i := range done {
		all[i].ID = lines[n]
	}
	return nil
}
