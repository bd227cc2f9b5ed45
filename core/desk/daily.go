package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"loket/core"
)

// Today is the office's day in numbers, for staff.
func (d *Desk) Today(ctx context.Context) (today core.Today, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		today, err = d.daily(tx)
		return err
	})
	return today, err
}

// unheard is how many news that reached nobody are named.
const unheard = 10

func (d *Desk) daily(tx core.Tx) (t core.Today, err error) {
	now, calendar, err := d.today(tx)
	if err != nil {
		return t, err
	}
	date := core.DateOf(now)
	days, err := d.days(tx, calendar, []core.Date{date})
	if err != nil {
		return t, err
	}
	t.Day = days[0]
	midnight := date.At(0, d.cat.Office.Zone)
	if t.Letters, t.Reasons, err = tx.LettersSince(midnight); err != nil {
		return t, err
	}
	calls, err := tx.Calls()
	if err != nil {
		return t, err
	}
	t.Calls = len(calls)
	if t.Notices, err = d.notices(tx, core.NoticeQuery{Kinds: shownKinds, States: underWay}); err != nil {
		return t, err
	}
	lost, err := tx.Unheard(midnight, unheard)
	if err != nil {
		return t, err
	}
	for _, l := range lost {
		if _, ticket, ok := strings.Cut(l.Cause, "/"); ok {
			t.Unheard = append(t.Unheard, core.Unheard{Ticket: ticket, Reason: l.Reason})
			continue
		}
		t.Unheard = append(t.Unheard, core.Unheard{Reason: l.Reason, Person: l.Person, Address: l.Address,
			Open: slices.ContainsFunc(calls, func(c core.Conversation) bool { return c.Person == l.Person })})
	}
	if t.Halted, err = tx.Ceilings(); err != nil {
		return t, err
	}
	if t.Silent, err = tx.SilentPhones(); err != nil {
		return t, err
	}
	return t, d.ahead(tx, now, calendar, &t)
}

// ahead is what is fetched today and on the next day, and what staff should look at before.
func (d *Desk) ahead(tx core.Tx, now time.Time, calendar *core.Calendar, t *core.Today) error {
	today := core.DateOf(now)
	t.Next = calendar.NextCounter(today.Add(1))
	last := today
	if !t.Next.IsZero() {
		last = t.Next
	}
	days, err := tx.PickupDays(today, last)
	if err != nil {
		return err
	}
	t.Pickups, t.Coming = days[today], days[t.Next]
	if t.Coming > 0 {
		from, to := t.Next.At(0, calendar.Zone), t.Next.Add(1).At(0, calendar.Zone)
		found, err := tx.Pickups(core.PickupQuery{From: from, To: to, Statuses: core.Unready, Limit: t.Coming})
		if err != nil {
			return err
		}
		t.Unready = len(found)
	}
	if t.Answered, t.Overdue, err = tx.Corrections(now); err != nil {
		return err
	}
	t.Unknown = unknownYears(calendar, today)
	return nil
}

// unknownYears are the years of which no holidays are known: this one, and in December the next.
func unknownYears(calendar *core.Calendar, today core.Date) (years []int) {
	for _, year := range []int{today.Year, today.Add(31).Year} {
		if !calendar.HolidaysKnown(year) && !slices.Contains(years, year) {
			years = append(years, year)
		}
	}
	return years
}
