package web

import (
	"slices"
	"strconv"

	"loket/core"
)

// changesPage is what staff have set of the calendar, in force or to come first.
type changesPage struct {
	Now, Over []core.Override // the latest first
	File      []core.Closure  // closures of the office file
}

// calendarChanges lists them; holidays have a page of their own.
func calendarChanges(v *visit) error {
	ctx := v.r.Context()
	now, err := v.desk.Now(ctx)
	if err != nil {
		return err
	}
	all, err := v.desk.Overrides(ctx)
	if err != nil {
		return err
	}
	var p changesPage
	for _, o := range slices.Backward(all) {
		switch {
		case o.Kind == core.HolidayOverride:
		case o.To.IsZero() || !o.To.Before(core.DateOf(now)):
			p.Now = append(p.Now, o)
		default:
			p.Over = append(p.Over, o)
		}
	}
	if p.File, err = v.desk.Closures(ctx); err != nil {
		return err
	}
	p.File = slices.DeleteFunc(p.File, func(k core.Closure) bool { return k.ID != 0 })
	return v.show("calendar.changes", p)
}

// changeBody is one thing that staff have set.
type changeBody struct {
	core.Override
	Past      bool
	Until     string          // the other last day of a closure that is asked for
	Foresight *core.Foresight // what that day, or the end, would mean
	End       bool            // it is of the end
	Changed   bool
}

// change finds what an address names; ok is false if there is none (any more).
func (v *visit) change() (p changeBody, ok bool, err error) {
	id, err := strconv.ParseInt(v.r.PathValue("id"), 10, 64)
	if err != nil {
		return p, false, nil
	}
	now, err := v.desk.Now(v.r.Context())
	if err != nil {
		return p, false, err
	}
	all, err := v.desk.Overrides(v.r.Context())
	i := slices.IndexFunc(all, func(o core.Override) bool { return o.ID == id && o.Kind != core.HolidayOverride })
	if err != nil || i < 0 {
		return p, false, err
	}
	p.Override = all[i]
	p.Past = !p.To.IsZero() && p.To.Before(core.DateOf(now))
	return p, true, nil
}

// gone says that what was to be changed is there no more: somebody was faster, or the button was pressed twice.
func (v *visit) gone() error { return v.done("/calendar/changes", "calendar.change.gone") }

func calendarChange(v *visit) error {
	p, ok, err := v.change()
	if err != nil {
		return err
	}
	if !ok {
		return notFound(v)
	}
	return v.show("calendar.change", p)
}

// endChange ends a closure, an opening, hours or a quota.
func endChange(v *visit) error {
	yes := v.form("yes") != ""
	if yes {
		v.setting.Lock()
		defer v.setting.Unlock()
	}
	p, ok, err := v.change()
	if err != nil {
		return err
	}
	if !ok {
		return v.gone()
	}
	f := core.Foresight{Override: p.Override}
	if p.Kind != core.QuotaOverride { // nobody moves by the end of a quota
		if f, err = v.desk.ForeseeEnd(v.r.Context(), p.ID, v.by()); err != nil {
			return v.wrong("calendar.change", p, err)
		}
	}
	p.Foresight, p.End, p.Changed = &f, true, yes && v.grown(f)
	if !yes || p.Changed {
		return v.foreseen("calendar.change", p, p.Changed)
	}
	pickups := 0
	if p.Kind == core.ClosureOverride {
		err = v.desk.Reopen(v.r.Context(), p.ID, v.by())
	} else {
		_, pickups, err = v.desk.Undo(v.r.Context(), p.ID, v.by())
	}
	switch {
	case core.KindOf(err) == core.Missing:
		return v.gone()
	case err != nil:
		return v.wrong("calendar.change", p, err)
	case pickups > 0:
		return v.done("/calendar/changes", "calendar.change.moving", "n", pickups)
	}
	return v.done("/calendar/changes", "calendar.change.ended")
}

// extendClosure lets a closure last until another day.
func extendClosure(v *visit) error {
	yes := v.form("yes") != ""
	if yes {
		v.setting.Lock()
		defer v.setting.Unlock()
	}
	to, wrong := v.day("until")
	if wrong == nil && to.IsZero() {
		wrong = v.invalid("error.date")
	}
	p, ok, err := v.change()
	if err != nil {
		return err
	}
	if !ok && yes { // pressed twice: what the first press has set begins on the same day
		if twin, ok, err := v.extended(to); err != nil || ok {
			return v.doneDays(err, twin, 0)
		}
	}
	if !ok {
		return v.gone()
	}
	p.Until = v.form("until")
	if wrong != nil {
		return v.wrong("calendar.change", p, wrong)
	}
	f, err := v.desk.Foresee(v.r.Context(), core.Override{Kind: core.ClosureOverride, ID: p.ID, To: to}, v.by())
	if err != nil {
		return v.wrong("calendar.change", p, err)
	}
	p.Foresight, p.Changed = &f, yes && v.grown(f)
	if !yes || p.Changed {
		return v.foreseen("calendar.change", p, p.Changed)
	}
	set, pickups, err := v.desk.Extend(v.r.Context(), p.ID, to, v.by())
	if err != nil {
		return v.wrong("calendar.change", p, err)
	}
	return v.doneDays(nil, set, pickups)
}

// extended finds the closure that took the place of another, by the last act on the calendar being of the same member.
func (v *visit) extended(to core.Date) (twin core.Override, ok bool, err error) {
	all, err := v.desk.Overrides(v.r.Context())
	if err != nil || len(all) == 0 {
		return twin, false, err
	}
	last := all[len(all)-1]
	return last, last.Kind == core.ClosureOverride && last.To == to && last.From.String() == v.form("from") && last.By == v.staff.Name, nil
}
