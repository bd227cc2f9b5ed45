package core

import (
	"slices"
	"time"
)

// Hours is a weekday's opening time in minutes after midnight; the zero Hours means shut. Close may be 1440. A break
// lies within, or is zero.
type Hours struct {
	Open, Close        int
	BreakFrom, BreakTo int
}

// Shut tells whether there is no opening at all.
func (h Hours) Shut() bool { return h.Close <= h.Open }

// Holiday is a day on which the office is shut by decree.
type Holiday struct {
	Date Date
	Name map[string]string // by language
}

// Closure is a stretch of days on which the counter is shut. Intake by message goes on, unless Intake says otherwise.
type Closure struct {
	ID     int64 // 0: from the office file
	From   Date
	To     Date
	Intake bool
	Reason map[string]string // by language; what citizens are told
	Set    int               // its place among what staff have set; 0: it stands in the office file
}

// QuotaFrom is a quota of the office file that holds from a day on.
type QuotaFrom struct {
	From     Date // none: from the beginning
	Places   int
	Services map[string]int // places of single services, by code, within Places
	Kept     int            // seats kept for those who file through the kecamatan …
	Release  int            // … until this minute of the day; then they are everybody's
}

// Calendar knows the office's days. The counter is where papers are fetched; intake is the taking of requests by message.
// A Calendar is never changed once made: With makes a new one.
type Calendar struct {
	Zone     *time.Location
	Counter  [7]Hours // by time.Weekday
	Intake   [7]Hours
	Holidays map[Date]Holiday
	Yearly   []Holiday // by law on the same date of every year, known or not; the year of their dates is 0
	Closures []Closure
	Quotas   []QuotaFrom     // by From, ascending
	Flows    map[string]Flow // of pickups, by place

	overrides []Override
}

// With is the calendar with what staff have set, oldest first, after what it has already. For each day the latest counts: an
// opening ends the closures and holidays that were set before it, closures add up, and hours and quotas replace each other.
func (c *Calendar) With(overrides []Override) *Calendar {
	n := *c
	n.overrides = append(slices.Clip(c.overrides), overrides...)
	n.Closures = slices.Clip(c.Closures)
	n.Holidays = c.holidaysWith(overrides)
	for i, o := range overrides {
		if o.Kind == ClosureOverride {
			n.Closures = append(n.Closures, Closure{ID: o.ID, From: o.From, To: o.To, Intake: o.Intake,
				Reason: map[string]string{"id": o.Reason, "en": o.Reason}, Set: len(c.overrides) + i + 1})
		}
	}
	return &n
}

// holidaysWith are the holidays, those of a year replaced when staff have imported that year's.
func (c *Calendar) holidaysWith(overrides []Override) map[Date]Holiday {
	years := map[int]bool{}
	for _, o := range overrides {
		if o.Kind == HolidayOverride {
			years[o.From.Year] = true
		}
	}
	if len(years) == 0 {
		return c.Holidays
	}
	all := make(map[Date]Holiday, len(c.Holidays))
	for d, h := range c.Holidays {
		if !years[d.Year] {
			all[d] = h
		}
	}
	for _, o := range overrides {
		if o.Kind == HolidayOverride {
			all[o.From] = Holiday{o.From, o.Names}
		}
	}
	return all
}

// opened is the place of the latest opening that covers d among what staff have set; 0 if none does.
func (c *Calendar) opened(d Date) int {
	for i := len(c.overrides) - 1; i >= 0; i-- {
		if o := c.overrides[i]; o.Kind == OpeningOverride && o.Covers(d) {
			return i + 1
		}
	}
	return 0
}

// Opening is what staff set last to open on d; ok is false if they set nothing.
func (c *Calendar) Opening(d Date) (o Override, ok bool) {
	if i := c.opened(d); i > 0 {
		return c.overrides[i-1], true
	}
	return Override{}, false
}

// Closure is the closure in force on d, the one that lasts longest if several are; nil if none is.
func (c *Calendar) Closure(d Date) *Closure {
	var found *Closure
	opened := c.opened(d)
	for i := range c.Closures {
		k := &c.Closures[i]
		if !d.Before(k.From) && !d.After(k.To) && k.Set >= opened && (found == nil || k.To.After(found.To)) {
			found = k
		}
	}
	return found
}

// ClosedUntil is the last day of the closure in force on d, together with those that follow it before the counter opens.
func (c *Calendar) ClosedUntil(d Date) Date {
	k := c.Closure(d)
	if k == nil {
		return Date{}
	}
	until := k.To
	for grown := true; grown; {
		grown = false
		reopen := c.NextCounter(until.Add(1))
		for _, k := range c.Closures {
			if k.To.After(until) && (reopen.IsZero() || k.From.Before(reopen)) {
				until, grown = k.To, true
			}
		}
	}
	return until
}

// IntakeClosure is the closure that shuts intake too on d, the one that was set last if several do; nil if none does.
func (c *Calendar) IntakeClosure(d Date) *Closure {
	opened := c.opened(d)
	for i := len(c.Closures) - 1; i >= 0; i-- {
		if k := &c.Closures[i]; k.Intake && !d.Before(k.From) && !d.After(k.To) && k.Set >= opened {
			return k
		}
	}
	return nil
}

// WhyShut is what closure or holiday keeps people from the counter on d, or requests from being taken, by language; nil if neither
// does: then it is the hours.
func (c *Calendar) WhyShut(d Date, intake bool) map[string]string {
	k := c.Closure(d)
	if intake {
		k = c.IntakeClosure(d)
	}
	if k != nil {
		return k.Reason
	}
	if h, ok := c.Holiday(d); ok {
		return h.Name
	}
	return nil
}

// CounterHours are the counter's hours on a day, were it open.
func (c *Calendar) CounterHours(d Date) Hours { return c.hours(d, c.Counter, Override.counter) }

// IntakeHours are the hours in which requests are taken on a day, were they.
func (c *Calendar) IntakeHours(d Date) Hours { return c.hours(d, c.Intake, Override.intake) }

func (c *Calendar) hours(d Date, week [7]Hours, set func(Override) map[time.Weekday]Hours) Hours {
	for i := len(c.overrides) - 1; i >= 0; i-- {
		if o := c.overrides[i]; (o.Kind == HoursOverride || o.Kind == OpeningOverride) && o.Covers(d) {
			if h, ok := set(o)[d.Weekday()]; ok {
				return h
			}
		}
	}
	return week[d.Weekday()]
}

// Holiday is the holiday that d is; an opening of staff's makes it a day like another.
func (c *Calendar) Holiday(d Date) (h Holiday, ok bool) {
	if h, ok = c.Holidays[d]; !ok {
		h, ok = c.yearly(d)
	}
	if !ok || c.opened(d) != 0 {
		return Holiday{}, false
	}
	return h, true
}

func (c *Calendar) yearly(d Date) (Holiday, bool) {
	for _, y := range c.Yearly {
		if y.Date.Month == d.Month && y.Date.Day == d.Day {
			return Holiday{d, y.Name}, true
		}
	}
	return Holiday{}, false
}

// NextHoliday is the first holiday from d on that falls on a day with counter hours; ok is false if none is known.
func (c *Calendar) NextHoliday(d Date) (h Holiday, ok bool) {
	for n := 0; n < horizon; n, d = n+1, d.Add(1) {
		if h, ok := c.Holiday(d); ok && !c.CounterHours(d).Shut() {
			return h, true
		}
	}
	return Holiday{}, false
}

// CounterOpen tells whether papers can be fetched on d.
func (c *Calendar) CounterOpen(d Date) bool {
	_, holiday := c.Holiday(d)
	return !holiday && !c.CounterHours(d).Shut() && c.Closure(d) == nil
}

// IntakeDay tells whether requests are taken on d: a weekday with intake hours, no holiday, no closure that shuts intake.
func (c *Calendar) IntakeDay(d Date) bool {
	if _, holiday := c.Holiday(d); holiday || c.IntakeHours(d).Shut() {
		return false
	}
	return c.IntakeClosure(d) == nil
}

// IntakeOpen tells whether requests are taken at t, which must be in the office's zone.
func (c *Calendar) IntakeOpen(t time.Time) bool {
	d := DateOf(t)
	h := c.IntakeHours(d)
	m := t.Hour()*60 + t.Minute()
	return c.IntakeDay(d) && m >= h.Open && m < h.Close && !(m >= h.BreakFrom && m < h.BreakTo)
}

// Bookable lists the service days that can be asked for at t: today, if intake is open, and the next ahead intake days.
func (c *Calendar) Bookable(t time.Time, ahead int) []Date {
	var days []Date
	d := DateOf(t)
	if c.IntakeOpen(t) {
		days = append(days, d)
		d = d.Add(1)
	} else if m := t.Hour()*60 + t.Minute(); m >= c.IntakeHours(d).Open {
		d = d.Add(1) // today's intake is over
	}
	for n := 0; n < horizon && ahead > 0; n, d = n+1, d.Add(1) {
		if c.IntakeDay(d) {
			days = append(days, d)
			ahead--
		}
	}
	return days
}

// IntakeOpens is the instant at which intake opens on d.
func (c *Calendar) IntakeOpens(d Date) time.Time { return d.At(c.IntakeHours(d).Open, c.Zone) }

// IntakeShuts is the instant at which intake ends on d.
func (c *Calendar) IntakeShuts(d Date) time.Time { return d.At(c.IntakeHours(d).Close, c.Zone) }

// HolidaysKnown tells whether the holidays of a year were ever entered; without them every weekday but the yearly holidays
// would pass for open.
func (c *Calendar) HolidaysKnown(year int) bool {
	for d := range c.Holidays {
		if d.Year == year {
			return true
		}
	}
	return false
}
