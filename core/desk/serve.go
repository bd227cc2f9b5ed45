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
		bad, err := blamed(r.setQuota(r.tx, ef.Places, ef.From, ef.To, by))
		if err != nil {
			return err
		}
		t.events = append(t.events, dialog.QuotaSet{SetQuota: ef, Err: bad})
	case dialog.CloseDays:
		o, pickups, err := r.closeDays(r.tx, ef.Override, by)
		bad, err := blamed(err)
		if err != nil {
			return err
		}
		t.events = append(t.events, dialog.DaysClosed{Override: o, Pickups: pickups, Err: bad})
	}
	if _, ok := ef.(dialog.Join); ok {
		return nil
	}
	return r.refreshFacts()
}

// refreshFacts sees to it that what is said next is of the office as it is now.
func (r *rounds) refreshFacts() error {
	facts, err := r.Desk.facts(r.tx, true)
	if err == nil {
		r.facts = facts
	}
	return err
}
