package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"loket/core"
)

// page is how many requests one transaction of a long list handles.
const page = 500

// Advance moves requests on and tells their holders. Of the tickets, one whose status does not allow it comes back with OK false, and
// so does one that is said to be fetched on another day than it was to be, unless the caller is sure, and one that is said not to be
// fetched before its hour is over; one that does not exist moves nothing at all. Of a day only those come back that have moved.
func (d *Desk) Advance(ctx context.Context, a core.Advance, by core.Actor) (moved []core.Moved, err error) {
	var at reached
	for more := true; more; {
		var done advanced
		next := at
		err := d.tx(ctx, func(tx core.Tx) (err error) {
			next = at
			done, err = d.advance(tx, a, &next, by)
			return err
		})
		if err != nil {
			return moved, err
		}
		at, more = next, done.more
		moved = append(moved, done.moved...)
		d.wake(done.letters)
		if done.stir {
			d.stir()
			d.wakeAll()
		}
	}
	return moved, nil
}

// reached is how far an advance of a whole day has come.
type reached struct {
	Request int64       // of a service day
	Pickup  core.Pickup // of a pickup day
}

// advanced is what one transaction of an advance has done.
type advanced struct {
	moved   []core.Moved
	letters []core.Letter
	more    bool // of the day there are more
	stir    bool // something is due now
}

// advance moves those of the tickets, or the next ones of the day.
func (d *Desk) advance(tx core.Tx, a core.Advance, at *reached, by core.Actor) (done advanced, err error) {
	if err := may(by, core.MoveOthers); err != nil {
		return done, err
	}
	now, calendar, err := d.today(tx)
	if err != nil {
		return done, err
	}
	m := moving{Desk: d, tx: tx, now: now, calendar: calendar, Advance: a, by: by.Name}
	if err := m.check(); err != nil {
		return done, err
	}
	var requests []core.Request
	if len(a.Tickets)+len(a.Waiters) > 0 {
		requests, err = m.named()
	} else if requests, done.more, err = m.ofDay(at); err == nil {
		requests = slices.DeleteFunc(requests, m.leaves)
	}
	if err != nil || len(requests) == 0 {
		return done, err
	}
	if done.moved, err = m.move(requests); err != nil {
		return done, err
	}
	if done.letters, err = d.tellMoved(tx, done.moved, now); err != nil {
		return done, err
	}
	done.stir = slices.ContainsFunc(m.acts, func(a core.Act) bool { return !a.Due.After(now) })
	if err := when(m.acts, tx.Defer)(); err != nil {
		return done, err
	}
	about := m.about(done.moved)
	if about == "" {
		return done, nil
	}
	return done, tx.Audit(by.Name, "advance "+string(a.To), about)
}

// moving is an advance under way.
type moving struct {
	*Desk
	tx       core.Tx
	now      time.Time
	calendar *core.Calendar
	core.Advance
	by    string
	until time.Time
	acts  []core.Act
}

// check refuses what cannot be meant, and reads the reason and the last day.
func (m *moving) check() (err error) {
	named := 0
	for _, is := range []bool{len(m.Tickets)+len(m.Waiters) > 0, !m.Day.IsZero(), !m.Pickup.IsZero()} {
		if is {
			named++
		}
	}
	switch {
	case named == 0:
		return refuse(core.Invalid, "which", nil, "name the tickets to move, or a day")
	case named > 1:
		return refuse(core.Invalid, "both", nil, "name either tickets or one day, not both")
	case !slices.Contains(core.Statuses, m.To):
		return refuse(core.Invalid, "nostatus", nil, "%q is not a status", m.To)
	case m.To == core.Waiting:
		return refuse(core.Invalid, "nostatus", nil, "nobody is moved to the waiting list")
	case m.To == core.Incomplete:
		if m.until, err = m.answerUntil(m.calendar, m.now, m.Until); err != nil {
			return err
		}
	case m.To == core.Rejected:
		if r, ok := m.cat.Office.Life.ReadRejection(m.Reason); ok {
			m.Reason = r.Code
		}
	}
	m.Reason = strings.TrimSpace(m.Reason)
	return nil
}

// about is what the audit says an advance was about: of those that were named, the ones that have moved.
func (m *moving) about(moved []core.Moved) string {
	switch {
	case !m.Day.IsZero():
		return m.Day.String()
	case !m.Pickup.IsZero():
		return "pickups of " + m.Pickup.String()
	}
	var names []string
	for _, r := range moved {
		if r.OK {
			names = append(names, named(r.Request))
		}
	}
	return strings.Join(names, " ")
}

// named are the requests that were named one by one.
func (m *moving) named() (all []core.Request, err error) {
	if len(m.Tickets) > 0 {
		if all, err = byTicket(m.tx, m.Tickets); err != nil {
			return nil, err
		}
	}
	for _, id := range m.Waiters {
		r, err := requestByID(m.tx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}
