package desk

import (
	"loket/core"
	"loket/core/dialog"
)

// serve does what a member of staff wants, within the transaction of their message. Who is none may only show a code.
func (r *rounds) serve(t *talk, ef dialog.Effect) error {
	now := r.facts.Now
	var by core.Actor
	if t.person.Staff != nil {
		by = t.person.Staff.Actor()
	}
	switch ef := ef.(type) {
	case dialog.Join:
		s, ok, err := r.tx.LinkStaff(ef.Code, t.person.ID, t.person.AddressID)
		if err != nil {
			return err
		}
		if ok {
			t.person.Staff = &s
			if err := r.tx.Audit(s.Name, "link chat", ""); err != nil {
				return err
			}
		}
		t.events = append(t.events, dialog.Joined{Staff: s, OK: ok})
	case dialog.Announce:
		send := func() (core.Notice, error) { return r.announce(r.tx, now, ef.Notice, by, ef.Again) }
		if ef.Notice.Kind == core.Correction {
			send = func() (core.Notice, error) { return r.correct(r.tx, now, ef.Notice, by) }
		}
		n, err := send()
		bad, err := blamed(err)
		if err != nil {
			return err
		}
		r.stir = true
		t.events = append(t.events, dialog.Announced{Notice: n, Err: bad})
	case dialog.Steer:
		done, err := r.steer(r.tx, now, ef, by)
		if err != nil {
			return err
		}
		r.stir = true
		t.events = append(t.events, done)
	case dialog.SetQuota:
		bad, err := blamed(r.setQuota(r.tx, ef.Places, ef.Service, ef.From, ef.To, by))
		if err != nil {
			return err
		}
		r.stir = true
		t.events = append(t.events, dialog.QuotaSet{SetQuota: ef, Err: bad})
	case dialog.CloseDays:
		o, pickups, err := r.closeDays(r.tx, ef.Override, by)
		bad, err := blamed(err)
		if err != nil {
			return err
		}
		r.stir = true
		t.events = append(t.events, dialog.DaysClosed{Override: o, Pickups: pickups, Err: bad})
	case dialog.OpenAgain:
		was, err := r.reopen(r.tx, ef.ID, by)
		bad, err := blamed(err)
		if err != nil {
			return err
		}
		r.stir = true
		t.events = append(t.events, dialog.OpenedAgain{ID: ef.ID, Was: was, Err: bad})
	default:
		return r.serveRequests(t, ef, by)
	}
	if _, ok := ef.(dialog.Join); ok {
		return nil
	}
	return r.refreshFacts()
}

// serveRequests does what a member of staff wants with requests. What concerns a whole day is done right after.
func (r *rounds) serveRequests(t *talk, ef dialog.Effect, by core.Actor) error {
	now := r.facts.Now
	switch ef := ef.(type) {
	case dialog.Advance:
		if len(ef.Advance.Tickets) == 0 {
			r.later(advanceLater(t, ef.Advance, now))
			t.said++
			return nil
		}
		done, err := r.advance(r.tx, ef.Advance, &reached{}, by)
		bad, err := blamed(err)
		if err != nil {
			return err
		}
		r.told(done.letters)
		r.stir = r.stir || done.stir
		t.events = append(t.events, dialog.Advanced{Advance: ef.Advance, Moved: done.moved, Err: bad})
	case dialog.MoveUnready:
		r.later(unreadyLater(t, ef.Day, now))
		t.said++
		return nil
	case dialog.Rename:
		request, err := r.rename(r.tx, ef.Ticket, ef.Name, by)
		bad, err := blamed(err)
		if err != nil {
			return err
		}
		t.events = append(t.events, dialog.Renamed{Rename: ef, Request: request, Err: bad})
	case dialog.Reschedule:
		done, letters, err := r.reschedule(r.tx, ef.Ticket, core.Reslot{Pick: ef.From, Day: ef.Day}, by)
		bad, err := blamed(err)
		if err != nil {
			return err
		}
		r.told(letters)
		t.events = append(t.events, dialog.Rescheduled{Reschedule: ef, Reslotted: done, Err: bad})
	}
	return r.refreshFacts()
}

// told notes letters that were posted, of which their senders are told after the commit.
func (r *rounds) told(letters []core.Letter) {
	for _, l := range letters {
		r.posted = append(r.posted, l.Account)
	}
}

// refreshFacts sees to it that what is said next is of the office as it is now.
func (r *rounds) refreshFacts() error {
	facts, err := r.Desk.facts(r.tx, true)
	if err == nil {
		r.facts = facts
	}
	return err
}
