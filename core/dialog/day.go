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

// lack is what a day has not enough of for one more request for a service, as the end of a text's name: "all" when it is full,
// "service" when the service's own part of the quota is, "open" when what is left is kept for the kecamatan, "room" when the
// service takes more places than are left; "" when there is room. No service is any of them.
func (t *turn) lack(day core.Day, service string) string {
	weight := 1
	if s, ok := t.cat.Service(service); ok {
		weight = max(1, s.Weight)
	}
	if day.Left() == 0 {
		return "all"
	}
	for _, share := range t.f.Calendar.Shares(day.Date, service, "chat", t.now()) {
		left, made := day.Shares[share.Name]
		if !made {
			left = share.Cap
		}
		switch {
		case left >= weight:
		case share.Name == core.OpenShare:
			return "open"
		default:
			return "service"
		}
	}
	if day.Left() < weight {
		return "room"
	}
	return ""
}

// later is the first bookable day after d with room for a service.
func (t *turn) later(d core.Date, service string) (core.Day, bool) {
	for _, b := range t.f.Bookable {
		if day := t.day(b); b.After(d) && t.lack(day, service) == "" {
			return day, true
		}
	}
	return core.Day{}, false
}

// formService is the service of the form; "" if it is open.
func (t *turn) formService() string {
	if t.p.Talk.Form == nil {
		return ""
	}
	return t.p.Talk.Form.Service
}

// dayStands tells whether the form can go on: its day can be booked and has a place, or the person waits in line for it. If not,
// it says why, and offers the next day that has one. People learn that a day is full before they fill in anything.
func (t *turn) dayStands() bool {
	f := t.form()
	if !f.Day.IsZero() && !slices.Contains(t.f.Bookable, f.Day) {
		f.Day = core.Date{} // it has passed while they were writing
	}
	if f.Day.IsZero() && !t.f.Open() {
		if !f.Wait || !t.cat.Office.Life.Line || len(t.f.Bookable) == 0 || t.lack(t.day(t.f.Bookable[0]), f.Service) == "" {
			t.opens()
			return false
		}
		f.Day = t.f.Bookable[0] // who asked to wait need not be told of the line first
	}
	if day := t.day(t.serviceDay()); t.lack(day, f.Service) != "" && !(f.Wait && t.cat.Office.Life.Line) {
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
	if t.lack(day, t.formService()) != "" {
		t.filled(day)
		return
	}
	t.say("opens", catalog.Args{
		"next": t.date(day.Date),
		"time": t.cat.Clock(t.f.Calendar.IntakeOpens(day.Date)),
	}, t.dayButton(day.Date)...)
}

// filled says that a day has no place left, or none for the form's service, and what can be done: to wait in line, where the
// office has one, or to take the next day that has a place.
func (t *turn) filled(day core.Day) {
	service := t.formService()
	key := "filled"
	switch lack := t.lack(day, service); lack {
	case "service", "open", "room":
		key += "." + lack
	}
	s, _ := t.cat.Service(service)
	released, _ := t.f.Calendar.Released(day.Date)
	args := catalog.Args{
		"day":     t.date(day.Date),
		"places":  t.cat.Number(t.lang(), day.Cap),
		"service": t.serviceName(service),
		"n":       t.cat.Number(t.lang(), s.Weight),
		"left":    t.cat.Number(t.lang(), day.Left()),
		"time":    t.cat.Clock(released),
	}
	next, ok := t.later(day.Date, service)
	if !ok {
		key = "filled.all"
		last := day.Date
		if n := len(t.f.Bookable); n > 0 {
			last = t.f.Bookable[n-1]
		}
		next := t.f.Today().Add(1)
		for n := 0; n < 400 && !t.f.Calendar.IntakeDay(next); n++ {
			next = next.Add(1)
		}
		args["day"], args["next"], args["time"] = t.date(last), t.date(next), t.cat.Clock(t.f.Calendar.IntakeOpens(next))
	} else {
		args["next"] = t.date(next.Date)
	}
	var offer []core.Choice
	if t.cat.Office.Life.Line {
		key += ".line"
		offer = append(offer, t.extras(t.button(tokenWord+"wait", "wait", nil))...)
	}
	switch {
	case ok && t.cat.Office.Life.Line:
		offer = append(offer, t.extras(t.bookButton(next.Date))...)
	case ok:
		offer = t.dayButton(next.Date)
	}
	t.say(key, args, offer...)
}

// dayButton offers a service day; the text names the word for it, so SMS needs no list. A plain yes means it too.
func (t *turn) dayButton(d core.Date) []core.Choice {
	c := t.bookButton(d)
	if t.f.Limits.Buttons == 0 {
		t.p.Talk.Offer, t.silent = []core.Choice{c}, true
		return nil
	}
	return []core.Choice{c}
}

// bookButton is the button of a service day: with the short form of its date, which a button of any channel has room for.
func (t *turn) bookButton(d core.Date) core.Choice {
	return t.button(tokenDay+d.String(), "tomorrow", catalog.Args{"day": t.cat.Date(t.lang(), d, true)})
}

// chooseDay takes a service day into the form.
func (t *turn) chooseDay(arg string) {
	d, err := core.ParseDate(arg)
	if err != nil || !slices.Contains(t.f.Bookable, d) {
		t.say("button.old", nil)
		return
	}
	f := t.form()
	f.Day, f.Wait = d, false
	if d == t.f.Today() && t.f.Open() {
		f.Day = core.Date{}
	}
	if f.Service == "" && f.Group == "" && f.NIK == "" && t.dayStands() {
		day := t.day(d)
		t.say("tomorrow", catalog.Args{"day": t.date(d), "left": t.cat.Number(t.lang(), day.Left())}, t.groups(tokenGrp, tokenSvc)...)
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
	next, ok := t.later(from, t.formService())
	if !ok {
		t.filled(t.day(from))
		return
	}
	t.chooseDay(next.Date.String())
}
