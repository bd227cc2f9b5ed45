package desk

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"loket/core"
)

// reminding is the body of an act that reminds those who fetch on a day, and how far it has come.
type reminding struct {
	Day     core.Date
	After   core.Pickup
	Coming  int // pickups seen so far …
	Unready int // … and how many of them have papers that are not ready
}

// remindLater sees to it that those who have been given slots are reminded on the working day before. For a day of pickups there
// is one act; another one only when the calendar has moved that working day, and then nobody is reminded twice. Who is given a
// slot when the day's reminders are over needs none.
func (d *Desk) remindLater(calendar *core.Calendar, now time.Time, slots ...core.Slot) (acts []core.Act) {
	seen := map[core.Date]bool{}
	for _, s := range slots {
		day := core.DateOf(s.From.In(calendar.Zone))
		if s.IsZero() || seen[day] {
			continue
		}
		seen[day] = true
		due := d.remindedAt(calendar, day)
		cause := fmt.Sprintf("remind:%s@%d", day, due.Unix())
		if _, known := d.deferred.Load(cause); known || !due.After(now) {
			continue
		}
		acts = append(acts, core.Act{Cause: cause, Kind: "remind", Due: due, Body: body(reminding{Day: day})})
	}
	return acts
}

// remindAgain sees to it after a change of the calendar that those who fetch on the days from one to another are still reminded on
// the working day before.
func (d *Desk) remindAgain(tx core.Tx, calendar *core.Calendar, now time.Time, from, to core.Date) error {
	days, err := tx.PickupDays(from, to)
	if err != nil {
		return err
	}
	var slots []core.Slot
	for _, day := range slices.SortedFunc(maps.Keys(days), core.Date.Compare) {
		if days[day] > 0 {
			slots = append(slots, core.Slot{From: day.At(0, calendar.Zone)})
		}
	}
	return when(d.remindLater(calendar, now, slots...), tx.Defer)()
}

// remindedAt is when those who fetch on a day are reminded.
func (d *Desk) remindedAt(calendar *core.Calendar, day core.Date) time.Time {
	return calendar.WorkingDayBefore(day).At(d.cat.Office.Life.Remind, calendar.Zone)
}

// remember notes what this process has deferred and need not defer again.
func (d *Desk) remember(acts []core.Act) {
	for _, a := range acts {
		if a.Kind == "remind" {
			d.deferred.Store(a.Cause, true)
		}
	}
}

// remind reminds the holders of what is ready, and warns staff of what is not. When the day has begun it is too late.
func (d *Desk) remind(x *doing) error {
	var r reminding
	calendar, err := d.readWithCalendar(x, &r)
	if err != nil {
		return err
	}
	begins := r.Day.At(0, calendar.Zone)
	if due := d.remindedAt(calendar, r.Day); due.After(x.now) {
		x.again = due
		return nil
	}
	if !x.now.Before(begins) {
		return nil
	}
	found, err := x.tx.Pickups(core.PickupQuery{From: begins, To: r.Day.Add(1).At(0, calendar.Zone), After: r.After, Limit: page})
	if err != nil {
		return err
	}
	var ready []int64
	for _, p := range found {
		switch r.Coming++; p.Status {
		case core.Ready:
			ready = append(ready, p.Request)
		default:
			r.Unready++
		}
	}
	if err := d.remindOf(x, ready); err != nil {
		return err
	}
	if len(found) == page {
		r.After, x.again = found[page-1], x.now
		x.act.Body = body(r)
		return nil
	}
	if r.Unready == 0 {
		return nil
	}
	letters, err := d.tellStaff(x.tx, core.MoveOthers, "unready:"+r.Day.String(), func(lang string, l core.Limits) core.Message {
		return d.engine.Unready(lang, l, r.Day, r.Unready, r.Coming)
	})
	x.woke(letters)
	return err
}

// remindOf reminds the holders of requests of their pickups.
func (d *Desk) remindOf(x *doing, ready []int64) error {
	requests, err := byID(x.tx, ready)
	if err != nil {
		return err
	}
	var all []news
	for _, q := range requests {
		all = append(all, news{q, reminderNews, fmt.Sprintf("remind:%d:%d", q.ID, q.From.Unix()), q.Ticket,
			always(func(lang string, l core.Limits) core.Message { return d.engine.Remind(lang, l, q) })})
	}
	letters, err := d.tellHolders(x.tx, all)
	x.woke(letters)
	return err
}
