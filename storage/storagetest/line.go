package storagetest

import (
	"context"
	"fmt"
	"time"

	"loket/core"
)

// opening is when intake opens on the tuesday.
var opening = tuesday.At(8*60, Zone)

// full makes a tuesday on which three have a place and as many as wanted wait, and tells of all.
func (o *office) full(waiting int) (all []core.Request) {
	o.Helper()
	o.ok(o.s.SetClock(context.Background(), opening))
	for n := 1; n <= 3+waiting; n++ {
		d := o.draft(n)
		d.Wait = true
		b := o.book(d)[0]
		if want := map[bool]core.Verdict{true: core.Queued}[n > 3]; b.Verdict != want {
			o.Fatalf("request %d: verdict %d, want %d", n, b.Verdict, want)
		}
		all = append(all, b.Request)
	}
	return all
}

func (o *office) withdrawn(rs ...core.Request) {
	o.Helper()
	for _, r := range rs {
		if m := o.move(core.Move{Request: r.ID, To: core.Withdrawn})[0]; !m.OK {
			o.Fatalf("request %d was not withdrawn", r.ID)
		}
	}
}

func (o *office) offer(d core.Date, most int) (offers []core.Offer) {
	o.Helper()
	o.tx(func(tx core.Tx) {
		offers = got[[]core.Offer](o)(tx.Offer(d, opening, opening.Add(2*time.Hour), most, Calendar()))
	})
	return offers
}

func (o *office) answer(as ...core.OfferAnswer) (answered []core.Answered) {
	o.Helper()
	o.tx(func(tx core.Tx) { answered = got[[]core.Answered](o)(tx.AnswerOffers(as, Calendar())) })
	return answered
}

func taken(r core.Request) core.OfferAnswer {
	return core.OfferAnswer{Request: r.ID, Take: true, Letter: "C", Earliest: april, After: opening}
}

var april = core.Date{Year: 2020, Month: time.April, Day: 1}

// line compares who stands in line, the first first.
func (o *office) line(about string, want ...core.Request) {
	o.Helper()
	var all, line []int64
	for id := int64(1); id <= 20; id++ {
		all = append(all, id)
	}
	waiters := map[int64]core.Waiter{}
	o.tx(func(tx core.Tx) { waiters = got[map[int64]core.Waiter](o)(tx.Waiters(all)) })
	line = make([]int64, len(waiters))
	for id, w := range waiters {
		if w.Request != id || w.Position < 1 || w.Position > len(line) {
			o.Fatalf("%s: %+v stands in a line of %d", about, w, len(line))
		}
		line[w.Position-1] = id
	}
	var ids []int64
	for _, r := range want {
		ids = append(ids, r.ID)
	}
	o.same("the line "+about, fmt.Sprint(line), fmt.Sprint(ids))
}

// queued: who waits has no ticket; a place that is free is offered to the first in line, and is nobody else's.
func queued(o *office) {
	rs := o.full(3)
	if r := rs[3]; r.Ticket != "" || r.Number != 0 || r.Status != core.Waiting || !r.IsZero() {
		o.Errorf("waiting: %+v", r)
	}
	o.same("nothing is free", o.offer(tuesday, 5), []core.Offer{})
	o.withdrawn(rs[0])
	offers := o.offer(tuesday, 5)
	if len(offers) != 1 || offers[0].ID == 0 {
		o.Fatalf("offers: %+v", offers)
	}
	want := core.Offer{ID: offers[0].ID, Request: rs[3], Day: tuesday, From: opening.UTC(), Until: opening.Add(2 * time.Hour).UTC(), Nth: 1}
	o.same("offers", offers, []core.Offer{want})
	o.same("nothing is free any more", o.offer(tuesday, 5), []core.Offer{})
	o.same("the day", o.day(tuesday), core.Day{Date: tuesday, Cap: 3, Held: 3, LastNumber: 3, Waiting: 3, Line: 2, Made: true})
	o.line("with an offer", rs[3:]...)
	var waiter core.Waiter
	o.tx(func(tx core.Tx) {
		open, ok, err := tx.OpenOffer(want.ID)
		if o.ok(err); !ok {
			o.Error("the offer is not open")
		}
		o.same("the open offer", open, want)
		if _, ok, err := tx.OpenOffer(want.ID + 1); ok || err != nil {
			o.Errorf("no offer: %v, %v", ok, err)
		}
		waiter = got[map[int64]core.Waiter](o)(tx.Waiters([]int64{rs[3].ID, rs[1].ID}))[rs[3].ID]
	})
	o.same("the first", waiter, core.Waiter{Request: rs[3].ID, Position: 1, Offer: want.ID, Day: tuesday, From: want.From, Until: want.Until})
	o.withdrawn(rs[1])
	if b := o.book(o.draft(9))[0]; b.Verdict != core.Full {
		o.Errorf("a newcomer, while others wait: %v", b)
	}
	o.withdrawn(rs[3]) // with its offer
	o.same("two are free", o.day(tuesday), core.Day{Date: tuesday, Cap: 3, Held: 1, LastNumber: 3, Waiting: 2, Line: 2, Made: true})
	o.same("offered", len(o.offer(tuesday, 1))+len(o.offer(tuesday, 5)), 2)
	o.same("all are offered", o.day(tuesday), core.Day{Date: tuesday, Cap: 3, Held: 3, LastNumber: 3, Waiting: 2, Made: true})
}

// answers: a place taken gets the next number and a slot; one passed goes on, and who passed stands behind everybody.
func answers(o *office) {
	rs := o.full(3)
	o.same("no offer", o.answer(taken(rs[3]))[0], core.Answered{})
	o.withdrawn(rs[0])
	first := o.offer(tuesday, 5)[0]
	if a := o.answer(core.OfferAnswer{Request: rs[3].ID, Offer: first.ID + 1, Take: true})[0]; a.OK {
		o.Errorf("another offer: %+v", a)
	}
	if a := o.answer(core.OfferAnswer{Request: rs[3].ID, Offer: first.ID, Lapsed: true})[0]; a.OK {
		o.Errorf("lapsed too early: %+v", a)
	}
	a := o.answer(taken(rs[3]), taken(rs[3]))
	want := rs[3]
	want.Status, want.Ticket, want.Number, want.Earliest = core.Submitted, "C200317-004", 4, april
	want.Slot = core.Slot{From: april.At(8*60, Zone).UTC(), To: april.At(9*60, Zone).UTC()}
	o.same("taken", a, []core.Answered{{OK: true, ID: a[0].ID, Offer: first, Request: want}, {}})
	if a[0].ID == 0 {
		o.Error("no line of history")
	}
	o.same("as stored", o.request(want.ID), want)
	o.same("the day", o.day(tuesday), core.Day{Date: tuesday, Cap: 3, Held: 3, LastNumber: 4, Waiting: 2, Line: 2, Made: true})

	o.withdrawn(rs[1], rs[2])
	both := o.offer(tuesday, 5)
	o.same("two offers", []int64{both[0].Request.ID, both[1].Request.ID}, []int64{rs[4].ID, rs[5].ID})
	passed := o.answer(core.OfferAnswer{Request: rs[5].ID}, core.OfferAnswer{Request: rs[4].ID, Offer: both[0].ID})
	if !passed[0].OK || !passed[1].OK || passed[0].ID != 0 || passed[0].Request.Status != core.Waiting {
		o.Errorf("passed: %+v", passed)
	}
	o.line("after two have passed", rs[4], rs[5])
	again := o.offer(tuesday, 1)[0]
	if again.Request.ID != rs[4].ID || again.Nth != 2 {
		o.Errorf("offered again: %+v", again)
	}
	o.answer(core.OfferAnswer{Request: rs[4].ID})
	o.line("after the first has passed", rs[5], rs[4])
	o.offer(tuesday, 5)
	o.answer(core.OfferAnswer{Request: rs[4].ID}, core.OfferAnswer{Request: rs[5].ID})
	o.line("after both have passed again", rs[5], rs[4]) // as they stood, not as they came

	last := o.offer(tuesday, 5)
	o.ok(o.s.SetClock(context.Background(), opening.Add(2*time.Hour)))
	a = o.answer(core.OfferAnswer{Request: rs[5].ID, Offer: last[0].ID, Lapsed: true, Leave: true, Reason: "tidak dijawab"}, taken(rs[4]))
	if !a[0].OK || a[0].ID == 0 || a[0].Request.Status != core.Withdrawn || a[0].Request.Reason != "tidak dijawab" {
		o.Errorf("lapsed: %+v", a[0])
	}
	if !a[1].OK || a[1].Request.Number != 5 || a[1].Left != 1 { // late, but nobody else has it
		o.Errorf("taken late: %+v", a[1])
	}
	o.same("the day at last", o.day(tuesday), core.Day{Date: tuesday, Cap: 3, Held: 2, LastNumber: 5, Made: true})
	o.line("at last")
	o.tx(func(tx core.Tx) {
		ways := got[map[int64][]core.Step](o)(tx.Ways([]int64{rs[5].ID, rs[3].ID, 4711}))
		var way []core.Status
		for _, id := range []int64{rs[3].ID, rs[5].ID, 4711} {
			for _, s := range ways[id] {
				way = append(way, s.Was, s.Status)
			}
		}
		o.same("ways", way, []core.Status{"", core.Waiting, core.Waiting, core.Submitted, "", core.Waiting, core.Waiting, core.Withdrawn})
		s := ways[rs[5].ID][1]
		o.same("the last step", s.Reason, "tidak dijawab")
		if s.At.Before(opening.Add(2*time.Hour)) || s.By != "" {
			o.Errorf("step: %+v", s)
		}
	})
}

// strandedOffer: where nothing can be fetched, a place is not taken; it stays on offer.
func strandedOffer(o *office) {
	rs := o.full(1)
	o.withdrawn(rs[0])
	o.offer(tuesday, 1)
	shut := Calendar()
	shut.Counter = [7]core.Hours{}
	var a []core.Answered
	o.tx(func(tx core.Tx) { a = got[[]core.Answered](o)(tx.AnswerOffers([]core.OfferAnswer{taken(rs[3])}, shut)) })
	o.same("no slot", a, []core.Answered{{}})
	never := taken(rs[3])
	never.Earliest = core.Date{}
	if a := o.answer(never)[0]; !a.OK || !a.Request.IsZero() {
		o.Errorf("not fetched at all: %+v", a)
	}
}

// passedOver: who needs more than there is, or what has no share left, is passed over.
func passedOver(o *office) {
	o.ok(o.s.SetClock(context.Background(), opening))
	c := Calendar()
	c.Quotas = []core.QuotaFrom{{Places: 3, Services: map[string]int{"kia": 1}}}
	var ds []core.Draft
	for n := 1; n <= 6; n++ {
		d := o.draft(n)
		d.Wait = true
		switch n {
		case 1, 5:
			d.Service, d.Shares = "kia", c.Shares(tuesday, "kia", "chat", opening)
		case 4:
			d.Weight = 2
		}
		ds = append(ds, d)
	}
	var bs []core.Booking
	o.tx(func(tx core.Tx) { bs = got[[]core.Booking](o)(tx.Book(ds, c)) })
	offer := func() (to []int64) {
		o.tx(func(tx core.Tx) {
			for _, of := range got[[]core.Offer](o)(tx.Offer(tuesday, opening, opening.Add(time.Hour), 9, c)) {
				to = append(to, of.Request.ID)
			}
		})
		return to
	}
	o.withdrawn(bs[1].Request)
	o.same("one place, no share", offer(), []int64{bs[5].Request.ID})
	o.withdrawn(bs[0].Request)
	o.same("one place, and the share", offer(), []int64{bs[4].Request.ID})
	o.same("the day", o.day(tuesday), core.Day{Date: tuesday, Cap: 3, Held: 3, LastNumber: 3, Waiting: 3, Line: 1, Made: true,
		Shares: map[string]int{"service:kia": 0}})
	o.answer(core.OfferAnswer{Request: bs[4].Request.ID}, core.OfferAnswer{Request: bs[5].Request.ID, Leave: true})
	o.same("two places", offer(), []int64{bs[3].Request.ID})
}

// carry: who was left waits for the next day, in the same order, with their offers.
func carry(o *office) {
	rs := o.full(3)
	o.withdrawn(rs[0])
	offer := o.offer(tuesday, 1)[0]
	later := o.draft(8)
	later.Day, later.Cap, later.Wait = tuesday.Add(1), 0, true
	last := o.book(later)[0].Request
	carry := func(to core.Date, most int) (ids []int64) {
		o.tx(func(tx core.Tx) { ids = got[[]int64](o)(tx.Carry(to, most, Calendar())) })
		return ids
	}
	wednesday := tuesday.Add(1)
	o.same("the first two", carry(wednesday, 2), []int64{rs[3].ID, rs[4].ID})
	o.same("the next", carry(wednesday, 2), []int64{rs[5].ID})
	o.same("nobody", len(carry(wednesday, 2)), 0)
	o.line("carried", rs[3], rs[4], rs[5], last)
	o.same("tuesday", o.day(tuesday), core.Day{Date: tuesday, Cap: 3, Held: 3, LastNumber: 3, Line: 3, Made: true})
	o.same("wednesday", o.day(wednesday), core.Day{Date: wednesday, Waiting: 4, Line: 3, Made: true})
	if r := o.request(rs[4].ID); r.Day != wednesday || r.Status != core.Waiting {
		o.Errorf("carried: %+v", r)
	}
	if a := o.answer(taken(offer.Request))[0]; !a.OK || a.Request.Day != tuesday || a.Request.Number != 4 {
		o.Errorf("an offer of the day before: %+v", a)
	}
	o.same("wednesday after that", o.day(wednesday), core.Day{Date: wednesday, Waiting: 3, Line: 3, Made: true})
	o.same("to a day that was not made", carry(tuesday.Add(2), 9), []int64{rs[4].ID, rs[5].ID, last.ID})
	o.same("thursday", o.day(tuesday.Add(2)), core.Day{Date: tuesday.Add(2), Cap: 3, Waiting: 3, Line: 3, Made: true})
	o.same("offered", len(o.offer(tuesday.Add(2), 9)), 3)
}

// request reads one by its id.
func (o *office) request(id int64) (r core.Request) {
	o.Helper()
	o.tx(func(tx core.Tx) {
		rs := got[[][]core.Request](o)(tx.Requests([]core.RequestQuery{{ID: id}}))
		if len(rs[0]) != 1 {
			o.Fatalf("%d requests have the id %d", len(rs[0]), id)
		}
		r = rs[0][0]
	})
	return r
}
