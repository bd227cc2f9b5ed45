package desk

import (
	"cmp"
	"fmt"
	"slices"

	"loket/core"
	"loket/core/dialog"
)

// movePickups gives a page of those who cannot fetch their papers when they were to other slots.
func (d *Desk) movePickups(x *doing, calendar *core.Calendar, m *removal) (handled int, err error) {
	found, err := x.tx.Pickups(core.PickupQuery{From: m.From, To: m.To, Statuses: unfetched, After: m.Behind, Limit: page})
	if err != nil {
		return 0, err
	}
	if m.Seen = len(found) < page; len(found) > 0 {
		m.Behind = found[len(found)-1]
	}
	handled = len(found)
	found = slices.DeleteFunc(found, func(p core.Pickup) bool {
		keeps := calendar.Cap(p.Slot) > 0 && !(m.was(p.Request) != core.Date{} && tooEarly(calendar, p.Slot, p.Earliest))
		return keeps || !p.To.After(m.Since)
	})
	return handled, d.moveSome(x, calendar, m, found)
}

// moveRest tells those of whom only the place has moved, and gives those other slots whose papers would not be there in time.
func (d *Desk) moveRest(x *doing, calendar *core.Calendar, m *removal) (handled int, err error) {
	some := slices.Clone(m.Shifted[:min(page, len(m.Shifted))]) // the list itself gets shorter below
	ids := make([]int64, len(some))
	for i, s := range some {
		ids[i] = s.Request
	}
	found, err := byID(x.tx, ids)
	if err != nil {
		return 0, err
	}
	var early []core.Pickup
	var all []news
	for _, r := range found {
		switch {
		case !r.Status.Active():
		case !r.IsZero() && (calendar.Cap(r.Slot) == 0 || tooEarly(calendar, r.Slot, r.Earliest)):
			early = append(early, core.Pickup{Request: r.ID, Slot: r.Slot, Earliest: r.Earliest})
		default:
			all = append(all, d.newsOfShift(calendar, m, core.Shifted{OK: true, Was: m.was(r.ID), Request: r}, r.Slot))
		}
	}
	slices.SortFunc(early, func(a, b core.Pickup) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Request, b.Request)) })
	if err := d.moveSome(x, calendar, m, early); err != nil {
		return 0, err
	}
	letters, err := d.tellHolders(x.tx, all)
	if err != nil {
		return 0, err
	}
	x.woke(letters)
	m.Moved += len(all)
	m.Shifted = slices.DeleteFunc(m.Shifted, func(s shifted) bool { return slices.Contains(some, s) })
	return len(some), nil
}

// moveSome gives pickups other slots, in their order, and tells their holders.
func (d *Desk) moveSome(x *doing, calendar *core.Calendar, m *removal, pickups []core.Pickup) error {
	if len(pickups) == 0 {
		return nil
	}
	reslots := make([]core.Reslot, len(pickups))
	for i, p := range pickups {
		day := core.DateOf(p.From.In(calendar.Zone))
		reslots[i] = core.Reslot{Request: p.Request, Was: p.From, Day: day, After: x.now, By: m.By, Reason: d.reason(m, calendar, day, false)["id"]}
	}
	done, err := x.tx.Reslot(reslots, calendar)
	if err != nil {
		return err
	}
	var all []news
	var slots []core.Slot
	for i, r := range done {
		if !r.OK {
			if r.Request.From.Equal(reslots[i].Was) { // else another change has moved it meanwhile
				m.Stranded++
			}
			continue
		}
		slots = append(slots, r.Request.Slot)
		if was := m.was(r.Request.ID); !was.IsZero() {
			all = append(all, d.newsOfShift(calendar, m, core.Shifted{OK: true, Was: was, Request: r.Request}, r.Was))
			continue
		}
		why := d.reason(m, calendar, reslots[i].Day, false)
		all = append(all, news{about: r.Request, kind: rescheduleNews, cause: fmt.Sprintf("slot:%d", r.ID), ticket: r.Request.Ticket,
			say: always(func(lang string, l core.Limits) core.Message { return d.engine.Reslotted(lang, l, r, why) })})
	}
	letters, err := d.tellHolders(x.tx, all)
	if err != nil {
		return err
	}
	x.woke(letters)
	m.Moved += len(all)
	m.Shifted = slices.DeleteFunc(m.Shifted, func(s shifted) bool {
		return slices.ContainsFunc(all, func(n news) bool { return n.about.ID == s.Request })
	})
	return x.tx.Defer(d.remindLater(calendar, x.now, slots...))
}

// newsOfShift tells of another service day; was is the slot that the request had.
func (d *Desk) newsOfShift(calendar *core.Calendar, m *removal, s core.Shifted, was core.Slot) news {
	why := d.reason(m, calendar, s.Was, true)
	return news{about: s.Request, kind: rescheduleNews, cause: "shift:" + m.Name, ticket: s.Request.Ticket,
		say: always(func(lang string, l core.Limits) core.Message { return d.engine.Shifted(lang, l, s, was, why) })}
}

// was is the service day that a request had whose place this move has moved; none if it has not.
func (m *removal) was(request int64) core.Date {
	for _, s := range m.Shifted {
		if s.Request == request {
			return s.Was
		}
	}
	return core.Date{}
}

// reason is why a day is not what it was: the closure in force, the holiday, or what staff have said.
func (d *Desk) reason(m *removal, calendar *core.Calendar, day core.Date, intake bool) dialog.Why {
	if why := calendar.WhyShut(day, intake); why != nil {
		return why
	}
	return d.said(m.Reason)
}

// tooEarly tells whether papers would not be there yet at the time of a slot.
func tooEarly(calendar *core.Calendar, s core.Slot, earliest core.Date) bool {
	return !s.IsZero() && core.DateOf(s.From.In(calendar.Zone)).Before(earliest)
}
