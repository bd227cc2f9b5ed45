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

// horizon bounds every search for an open day: an office that opens on no day within two years has no such day.
const horizon = 731

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

// IntakeClosed tells whether a closure shuts intake too on d.
func (c *Calendar) IntakeClosed(d Date) bool {
	opened := c.opened(d)
	for _, k := range c.Closures {
		if k.Intake && !d.Before(k.From) && !d.After(k.To) && k.Set >= opened {
			return true
		}
	}
	return false
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
	return !c.IntakeClosed(d)
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

// Earliest is the first day on which papers asked for on a service day can be fetched: the first open counter day that is not
// before the service day plus a number of working (intake) days. ok is false when the office opens on no such day within two
// years.
func (c *Calendar) Earliest(service Date, workingDays int) (d Date, ok bool) {
	d = service
	for n := 0; n < horizon && workingDays > 0; n++ {
		d = d.Add(1)
		if c.IntakeDay(d) {
			workingDays--
		}
	}
	d = c.NextCounter(d)
	return d, !d.IsZero()
}

// NextIntake is the first day from d on on which requests are taken; none if there is none within two years.
func (c *Calendar) NextIntake(d Date) Date {
	for n := 0; n < horizon; n, d = n+1, d.Add(1) {
		if c.IntakeDay(d) {
			return d
		}
	}
	return Date{}
}

// WorkingDayBefore is the last intake day before d; the day before it if there is none within two years.
func (c *Calendar) WorkingDayBefore(d Date) Date {
	e := d.Add(-1)
	for n := 0; n < horizon; n, e = n+1, e.Add(-1) {
		if c.IntakeDay(e) {
			return e
		}
	}
	return d.Add(-1)
}

// OfficeTime is the first instant from t on that is within office hours: the counter's hours of an intake day, whether or not
// a closure keeps citizens from the counter. ok is false if there is none within two years.
func (c *Calendar) OfficeTime(t time.Time) (at time.Time, ok bool) { return c.OfficeAfter(t, 0) }

// OfficeAfter is the instant when a span of office hours has passed from t on.
func (c *Calendar) OfficeAfter(t time.Time, span time.Duration) (at time.Time, ok bool) {
	d := DateOf(t.In(c.Zone))
	for n := 0; n < horizon; n, d = n+1, d.Add(1) {
		h := c.CounterHours(d)
		if !c.IntakeDay(d) || h.Shut() {
			continue
		}
		parts := [][2]int{{h.Open, h.Close}}
		if h.BreakTo > h.BreakFrom {
			parts = [][2]int{{h.Open, h.BreakFrom}, {h.BreakTo, h.Close}}
		}
		for _, p := range parts {
			from, to := d.At(p[0], c.Zone), d.At(p[1], c.Zone)
			if from.Before(t) {
				from = t
			}
			if !from.Before(to) {
				continue
			}
			if end := from.Add(span); !end.After(to) {
				return end, true
			}
			span -= to.Sub(from)
		}
	}
	return time.Time{}, false
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
		if o.Kind == QuotaOverride && o.Service == "" && o.Covers(d) {
			return o.Cap
		}
	}
	return c.quotaFrom(d).Places
}

func (c *Calendar) quotaFrom(d Date) (from QuotaFrom) {
	for _, q := range c.Quotas {
		if !d.Before(q.From) {
			from = q
		}
	}
	return from
}

// OpenShare is the share of all who do not file through the kecamatan, where seats are kept for those who do.
const OpenShare = "open"

// ServiceShare is the share of a service, if it has a quota of its own.
func ServiceShare(code string) string { return "service:" + code }

// Shares are the parts of a day's quota, with their caps, that a request for a service, filed in a certain way, draws from
// beside the day itself; now is the moment at which it is filed, or offered. Most offices have none.
func (c *Calendar) Shares(d Date, service, via string, now time.Time) (shares []Share) {
	q := c.quotaFrom(d)
	places, own := q.Services[service]
	for i := len(c.overrides) - 1; i >= 0; i-- {
		if o := c.overrides[i]; o.Kind == QuotaOverride && o.Service == service && o.Covers(d) {
			places, own = o.Cap, true
			break
		}
	}
	if own {
		shares = append(shares, Share{ServiceShare(service), places})
	}
	if q.Kept > 0 && via != ViaKecamatan && now.Before(d.At(q.Release, c.Zone)) {
		shares = append(shares, Share{OpenShare, max(0, c.Quota(d)-q.Kept)})
	}
	return shares
}

// Released is the instant at which the seats that a day keeps for the kecamatan become everybody's; ok is false if it keeps none.
func (c *Calendar) Released(d Date) (at time.Time, ok bool) {
	q := c.quotaFrom(d)
	return d.At(q.Release, c.Zone), q.Kept > 0 && c.IntakeDay(d)
}

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
