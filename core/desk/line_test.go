package desk_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/core"
	"loket/core/catalog"
	"loket/core/desk"
	"loket/core/dialog"
	"loket/storage/storagetest"
)

// wishing is a dialog that wants what a test says, when somebody writes one of its words, and keeps what came of it.
type wishing struct {
	desk.Engine
	mu    sync.Mutex
	wants map[string][]dialog.Effect
	came  []dialog.Event
}

func (w *wishing) Step(p core.Person, f core.Facts, ev dialog.Event) (core.Person, []dialog.Effect) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch ev := ev.(type) {
	case dialog.Heard:
		if effects, ok := w.wants[ev.In.Text]; ok {
			return p, effects
		}
	case dialog.Moved, dialog.OfferAnswered, dialog.Amended, dialog.Reslotted, dialog.SlotsFree, dialog.Found, dialog.Advanced, dialog.UnreadyMoved,
		dialog.Renamed, dialog.Rescheduled, dialog.Foreseen, dialog.DaysClosed, dialog.OpenedAgain, dialog.QuotaSet:
		w.came = append(w.came, ev)
		return p, nil
	}
	return w.Engine.Step(p, f, ev)
}

// counter is a hall with a small counter, of which a test decides what people want.
type counter struct {
	*hall
	*wishing
	said int
}

// counters runs a test on a counter on each kind of database: so many places a day, so many pickups an hour and a day.
func counters(t *testing.T, places, hour, day int, test func(c *counter)) {
	storagetest.Both(t, func(t *testing.T, address string) {
		test(newCounter(t, address, places, hour, day))
	})
}

func newCounter(t *testing.T, address string, places, hour, day int) *counter {
	cat := *catalogue()
	calendar := *cat.Office.Calendar
	calendar.Quotas = []core.QuotaFrom{{Places: places}}
	calendar.Flows = map[string]core.Flow{"": {Hour: hour, Day: day}}
	cat.Office.Calendar = &calendar
	return atCounter(t, &cat, address)
}

func atCounter(t *testing.T, cat *catalog.Catalog, address string) *counter {
	c := &counter{wishing: &wishing{Engine: dialog.New(cat), wants: map[string][]dialog.Effect{}}}
	c.hall = &hall{openAs(t, cat, address, func(o *desk.Options, e *desk.Engine) {
		o.Still = true
		o.Limits[core.TelegramChannel] = core.Limits{Buttons: 100, Edits: true}
		o.Accounts[core.TelegramChannel] = bot
		*e = c.wishing
	})}
	return c
}

// march is an instant of March 2020, and of what follows.
func march(day, hour, minute int) time.Time {
	return core.Date{Year: 2020, Month: time.March, Day: 1}.Add(day-1).At(hour*60+minute, catalogue().Office.Zone)
}

// at moves the office's clock and does what became due.
func (c *counter) at(t time.Time) {
	c.Helper()
	c.clock(t)
	c.catchUp()
}

// clock moves the office's clock: what becomes due waits.
func (c *counter) clock(t time.Time) {
	c.Helper()
	if err := c.store.SetClock(c.Context(), t); err != nil {
		c.Fatal(err)
	}
}

// register files a request of citizen n, who waits if the day is full.
func (c *counter) register(n int, wait bool) core.Booking {
	c.Helper()
	b, err := c.Register(c.Context(), desk.Staff{Via: "telepon", Service: "kk-hilang", NIK: nik(n), Name: "Siti Aminah",
		Phone: phone(n).ID, Wait: wait}, dewi)
	if err != nil {
		c.Fatal(err)
	}
	return b
}

// want lets somebody write, and returns what came of what they want.
func (c *counter) want(from core.Address, effects ...dialog.Effect) []dialog.Event {
	c.Helper()
	c.said++
	text := fmt.Sprint("want ", c.said)
	c.mu.Lock()
	c.wants[text], c.came = effects, nil
	c.mu.Unlock()
	account := gateway
	if from.Channel == core.TelegramChannel {
		account = bot
	}
	c.hear(core.Inbound{ID: text, Account: account, From: from, Text: text})
	c.catchUp()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.came
}

func (c *counter) move(to core.Status, tickets ...string) []core.Moved {
	c.Helper()
	moved, err := c.Advance(c.Context(), core.Advance{To: to, Tickets: tickets}, dewi)
	if err != nil {
		c.Fatal(err)
	}
	c.catchUp()
	return moved
}

// causes are the kinds of letters that left since the last time and to whom, in the order in which they were owed.
func (c *counter) causes() (all []string) {
	c.Helper()
	for _, account := range []string{gateway, bot} {
		for _, l := range c.leave(account, 1000) {
			kind, _, _ := strings.Cut(l.Cause, ":")
			all = append(all, kind+" "+strings.TrimPrefix(l.To.ID, "+6281255"))
		}
	}
	return all
}

func (c *counter) told(want ...string) {
	c.Helper()
	if diff := cmp.Diff(want, c.causes()); diff != "" {
		c.Errorf("who was told what (-want +got):\n%s", diff)
	}
}

// offers are the open offers of requests.
func (c *counter) waiters(requests ...int64) (found map[int64]core.Waiter) {
	c.Helper()
	err := c.store.View(c.Context(), func(tx core.Tx) (err error) {
		found, err = tx.Waiters(requests)
		return err
	})
	if err != nil {
		c.Fatal(err)
	}
	return found
}

func (c *counter) verdict(b core.Booking, want core.Verdict) core.Request {
	c.Helper()
	if b.Verdict != want {
		c.Fatalf("verdict %d, not %d: %+v", b.Verdict, want, b.Request)
	}
	return b.Request
}

// A place that becomes free goes down the line, to one after the other, and to nobody who comes meanwhile.
func TestLine(t *testing.T) {
	counters(t, 2, 30, 200, func(c *counter) {
		first := c.verdict(c.register(1, false), core.Granted)
		c.verdict(c.register(2, false), core.Granted)
		c.verdict(c.register(3, false), core.Full)
		var line []int64
		for n := 3; n <= 6; n++ {
			line = append(line, c.verdict(c.register(n, true), core.Queued).ID)
		}
		c.told("receipt 000001", "receipt 000002", "receipt 000003", "receipt 000004", "receipt 000005", "receipt 000006")

		c.at(march(17, 9, 0))
		c.move(core.Withdrawn, first.Ticket)
		c.verdict(c.register(7, false), core.Full)
		c.told("move 000001", "offer 000003")
		w := c.waiters(line...)
		if o := w[line[0]]; o.Position != 1 || o.Offer == 0 || o.Until.Before(march(17, 11, 0)) || o.Until.After(march(17, 11, 1)) {
			c.Errorf("the first in line: %+v", o)
		}
		if w[line[1]].Offer != 0 || w[line[3]].Position != 4 {
			c.Errorf("the others: %+v", w)
		}

		came := c.want(phone(3), dialog.AnswerOffer{Answer: core.OfferAnswer{Request: line[0]}})
		if ev, ok := came[0].(dialog.OfferAnswered); !ok || !ev.Answered.OK || ev.Answered.Request.Status != core.Waiting {
			c.Errorf("passed on: %+v", came)
		}
		c.told("offer 000004")
		if w := c.waiters(line...); w[line[0]].Position != 4 || w[line[1]].Position != 1 {
			c.Errorf("who passes goes behind everybody: %+v", w)
		}

		c.at(march(17, 11, 5)) // nobody answers
		c.told("lapse 000004", "offer 000005")
		w = c.waiters(line...)
		came = c.want(phone(5), dialog.AnswerOffer{Answer: core.OfferAnswer{Request: line[2], Offer: w[line[2]].Offer, Take: true, Letter: "C",
			Earliest: core.Date{Year: 2020, Month: time.March, Day: 24}, After: march(17, 11, 5)}})
		r := came[0].(dialog.OfferAnswered).Answered.Request
		if r.Ticket != "C200317-003" || r.Status != core.Submitted || core.DateOf(r.From.In(catalogue().Office.Zone)) != core.DateOf(march(32, 0, 0)) {
			c.Errorf("taken: %+v", r)
		}
		c.at(march(17, 14, 0))
		c.told()
		if q, _, err := c.Quota(c.Context(), tuesday); err != nil || q.Held != 2 || q.Waiting != 3 {
			c.Errorf("%+v, %v", q, err)
		}
	})
}

// Who lets two offers lapse is out of the line; one that was passed does not count.
func TestLapse(t *testing.T) {
	counters(t, 1, 30, 200, func(c *counter) {
		first := c.verdict(c.register(1, false), core.Granted)
		waits := c.verdict(c.register(2, true), core.Queued)
		c.move(core.Withdrawn, first.Ticket)
		c.want(phone(2), dialog.AnswerOffer{Answer: core.OfferAnswer{Request: waits.ID}})
		c.causes()
		c.at(march(17, 10, 45)) // the second offer, made at once as nobody else waits
		c.told("lapse 000002", "offer 000002")
		c.at(march(17, 12, 50))
		c.told("lapse 000002")
		if len(c.waiters(waits.ID)) != 0 {
			c.Error("they still wait")
		}
		c.verdict(c.register(3, false), core.Granted)
	})
}

// Offers are told within office hours, and only those count.
func TestOfficeHours(t *testing.T) {
	counters(t, 2, 30, 200, func(c *counter) {
		c.at(march(20, 9, 0)) // a Friday
		one, two := c.verdict(c.register(1, false), core.Granted), c.verdict(c.register(2, false), core.Granted)
		three, four := c.verdict(c.register(3, true), core.Queued), c.verdict(c.register(4, true), core.Queued)
		c.causes()
		c.at(march(20, 13, 30))
		c.move(core.Withdrawn, one.Ticket)
		c.told("move 000001", "offer 000003")
		until := c.waiters(three.ID)[three.ID].Until
		if until.Before(march(23, 9, 30)) || until.After(march(23, 9, 31)) {
			c.Errorf("half an hour of Friday, the rest of Monday: until %v", until)
		}
		c.at(march(20, 20, 0))
		c.move(core.Withdrawn, two.Ticket)
		c.told("move 000002")
		if o := c.waiters(four.ID)[four.ID]; o.Offer == 0 || !o.Until.Equal(march(23, 10, 0)) {
			c.Errorf("held over the weekend, to be told on Monday: %+v", o)
		}
		c.at(march(22, 12, 0))
		c.told()
		c.at(march(23, 8, 0))
		c.told("offer 000004")
		c.at(march(23, 9, 45))
		c.told("lapse 000003", "offer 000003")
	})
}

// Who is left at the end of a day waits on for the next, in their order, and comes before whoever comes then.
func TestDayEnd(t *testing.T) {
	counters(t, 2, 30, 200, func(c *counter) {
		c.verdict(c.register(1, false), core.Granted)
		c.verdict(c.register(2, false), core.Granted)
		var line []int64
		for n := 3; n <= 5; n++ {
			line = append(line, c.verdict(c.register(n, true), core.Queued).ID)
		}
		c.causes()
		c.at(march(18, 0, 0))
		c.told()
		w := c.waiters(line...)
		if w[line[0]].Offer == 0 || w[line[1]].Offer == 0 || w[line[2]].Offer != 0 || w[line[2]].Position != 3 {
			c.Errorf("the places of the next day: %+v", w)
		}
		c.at(march(18, 8, 0))
		c.told("offer 000003", "offer 000004")
		c.verdict(c.register(6, false), core.Full)
		came := c.want(phone(3), dialog.AnswerOffer{Answer: core.OfferAnswer{Request: line[0], Take: true, Letter: "C",
			Earliest: core.Date{Year: 2020, Month: time.March, Day: 24}}})
		if r := came[0].(dialog.OfferAnswered).Answered.Request; r.Ticket != "C200318-001" {
			c.Errorf("taken: %+v", r)
		}
		c.at(march(19, 8, 0))
		c.told("lapse 000004", "offer 000005", "offer 000004")
	})
}

// Who waited for a day that is over comes before newcomers from the first moment of the next, though nobody has carried the line on yet.
func TestBeforeTheDayEnd(t *testing.T) {
	counters(t, 1, 30, 200, func(c *counter) {
		c.verdict(c.register(1, false), core.Granted)
		waits := c.verdict(c.register(2, true), core.Queued).ID
		c.catchUp()
		c.clock(march(18, 9, 0))
		c.verdict(c.register(3, false), core.Full)
		c.catchUp()
		if w := c.waiters(waits)[waits]; w.Offer == 0 || w.Day != tuesday.Add(1) {
			c.Errorf("who is first in line was offered %+v", w)
		}
	})
}
