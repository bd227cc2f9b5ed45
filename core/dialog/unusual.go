package dialog

import (
	"slices"

	"loket/core"
	"loket/core/catalog"
)

// unusual tells on which days of the coming fortnight the counter opens at other hours than on that weekday, and on which it
// opens though it would be shut.
func (t *turn) unusual() (texts []string) {
	c := t.f.Calendar
	var run []core.Date // days with other hours, one after the other
	tell := func() {
		if len(run) > 0 {
			texts = append(texts, t.otherHours(run))
			run = nil
		}
	}
	for d := t.f.Today(); d.Before(t.f.Today().Add(soon)); d = d.Add(1) {
		usual := c.Counter[d.Weekday()]
		_, decreed := c.Holidays[d]
		switch h := c.CounterHours(d); {
		case !c.CounterOpen(d):
		case usual.Shut() || decreed || t.reopened(d):
			texts = append(texts, t.text("hours.opening", catalog.Args{"day": t.date(d), "hours": t.dayHours(h)}))
		case h != usual:
			run = append(run, d)
			continue
		default:
			tell()
		}
	}
	tell()
	return texts
}

// reopened tells whether a day lies within a closure that an opening of staff's has ended for it.
func (t *turn) reopened(d core.Date) bool {
	return slices.ContainsFunc(t.f.Calendar.Closures, func(k core.Closure) bool { return !d.Before(k.From) && !d.After(k.To) })
}

// dayHours is the hours of one day, without its break.
func (t *turn) dayHours(h core.Hours) string {
	return t.cat.Clock(core.Date{Year: 2020, Month: 1, Day: 1}.At(h.Open, zoneless)) + "-" +
		t.cat.Clock(core.Date{Year: 2020, Month: 1, Day: 1}.At(h.Close, zoneless))
}

// otherHours tells the hours of days that follow each other.
func (t *turn) otherHours(days []core.Date) string {
	var week [7]core.Hours
	for _, d := range days {
		week[d.Weekday()] = t.f.Calendar.CounterHours(d)
	}
	key := "hours.other"
	if len(days) == 1 {
		key = "hours.other.day"
	}
	return t.text(key, catalog.Args{"from": t.date(days[0]), "until": t.date(days[len(days)-1]), "hours": t.dayHours(week[days[0].Weekday()]),
		"counter": t.cat.Hours(t.lang(), week, t.f.Limits.Short)})
}

// holidaysKnown tells whether the holidays of the coming fortnight have been entered.
func (t *turn) holidaysKnown() bool {
	c, today := t.f.Calendar, t.f.Today()
	return c.HolidaysKnown(today.Year) && c.HolidaysKnown(today.Add(soon).Year)
}
