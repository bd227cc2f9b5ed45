package desk

import (
	"fmt"
	"slices"
	"time"

	"loket/core"
)

// A place that becomes free is offered to the first in line by an act of its own, so that whoever frees it holds nobody up. What
// follows from an offer are acts too: invite tells of it when office hours begin, lapse ends it when they have not answered.

const (
	// atOneTime is how many places one transaction offers.
	atOneTime = 100

	// overdue is how much of an offer's time may be over before its holder is told of it. Later it is made anew: they would have
	// less time than others.
	overdue = 10 * time.Minute

	// lapses is how many offers somebody may leave unanswered before they are out of the line.
	lapses = 2
)

// places is the body of an act that offers the free places of a day.
type places struct{ Day core.Date }

// offerLater sees to it that places of a day which have become free are offered to those who wait. Its cause is the row that tells
// why.
func offerLater(cause string, day core.Date, due time.Time) core.Act {
	return core.Act{Cause: "offer:" + cause, Kind: "offer", Due: due, Body: body(places{day})}
}

// offer offers the free places of a day to those who are first in line for it. Told they are within office hours only, and so long
// do they have for an answer.
func (d *Desk) offer(x *doing) error {
	var p places
	calendar, err := d.readWithCalendar(x, &p)
	if err != nil {
		return err
	}
	from, opens := calendar.OfficeTime(x.now)
	until, ends := calendar.OfficeAfter(from, d.cat.Office.Life.Offer)
	if !opens || !ends {
		x.again = x.now.Add(24 * time.Hour) // the office opens on no day that the calendar knows: until somebody changes it
		return nil
	}
	offers, err := x.tx.Offer(p.Day, from, until, atOneTime, calendar)
	if err != nil || len(offers) == 0 {
		return err
	}
	if len(offers) == atOneTime {
		x.again = x.now
	}
	var acts []core.Act
	for _, o := range offers {
		if from.After(x.now) {
			acts = append(acts, core.Act{Cause: fmt.Sprintf("invite:%d", o.ID), Kind: "invite", Due: from, Body: body(o.ID)})
		}
		acts = append(acts, core.Act{Cause: fmt.Sprintf("lapse:%d", o.ID), Kind: "lapse", Due: until, Body: body(o.ID)})
	}
	if err := x.tx.Defer(acts); err != nil || from.After(x.now) {
		return err
	}
	return d.tellOffers(x, offers)
}

// tellOffers offers places to people in line.
func (d *Desk) tellOffers(x *doing, offers []core.Offer) error {
	all := make([]news, len(offers))
	for i, o := range offers {
		all[i] = news{about: o.Request, kind: statusNews, cause: fmt.Sprintf("offer:%d", o.ID), say: always(func(lang string, l core.Limits) core.Message {
			return d.engine.Offered(lang, l, o)
		})}
	}
	letters, err := d.tellHolders(x.tx, all)
	x.woke(letters)
	return err
}

// always is news that there always is.
func always(say func(lang string, l core.Limits) core.Message) func(string, core.Limits) (core.Message, bool) {
	return func(lang string, l core.Limits) (core.Message, bool) { return say(lang, l), true }
}

// openOffer is the offer that an act is about; ok is false when it has ended.
func (x *doing) openOffer() (o core.Offer, ok bool, err error) {
	var id int64
	if err := x.read(&id); err != nil {
		return o, false, err
	}
	return x.tx.OpenOffer(id)
}

// invite tells somebody of the place that has been held for them since before office hours. If nobody could do so in time, the
// place is offered anew.
func (d *Desk) invite(x *doing) error {
	o, ok, err := x.openOffer()
	if err != nil || !ok {
		return err
	}
	if x.now.Sub(o.From) <= overdue && o.Request.Status == core.Waiting {
		return d.tellOffers(x, []core.Offer{o})
	}
	_, err = d.endOffer(x, core.OfferAnswer{Request: o.Request.ID, Offer: o.ID, Untold: true})
	return err
}

// lapse ends an offer that nobody has answered. Whoever lets too many lapse is out of the line.
func (d *Desk) lapse(x *doing) error {
	o, ok, err := x.openOffer()
	if err != nil || !ok {
		return err
	}
	left := o.Lapsed+1 >= lapses
	ended, err := d.endOffer(x, core.OfferAnswer{Request: o.Request.ID, Offer: o.ID, Lapsed: true, Leave: left})
	if err != nil || !ended.OK || o.Request.Status != core.Waiting {
		return err // or withdrawn, without its offer, by a process that knows none
	}
	letters, err := d.tellHolders(x.tx, []news{{about: ended.Request, kind: statusNews, cause: fmt.Sprintf("lapse:%d", o.ID),
		say: always(func(lang string, l core.Limits) core.Message { return d.engine.Lapsed(lang, l, ended.Request, left) })}})
	x.woke(letters)
	return err
}

// endOffer ends an offer that was not taken: the next in line is offered the place.
func (d *Desk) endOffer(x *doing, a core.OfferAnswer) (ended core.Answered, err error) {
	_, calendar, err := d.today(x.tx)
	if err != nil {
		return ended, err
	}
	answered, err := x.tx.AnswerOffers([]core.OfferAnswer{a}, calendar)
	if err != nil || !answered[0].OK {
		return ended, err
	}
	return answered[0], x.tx.Defer(d.afterOffer(calendar, x.now, answered[0]))
}

// afterOffer is what follows when an offer was not taken: its place is offered to the next in line, and who stands in line again is
// offered what has become free for them meanwhile.
func (d *Desk) afterOffer(calendar *core.Calendar, now time.Time, a core.Answered) []core.Act {
	days := []core.Date{a.Offer.Day}
	if a.Request.Status == core.Waiting {
		for _, day := range append(calendar.Bookable(now, d.cat.Office.Limits.Ahead), a.Request.Day) {
			if !day.After(a.Request.Day) && !slices.Contains(days, day) {
				days = append(days, day)
			}
		}
	}
	acts := make([]core.Act, len(days))
	for i, day := range days {
		acts[i] = offerLater(fmt.Sprintf("o%d/%s", a.Offer.ID, day), day, now)
	}
	return acts
}
