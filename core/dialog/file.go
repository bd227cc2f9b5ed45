package dialog

import (
	"slices"
	"strconv"

	"loket/core"
	"loket/core/catalog"
)

// file asks for the form to be booked, if the sender may file for one more NIK today.
func (t *turn) file() {
	if !t.dayStands() {
		return
	}
	f := t.p.Talk.Form
	if f.Service == "" || f.NIK == "" || f.Name == "" {
		t.proceed()
		return
	}
	if t.overLimit() {
		return
	}
	s, ok := t.cat.Service(f.Service)
	if !ok || !s.ActiveOn(t.f.Today()) {
		t.form().Service = ""
		t.proceed()
		return
	}
	d := core.Draft{
		Person:  t.p.ID,
		Via:     "chat",
		Channel: t.p.Address.Channel,
		Service: f.Service,
		NIK:     f.NIK,
		Name:    f.Name,
	}
	if !t.plan(&d, t.serviceDay(), s) {
		t.say("shut", nil)
		return
	}
	t.do(Book{d})
}

// overLimit tells whether the form's NIK is one more than the sender may file for today, and says so.
func (t *turn) overLimit() bool {
	filed, limit := t.filedToday(), t.cat.Office.Limits.NIKsPerDay
	if slices.Contains(filed, t.p.Talk.Form.NIK) || len(filed) < limit {
		return false
	}
	t.p.Talk.Form, t.p.Talk.Aside = t.p.Talk.Aside, nil
	t.say("limit", catalog.Args{"limit": strconv.Itoa(limit)}, t.extras(t.button(tokenWord+"officer", "officer", nil))...)
	return true
}

// plan gives a draft its service day, what it draws from the quota, and the first day on which it can be fetched. ok is false when the counter opens on no day the calendar knows.
func (t *turn) plan(d *core.Draft, day core.Date, s catalog.Service) (ok bool) {
	d.Day, d.Cap, d.Letter, d.Weight = day, t.f.Calendar.Quota(day), t.cat.Office.Letter, s.Weight
	d.Shares = t.f.Calendar.Shares(day, s.Code, d.Via, t.now())
	d.Earliest, ok = t.f.Calendar.Earliest(day, s.WorkingDays)
	return ok
}

// Plan completes a draft that staff file, as the dialog completes a citizen's: its day's quota, ticket letter and pickup.
func (e *Engine) Plan(d core.Draft, f core.Facts) (core.Draft, bool) {
	s, ok := e.cat.Service(d.Service)
	if !ok {
		return d, false
	}
	t := &turn{Engine: e, f: f}
	return d, t.plan(&d, d.Day, s)
}

func (t *turn) filedToday() []core.NIK {
	if t.p.Talk.Filed.Day != t.f.Today() {
		return nil
	}
	return t.p.Talk.Filed.NIKs
}

// booked tells what became of a form.
func (t *turn) booked(ev Booked) {
	r := ev.Booking.Request
	t.settled = true
	switch ev.Booking.Verdict {
	case core.Granted:
		if filed := t.filedToday(); !slices.Contains(filed, ev.Draft.NIK) {
			t.p.Talk.Filed = core.Filed{Day: t.f.Today(), NIKs: append(slices.Clone(filed), ev.Draft.NIK)}
		}
		t.closeForm()
		key, buttons := "registered", []core.Choice{t.button(tokenSee+r.Ticket, "status", nil)}
		if !t.p.Following {
			key = "registered.follow"
			buttons = append(buttons, t.button(tokenWord+"follow", "follow", nil))
		}
		t.say(key, t.requestArgs(t.lang(), t.f.Limits, r), t.extras(buttons...)...)
	case core.Full:
		t.full(ev)
	case core.Taken:
		t.closeForm()
		if r.Person != 0 && r.Person == t.p.ID {
			t.say("duplicate", t.requestArgs(t.lang(), t.f.Limits, r), t.extras(t.button(tokenSee+r.Ticket, "status", nil))...)
			return
		}
		t.say("taken", catalog.Args{"service": t.serviceName(ev.Draft.Service)},
			t.extras(t.button(tokenWord+"officer", "officer", nil))...)
	}
}

// closeForm ends the form at hand; one that was laid aside for it goes on.
func (t *turn) closeForm() {
	t.p.Talk.Form, t.p.Talk.Aside, t.p.Talk.Offer = t.p.Talk.Aside, nil, nil
}

// full keeps the form of a day that filled up in the same moment, and offers the next day.
func (t *turn) full(ev Booked) {
	f := t.form()
	f.Day = core.Date{}
	day := t.day(ev.Draft.Day)
	day.Made, day.Held = true, day.Cap
	days := make(map[core.Date]core.Day, len(t.f.Days)+1)
	for d, v := range t.f.Days {
		days[d] = v
	}
	days[day.Date] = day
	t.f.Days = days
	t.filled(day)
}
