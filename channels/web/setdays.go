package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"loket/core"
)

// Days are set in two steps: a form, which answers what it would mean (Foresee); and the yes to that, which does it, unless more people
// are concerned by now than who said yes was shown.

// daySetting is what may be set for a stretch of days.
type daySetting struct {
	kind core.OverrideKind
	path string // below /calendar; the template is calendar.PATH
	set  func(*visit, core.Override) (core.Override, int, error)
}

var daySettings = map[string]daySetting{
	"close": {core.ClosureOverride, "close", func(v *visit, o core.Override) (core.Override, int, error) {
		return v.desk.Close(v.r.Context(), o, v.by())
	}},
	"hours": {core.HoursOverride, "hours", func(v *visit, o core.Override) (core.Override, int, error) {
		return v.desk.SetHours(v.r.Context(), o, v.by())
	}},
	"open": {core.OpeningOverride, "open", func(v *visit, o core.Override) (core.Override, int, error) {
		return v.desk.OpenDays(v.r.Context(), o, v.by())
	}},
}

// settingPage is a form by which days are set, as it was filled, and what it would mean.
type settingPage struct {
	Path            string
	From, To        string // as the fields of dates hold them
	Reason          string
	Intake          bool   // of a closure: no requests either
	Counter, Taking string // hours, as typed
	Places, Service string // of a quota
	Services        []Service
	Foresight       *core.Foresight
	Changed         bool           // it is more than who said yes was shown
	Over            []core.Closure // that are in force already on some of these days
}

// longestSetReason is more letters than a reason has that citizens are to read.
const longestSetReason = 200

func setDaysPage(path string) func(*visit) error {
	return func(v *visit) error {
		p := settingPage{Path: path, Services: v.office.Services}
		from, err := v.day("from")
		if err == nil {
			var to core.Date
			to, err = v.day("to")
			p.From, p.To = from.String(), to.String()
		}
		if err != nil {
			return v.wrong("calendar."+path, p, err)
		}
		return v.show("calendar."+path, p)
	}
}

func setDays(path string) func(*visit) error {
	s := daySettings[path]
	return func(v *visit) error {
		p := settingPage{Path: path, From: v.form("from"), To: v.form("to"), Reason: v.form("reason"), Intake: v.form("intake") != "",
			Counter: v.form("counter"), Taking: v.form("taking")}
		o, err := v.override(s.kind, p)
		if err != nil {
			return v.wrong("calendar."+path, p, err)
		}
		yes := v.form("yes") != ""
		if yes {
			v.setting.Lock() // a second press comes after the first, and finds what that has set
			defer v.setting.Unlock()
			if twin, ok, err := v.setAlready(o); err != nil || ok {
				return v.doneDays(err, twin, 0)
			}
		}
		f, err := v.desk.Foresee(v.r.Context(), o, v.by())
		if err != nil {
			return v.wrong("calendar."+path, p, err)
		}
		p.Foresight, p.Changed = &f, yes && v.grown(f)
		if !yes || p.Changed {
			if p.Over, err = v.closuresOver(f.Override); err != nil {
				return err
			}
			return v.foreseen("calendar."+path, p, p.Changed)
		}
		set, pickups, err := s.set(v, o)
		if err != nil {
			return v.wrong("calendar."+path, p, err)
		}
		return v.doneDays(nil, set, pickups)
	}
}

// foreseen shows what something would mean; changed says that it is more than was said yes to.
func (v *visit) foreseen(name string, body any, changed bool) error {
	if changed {
		return v.showAs(http.StatusConflict, name, body, v.say("foresee.changed"))
	}
	return v.show(name, body)
}

// doneDays goes on to what was set.
func (v *visit) doneDays(err error, set core.Override, pickups int) error {
	if err != nil {
		return err
	}
	to := changePath(set.ID)
	if pickups > 0 {
		return v.done(to, "calendar.set.moving", "n", pickups)
	}
	return v.done(to, "calendar.set.done")
}

func changePath(id int64) string { return fmt.Sprintf("/calendar/change/%d", id) }

// override is what a form says; what may not be is the desk's to refuse.
func (v *visit) override(kind core.OverrideKind, p settingPage) (o core.Override, err error) {
	o = core.Override{Kind: kind, Reason: oneLine(p.Reason), Intake: p.Intake}
	if o.From, err = v.day("from"); err == nil {
		o.To, err = v.day("to")
	}
	switch {
	case err != nil:
		return o, err
	case o.From.IsZero():
		return o, v.invalid("calendar.set.nofrom")
	case o.Reason == "":
		return o, v.invalid("calendar.set.noreason")
	case len([]rune(o.Reason)) > longestSetReason:
		return o, v.invalid("calendar.set.longreason", "n", longestSetReason)
	}
	if o.To.IsZero() && kind != core.HoursOverride {
		o.To = o.From
	}
	if kind != core.ClosureOverride {
		o.Hours = &core.Week{}
		if p.Counter != "" {
			if o.Hours.Counter, err = v.office.Hours(p.Counter); err != nil {
				return o, v.invalid("calendar.set.counter")
			}
		}
		if p.Taking != "" {
			if o.Hours.Intake, err = v.office.Hours(p.Taking); err != nil {
				return o, v.invalid("calendar.set.taking")
			}
		}
		if len(o.Hours.Counter)+len(o.Hours.Intake) == 0 {
			o.Hours = nil
			if kind == core.HoursOverride {
				return o, v.invalid("calendar.set.nohours")
			}
		}
	}
	return o, nil
}

// oneLine is a text as the desk keeps it: within a line.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// setAlready finds what a first press of the same button has set: the same, by the same member, and the last of all.
func (v *visit) setAlready(o core.Override) (twin core.Override, ok bool, err error) {
	all, err := v.desk.Overrides(v.r.Context())
	if err != nil || len(all) == 0 {
		return twin, false, err
	}
	last := all[len(all)-1]
	same := last.Kind == o.Kind && last.From == o.From && last.To == o.To && last.Reason == o.Reason && last.Intake == o.Intake &&
		last.Cap == o.Cap && last.Service == o.Service && last.By == v.staff.Name
	if a, b := last.Hours, o.Hours; same {
		same = a == nil && b == nil || a != nil && b != nil && a.Equal(*b)
	}
	return last, same, nil
}

// closuresOver are the closures in force on some of the days of an override, an opening's aside, which ends them.
func (v *visit) closuresOver(o core.Override) ([]core.Closure, error) {
	if o.Kind == core.OpeningOverride {
		return nil, nil
	}
	all, err := v.desk.Closures(v.r.Context())
	return slices.DeleteFunc(all, func(k core.Closure) bool {
		return k.ID != 0 && k.ID == o.ID || k.To.Before(o.From) || !o.To.IsZero() && k.From.After(o.To)
	}), err
}

// seen is what somebody was shown of a foresight, as the form of their yes holds it: whose papers move, whose places move, who finds no
// slot, and how many holidays are dropped.
func seen(f core.Foresight) string {
	return fmt.Sprintf("%d.%d.%d.%d", f.Pickups, f.Places, f.Stranded, len(f.Dropped))
}

// grown tells whether a foresight is more than who says yes was shown: more than a tenth more, or somebody where there was nobody. In
// the rush of a morning a number grows by ones while somebody reads it; that is told afterwards, by how many were moved.
func (v *visit) grown(f core.Foresight) bool {
	was, is := strings.Split(v.form("seen"), "."), strings.Split(seen(f), ".")
	if len(was) != len(is) {
		return true
	}
	for i := range is {
		a, err := strconv.Atoi(was[i])
		b, _ := strconv.Atoi(is[i]) // ours
		if err != nil || b > a+a/10 {
			return true
		}
	}
	return false
}

// setQuota sets the places of days, or of a service. Nobody moves by it: no preview.
func setQuota(v *visit) error {
	p := settingPage{Path: "quota", Services: v.office.Services, From: v.form("from"), To: v.form("to"), Places: v.form("places"), Service: v.form("service")}
	fail := func(err error) error { return v.wrong("calendar.quota", p, err) }
	o := core.Override{Kind: core.QuotaOverride, Service: p.Service}
	var err error
	if o.From, err = v.day("from"); err == nil {
		o.To, err = v.day("to")
	}
	if err != nil {
		return fail(err)
	}
	if o.Cap, err = strconv.Atoi(p.Places); err != nil {
		return fail(v.invalid("calendar.set.noplaces"))
	}
	if o.From.IsZero() {
		now, err := v.desk.Now(v.r.Context())
		if err != nil {
			return err
		}
		o.From = core.DateOf(now)
	}
	v.setting.Lock()
	defer v.setting.Unlock()
	if _, ok, err := v.setAlready(o); err != nil {
		return err
	} else if !ok {
		if err := v.desk.SetQuota(v.r.Context(), o.Cap, o.Service, o.From, o.To, v.by()); err != nil {
			return fail(err)
		}
	}
	return v.done("/calendar/day/"+o.From.String(), "calendar.set.quota")
}
