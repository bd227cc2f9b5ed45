package desk

import (
	"fmt"
	"time"

	"loket/core"
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
	calendar, err := d.readWithCalendar(x, &m)
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
		shifts = append(shifts, core.Shift{Request: r.ID, Was: day.Date, Earliest: earliest[work]})
	}
	if len(shifts) > 0 {
		done, err := x.tx.Shift(shifts, next, calendar)
		if err != nil {
			return 0, err
		}
		for _, s := range done {
			switch {
			case s.OK:
				m.Shifted = append(m.Shifted, shifted{s.Request.ID, s.Was})
			case s.Was == day.Date && s.Request.Status.Active(): // else another move, or the citizen, came first
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

// displacedLater sees to it that a place is moved that somebody got of a day which takes no requests any more: it was on offer when
// the calendar was changed.
func displacedLater(calendar *core.Calendar, now time.Time, a core.Answered, by string) []core.Act {
	if day := a.Request.Day; !calendar.IntakeDay(day) && !day.Before(core.DateOf(now)) {
		m := removal{Name: fmt.Sprintf("offer:%d", a.Offer.ID), Seen: true, Since: now, Lost: []core.Date{day}, By: by}
		return []core.Act{{Cause: "move:" + m.Name, Kind: "move", Due: now, Body: body(m)}}
	}
	return nil
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
