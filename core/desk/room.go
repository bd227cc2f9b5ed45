package desk

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"loket/core"
	"loket/core/dialog"
)

// The move of those whom a change of the calendar concerns goes on in pages: first those whose service day takes no requests any
// more get places of other days, then whoever cannot fetch their papers when they were to is given the next free slot, in the order
// of the slots that they had. Each holder is told once, of both.

// removal is how far a move has come: the body of its act.
type removal struct {
	Name     string    // of the change: a part of the causes of its letters
	From, To time.Time // the slots that it concerns begin from one until before the other …
	Since    time.Time // … and were not over then
	By       string
	Reason   string // where neither a closure nor a holiday tells one

	Lost     []core.Date // days whose places are still to be moved …
	After    int64       // … of the first of them those behind this request
	Shifted  []shifted   // whose place has moved, and who are not told yet
	Behind   core.Pickup // pickups up to here are done
	Seen     bool        // all of them
	Moved    int
	Stranded int // for whom there is no slot, or no place
}

type shifted struct {
	Request int64
	Was     core.Date
}

// mostAhead is how many intake days are looked at for a free place.
const mostAhead = 60

// makeRoom goes on with a move.
func (d *Desk) makeRoom(x *doing) error {
	var m removal
	if err := x.read(&m); err != nil {
		return err
	}
	_, calendar, err := d.today(x.tx)
	if err != nil {
		return err
	}
	left := page // so many requests are handled in one transaction
	for more := true; more; {
		handled := 0
		switch {
		case len(m.Lost) > 0:
			handled, err = d.movePlaces(x, calendar, &m)
		case !m.Seen:
			handled, err = d.movePickups(x, calendar, &m)
		default:
			handled, err = d.moveRest(x, calendar, &m)
		}
		if err != nil {
			return err
		}
		left -= handled
		if more = len(m.Lost) > 0 || !m.Seen || len(m.Shifted) > 0; more && left <= 0 {
			x.again, x.act.Body = x.now, body(m)
			return nil
		}
	}
	x.done = func() {
		d.log.Info("the calendar has changed, and those concerned were moved", "change", m.Name, "moved", m.Moved)
		if m.Stranded > 0 {
			d.log.Warn("some could not be moved: there is no free slot, or no free place", "change", m.Name, "requests", m.Stranded)
		}
	}
	return nil
}

// movePlaces moves a page of those who have places of a day that takes no requests.
func (d *Desk) movePlaces(x *doing, calendar *core.Calendar, m *removal) (handled int, err error) {
	days, err := x.tx.Days(m.Lost)
	if err != nil {
		return 0, err
	}
	for len(days) > 0 && (!days[0].Made || days[0].Held+days[0].Waiting == 0 || calendar.IntakeDay(days[0].Date)) {
		days, m.Lost, m.After = days[1:], m.Lost[1:], 0
	}
	if len(days) == 0 {
		return 0, nil
	}
	day := days[0]
	found, err := x.tx.Requests([]core.RequestQuery{{Day: day.Date, Active: true, After: m.After, Limit: page}})
	if err != nil {
		return 0, err
	}
	next := d.intakeDays(calendar, x.now, day.Date)
	earliest := map[int][]core.Date{}
	var shifts []core.Shift
	for _, r := range found[0] {
		m.After = r.ID
		if !mayShift(r) {
			continue
		}
		work := d.work(r)
		if r.Earliest.IsZero() {
			work = -1 // it is not fetched
		}
		if earliest[work] == nil {
			earliest[work] = make([]core.Date, len(next))
			for i, n := range next {
				if work >= 0 {
					earliest[work][i], _ = calendar.Earliest(n, work)
				}
			}
		}
		shifts = append(shifts, core.Shift{Request: r.ID, Earliest: earliest[work]})
	}
	if len(shifts) > 0 {
		done, err := x.tx.Shift(shifts, next, calendar)
		if err != nil {
			return 0, err
		}
		for _, s := range done {
			if s.OK {
				m.Shifted = append(m.Shifted, shifted{s.Request.ID, s.Was})
			} else {
				m.Stranded++
			}
		}
	}
	if len(found[0]) < page {
		m.Lost, m.After = m.Lost[1:], 0
		if day.Waiting > 0 {
			err = d.carryOn(x, calendar, m, day.Date)
		}
	}
	return len(found[0]), err
}

// carryOn lets those who wait for a day that takes no requests wait for the next that does, before anybody else comes.
func (d *Desk) carryOn(x *doing, calendar *core.Calendar, m *removal, day core.Date) error {
	next := d.intakeDays(calendar, x.now, day)
	if len(next) == 0 {
		return nil // until somebody opens a day
	}
	for to := next[0]; ; {
		carried, err := x.tx.Carry(to, page, calendar)
		if err != nil {
			return err
		}
		if len(carried) > 0 {
			acts := append(d.waitLater(calendar, to), offerLater(fmt.Sprintf("%s/%s/%d", m.Name, to, carried[0]), to, x.now))
			if err := x.tx.Defer(acts); err != nil {
				return err
			}
		}
		if len(carried) < page {
			return nil
		}
	}
}

// intakeDays are the next days after a day on which requests are taken.
func (d *Desk) intakeDays(calendar *core.Calendar, now time.Time, day core.Date) (next []core.Date) {
	from := day.Add(1)
	if today := core.DateOf(now); from.Before(today) {
		from = today
	}
	if from == core.DateOf(now) && !now.Before(calendar.IntakeShuts(from)) {
		from = from.Add(1)
	}
	for len(next) < mostAhead {
		if from = calendar.NextIntake(from); from.IsZero() {
			break
		}
		next, from = append(next, from), from.Add(1)
	}
	return next
}

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
	some := m.Shifted[:min(page, len(m.Shifted))]
	queries := make([]core.RequestQuery, len(some))
	for i, s := range some {
		queries[i] = core.RequestQuery{ID: s.Request, Limit: 1}
	}
	found, err := x.tx.Requests(queries)
	if err != nil {
		return 0, err
	}
	var early []core.Pickup
	var all []news
	for _, rs := range found {
		for _, r := range rs {
			switch {
			case !r.Status.Active():
			case !r.IsZero() && (calendar.Cap(r.Slot) == 0 || tooEarly(calendar, r.Slot, r.Earliest)):
				early = append(early, core.Pickup{Request: r.ID, Slot: r.Slot, Earliest: r.Earliest})
			default:
				all = append(all, d.newsOfShift(calendar, m, core.Shifted{OK: true, Was: m.was(r.ID), Request: r}, r.Slot))
			}
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
		all = append(all, news{request: r.Request.ID, cause: fmt.Sprintf("slot:%d", r.ID), ticket: r.Request.Ticket,
			say: always(func(lang string, l core.Limits) core.Message { return d.engine.Reslotted(lang, l, r, why) })})
	}
	letters, err := d.tellHolders(x.tx, all)
	if err != nil {
		return err
	}
	x.woke(letters)
	m.Moved += len(all)
	m.Shifted = slices.DeleteFunc(m.Shifted, func(s shifted) bool {
		return slices.ContainsFunc(all, func(n news) bool { return n.request == s.Request })
	})
	return x.tx.Defer(d.remindLater(calendar, x.now, slots...))
}

// newsOfShift tells of another service day; was is the slot that the request had.
func (d *Desk) newsOfShift(calendar *core.Calendar, m *removal, s core.Shifted, was core.Slot) news {
	why := d.reason(m, calendar, s.Was, true)
	return news{request: s.Request.ID, cause: "shift:" + m.Name, ticket: s.Request.Ticket,
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

// reason is why a day is not what it was: the reason of the closure in force, the name of the holiday, or what staff have said.
func (d *Desk) reason(m *removal, calendar *core.Calendar, day core.Date, intake bool) dialog.Why {
	if intake {
		for _, k := range slices.Backward(calendar.Closures) {
			if k.Intake && !day.Before(k.From) && !day.After(k.To) {
				return k.Reason
			}
		}
	}
	if k := calendar.Closure(day); k != nil {
		return k.Reason
	}
	if h, ok := calendar.Holiday(day); ok {
		return h.Name
	}
	return d.said(m.Reason)
}

// tooEarly tells whether papers would not be there yet at the time of a slot.
func tooEarly(calendar *core.Calendar, s core.Slot, earliest core.Date) bool {
	return !s.IsZero() && core.DateOf(s.From.In(calendar.Zone)).Before(earliest)
}
