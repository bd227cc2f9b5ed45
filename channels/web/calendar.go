package web

import (
	"fmt"
	"strings"
	"time"

	"loket/core"
)

// monthPage is a month of the calendar in weeks.
type monthPage struct {
	core.Month
	Today         core.Date
	First         core.Date
	Weeks         [][]DayCell
	Earlier       string // months, as addresses name them; "": there is none
	Later         string
	Picked, Until core.Date // the days that are offered to be changed
}

// DayCell is a day of it; without a date it is a day of another month.
type DayCell struct {
	core.MonthDay
	Today bool
	Past  bool
}

// State is what a day is for those who would come to the counter: the class of its cell, and a word of the legend.
func (d DayCell) State() string {
	switch {
	case d.Holiday != nil:
		return "holiday"
	case d.Closure != nil:
		return "closed"
	case d.Counter.Shut() && d.Intake.Shut():
		return "shut"
	case d.Opening != 0:
		return "special"
	}
	return "open"
}

// Share is how much of a whole a bar shows, in hundredths.
func (d DayCell) Share(part, whole int) int {
	if whole <= 0 {
		return min(part, 1) * 100
	}
	return min(100*part/whole, 100)
}

// calendarPage shows a month, this one unless the address names another.
func calendarPage(v *visit) error {
	now, err := v.desk.Now(v.r.Context())
	if err != nil {
		return err
	}
	today := core.DateOf(now)
	year, month := today.Year, today.Month
	if name := v.r.PathValue("month"); name != "" {
		t, err := time.Parse("2006-01", name)
		if err != nil || t.Year() < earliestYear || t.Year() > latestYear {
			return notFound(v)
		}
		year, month = t.Year(), t.Month()
	}
	m, err := v.desk.Month(v.r.Context(), year, month)
	if err != nil {
		return err
	}
	p := monthPage{Month: m, Today: today, First: m.Days[0].Date, Weeks: weeksOf(m, today), Earlier: monthName(year, month-1), Later: monthName(year, month+1)}
	if p.Picked, err = v.day("from"); err == nil {
		p.Until, err = v.day("to")
	}
	if err != nil {
		return v.wrong("calendar", p, err)
	}
	return v.show("calendar", p)
}

// Calendars of other centuries are of no use to an office.
const (
	earliestYear = 2000
	latestYear   = 2199
)

func monthName(year int, month time.Month) string {
	t := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	if t.Year() < earliestYear || t.Year() > latestYear {
		return ""
	}
	return t.Format("2006-01")
}

// weeksOf are the weeks of a month, from Monday.
func weeksOf(m core.Month, today core.Date) (weeks [][]DayCell) {
	week := make([]DayCell, weekdayFromMonday(m.Days[0].Date))
	for _, d := range m.Days {
		if len(week) == 7 {
			weeks, week = append(weeks, week), nil
		}
		week = append(week, DayCell{d, d.Date == today, d.Date.Before(today)})
	}
	for len(week) < 7 {
		week = append(week, DayCell{})
	}
	return append(weeks, week)
}

func weekdayFromMonday(d core.Date) int { return (int(d.Weekday()) + 6) % 7 }

// dayPage is all that is known of one day.
type dayPage struct {
	DayCell
	Quota         core.Day
	Parts         []dayPart
	Set           []core.Override // what staff have set over it, the latest first
	Closures      []core.Closure  // of the office file
	Earlier, Next core.Date
	Month         string
}

// dayPart is a part of a day's quota that has a cap of its own.
type dayPart struct {
	Service string // "": all who do not file through the kecamatan
	Cap     int
	Left    int
	Counted bool // somebody has asked for it: Left is known
}

func calendarDayPage(v *visit) error {
	day, err := core.ParseDate(v.r.PathValue("day"))
	if err != nil || day.Year < earliestYear || day.Year > latestYear {
		return notFound(v)
	}
	ctx := v.r.Context()
	now, err := v.desk.Now(ctx)
	if err != nil {
		return err
	}
	m, err := v.desk.Month(ctx, day.Year, day.Month)
	if err != nil {
		return err
	}
	quota, parts, err := v.desk.Quota(ctx, day)
	if err != nil {
		return err
	}
	overrides, err := v.desk.Overrides(ctx)
	if err != nil {
		return err
	}
	today := core.DateOf(now)
	p := dayPage{DayCell: DayCell{m.Days[day.Day-1], day == today, day.Before(today)}, Quota: quota, Earlier: day.Add(-1), Next: day.Add(1),
		Month: monthName(day.Year, day.Month)}
	for _, s := range parts {
		left, counted := quota.Shares[s.Name]
		service, _ := strings.CutPrefix(s.Name, core.ServiceShare(""))
		if s.Name == core.OpenShare {
			service = ""
		}
		p.Parts = append(p.Parts, dayPart{service, s.Cap, left, counted})
	}
	for i := len(overrides) - 1; i >= 0; i-- {
		if overrides[i].Covers(day) {
			p.Set = append(p.Set, overrides[i])
		}
	}
	if k := p.Closure; k != nil && k.ID == 0 {
		p.Closures = append(p.Closures, *k)
	}
	return v.show("calendar.day", p)
}

// hours are a day's hours as people read them, with their break.
func (l *look) hours(h core.Hours) string {
	if h.Shut() {
		return "–"
	}
	clock := func(minute int) string {
		if minute == 24*60 {
			return strings.Replace(l.clock(time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)), "00", "24", 1)
		}
		return l.clock(time.Date(1, 1, 1, minute/60, minute%60, 0, 0, time.UTC))
	}
	if h.BreakTo > h.BreakFrom {
		return clock(h.Open) + "–" + clock(h.BreakFrom) + ", " + clock(h.BreakTo) + "–" + clock(h.Close)
	}
	return clock(h.Open) + "–" + clock(h.Close)
}

// week is hours by weekday as people read them: neighbours with the same hours together.
func (l *look) week(week map[time.Weekday]core.Hours) string {
	var parts []string
	for i := 0; i < 7; {
		first := time.Weekday((i + 1) % 7)
		h, ok := week[first]
		if i++; !ok {
			continue
		}
		last := first
		for ; i < 7; i++ {
			next := time.Weekday((i + 1) % 7)
			if same, ok := week[next]; !ok || same != h {
				break
			}
			last = next
		}
		days := l.words[fmt.Sprintf("wd.%d", first)]
		if last != first {
			days += "–" + l.words[fmt.Sprintf("wd.%d", last)]
		}
		text := l.hours(h)
		if h.Shut() {
			text = l.words["calendar.shut"]
		}
		parts = append(parts, days+" "+text)
	}
	return strings.Join(parts, "; ")
}

// span is the days from one to another as people read them; without an end if to is none.
func (l *look) span(from, to core.Date) string {
	switch {
	case to.IsZero():
		return l.words.say("calendar.from", "day", l.date(from))
	case from == to:
		return l.date(from)
	}
	return l.date(from) + " – " + l.date(to)
}
