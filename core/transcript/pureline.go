package transcript

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"loket/core"
)

// waiting lists who waits, in the order of the line.
func (o *Pure) waiting(which func(*filed) bool) (all []*filed) {
	for _, r := range o.requests {
		if r.Status == core.Waiting && which(r) {
			all = append(all, r)
		}
	}
	slices.SortStableFunc(all, func(a, b *filed) int { return cmp.Or(a.since.Compare(b.since), cmp.Compare(a.ID, b.ID)) })
	return all
}

// line lists who comes before others for a free place of a day: who waits for it or a later one, or for a day that is over.
func (o *Pure) line(d core.Date) []*filed {
	return o.waiting(func(r *filed) bool { return r.offer == nil && (!r.Day.Before(d) || r.Day.Before(o.today())) })
}

// claimed tells whether a free place of a day could be given to somebody in line.
func (o *Pure) claimed(d core.Date) bool {
	return slices.ContainsFunc(o.line(d), func(r *filed) bool {
		_, free := o.lacking(d, r.weight(), o.calendar().Shares(d, r.Service, r.Via, o.now))
		return free
	})
}

// endOfLine is when somebody has begun to wait who stands behind all others.
func (o *Pure) endOfLine() time.Time {
	end := o.now
	for _, r := range o.waiting(func(*filed) bool { return true }) {
		end = latest(end, r.since.Add(time.Microsecond))
	}
	return end
}

// waiter tells where a request stands in line.
func (o *Pure) waiter(r *filed) (w core.Waiter, waits bool) {
	all := o.waiting(func(*filed) bool { return true })
	w = core.Waiter{Request: r.ID, Position: slices.Index(all, r) + 1}
	if r.offer != nil {
		w.Offer, w.Day, w.From, w.Until = r.offer.ID, r.offer.Day, r.offer.From, r.offer.Until
	}
	return w, w.Position > 0
}

func (o *Pure) offerLater(d core.Date) { o.later("", o.now, func() { o.offerPlaces(d) }) }

// offerPlaces offers the free places of a day to those who are first in line for it.
func (o *Pure) offerPlaces(d core.Date) {
	cal := o.calendar()
	from, opens := cal.OfficeTime(o.now)
	until, ends := cal.OfficeAfter(from, o.Engine.Life().Offer)
	if !opens || !ends {
		return
	}
	if row := o.row(d, cal.Quota(d)); row.cap <= o.holding(d, "") {
		return
	}
	for _, r := range o.line(d) {
		if _, free := o.lacking(d, r.weight(), cal.Shares(d, r.Service, r.Via, o.now)); !free || r.Day.Before(d) {
			continue
		}
		o.offered++
		r.offers++
		id := o.offered
		r.offer = &core.Offer{ID: id, Request: r.Request, Day: d, From: from, Until: until, Nth: r.offers, Lapsed: r.lapsed}
		if from.After(o.now) {
			o.later("", from, func() { o.invite(r, id) })
		} else {
			o.invite(r, id)
		}
		o.later("", until, func() { o.lapse(r, id) })
	}
}

// overdue is how much of an offer's time may be over before its holder is told of it: later it is made anew.
const overdue = 10 * time.Minute

// invite tells somebody of the place that is held for them, if it still is.
func (o *Pure) invite(r *filed, id int64) {
	switch {
	case r.offer == nil || r.offer.ID != id:
	case o.now.Sub(r.offer.From) > overdue:
		o.answer(core.OfferAnswer{Request: r.ID, Offer: id, Untold: true})
	default:
		o.tell(statusNews, r.Request, func(lang string, l core.Limits) core.Message { return o.Engine.Offered(lang, l, *r.offer) })
	}
}

// lapses is how many offers somebody may leave unanswered before they are out of the line.
const lapses = 2

// lapse ends an offer that nobody answered.
func (o *Pure) lapse(r *filed, id int64) {
	if r.offer == nil || r.offer.ID != id {
		return
	}
	left := r.lapsed+1 >= lapses
	if o.answer(core.OfferAnswer{Request: r.ID, Offer: id, Leave: left, Lapsed: true}).OK {
		o.tell(statusNews, r.Request, func(lang string, l core.Limits) core.Message { return o.Engine.Lapsed(lang, l, r.Request, left) })
	}
}

// answer ends an offer.
func (o *Pure) answer(a core.OfferAnswer) (done core.Answered) {
	r := o.byID(a.Request)
	done.Request = r.Request
	if r.offer == nil || a.Offer != 0 && a.Offer != r.offer.ID || a.Lapsed && o.now.Before(r.offer.Until) {
		return done
	}
	offer := *r.offer
	switch {
	case a.Take:
		if !o.slotted(r, a.Earliest, a.After) {
			return done
		}
		row := o.row(offer.Day, 0)
		row.last++
		r.offer, r.Earliest = nil, a.Earliest
		r.Day, r.Number, r.Ticket = offer.Day, row.last, core.Ticket(a.Letter, offer.Day, row.last)
		done.ID = o.step(r, core.Submitted, a.By, "")
		done.Left = o.day(offer.Day).Left()
	case a.Leave:
		r.offer = nil
		done.ID = o.step(r, core.Withdrawn, a.By, a.Reason)
	case a.Untold:
		r.offer = nil
	default:
		r.offer, r.since = nil, o.endOfLine()
	}
	if a.Lapsed && !a.Untold {
		r.lapsed++
	}
	if !a.Take {
		o.afterOffer(r, offer.Day)
	} else if day := r.Day; !o.calendar().IntakeDay(day) && !day.Before(o.today()) { // it was on offer when the calendar was changed
		o.later("", o.now, func() { o.movePlaces(effect{lost: []core.Date{day}}) })
	}
	done.OK, done.Offer, done.Request = true, offer, r.Request
	return done
}

// afterOffer offers a place that was not taken to the next in line, and to who stands in line again what has become free meanwhile.
func (o *Pure) afterOffer(r *filed, day core.Date) {
	days := []core.Date{day}
	if r.Status == core.Waiting {
		for _, d := range append(o.calendar().Bookable(o.now, o.Ahead), r.Day) {
			if !d.After(r.Day) && !slices.Contains(days, d) {
				days = append(days, d)
			}
		}
	}
	for _, d := range days {
		o.offerLater(d)
	}
}

// dayEndLater sees to it that who still waits for a day at its end is not forgotten, nor when seats that were kept become theirs.
func (o *Pure) dayEndLater(d core.Date) {
	shuts := o.calendar().IntakeShuts(d)
	o.later(fmt.Sprintf("dayend:%s@%d", d, shuts.Unix()), shuts, func() { o.dayEnd(d) })
	o.releaseLater(d)
}

func (o *Pure) releaseLater(d core.Date) {
	if at, kept := o.calendar().Released(d); kept {
		o.later("release:"+d.String(), at, func() { o.offerPlaces(d) })
	}
}

// comeFirst offers somebody who waits for a day the places of earlier ones before others come.
func (o *Pure) comeFirst(waits core.Date) {
	for _, d := range o.calendar().Bookable(o.now, o.Ahead) {
		if d.Before(waits) {
			o.releaseLater(d)
			o.offerLater(d)
		}
	}
}

// dayEnd lets those who wait for days that are over wait for the next one, in their order, and offers them its places.
func (o *Pure) dayEnd(d core.Date) {
	cal := o.calendar()
	if shut := cal.IntakeShuts(d); o.now.Before(shut) { // the day has longer hours than it had
		o.later("", shut, func() { o.dayEnd(d) })
		return
	}
	to := cal.NextIntake(o.today())
	if !o.now.Before(cal.IntakeShuts(to)) {
		to = cal.NextIntake(to.Add(1))
	}
	if !to.IsZero() {
		o.carry(to)
	}
}

// carry lets those who wait for days before one wait for that day, in their order, and offers them its places.
func (o *Pure) carry(to core.Date) {
	left := o.waiting(func(r *filed) bool { return r.Day.Before(to) })
	if len(left) == 0 {
		return
	}
	for _, r := range left {
		r.Day = to
	}
	o.row(to, o.calendar().Quota(to))
	o.dayEndLater(to)
	o.offerLater(to)
}
