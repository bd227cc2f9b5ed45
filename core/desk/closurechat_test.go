package desk_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/core"
	"loket/core/dialog"
)

// What staff do in their chats is the same: they see what a closure means, close, extend and open again.
func TestClosureInChat(t *testing.T) {
	counters(t, 150, 1, 2, func(c *counter) {
		c.member(1, "Ratna", core.Broadcaster)
		c.verdict(c.register(1, false), core.Granted)
		c.causes()
		closure := core.Override{Kind: core.ClosureOverride, From: april(1), To: april(2), Reason: "listrik padam"}
		came := c.want(chat(1), dialog.Look{What: dialog.Closing, Serial: 7, Close: closure})
		if ev, ok := came[0].(dialog.Foreseen); !ok || ev.Err != nil || ev.Serial != 7 || ev.Foresight.Pickups != 1 || ev.Foresight.Days[0].Day != april(3) {
			c.Fatalf("%+v", came)
		}
		came = c.want(chat(1), dialog.CloseDays{Override: closure})
		closed, ok := came[0].(dialog.DaysClosed)
		if !ok || closed.Err != nil || closed.Pickups != 1 || closed.Override.By != "Ratna" {
			c.Fatalf("%+v", came)
		}
		c.told("slot 000001")
		came = c.want(chat(1), dialog.CloseDays{Override: core.Override{ID: closed.Override.ID, To: april(3)}})
		longer := came[0].(dialog.DaysClosed)
		if longer.Err != nil || longer.Override.From != april(1) || longer.Override.To != april(3) || longer.Pickups != 1 {
			c.Errorf("%+v", longer)
		}
		c.told("slot 000001")
		if ev := c.want(chat(1), dialog.OpenAgain{ID: closed.Override.ID})[0].(dialog.OpenedAgain); ev.Err == nil || ev.Err.Key != "bad.closure" {
			c.Errorf("%+v", ev)
		}
		if ev := c.want(chat(1), dialog.OpenAgain{ID: longer.Override.ID})[0].(dialog.OpenedAgain); ev.Err != nil || ev.Was.To != april(3) {
			c.Errorf("%+v", ev)
		}
		c.told("earlier 000001")
		if ev := c.want(chat(1), dialog.SetQuota{Places: 3, Service: "KK-HILANG"})[0].(dialog.QuotaSet); ev.Err != nil {
			c.Errorf("%+v", ev)
		}
	})
}

// Who waits for a day that loses its intake waits for the next, and a place of it that was on offer then moves when it is taken.
func TestLineOfLostDay(t *testing.T) {
	counters(t, 2, 30, 200, func(c *counter) {
		first := c.verdict(c.register(1, false), core.Granted)
		c.verdict(c.register(2, false), core.Granted)
		one, two := c.verdict(c.register(3, true), core.Queued), c.verdict(c.register(4, true), core.Queued)
		c.at(march(17, 9, 0))
		c.move(core.Withdrawn, first.Ticket)
		c.causes()
		offer := c.waiters(one.ID)[one.ID]
		closure := shut(tuesday, tuesday)
		closure.Intake = true
		if _, _, err := c.Close(c.Context(), closure, operator); err != nil {
			c.Fatal(err)
		}
		c.catchUp()
		c.told("shift 000002")
		if w := c.waiters(two.ID)[two.ID]; w.Day != tuesday.Add(1) || w.Offer == 0 { // a place of tomorrow, of which they are told then
			c.Errorf("the second in line: %+v", w)
		}
		came := c.want(phone(3), dialog.AnswerOffer{Answer: core.OfferAnswer{Request: one.ID, Offer: offer.Offer, Take: true, Letter: "C",
			Earliest: april(1), After: march(17, 9, 0)}})
		if a := came[0].(dialog.OfferAnswered).Answered; !a.OK || a.Request.Ticket != "C200317-003" {
			c.Fatalf("%+v", a)
		}
		c.told("shift 000003")
		if d, _, err := c.Quota(c.Context(), tuesday); err != nil || d.Held != 0 || d.Cap != 0 {
			c.Errorf("%+v, %v", d, err)
		}
		days := map[core.Date]int{}
		err := c.Requests(c.Context(), core.RequestQuery{Active: true}, false, "", func(r core.Request, _ core.Waiter) error {
			days[r.Day]++
			return nil
		})
		if diff := cmp.Diff(map[core.Date]int{tuesday.Add(1): 2, tuesday.Add(2): 1}, days); diff != "" || err != nil {
			c.Error(diff, err)
		}
		c.at(march(18, 8, 0))
		c.told("offer 000004")
	})
}
