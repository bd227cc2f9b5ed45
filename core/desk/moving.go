package desk

import "loket/core"

// ofDay finds the next requests of the day.
func (m *moving) ofDay(at *reached) (requests []core.Request, more bool, err error) {
	if !m.Day.IsZero() {
		found, err := m.tx.Requests([]core.RequestQuery{{Day: m.Day, After: at.Request, Limit: page}})
		if err != nil || len(found[0]) == 0 {
			return nil, false, err
		}
		at.Request = found[0][len(found[0])-1].ID
		return found[0], len(found[0]) == page, nil
	}
	zone := m.calendar.Zone
	pickups, err := m.tx.Pickups(core.PickupQuery{From: m.Pickup.At(0, zone), To: m.Pickup.Add(1).At(0, zone), After: at.Pickup, Limit: page})
	if err != nil || len(pickups) == 0 {
		return nil, false, err
	}
	ids := make([]int64, len(pickups))
	for i, p := range pickups {
		ids[i] = p.Request
	}
	at.Pickup = pickups[len(pickups)-1]
	requests, err = byID(m.tx, ids)
	return requests, len(pickups) == page, err
}

// leaves tells whether an advance of a whole day leaves a request as it is: it does not go with the others, it is not to be fetched
// now, or it has changed.
func (m *moving) leaves(r core.Request) bool {
	return !r.Status.Along(m.To) || m.untimely(r) || m.stale(r)
}

// untimely tells whether a request that is said to be fetched was to be fetched on another day, and nobody is sure of it; or whether
// one that is said not to be may still be.
func (m *moving) untimely(r core.Request) bool {
	switch m.To {
	case core.Done:
		return !m.Sure && !r.Slot.IsZero() && core.DateOf(r.From.In(m.calendar.Zone)) != core.DateOf(m.now)
	case core.NoShow:
		return r.To.After(m.now)
	}
	return false
}

// stale tells whether a request has changed since staff looked at it; or whether it waits for that very answer already, and is asked
// for it once more by the second press of one button.
func (m *moving) stale(r core.Request) bool {
	again := m.To == core.Incomplete && r.Status == core.Incomplete && r.Reason == m.Reason && r.Until.Equal(m.until)
	return m.Was != "" && r.Status != m.Was || again
}

// move moves requests on. What became ready after its slot had gone by gets another one.
func (m *moving) move(requests []core.Request) ([]core.Moved, error) {
	moved := make([]core.Moved, len(requests))
	var moves []core.Move
	var which []int
	for i, r := range requests {
		moved[i] = core.Moved{Was: r.Status, Request: r}
		if !m.untimely(r) && !m.stale(r) {
			moves = append(moves, core.Move{Request: r.ID, To: m.To, By: m.by, Reason: m.Reason, Until: m.until})
			which = append(which, i)
		}
	}
	done, err := m.tx.Move(moves)
	if err != nil {
		return nil, err
	}
	var late []core.Reslot
	var lateOnes []int
	for n, i := range which {
		moved[i] = done[n]
		if r := done[n].Request; done[n].OK && m.To == core.Ready && !r.Slot.IsZero() && !r.From.After(m.now) {
			late = append(late, core.Reslot{Request: r.ID, Was: r.From, After: m.now, By: m.by})
			lateOnes = append(lateOnes, i)
		}
	}
	m.acts = append(m.acts, m.afterMoves(done, m.now)...)
	if len(late) == 0 {
		return moved, nil
	}
	reslotted, err := m.tx.Reslot(late, m.calendar)
	if err != nil {
		return nil, err
	}
	for n, i := range lateOnes {
		if reslotted[n].OK {
			moved[i].Request.Slot = reslotted[n].Request.Slot
			m.acts = append(m.acts, m.remindLater(m.calendar, m.now, moved[i].Request.Slot)...)
		}
	}
	return moved, nil
}
