package transcript

import (
	"cmp"
	"slices"

	"loket/core"
	"loket/core/dialog"
)

// The move of those whom a change of the calendar concerns: first their places, then their pickups; each is told once, of both.

// shifted is a request whose place has moved, and whose holder is not told yet.
type shifted struct {
	*filed
	was core.Date
}

// mayShift tells whether a request needs its place of a day.
func (r *filed) mayShift() bool { return slices.Contains(core.Unready, r.Status) }

// placed lists those who have a place of a day that they need.
func (o *Pure) placed(d core.Date) (all []*filed) {
	for _, r := range o.requests {
		if r.Day == d && r.Number != 0 && r.mayShift() {
			all = append(all, r)
		}
	}
	return all
}

// intakeDays are the next days after a day on which requests are taken.
func (o *Pure) intakeDays(cal *core.Calendar, d core.Date) (next []core.Date) {
	from := latestDay(d.Add(1), o.today())
	if from == o.today() && !o.now.Before(cal.IntakeShuts(from)) {
		from = from.Add(1)
	}
	for len(next) < 60 {
		if from = cal.NextIntake(from); from.IsZero() {
			break
		}
		next, from = append(next, from), from.Add(1)
	}
	return next
}

// earliestThen is the first day on which a request could be fetched if it had a place of another day.
func (o *Pure) earliestThen(cal *core.Calendar, r *filed, d core.Date) core.Date {
	if r.Earliest.IsZero() {
		return r.Earliest
	}
	planned, _ := o.Engine.Plan(core.Draft{Service: r.Service, Via: r.Via, Place: r.Place, Day: d}, core.Facts{Now: o.now, Calendar: cal})
	return planned.Earliest
}

// makeRoom moves whoever a change of the calendar concerns.
func (o *Pure) makeRoom(e effect) {
	moved := o.shiftAll(e)
	o.moveRest(e, o.movePickups(e, moved))
}

// movePlaces moves those alone who have places of days that take no requests.
func (o *Pure) movePlaces(e effect) { o.moveRest(e, o.shiftAll(e)) }

// shiftAll gives those who have places of days that take no requests places of others, and tells whom.
func (o *Pure) shiftAll(e effect) (moved []shifted) {
	cal := o.calendar()
	for _, d := range e.lost {
		day := o.day(d)
		if day.Held+day.Waiting == 0 || cal.IntakeDay(d) {
			continue
		}
		next := o.intakeDays(cal, d)
		for _, r := range o.placed(d) {
			if o.shift(r, next) {
				moved = append(moved, shifted{r, d})
			}
		}
		if day.Waiting > 0 && len(next) > 0 {
			o.carry(next[0])
		}
	}
	return moved
}

// shift gives a request a place of the first of some days that has one.
func (o *Pure) shift(r *filed, days []core.Date) (ok bool) {
	cal := o.calendar()
	for _, d := range days {
		row := o.row(d, cal.Quota(d))
		if _, free := o.lacking(d, r.weight(), cal.Shares(d, r.Service, r.Via, o.now)); free {
			row.last++
			r.Earliest = o.earliestThen(cal, r, d)
			r.Day, r.Number = d, row.last
			return true
		}
	}
	return false
}

// movePickups gives those who cannot fetch their papers when they were to other slots. It returns those whose places have moved and
// who are not told yet.
func (o *Pure) movePickups(e effect, moved []shifted) []shifted {
	cal := o.calendar()
	var some []*filed
	for _, r := range o.pickups(o.today(), e.days[len(e.days)-1]) {
		early := slices.ContainsFunc(moved, func(s shifted) bool { return s.filed == r }) && tooEarly(cal, r.Slot, r.Earliest)
		if r.Status != core.NoShow && r.To.After(o.now) && (cal.Cap(r.Slot) == 0 || early) {
			some = append(some, r)
		}
	}
	return o.moveSome(e, some, moved)
}

// moveRest tells those of whom only the place has moved, and gives those other slots whose papers would not be there in time.
func (o *Pure) moveRest(e effect, moved []shifted) {
	cal := o.calendar()
	var early []*filed
	var told []shifted
	for _, s := range moved {
		switch {
		case !s.mayShift():
		case !s.IsZero() && (cal.Cap(s.Slot) == 0 || tooEarly(cal, s.Slot, s.Earliest)):
			early = append(early, s.filed)
		default:
			told = append(told, s)
		}
	}
	slices.SortFunc(early, func(a, b *filed) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.ID, b.ID)) })
	o.moveSome(e, early, moved)
	for _, s := range told {
		o.tellShift(e, s, s.Slot)
	}
}

// moveSome gives requests other slots, in their order, and tells their holders. It returns those that are still to be told that
// their places have moved.
func (o *Pure) moveSome(e effect, some []*filed, moved []shifted) []shifted {
	cal := o.calendar()
	var done []core.Reslotted
	for _, r := range some {
		day := core.DateOf(r.From.In(cal.Zone))
		if got := o.reslot(core.Reslot{Request: r.ID, Was: r.From, Day: day, After: o.now}); got.OK {
			done = append(done, got)
		}
	}
	for _, got := range done {
		i := slices.IndexFunc(moved, func(s shifted) bool { return s.ID == got.Request.ID })
		if i >= 0 {
			o.tellShift(e, moved[i], got.Was)
			moved = slices.Delete(slices.Clone(moved), i, i+1)
			continue
		}
		why := o.why(e, core.DateOf(got.Was.From.In(cal.Zone)), false)
		o.tell(rescheduleNews, got.Request, func(lang string, l core.Limits) core.Message { return o.Engine.Reslotted(lang, l, got, why) })
	}
	return moved
}

func (o *Pure) tellShift(e effect, s shifted, had core.Slot) {
	now, why := core.Shifted{OK: true, Was: s.was, Request: s.Request}, o.why(e, s.was, true)
	o.tell(rescheduleNews, s.Request, func(lang string, l core.Limits) core.Message { return o.Engine.Shifted(lang, l, now, had, why) })
}

// why is the reason why a day is not what it was.
func (o *Pure) why(e effect, d core.Date, intake bool) dialog.Why {
	if why := o.calendar().WhyShut(d, intake); why != nil {
		return why
	}
	why := dialog.Why{}
	if e.reason != "" {
		why["id"], why["en"] = e.reason, e.reason
	}
	return why
}

// earlier tells those who could fetch sooner, now that days are open again, as many as there is room for; nobody is moved.
func (o *Pure) earlier(opened []core.Date) {
	cal := o.calendar()
	days := slices.DeleteFunc(slices.Clone(opened), func(d core.Date) bool { return d.Before(o.today()) || !cal.CounterOpen(d) })
	if len(days) == 0 {
		return
	}
	shelf := cal.Shelf(o.held)
	for _, r := range o.pickups(days[0], core.Date{}) {
		if r.Status == core.NoShow {
			continue
		}
		if slot, ok := o.before(shelf, days, r); ok {
			o.tell(rescheduleNews, r.Request, func(lang string, l core.Limits) core.Message { return o.Engine.Earlier(lang, l, r.Request, slot) })
		}
	}
}

// before takes the earliest free slot of some days that would do for a request and is earlier than its own.
func (o *Pure) before(shelf *core.Shelf, days []core.Date, r *filed) (slot core.Slot, ok bool) {
	for _, d := range days {
		if d.Before(r.Earliest) {
			continue
		}
		free, _ := shelf.Free(r.Place, d, o.now, 1)
		if len(free) == 0 || !free[0].From.Before(r.From) {
			return slot, false
		}
		if core.DateOf(free[0].From.In(o.Calendar.Zone)) == d {
			slot, ok, _ = shelf.TakeThis(r.Place, free[0].From)
			return slot, ok
		}
	}
	return slot, false
}
