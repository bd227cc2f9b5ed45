package desk

import (
	"context"
	"strings"

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
	causes, reasons, err := tx.Unheard(midnight, unheard)
	if err != nil {
		return t, err
	}
	for i, cause := range causes {
		if _, ticket, ok := strings.Cut(cause, "/"); ok {
			t.Unheard = append(t.Unheard, core.Unheard{Ticket: ticket, Reason: reasons[i]})
		}
	}
	t.Halted, err = tx.Ceilings()
	return t, err
}
