package core

import "time"

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
}

// QuotaFrom is a quota of the office file that holds from a day on.
type QuotaFrom struct {
	From   Date // none: from the beginning
	Places int
}

// Calendar knows the office's days. The counter is where papers are fetched; intake is the taking of requests by message.
// A Calendar is never changed once made: With makes a new one.
type Calendar struct {
	Zone     *time.Location
	Counter  [7]Hours // by time.Weekday
	Intake   [7]Hours
	Holidays map[Date]Holiday
	Closures []Closure
	Quotas   []QuotaFrom // by From, ascending

	overrides []Override
}

// horizon bounds every search for an open day: an office that opens on no day within two years has no such day.
const horizon = 731

// With is the calendar with what staff have set, oldest first.
func (c *Calendar) With(overrides []Override) *Calendar {
	n := *c
	n.overrides = overrides
	n.Closures = append([]Closure(nil), c.Closures...)
	for _, o := range overrides {
		if o.Kind == ClosureOverride {
			n.Closures = append(n.Closures, Closure{ID: o.ID, From: o.From, To: o.To, Intake: o.Intake,
				Reason: map[string]string{"id": o.Reason, "en": o.Reason}})
		}
	}
	return &n
}

// Closure is the closure in force on d, the one that lasts longest if several are; nil if none is.
func (c *Calendar) Closure(d Date) *Closure {
	var found *Closure
	for i := range c.Closures {
		k := &c.Closures[i]
		if !d.Before(k.From) && !d.After(k.To) && (found == nil || k.To.After(found.To)) {
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

// IntakeClosed tells whether a closure shuts intake too on d.
func (c *Calendar) IntakeClosed(d Date) bool {
	for _, k := range c.Closures {
		if k.Intake && !d.Before(k.From) && !d.After(k.To) {
			return true
		}
	}
	return false
}

// NextHoliday is the first holiday from d on that falls on a day with counter hours; ok is false if none is known.
func (c *Calendar) NextHoliday(d Date) (h Holiday, ok bool) {
	for n := 0; n < horizon; n, d = n+1, d.Add(1) {
		if h, ok := c.Holidays[d]; ok && !c.Counter[d.Weekday()].Shut() {
			return h, true
		}
	}
	return Holiday{}, false
}

// CounterOpen tells whether papers can be fetched on d.
func (c *Calendar) CounterOpen(d Date) bool {
	_, holiday := c.Holidays[d]
	return !c.Counter[d.Weekday()].Shut() && !holiday && c.Closure(d) == nil
}

// IntakeDay tells whether requests are taken on d: a weekday with intake hours, no holiday, no closure that shuts intake.
func (c *Calendar) IntakeDay(d Date) bool {
	if _, holiday := c.Holidays[d]; holiday || c.Intake[d.Weekday()].Shut() {
		return false
	}
	return !c.IntakeClosed(d)
}

// IntakeOpen tells whether requests are taken at t, which must be in the office's zone.
func (c *Calendar) IntakeOpen(t time.Time) bool {
	d := DateOf(t)
	h := c.Intake[d.Weekday()]
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
	} else if m := t.Hour()*60 + t.Minute(); m >= c.Intake[d.Weekday()].Open {
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
func (c *Calendar) IntakeOpens(d Date) time.Time { return d.At(c.Intake[d.Weekday()].Open, c.Zone) }

// Pickup is when papers asked for on a service day are fetched: the counter hours of the first open counter day that is
// not before the service day plus a number of working (intake) days. ok is false when the office opens on no such day
// within two years.
func (c *Calendar) Pickup(service Date, workingDays int) (from, to time.Time, ok bool) {
	d := service
	for n := 0; n < horizon && workingDays > 0; n++ {
		d = d.Add(1)
		if c.IntakeDay(d) {
			workingDays--
		}
	}
	for n := 0; n < horizon; n, d = n+1, d.Add(1) {
		if c.CounterOpen(d) {
			h := c.Counter[d.Weekday()]
			return d.At(h.Open, c.Zone), d.At(h.Close, c.Zone), true
		}
	}
	return time.Time{}, time.Time{}, false
}

// NextCounter is the first day from d on on which the counter is open; none if there is none within two years.
func (c *Calendar) NextCounter(d Date) Date {
	for n := 0; n < horizon; n, d = n+1, d.Add(1) {
		if c.CounterOpen(d) {
			return d
		}
	}
	return Date{}
}

// Quota is how many places d has when its row is first made: what staff set last for it, else the office file's.
// A day without intake has none.
func (c *Calendar) Quota(d Date) int {
	if !c.IntakeDay(d) {
		return 0
	}
	for i := len(c.overrides) - 1; i >= 0; i-- {
		o := c.overrides[i]
		if o.Kind == QuotaOverride && o.Service == "" && !d.Before(o.From) && (o.To.IsZero() || !d.After(o.To)) {
			return o.Cap
		}
	}
	n := 0
	for _, q := range c.Quotas {
		if !d.Before(q.From) {
			n = q.Places
		}
	}
	return n
}

// HolidaysKnown tells whether the holidays of a year were ever entered; without them every weekday would pass for open.
func (c *Calendar) HolidaysKnown(year int) bool {
	for d := range c.Holidays {
		if d.Year == year {
			return true
		}
	}
	return false
}
