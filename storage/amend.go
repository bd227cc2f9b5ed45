package storage

import (
	"fmt"

	"loket/core"
)

// Amend is the core.Tx's. Only another service changes days and slots, and needs a look at what else the same NIK has asked for; who
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

func (t *tx) keepAmended(changed map[int64]bool, now map[int64]*amendable) error {
	b := newBatch("id", "BIGINT", "service", "TEXT", "weight", "BIGINT", "earliest", "TEXT", "name", "BYTEA", "note", "BYTEA")
	was, is := map[int64]core.Name{}, map[int64]core.Name{}
	for id := range changed {
		r := now[id]
		was[id], is[id] = r.named, r.Name
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
	return t.renameTokens(was, is)
}
