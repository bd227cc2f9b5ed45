package dialog

import (
	"slices"

	"loket/core"
	"loket/core/catalog"
)

// day is the count of a service day's places; before its row exists, what the calendar gives it.
func (t *turn) day(d core.Date) core.Day {
	day := t.f.Days[d]
	if !day.Made {
		day.Date, day.Cap = d, t.f.Calendar.Quota(d)
	}
	return day
}

// serviceDay is the day the form is for: the one asked for, else today.
func (t *turn) serviceDay() core.Date {
	if f := t.p.Talk.Form; f != nil && !f.Day.IsZero() {
		return f.Day
	}
	return t.f.Today()
}

// later is the first bookable day after d with a place left.
func (t *turn) later(d core.Date) (core.Day, bool) {
	for _, b := range t.f.Bookable {
		if day := t.day(b); b.After(d) && day.Left() > 0 {
			return day, true
		}
	}
	return core.Day{}, false
}

// dayStands tells whether the form can go on: its day can be booked and has a place. If not, it says why, and offers the
// next day that has one. People learn that a day is full before they fill in anything.
func (t *turn) dayStands() bool {
	f := t.form()
	if !f.Day.IsZero() && !slices.Contains(t.f.Bookable, f.Day) {
		f.Day = core.Date{} // it has passed while they were writing
	}
	if f.Day.IsZero() && !t.f.Open() {
		t.opens()
		return false
	}
	if day := t.day(t.serviceDay()); day.Left() == 0 {
		t.filled(day)
		return false
	}
	return true
}

// opens says when requests are taken, and offers to book a place for then.
func (t *turn) opens() {
	if len(t.f.Bookable) == 0 {
		t.say("shut", nil)
		return
	}
	day := t.day(t.f.Bookable[0])
	if day.Left() == 0 {
		t.filled(day)
		return
	}
	t.say("opens", catalog.Args{
		"next": t.date(day.Date),
		"time": t.cat.Clock(t.f.Calendar.IntakeOpens(day.Date)),
	}, t.dayButton(day.Date)...)
}

// filled says that a day has no place left, and which one has.
func (t *turn) filled(day core.Day) {
	next, ok := t.later(day.Date)
	if !ok {
		last := day.Date
		if n := len(t.f.Bookable); n > 0 {
			last = t.f.Bookable[n-1]
		}
		next := t.f.Today().Add(1)
		for n := 0; n < 400 && !t.f.Calendar.IntakeDay(next); n++ {
			next = next.Add(1)
		}
		t.say("filled.all", catalog.Args{"day": t.date(last), "next": t.date(next), "time": t.cat.Clock(t.f.Calendar.IntakeOpens(next))})
		return
	}
	t.say("filled", catalog.Args{
		"day":    t.date(day.Date),
		"places": t.cat.Number(t.lang(), day.Cap),
		"next":   t.date(next.Date),
	}, t.dayButton(next.Date)...)
}

// dayButton offers a service day; the text names the word for it, so SMS needs no list. A plain yes means it too.
func (t *turn) dayButton(d core.Date) []core.Choice {
	c := t.button(tokenDay+d.String(), "tomorrow", catalog.Args{"day": t.date(d)})
	if t.f.Limits.Buttons == 0 {
		t.p.Talk.Offer, t.silent = []core.Choice{c}, true
		return nil
	}
	return []core.Choice{c}
}

// chooseDay takes a service day into the form.
func (t *turn) chooseDay(arg string) {
	d, err := core.ParseDate(arg)
	if err != nil || !slices.Contains(t.f.Bookable, d) {
		t.say("button.old", nil)
		return
	}
	f := t.form()
	f.Day = d
	if d == t.f.Today() && t.f.Open() {
		f.Day = core.Date{}
	}
	if f.Service == "" && f.Group == "" && f.NIK == "" && t.dayStands() {
		day := t.day(d)
		t.say("tomorrow", catalog.Args{"day": t.date(d), "left": t.cat.Number(t.lang(), day.Left())}, t.groups(tokenGrp)...)
		return
	}
	t.proceed()
}

// tomorrow is the word BESOK: the next service day after today that has a place.
func (t *turn) tomorrow() {
	from := t.f.Today()
	if !t.f.Open() && len(t.f.Bookable) > 0 {
		if t.f.Bookable[0] == from {
			t.opens() // it is early in the morning: today can be booked, tomorrow not yet
			return
		}
		from = t.f.Bookable[0].Add(-1)
	}
	next, ok := t.later(from)
	if !ok {
		t.filled(t.day(from))
		return
	}
	t.chooseDay(next.Date.String())
}
