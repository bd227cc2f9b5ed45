package core

import "time"

// horizon bounds every search for an open day: an office that opens on no day within two years has no such day.
const horizon = 731

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
