package transcript

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"loket/core"
)

// remindedAt is when those who fetch on a day are reminded.
func (o *Pure) remindedAt(d core.Date) time.Time {
	return o.calendar().WorkingDayBefore(d).At(o.Engine.Life().Remind, o.Calendar.Zone)
}

// remindLater sees to it that those who fetch on a slot's day are reminded. When that day's reminders are over, nobody needs one.
func (o *Pure) remindLater(s core.Slot) {
	d := core.DateOf(s.From.In(o.Calendar.Zone))
	if due := o.remindedAt(d); !s.IsZero() && due.After(o.now) {
		o.later(fmt.Sprint("remind:", d, "@", due.Unix()), due, func() { o.remind(d) })
	}
}

// longest is how many days after a change of the calendar those may be who fetch and are reminded on another day now.
const longest = 14

// remindAgain sees to it after a change of the calendar that those who fetch are still reminded on the working day before.
func (o *Pure) remindAgain(from, to core.Date) {
	for _, r := range o.pickups(from, to.Add(longest)) {
		o.remindLater(r.Slot)
	}
}

// once tells whether something happens for the first time.
func (o *Pure) once(cause string) bool {
	first := !o.causes[cause]
	o.causes[cause] = true
	return first
}

// remind reminds the holders of what is ready to be fetched on a day, and warns staff of what is not.
func (o *Pure) remind(d core.Date) {
	if due := o.remindedAt(d); due.After(o.now) {
		o.later("", due, func() { o.remind(d) })
		return
	}
	if !o.today().Before(d) {
		return
	}
	all := o.pickups(d, d)
	unready := 0
	for _, r := range all {
		if r.Status != core.Ready {
			unready++
			continue
		}
		if o.once(fmt.Sprintf("remind:%d:%d", r.ID, r.From.Unix())) {
			o.tell(reminderNews, r.Request, func(lang string, l core.Limits) core.Message { return o.Engine.Remind(lang, l, r.Request) })
		}
	}
	if unready == 0 || !o.once("unready:"+d.String()) {
		return
	}
	for _, m := range slices.SortedFunc(slices.Values(o.staff), func(a, b *member) int { return cmp.Compare(a.Name, b.Name) }) {
		if to, ok := o.who(m.Address); ok && m.Role.May(core.MoveOthers) {
			o.post(letter{to: to.Address, lane: core.ServiceLane,
				message: o.Engine.Unready(to.Lang, o.Limits[to.Address.Channel], d, unready, len(all))})
		}
	}
}

// workday is the first day from one on with office hours.
func (o *Pure) workday(d core.Date) core.Date {
	cal := o.calendar()
	for d = cal.NextIntake(d); !d.IsZero() && cal.CounterHours(d).Shut(); {
		d = cal.NextIntake(d.Add(1))
	}
	return d
}

// until is when an answer is due: at the end of the counter's hours of a day, or of the last of the working days for it.
func (o *Pure) until(d core.Date) (time.Time, *core.Error) {
	past := &core.Error{Kind: core.Invalid, Key: "bad.days.past"}
	switch {
	case d.IsZero():
		d = o.today()
		for range o.Engine.Life().Correct {
			d = o.workday(d.Add(1))
		}
	case d.Before(o.today()):
		return time.Time{}, past
	case d.After(o.today().Add(core.LongestAnswer)), o.workday(d) != d:
		return time.Time{}, &core.Error{Kind: core.Invalid, Key: "bad.until"}
	}
	until := d.At(o.calendar().CounterHours(d).Close, o.Calendar.Zone)
	if !until.After(o.now) {
		return until, past
	}
	return until, nil
}

// correctLater sees to it that who must answer is reminded before it is too late.
func (o *Pure) correctLater(r *filed) {
	until := r.Until
	at := until.Add(-o.Engine.Life().Forewarn)
	if !at.After(o.now) {
		return
	}
	o.later(fmt.Sprintf("correct:%d/%d", r.ID, until.Unix()), at, func() {
		if r.Status == core.Incomplete && r.Until.Equal(until) && o.now.Before(until) {
			o.tell(reminderNews, r.Request, func(lang string, l core.Limits) core.Message { return o.Engine.RemindCorrection(lang, l, r.Request) })
		}
	})
}
