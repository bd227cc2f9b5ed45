package transcript

import (
	"strings"

	"loket/core"
	"loket/core/dialog"
)

// advance moves requests on for a member of staff: those of tickets at once, those of a day right after.
func (o *Pure) advance(p *core.Person, a core.Advance) dialog.Event {
	by := p.Staff.Name
	if len(a.Tickets) > 0 {
		moved, bad := o.moveOn(a, by)
		return dialog.Advanced{Advance: a, Moved: moved, Err: bad}
	}
	who := p.Address
	o.later("", o.now, func() {
		moved, bad := o.moveOn(a, by)
		_ = o.talk(who, dialog.Advanced{Advance: a, Moved: moved, Err: bad})
	})
	return nil
}

// moveOn moves requests on, and tells their holders.
func (o *Pure) moveOn(a core.Advance, by string) (all []core.Moved, bad *core.Error) {
	move := core.Move{To: a.To, By: by, Reason: strings.TrimSpace(a.Reason)}
	switch a.To {
	case core.Incomplete:
		if move.Until, bad = o.until(a.Until); bad != nil {
			return nil, bad
		}
	case core.Rejected:
		for _, r := range o.Engine.Life().Rejections {
			if strings.EqualFold(r.Code, move.Reason) {
				move.Reason = r.Code
			}
		}
	}
	requests, bad := o.meant(a)
	if bad != nil {
		return nil, bad
	}
	for _, r := range requests {
		if o.untimely(r, a) {
			all = append(all, core.Moved{Was: r.Status, Request: r.Request})
			continue
		}
		move.Request = r.ID
		m := o.move(move)
		if m.OK && a.To == core.Ready && !r.IsZero() && !r.From.After(o.now) { // its slot has gone by
			o.reslot(core.Reslot{Request: r.ID, Was: r.From, After: o.now, By: by})
			m.Request.Slot = r.Slot
		}
		all = append(all, m)
	}
	for _, m := range all {
		o.tellMove(m)
	}
	return all, nil
}

// untimely tells whether a request that is said to be fetched was to be fetched on another day, and nobody is sure of it; or whether
// one that is said not to be may still be.
func (o *Pure) untimely(r *filed, a core.Advance) bool {
	switch a.To {
	case core.Done:
		return !a.Sure && !r.IsZero() && core.DateOf(r.From.In(o.Calendar.Zone)) != o.today()
	case core.NoShow:
		return r.To.After(o.now)
	}
	return false
}

func (o *Pure) tellMove(m core.Moved) {
	if !m.OK {
		return
	}
	if _, ok := o.Engine.News("", core.Limits{}, m, o.now, true); ok {
		o.tell(statusNews, m.Request, func(lang string, l core.Limits) core.Message {
			msg, _ := o.Engine.News(lang, l, m, o.now, true)
			return msg
		})
	}
}

// byTicket is the request of a ticket.
func (o *Pure) byTicket(ticket string) (*filed, *core.Error) {
	ticket = strings.ToUpper(strings.TrimSpace(ticket))
	for _, r := range o.requests {
		if r.Ticket == ticket {
			return r, nil
		}
	}
	return nil, &core.Error{Kind: core.Missing, Key: "bad.ticket", Args: map[string]any{"ticket": ticket}}
}

// meant lists the requests that staff mean: of tickets every one, of a day those that may move there.
func (o *Pure) meant(a core.Advance) (all []*filed, bad *core.Error) {
	for _, ticket := range a.Tickets {
		r, bad := o.byTicket(ticket)
		if bad != nil {
			return nil, bad
		}
		all = append(all, r)
	}
	if len(a.Tickets) > 0 {
		return all, nil
	}
	of := o.requests
	if !a.Pickup.IsZero() {
		of = o.pickups(a.Pickup, a.Pickup)
	}
	for _, r := range of {
		if r.Status.Along(a.To) && !o.untimely(r, a) && (a.Day.IsZero() || r.Day == a.Day) {
			all = append(all, r)
		}
	}
	return all, nil
}

// moveUnready gives those who are to fetch on a day papers that are not ready another slot.
func (o *Pure) moveUnready(d core.Date) dialog.Event {
	done, days := dialog.UnreadyMoved{Day: d}, map[core.Date]int{}
	var told []core.Reslotted
	for _, r := range o.pickups(d, d) {
		if r.Status == core.Ready || r.Status == core.NoShow {
			continue
		}
		if moved := o.reslot(core.Reslot{Request: r.ID, Was: r.From, Day: d.Add(1), After: o.now}); moved.OK {
			done.Moved++
			days[core.DateOf(r.From.In(o.Calendar.Zone))]++
			told = append(told, moved)
		}
	}
	for _, moved := range told {
		o.tell(rescheduleNews, moved.Request, func(lang string, l core.Limits) core.Message {
			return o.Engine.Reslotted(lang, l, moved, o.Engine.Why("why.unready"))
		})
	}
	done.Days = counted(days)
	return done
}

// reschedule gives the request of a ticket another slot.
func (o *Pure) reschedule(want dialog.Reschedule, by string) dialog.Event {
	done := dialog.Rescheduled{Reschedule: want}
	if !want.From.IsZero() && !want.From.After(o.now) || want.From.IsZero() && !want.Day.IsZero() && want.Day.Before(o.today()) {
		done.Err = &core.Error{Kind: core.Invalid, Key: "bad.days.past"}
		return done
	}
	r, bad := o.byTicket(want.Ticket)
	if done.Err = bad; bad != nil {
		return done
	}
	moved := o.reslot(core.Reslot{Request: r.ID, Pick: want.From, Day: want.Day, After: o.now, Ready: true, By: by})
	if moved.OK {
		done.Reslotted = moved
		o.tell(rescheduleNews, moved.Request, func(lang string, l core.Limits) core.Message { return o.Engine.Reslotted(lang, l, moved, nil) })
	}
	return done
}

// rename mends a misspelt name.
func (o *Pure) rename(n dialog.Rename, by string) dialog.Event {
	r, bad := o.byTicket(n.Ticket)
	if bad != nil {
		return dialog.Renamed{Rename: n, Err: bad}
	}
	done := o.amend(core.Amendment{Request: r.ID, Name: n.Name, By: by})
	if !done.OK {
		return dialog.Renamed{Rename: n, Request: done.Request, Err: refused("rename", map[string]any{"ticket": r.Ticket})}
	}
	return dialog.Renamed{Rename: n, Request: done.Request}
}
