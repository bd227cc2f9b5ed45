package desk

import (
	"maps"
	"slices"
	"time"

	"loket/core"
)

// facts reads what holds for the whole transaction: the time, the calendar with what staff have set, the bookable days. Changed
// says that this very transaction may have changed announcements.
func (d *Desk) facts(tx core.Tx, changed bool) (core.Facts, error) {
	now, calendar, err := d.today(tx)
	if err != nil {
		return core.Facts{}, err
	}
	f := core.Facts{Now: now, Calendar: calendar, Days: map[core.Date]core.Day{}, Uploads: d.o.Uploads != "", Channels: slices.Sorted(maps.Keys(d.o.Accounts))}
	f.Bookable = calendar.Bookable(now, d.cat.Office.Limits.Ahead)
	asked := f.Bookable
	if today := f.Today(); !slices.Contains(asked, today) {
		asked = append(slices.Clip(asked), today) // people ask how it went, also after hours
	}
	days, err := d.days(tx, calendar, asked)
	for _, day := range days {
		f.Days[day.Date] = day
	}
	if err != nil {
		return f, err
	}
	f.News, err = d.inForce(tx, changed)
	return f, err
}

// today is the office's time and its calendar.
func (d *Desk) today(tx core.Tx) (time.Time, *core.Calendar, error) {
	now, err := tx.Now()
	if err != nil {
		return time.Time{}, nil, err
	}
	overrides, err := tx.Overrides()
	if err != nil {
		return time.Time{}, nil, err
	}
	return now.In(d.cat.Office.Zone), d.calendar(overrides), nil
}

// knownCalendar is the calendar with what staff had set when it was read last.
type knownCalendar struct {
	overrides []core.Override
	calendar  *core.Calendar
}

// calendar is the office's with what staff have set. The store hands out the same list until they set something else: then the
// calendar is the same, too.
func (d *Desk) calendar(overrides []core.Override) *core.Calendar {
	same := func(a, b []core.Override) bool { return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) }
	if k := d.year.Load(); k != nil && same(k.overrides, overrides) {
		return k.calendar
	}
	k := &knownCalendar{overrides, d.cat.Office.Calendar.With(overrides)}
	d.year.Store(k)
	return k.calendar
}

// days reads days; those that have no row yet get the places that the calendar gives them.
func (d *Desk) days(tx core.Tx, calendar *core.Calendar, dates []core.Date) ([]core.Day, error) {
	days, err := tx.Days(dates)
	for i := range days {
		if !days[i].Made {
			days[i].Date, days[i].Cap = dates[i], calendar.Quota(dates[i])
		}
	}
	return days, err
}
