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
	move := core.Move{To: a.To, By: by, Reason: a.Reason}
	if a.To == core.Incomplete {
		if move.Until, bad = o.until(a.Until); bad != nil {
			return nil, bad
		}
	}
	requests, bad := o.meant(a)
	if bad != nil {
		return nil, bad
	}
	for _, r := range requests {
		move.Request = r.ID
		day := core.DateOf(r.From.In(o.Calendar.Zone))
		if a.To == core.Done && !a.Sure && !r.IsZero() && day != o.today() {
			if len(a.Tickets) > 0 {
				all = append(all, core.Moved{Was: r.Status, Request: r.Request})
			}
			continue
		}
		m := o.move(move)
		all = append(all, m)
		o.tellMove(m)
	}
	return all, nil
}

func (o *Pure) tellMove(m core.Moved) {
	if !m.OK {
		return
	}
	for a, p := range o.people {
		if p.ID != m.Request.Person {
			continue
		}
		if msg, ok := o.Engine.News(p.Lang, o.Limits[a.Channel], m); ok {
			o.post(letter{to: a, message: msg, lane: core.ServiceLane, ticket: m.Request.Ticket})
		}
	}
}

// meant lists the requests that staff mean: of tickets every one, of a day those that may move there.
func (o *Pure) meant(a core.Advance) (all []*filed, bad *core.Error) {
	for _, ticket := range a.Tickets {
		found := o.find(core.RequestQuery{Ticket: strings.ToUpper(strings.TrimSpace(ticket))})
		if len(found) == 0 {
			return nil, &core.Error{Kind: core.Missing, Key: "bad.ticket", Args: map[string]any{"ticket": ticket}}
		}
		all = append(all, o.byID(found[0].ID))
	}
	if len(a.Tickets) > 0 {
		return all, nil
	}
	of := o.requests
	if !a.Pickup.IsZero() {
		of = o.pickups(a.Pickup, a.Pickup)
	}
	for _, r := range of {
		if r.Status.May(a.To) && r.Status != core.Waiting && (a.Day.IsZero() || r.Day == a.Day) {
			all = append(all, r)
		}
	}
	return all, nil
}

// moveUnready gives those who are to fetch on a day papers that are not ready another slot.
func (o *Pure) moveUnready(d core.Date) dialog.Event {
	done, days := dialog.UnreadyMoved{Day: d}, map[core.Date]int{}
	for _, r := range o.pickups(d, d) {
		if r.Status == core.Ready || r.Status == core.NoShow {
			continue
		}
		if moved := o.reslot(core.Reslot{Request: r.ID, Was: r.From, Day: d.Add(1), After: o.now}); moved.OK {
			done.Moved++
			days[core.DateOf(r.From.In(o.Calendar.Zone))]++
			o.tell(r.Request, func(lang string, l core.Limits) core.Message {
				return o.Engine.Reslotted(lang, l, moved, o.Engine.Why("why.unready"))
			})
		}
	}
	done.Days = counted(days)
	return done
}

// reschedule gives the request of a ticket another slot.
func (o *Pure) reschedule(want dialog.Reschedule, by string) dialog.Event {
	done := dialog.Rescheduled{Reschedule: want}
	found := o.find(core.RequestQuery{Ticket: want.Ticket})
	if len(found) == 0 {
		done.Err = &core.Error{Kind: core.Missing, Key: "bad.ticket", Args: map[string]any{"ticket": want.Ticket}}
		return done
	}
	done.Reslotted = o.reslot(core.Reslot{Request: found[0].ID, Pick: want.From, Day: want.Day, After: o.now, Ready: true, By: by})
	if done.Reslotted.OK {
		o.tell(done.Reslotted.Request, func(lang string, l core.Limits) core.Message { return o.Engine.Reslotted(lang, l, done.Reslotted, nil) })
	}
	return done
}

// rename mends a misspelt name.
func (o *Pure) rename(n dialog.Rename) dialog.Event {
	found := o.find(core.RequestQuery{Ticket: n.Ticket})
	if len(found) == 0 {
		return dialog.Renamed{Rename: n, Err: &core.Error{Kind: core.Missing, Key: "bad.ticket", Args: map[string]any{"ticket": n.Ticket}}}
	}
	done := o.amend(core.Amendment{Request: found[0].ID, Name: n.Name, By: "staff"})
	if !done.OK {
		return dialog.Renamed{Rename: n, Request: done.Request, Err: refused("over", nil)}
	}
	return dialog.Renamed{Rename: n, Request: done.Request}
}
