package transcript

import (
	"cmp"
	"slices"
	"time"

	"loket/core"
	"loket/core/dialog"
)

// filed is a request with what only the office knows of it.
type filed struct {
	core.Request
	way    []core.Step
	since  time.Time // in line
	offer  *core.Offer
	offers int // made so far
	lapsed int // of them, those that nobody answered

	papers   []core.Paper
	unfit    []int64 // of them, those that are still to be asked for again
	answered bool    // the correction, by the citizen; nobody of staff has moved it on since
}

func (r *filed) weight() int { return max(1, r.Weight) }

// holds tells whether a request has a place, or is offered one.
func (r *filed) holds() bool { return r.offer != nil || r.Number != 0 && r.Status != core.Withdrawn }

// draws tells whether a request draws from a part of the quota; all do from the whole.
func (r *filed) draws(share string) bool {
	return share == "" || share == core.ServiceShare(r.Service) || share == core.OpenShare && r.Via != core.ViaKecamatan
}

// byID is a request.
func (o *Pure) byID(id int64) *filed { return o.requests[id-1] }

// step writes a line of a request's history, and returns its number.
func (o *Pure) step(r *filed, to core.Status, by, reason string) int64 {
	o.moved++
	was := r.Status
	r.way = append(r.way, core.Step{Was: was, Status: to, At: o.now, By: by, Reason: reason})
	r.Status, r.Reason = to, reason
	return o.moved
}

// active is the request that stands in the way of another one.
func (o *Pure) active(nik core.NIK, service string) *filed {
	for _, r := range o.requests {
		if r.NIK == nik && r.Service == service && r.Status.Active() {
			return r
		}
	}
	return nil
}

func (o *Pure) book(d core.Draft) (b core.Booking) {
	defer func() { b.Left = o.day(d.Day).Left() }()
	if r := o.active(d.NIK, d.Service); r != nil {
		return core.Booking{Verdict: core.Taken, Request: r.Request}
	}
	row := o.row(d.Day, d.Cap)
	r := &filed{Request: core.Request{ID: int64(len(o.requests) + 1), Day: d.Day, Service: d.Service, Person: d.Person, Channel: d.Channel,
		Via: d.Via, NIK: d.NIK, Name: d.Name, Note: d.Note, Weight: max(1, d.Weight), Earliest: d.Earliest, FiledAt: o.now}}
	r.Place = d.Place
	for a, p := range o.people {
		if p.ID == d.Person && a.Channel == d.Channel {
			r.Address = a
		}
	}
	share, free := o.lacking(d.Day, r.weight(), d.Shares)
	if full := !free || o.claimed(d.Day); full && d.Wait {
		r.since = o.endOfLine()
		o.step(r, core.Waiting, d.By, "")
		o.requests = append(o.requests, r)
		o.dayEndLater(d.Day)
		o.comeFirst(d.Day)
		return core.Booking{Verdict: core.Queued, Request: r.Request}
	} else if full {
		return core.Booking{Verdict: core.Full, Share: share}
	}
	if !o.slotted(r, d.Earliest, o.now) {
		return core.Booking{Verdict: core.NoSlot}
	}
	row.last++
	r.Number, r.Ticket = row.last, core.Ticket(d.Letter, d.Day, row.last)
	o.step(r, core.Submitted, d.By, "")
	o.requests = append(o.requests, r)
	return core.Booking{Verdict: core.Granted, Request: r.Request}
}

func (o *Pure) move(m core.Move) core.Moved {
	r := o.byID(m.Request)
	was := r.Status
	if !was.May(m.To) || was == core.Waiting && m.To != core.Withdrawn {
		return core.Moved{Was: was, Request: r.Request}
	}
	var freed core.Date
	switch {
	case m.To != core.Withdrawn:
	case r.offer != nil:
		freed, r.offer = r.offer.Day, nil
	case r.Number != 0:
		freed = r.Day
	}
	id := o.step(r, m.To, m.By, m.Reason)
	r.answered = was == core.Incomplete && m.To == core.Submitted && m.By == ""
	if r.Until = (time.Time{}); m.To == core.Incomplete {
		r.Until = m.Until
	}
	r.Note = cmp.Or(m.Note, r.Note)
	switch m.To {
	case core.Withdrawn:
		if !freed.IsZero() {
			o.offerLater(freed)
		}
	case core.NoShow:
		r.Missed++
	case core.Incomplete:
		o.correctLater(r)
	}
	return core.Moved{OK: true, ID: id, Was: was, Request: r.Request, Freed: freed}
}

func (o *Pure) amend(a core.Amendment) core.Amended {
	r := o.byID(a.Request)
	other := a.Service != "" && a.Service != r.Service
	if !r.Status.Active() || a.Name != "" && a.By == "" || !r.Status.MayAmend() && (a.Service != "" || a.Note != nil && a.By == "") {
		return core.Amended{Request: r.Request}
	}
	if other {
		if o.active(r.NIK, a.Service) != nil {
			return core.Amended{Verdict: core.Taken, Request: r.Request}
		}
		was := *r
		r.Status = core.Withdrawn // while the others are counted
		r.Service, r.Weight = a.Service, max(1, a.Weight)
		_, free := o.lacking(r.Day, r.weight(), a.Shares, was)
		if r.Status = was.Status; !free || r.weight() > was.weight() && o.claimed(r.Day) {
			*r = was
			return core.Amended{Verdict: core.Full, Request: r.Request}
		}
		r.Earliest = a.Earliest
		early := r.IsZero() || core.DateOf(r.From.In(o.Calendar.Zone)).Before(a.Earliest)
		if (a.Earliest.IsZero() || early) && !o.slotted(r, a.Earliest, o.now) {
			*r = was
			return core.Amended{Verdict: core.NoSlot, Request: r.Request}
		}
	}
	if a.Service != "" {
		o.offerLater(r.Day)
	}
	r.Name = cmp.Or(a.Name, r.Name)
	if a.Note != nil {
		r.Note = *a.Note
	}
	return core.Amended{OK: true, Request: r.Request}
}

// found answers a search.
func (o *Pure) found(f dialog.Find) dialog.Event {
	ev := dialog.Found{Find: f, Requests: o.find(f.Query)}
	if f.Ties {
		ev.Ties = o.ties(f.Query.Person)
	}
	if f.Papers {
		ev.Papers = map[int64][]core.Paper{}
		for _, r := range ev.Requests {
			ev.Papers[r.ID] = slices.Clone(o.byID(r.ID).papers)
		}
	}
	if f.Whole {
		ev.Ways, ev.Waiters = map[int64][]core.Step{}, map[int64]core.Waiter{}
		for _, r := range ev.Requests {
			ev.Ways[r.ID] = slices.Clone(o.byID(r.ID).way)
			if w, waits := o.waiter(o.byID(r.ID)); waits {
				ev.Waiters[r.ID] = w
			}
		}
	}
	return ev
}

// find answers a query: a person's requests the newest first, all others in the order of ids.
func (o *Pure) find(q core.RequestQuery) (found []core.Request) {
	for _, r := range o.requests {
		if (q.ID == 0 || r.ID == q.ID) && (q.Person == 0 || r.Person == q.Person) && (q.Ticket == "" || r.Ticket == q.Ticket) &&
			(q.Day.IsZero() || r.Day == q.Day) && (q.Status == "" || r.Status == q.Status) && (!q.Active || r.Status.Active()) && r.ID > q.After {
			found = append(found, r.Request)
		}
	}
	if q.Person != 0 && q.After == 0 {
		slices.SortFunc(found, func(a, b core.Request) int { return cmp.Or(b.Day.Compare(a.Day), cmp.Compare(b.ID, a.ID)) })
	}
	if q.Limit > 0 && len(found) > q.Limit {
		found = found[:q.Limit]
	}
	return found
}

// tell owes the holder of a request a letter of a kind, if there is where to write to.
func (o *Pure) tell(kind string, r core.Request, say func(lang string, l core.Limits) core.Message) {
	o.send(o.homes(r.Person), kind, &r, r.Ticket, say)
}
