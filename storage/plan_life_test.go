package storage_test

import (
	"fmt"
	"time"

	"loket/core"
	"loket/storage/storagetest"
)

// dividing is a calendar of days of 150 places, of which a service has its own and some are kept for the kecamatan.
func dividing(tx core.Tx) (*core.Calendar, error) {
	overrides, err := tx.Overrides()
	c := storagetest.Calendar()
	c.Quotas = []core.QuotaFrom{{Places: 150, Services: map[string]int{"ktp-el": 150}, Kept: 10, Release: 24 * 60}}
	return c.With(overrides), err
}

// drafts are those of the people for a day.
func (c *citizens) drafts(tx core.Tx, d core.Date) ([]core.Draft, *core.Calendar, error) {
	calendar, err := dividing(tx)
	return each(c, func(i int, p core.Person) core.Draft {
		c.serial++
		draft := draft(p.ID, 1000*(c.round+1)+c.serial)
		draft.Day, draft.Earliest, draft.Wait = d.Add(i%2), d.Add(14), true
		draft.Cap, draft.Shares = calendar.Quota(draft.Day), calendar.Shares(draft.Day, draft.Service, draft.Via, d.At(0, calendar.Zone))
		return draft
	}), calendar, err
}

func (c *citizens) ids() (all []int64) {
	for _, r := range c.requests {
		all = append(all, r.ID)
	}
	return all
}

// file is a request from its filing to its end, on days for which nobody waits.
func (c *citizens) file() {
	var drafts []core.Draft
	for _, what := range []string{"book", "book again"} {
		c.do(what, together, func(tx core.Tx) error {
			made, calendar, err := c.drafts(tx, waitedFor.Add(100+10*c.round))
			if err != nil {
				return err
			}
			if drafts == nil {
				drafts = made
			}
			bs, err := tx.Book(drafts, calendar)
			c.requests = nil
			for _, b := range bs {
				c.requests = append(c.requests, b.Request)
			}
			return err
		})
	}
	c.do("amend", together, func(tx core.Tx) error {
		calendar, err := dividing(tx)
		if err != nil {
			return err
		}
		var as []core.Amendment
		for _, r := range c.requests {
			note := "untuk sekolah"
			as = append(as, core.Amendment{Request: r.ID, Service: "kk", Earliest: r.Earliest.Add(2), Note: &note, By: "Ratna", Name: "SITI"})
		}
		amended, err := tx.Amend(as, calendar)
		for i, a := range amended {
			if c.requests[i] = a.Request; !a.OK {
				return fmt.Errorf("not amended: %d", a.Verdict)
			}
		}
		return err
	})
}

// fetch is what becomes of slots and days.
func (c *citizens) fetch() {
	r := c.requests[0]
	c.do("reslot", together, func(tx core.Tx) error {
		calendar, err := dividing(tx)
		if err != nil {
			return err
		}
		var all []core.Reslot
		for _, r := range c.requests {
			all = append(all, core.Reslot{Request: r.ID, Day: r.Earliest.Add(7)})
		}
		done, err := tx.Reslot(all, calendar)
		if err == nil && !done[0].OK {
			err = fmt.Errorf("no other slot")
		}
		return err
	})
	c.do("shift", together, func(tx core.Tx) error {
		calendar, err := dividing(tx)
		if err != nil {
			return err
		}
		var all []core.Shift
		for _, r := range c.requests {
			all = append(all, core.Shift{Request: r.ID})
		}
		_, err = tx.Shift(all, []core.Date{r.Day.Add(2)}, calendar)
		return err
	})
	for i, to := range []core.Status{core.Incomplete, core.Withdrawn} {
		c.do("move", together, func(tx core.Tx) error {
			var moves []core.Move
			for _, r := range c.requests[i*5:] {
				moves = append(moves, core.Move{Request: r.ID, To: to, By: "Ratna", Reason: "ya", Until: time.Now()})
			}
			_, err := tx.Move(moves)
			return err
		})
	}
	c.view("slots", 100, func(tx core.Tx) error {
		if _, err := tx.Held("", r.Earliest, r.Earliest.Add(14)); err != nil {
			return err
		}
		_, err := tx.PickupDays(r.Earliest, r.Earliest.Add(14))
		return err
	})
	for _, q := range []core.PickupQuery{
		{From: r.From, To: r.From.Add(24 * time.Hour), Limit: 10},
		{From: r.From, To: r.From.Add(24 * time.Hour), Statuses: []core.Status{core.Submitted, core.Ready}, Limit: 10},
		{From: time.UnixMicro(1), After: core.Pickup{Request: 100, Slot: core.Slot{From: time.UnixMicro(int64(c.c.size) - int64(c.c.size)/60)}}, Limit: 10},
	} {
		c.view("pickups", 10, func(tx core.Tx) error { _, err := tx.Pickups(q); return err })
	}
}

// wait is what happens to a line.
func (c *citizens) wait() {
	var requests []core.Request
	var offers []core.Offer
	from := waitedFor
	c.do("wait", together, func(tx core.Tx) error {
		drafts, calendar, err := c.drafts(tx, from)
		if err != nil {
			return err
		}
		for i := range drafts {
			drafts[i].Day = from
		}
		bs, err := tx.Book(drafts, calendar)
		for _, b := range bs {
			requests = append(requests, b.Request)
		}
		if err == nil && bs[0].Verdict != core.Queued {
			err = fmt.Errorf("does not wait: %d", bs[0].Verdict)
		}
		return err
	})
	c.do("carry", together, func(tx core.Tx) error {
		calendar, err := dividing(tx)
		if err != nil {
			return err
		}
		carried, err := tx.Carry(from.Add(1), together, calendar)
		if err == nil && len(carried) != together {
			err = fmt.Errorf("%d were carried", len(carried))
		}
		return err
	})
	for round := range 2 {
		c.do("recap", together, func(tx core.Tx) error {
			days, err := tx.Days([]core.Date{from})
			if err != nil {
				return err
			}
			if _, err := tx.AddOverride(core.Override{Kind: core.QuotaOverride, From: from, To: from, Cap: days[0].Held + together}); err != nil {
				return err
			}
			calendar, err := dividing(tx)
			if err != nil {
				return err
			}
			_, err = tx.Recap(calendar, from)
			return err
		})
		c.do("offer", together, func(tx core.Tx) error {
			calendar, err := dividing(tx)
			if err != nil {
				return err
			}
			drafts, _, err := c.drafts(tx, from)
			if err != nil {
				return err
			}
			if _, err := tx.Book(drafts[:1], calendar); err != nil { // while a place is free that is not theirs
				return err
			}
			offers, err = tx.Offer(from, time.Now(), time.Now(), together, calendar)
			if err == nil && len(offers) != together {
				err = fmt.Errorf("%d offers", len(offers))
			}
			return err
		})
		if round == 0 {
			c.view("open offer", 1, func(tx core.Tx) error { _, _, err := tx.OpenOffer(offers[0].ID); return err })
			c.do("answer", together, func(tx core.Tx) error {
				calendar, err := dividing(tx)
				if err != nil {
					return err
				}
				var answers []core.OfferAnswer
				for i, o := range offers {
					answers = append(answers, core.OfferAnswer{Request: o.Request.ID, Take: i < 5, Leave: i == 9, Letter: "C", Earliest: from.Add(20)})
				}
				answered, err := tx.AnswerOffers(answers, calendar)
				for _, a := range answered {
					if !a.OK {
						return fmt.Errorf("an answer came too late")
					}
				}
				return err
			})
		}
	}
	c.do("leave the line", together, func(tx core.Tx) error {
		var moves []core.Move
		for _, o := range offers[:5] {
			moves = append(moves, core.Move{Request: o.Request.ID, To: core.Withdrawn})
		}
		for _, r := range requests[:5] {
			moves = append(moves, core.Move{Request: r.ID, To: core.Withdrawn})
		}
		_, err := tx.Move(moves)
		return err
	})
	c.view("waiters", together, func(tx core.Tx) error { _, err := tx.Waiters([]int64{offers[9].Request.ID}); return err })
}
