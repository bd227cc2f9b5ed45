package dialog

import (
	"maps"
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
		Place:   f.Place,
		Wait:    f.Wait && t.cat.Office.Life.Line,
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

// plan gives a draft its service day, what it draws from the quota, and the first day on which it can be fetched. ok is false
// when the counter opens on no day the calendar knows.
func (t *turn) plan(d *core.Draft, day core.Date, s catalog.Service) (ok bool) {
	d.Day, d.Cap, d.Letter, d.Weight = day, t.f.Calendar.Quota(day), t.cat.Office.Letter, s.Weight
	d.Shares = t.f.Calendar.Shares(day, s.Code, d.Via, t.now())
	if s.Delivery != "kecamatan" {
		d.Place = ""
	}
	d.Earliest, ok = t.earliest(day, s)
	return ok
}

// earliest is the first day on which papers asked for on a service day can be fetched; none for those that are sent.
func (t *turn) earliest(day core.Date, s catalog.Service) (d core.Date, ok bool) {
	if s.Delivery == "email" || s.Delivery == "pos" {
		return core.Date{}, true
	}
	return t.f.Calendar.Earliest(day, s.WorkingDays)
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
		t.filedFor(ev.Draft.NIK)
		t.closeForm()
		t.registered(r)
	case core.Queued:
		t.filedFor(ev.Draft.NIK)
		t.closeForm()
		t.p.Talk.Waits = true
		t.seekRef(ref(r), "queued")
	case core.Full:
		t.full(ev)
	case core.NoSlot:
		t.say("slots.none", nil, t.extras(t.button(tokenWord+"officer", "officer", nil))...)
	case core.Taken:
		t.closeForm()
		if r.Person != 0 && r.Person == t.p.ID {
			t.say(waiting("duplicate", r), t.argsOf(r), t.extras(t.button(tokenSee+ref(r), "status", nil))...)
			return
		}
		t.say("taken", catalog.Args{"service": t.serviceName(ev.Draft.Service)},
			t.extras(t.button(tokenWord+"officer", "officer", nil))...)
	}
}

// filedFor remembers a NIK that was filed for today.
func (t *turn) filedFor(nik core.NIK) {
	if filed := t.filedToday(); !slices.Contains(filed, nik) {
		t.p.Talk.Filed = core.Filed{Day: t.f.Today(), NIKs: append(slices.Clone(filed), nik)}
	}
}

// registered confirms a request that has its place and its slot.
func (t *turn) registered(r core.Request) {
	key, buttons := t.unfetched("registered", r), []core.Choice{t.button(tokenSee+ref(r), "status", nil)}
	papers, offer := t.askFirst(r)
	if !t.p.Following {
		buttons = append(buttons, t.button(tokenWord+"follow", "follow", nil))
		if !r.IsZero() && (r.Place == "" || !t.f.Limits.Short) {
			key = "registered.follow"
		}
	}
	if linked := key + ".papers"; t.f.Limits.Short && t.f.Uploads && len(t.papersFor(r)) > 0 && t.cat.Has(linked) {
		key = linked
	}
	t.speak(t.text(key, t.argsOf(r))+papers, append(t.extras(buttons...), offer...))
}

// closeForm ends the form at hand; one that was laid aside for it goes on.
func (t *turn) closeForm() {
	t.p.Talk.Form, t.p.Talk.Aside, t.p.Talk.Offer = t.p.Talk.Aside, nil, nil
}

// full keeps the form of a day that filled up in the same moment, and offers the next day.
func (t *turn) full(ev Booked) {
	f := t.form()
	f.Day = core.Date{}
	if t.cat.Office.Life.Line {
		f.Day = ev.Draft.Day // to wait for it
	}
	day := t.day(ev.Draft.Day)
	day.Made = true
	if ev.Booking.Share == "" {
		day.Held = day.Cap
	} else {
		day.Shares = maps.Clone(day.Shares)
		if day.Shares == nil {
			day.Shares = map[string]int{}
		}
		day.Shares[ev.Booking.Share] = 0
	}
	days := map[core.Date]core.Day{}
	maps.Copy(days, t.f.Days)
	days[day.Date] = day
	t.f.Days = days
	t.filled(day)
}
