package core

import "time"

// Month is a month as staff see it in the calendar.
type Month struct {
	Year    int
	Month   time.Month
	Unknown bool // no holidays of its year are known: its weekdays may only seem to be open
	Days    []MonthDay
}

// MonthDay is a day of it.
type MonthDay struct {
	Date    Date
	Counter Hours             // none: papers are not fetched
	Intake  Hours             // none: no requests are taken
	Holiday map[string]string // its name by language, if it is one
	Closure *Closure          // that is in force, if one is
	Special string            // what citizens are told of an opening, or of other hours; "" if there are none
	Opening int64             // number of that opening, or of those hours; 0: none
	Quota   Day
	Serves  int // pickups that the office serves
	Pickups int // that are to come, to all places
}

// Month is the calendar's part of a month: what it counts is the desk's to know.
func (c *Calendar) Month(year int, month time.Month) Month {
	m := Month{Year: year, Month: month, Unknown: !c.HolidaysKnown(year)}
	for d := DateOf(time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)); d.Month == month; d = d.Add(1) {
		day := MonthDay{Date: d, Closure: c.Closure(d)}
		if h, ok := c.Holiday(d); ok {
			day.Holiday = h.Name
		}
		if c.CounterOpen(d) {
			day.Counter = c.CounterHours(d)
		}
		if c.IntakeDay(d) {
			day.Intake = c.IntakeHours(d)
		}
		for i := len(c.overrides) - 1; i >= 0; i-- {
			if o := c.overrides[i]; (o.Kind == OpeningOverride || o.Kind == HoursOverride && o.names(d)) && o.Covers(d) {
				day.Special, day.Opening = o.Reason, o.ID
				break
			}
		}
		for _, s := range c.Slots("", d) {
			day.Serves += s.Cap
		}
		m.Days = append(m.Days, day)
	}
	return m
}

// names tells whether it has hours of a day's weekday.
func (o Override) names(d Date) bool {
	_, counter := o.counter()[d.Weekday()]
	_, intake := o.intake()[d.Weekday()]
	return counter || intake
}
