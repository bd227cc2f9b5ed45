package dialog

import (
	"slices"

	"loket/core"
	"loket/core/catalog"
)

// farthest is how many days ahead the end of other hours is looked for.
const farthest = 92

// unusual tells on which days of the coming fortnight the counter opens at other hours than on that weekday, and on which it
// opens though it would be shut; what has begun by then is told to its end.
func (t *turn) unusual() (texts []string) {
	c, horizon := t.f.Calendar, t.f.Today().Add(soon)
	var run []core.Date // days with other hours, one after the other
	var extra []string  // openings among them
	tell := func() {
		if len(run) > 0 {
			texts = append(texts, t.otherHours(run))
		}
		texts = append(texts, extra...)
		run, extra = nil, nil
	}
	for d := t.f.Today(); d.Before(horizon) || len(run) > 0 && d.Before(t.f.Today().Add(farthest)); d = d.Add(1) {
		usual := c.Counter[d.Weekday()]
		h := c.CounterHours(d)
		switch {
		case !c.CounterOpen(d):
		case t.wouldBeShut(d):
			if d.Before(horizon) {
				extra = append(extra, t.openingOn(d, h))
			}
		case h != usual && (d.Before(horizon) || len(run) > 0):
			run = append(run, d)
		default:
			tell()
		}
	}
	tell()
	return texts
}

// wouldBeShut tells whether the counter is open on a day only because staff have opened it.
func (t *turn) wouldBeShut(d core.Date) bool {
	c := t.f.Calendar
	if _, opened := c.Opening(d); !opened {
		return false
	}
	_, decreed := c.Holidays[d]
	return decreed || c.Counter[d.Weekday()].Shut() ||
		slices.ContainsFunc(c.Closures, func(k core.Closure) bool { return !d.Before(k.From) && !d.After(k.To) })
}

// openingOn tells of a day that staff have opened.
func (t *turn) openingOn(d core.Date, h core.Hours) string {
	opening, _ := t.f.Calendar.Opening(d)
	args := catalog.Args{"day": t.date(d), "hours": t.dayHours(h), "reason": opening.Reason}
	if opening.Reason == "" {
		return t.text("hours.opening", args)
	}
	if t.f.Limits.Short {
		args["reason"] = brief(opening.Reason)
	}
	return t.text("hours.opening.reason", args)
}

// dayHours is the hours of one day, without its break.
func (t *turn) dayHours(h core.Hours) string {
	day := core.Date{Year: 2020, Month: 1, Day: 1} // of any
	return t.cat.Clock(day.At(h.Open, zoneless)) + "-" + t.cat.Clock(day.At(h.Close, zoneless))
}

// otherHours tells the hours of days that follow each other.
func (t *turn) otherHours(days []core.Date) string {
	first := t.f.Calendar.CounterHours(days[0])
	args := catalog.Args{"from": t.date(days[0]), "until": t.date(days[len(days)-1]), "hours": t.dayHours(first)}
	if len(days) == 1 {
		return t.text("hours.other.day", args)
	}
	var week [7]core.Hours
	for _, d := range days {
		if week[d.Weekday()].Shut() {
			week[d.Weekday()] = t.f.Calendar.CounterHours(d)
		}
	}
	args["counter"] = t.cat.Hours(t.lang(), week, t.f.Limits.Short)
	return t.text("hours.other", args)
}

// holidaysKnown tells whether the holidays of the coming fortnight have been entered.
func (t *turn) holidaysKnown() bool {
	c, today := t.f.Calendar, t.f.Today()
	return c.HolidaysKnown(today.Year) && c.HolidaysKnown(today.Add(soon).Year)
}
