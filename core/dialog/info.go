package dialog

import (
	"loket/core"
	"loket/core/catalog"
)

// menu offers the services. During a closure its first words are the closure. greeting: the person only said hello.
func (t *turn) menu(greeting bool) {
	t.begun = true
	k := t.f.Calendar.Closure(t.f.Today())
	t.p.Talk.Ask = nil
	switch {
	case k == nil:
		t.say("menu", nil, t.entries()...)
	case !t.f.Limits.Short:
		t.say("menu.closed", t.closureArgs(k), t.entries()...)
		t.begin(t.text("preface.closed", t.closureArgs(k)) + "\n\n")
	case greeting || t.p.Talk.Told != t.f.Today():
		t.say("welcome.closed", t.closureArgs(k))
	default:
		t.say("menu.closed", t.closureArgs(k), t.groups(tokenGrp)...)
	}
}

// entries are the groups of services and, where there are buttons, the offer of announcements to who does not get them.
func (t *turn) entries() []core.Choice {
	offer := t.groups(tokenGrp)
	if !t.p.Following {
		offer = append(offer, t.extras(t.button(tokenWord+"follow", "follow", nil))...)
	}
	return offer
}

// begin puts words before what was said last.
func (t *turn) begin(words string) {
	last := t.effects[len(t.effects)-1].(Say)
	last.Message.Text = words + last.Message.Text
	t.effects[len(t.effects)-1] = last
}

// quota tells the places left.
func (t *turn) quota() {
	if len(t.f.Bookable) == 0 {
		t.say("shut", nil)
		return
	}
	day := t.day(t.f.Bookable[0])
	args := catalog.Args{
		"day":    t.date(day.Date),
		"next":   t.date(day.Date),
		"places": t.cat.Number(t.lang(), day.Cap),
		"left":   t.cat.Number(t.lang(), day.Left()),
	}
	switch {
	case !t.f.Open():
		args["time"] = t.cat.Clock(t.f.Calendar.IntakeOpens(day.Date))
		t.say("quota.shut", args)
	case len(t.f.Bookable) > 1:
		next := t.day(t.f.Bookable[1])
		args["next"], args["later"] = t.date(next.Date), t.cat.Number(t.lang(), next.Left())
		t.say("quota.open", args)
	default:
		t.say("quota.today", args)
	}
}

// hours tells when the counter and intake are open.
func (t *turn) hours() {
	c, today := t.f.Calendar, t.f.Today()
	args := catalog.Args{
		"counter": t.cat.Hours(t.lang(), c.Counter, t.f.Limits.Short),
		"intake":  t.cat.Hours(t.lang(), c.Intake, t.f.Limits.Short),
		"reopen":  t.date(c.NextCounter(today)),
	}
	if k := c.Closure(today); k != nil {
		t.begun = true
		for name, v := range t.closureArgs(k) {
			args[name] = v
		}
		t.say("hours.closed", args)
		return
	}
	t.say("hours.open", args)
}

// news repeats the announcements in force.
func (t *turn) news() {
	today := t.f.Today()
	for _, k := range t.f.Calendar.Closures {
		if !k.To.Before(today) && k.From.Before(today.Add(soon)) {
			t.begun = true
			t.say("info.closed", t.closureArgs(&k))
			return
		}
	}
	t.say("info.none", nil)
}

// soon is how many days ahead a closure is news.
const soon = 14
