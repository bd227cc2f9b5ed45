package desk

import (
	"fmt"
	"time"

	"loket/core"
)

// A request that needs a correction has an end by which the citizen is to answer; they are reminded of it shortly before.

// answering is the body of an act that reminds of an answer.
type answering struct {
	Request int64
	Until   time.Time
}

// answerUntil is when an answer is due: at the end of the counter's hours of a day, or of the last of the office's working days
// for it.
func (d *Desk) answerUntil(calendar *core.Calendar, now time.Time, day core.Date) (time.Time, error) {
	today := core.DateOf(now)
	switch {
	case day.IsZero():
		day = today
		for range d.cat.Office.Life.Correct {
			if day = d.workday(calendar, day.Add(1)); day.IsZero() {
				return time.Time{}, refuse(core.Conflict, "noworkday", nil, "the office works on no day on which the answer could be due")
			}
		}
	case day.Before(today):
		return time.Time{}, refuse(core.Invalid, "days.past", nil, "%s is over: today is %s", day, today)
	case day.After(today.Add(core.LongestAnswer)):
		return time.Time{}, refuse(core.Invalid, "until", nil, "%s is more than a year ahead: name an earlier last day", day)
	case d.workday(calendar, day) != day:
		return time.Time{}, refuse(core.Invalid, "until", nil, "the office does not work on %s: name another last day", day)
	}
	until := day.At(calendar.CounterHours(day).Close, calendar.Zone)
	if !until.After(now) {
		return time.Time{}, refuse(core.Invalid, "days.past", nil, "the counter's hours of %s are over: name a later day", day)
	}
	return until, nil
}

// workday is the first day from one on with office hours; none if there is none within two years.
func (d *Desk) workday(calendar *core.Calendar, day core.Date) core.Date {
	for first := day; day.Before(first.Add(twoYears)); day = day.Add(1) {
		if day = calendar.NextIntake(day); day.IsZero() || !calendar.CounterHours(day).Shut() {
			return day
		}
	}
	return core.Date{}
}

// afterMoves is what becomes due because requests have moved: places that were returned are offered, and who must answer is
// reminded.
func (d *Desk) afterMoves(moved []core.Moved, now time.Time) (acts []core.Act) {
	for _, m := range moved {
		if !m.OK {
			continue
		}
		if !m.Freed.IsZero() {
			acts = append(acts, offerLater(fmt.Sprintf("m%d", m.ID), m.Freed, now))
		}
		r := m.Request
		if at := r.Until.Add(-d.cat.Office.Life.Forewarn); r.Status == core.Incomplete && at.After(now) {
			acts = append(acts, core.Act{Cause: fmt.Sprintf("correct:%d/%d", r.ID, r.Until.Unix()), // once, however often it was asked about until then
				Kind: "correct", Due: at, Body: body(answering{r.ID, r.Until})})
		}
	}
	return acts
}

// remindAnswer reminds somebody that their answer is due soon, if it still is.
func (d *Desk) remindAnswer(x *doing) error {
	var e answering
	if err := x.read(&e); err != nil {
		return err
	}
	found, err := byID(x.tx, []int64{e.Request})
	if err != nil || len(found) == 0 {
		return err
	}
	r := found[0]
	if r.Status != core.Incomplete || !r.Until.Equal(e.Until) || !x.now.Before(e.Until) {
		return nil
	}
	letters, err := d.tellHolders(x.tx, []news{{r, reminderNews, x.act.Cause, r.Ticket,
		always(func(lang string, l core.Limits) core.Message { return d.engine.RemindCorrection(lang, l, r) })}})
	x.woke(letters)
	return err
}
