package dialog

import (
	"cmp"
	"slices"
	"strings"

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
		t.say(t.inviting("menu"), nil, t.entries()...)
	case !t.f.Limits.Short:
		t.say(t.inviting("menu.closed"), t.closureArgs(k), t.entries()...)
		t.begin(t.text(t.closedKey("preface.closed"), t.closureArgs(k)) + "\n\n")
	case greeting || t.p.Talk.Told != t.f.Today():
		t.say(t.inviting("welcome.closed"), t.closureArgs(k))
	default:
		t.say(t.inviting("menu.closed"), t.closureArgs(k), t.groups(tokenGrp, tokenSvc)...)
	}
}

// inviting is the key of a text that invites to follow, or of the one beside it for who does already.
func (t *turn) inviting(key string) string {
	if t.p.Following {
		return key + ".follower"
	}
	return key
}

// entries are the groups of services and, where there are buttons, the offer of announcements to who does not get them.
func (t *turn) entries() []core.Choice {
	offer := t.groups(tokenGrp, tokenSvc)
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

// quota tells the places left, how many wait, and for which services none are left.
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
	args["n"] = t.cat.Number(t.lang(), day.Waiting)
	key := "quota.today"
	switch {
	case t.f.Open() && day.Left() == 0 && len(t.f.Bookable) > 1 && t.day(t.f.Bookable[1]).Left() > 0:
		next := t.day(t.f.Bookable[1])
		args["next"], args["later"] = t.date(next.Date), t.cat.Number(t.lang(), next.Left())
		if key = "quota.gone"; t.cat.Office.Life.Line {
			key = "quota.gone.line"
		}
	case day.Left() == 0 && (!t.f.Open() || len(t.f.Bookable) > 1):
		t.filled(day)
		t.alsoWaiting(day)
		return
	case !t.f.Open():
		args["time"] = t.cat.Clock(t.f.Calendar.IntakeOpens(day.Date))
		key = "quota.shut"
	case len(t.f.Bookable) > 1:
		next := t.day(t.f.Bookable[1])
		args["next"], args["later"] = t.date(next.Date), t.cat.Number(t.lang(), next.Left())
		key = "quota.open"
	}
	text := t.text(key, args)
	if list := t.exhausted(day); list != "" && day.Left() > 0 {
		text += " " + t.text("paged.quota.services", catalog.Args{"list": list})
	}
	t.speak(text, nil)
	if key == "quota.today" {
		t.alsoWaiting(day)
	}
}

// alsoWaiting adds to the last answer how many wait, where there is room for it.
func (t *turn) alsoWaiting(day core.Day) {
	last := len(t.effects) - 1
	if day.Waiting == 0 || last < 0 {
		return
	}
	if say, ok := t.effects[last].(Say); ok {
		whole := say.Message.Text + " " + t.text("quota.waiting", catalog.Args{"n": t.cat.Number(t.lang(), day.Waiting)})
		if !t.f.Limits.Short || core.CountSMS(whole).Segments == 1 {
			say.Message.Text = whole
			t.effects[last] = say
		}
	}
}

// exhausted names the services whose part of a day's quota has no place left.
func (t *turn) exhausted(day core.Day) string {
	var names []string
	for _, s := range t.cat.Services() {
		if left, own := day.Shares[core.ServiceShare(s.Code)]; own && left < max(1, s.Weight) {
			names = append(names, t.serviceName(s.Code))
		}
	}
	return strings.Join(names, ", ")
}

// hours tells when the counter and intake are open, and which days of the coming fortnight are unlike others.
func (t *turn) hours() {
	c, today := t.f.Calendar, t.f.Today()
	reopen := today
	if now := t.now().Hour()*60 + t.now().Minute(); now >= c.CounterHours(today).Open {
		reopen = today.Add(1)
	}
	args := catalog.Args{
		"time":    t.cat.Clock(today.At(c.CounterHours(today).Close, c.Zone)),
		"holiday": t.holiday(),
		"counter": t.cat.Hours(t.lang(), c.Counter, t.f.Limits.Short),
		"intake":  t.cat.Hours(t.lang(), c.Intake, t.f.Limits.Short),
		"reopen":  t.date(c.NextCounter(reopen)),
	}
	key := "hours.open"
	if k := c.Closure(today); k != nil {
		t.begun = true
		for name, v := range t.closureArgs(k) {
			args[name] = v
		}
		key = "hours.closed"
	} else if t.counterOpen() {
		key = "hours.now"
	}
	texts := append([]string{t.text(key, args)}, t.unusual()...)
	if !t.holidaysKnown() {
		texts = append(texts, t.text("hours.holidays", nil))
	}
	gap := "\n\n"
	if t.f.Limits.Short {
		gap = "\n"
	}
	t.speak(strings.Join(texts, gap), nil)
}

// counterOpen tells whether somebody could be served at the counter this minute.
func (t *turn) counterOpen() bool {
	h, now := t.f.Calendar.CounterHours(t.f.Today()), t.now().Hour()*60+t.now().Minute()
	return t.f.Calendar.CounterOpen(t.f.Today()) && now >= h.Open && now < h.Close && !(now >= h.BreakFrom && now < h.BreakTo)
}

// holiday is the next day on which the office is shut by decree.
func (t *turn) holiday() string {
	h, ok := t.f.Calendar.NextHoliday(t.f.Today())
	switch {
	case !t.holidaysKnown():
		return t.text("say.follows", nil)
	case !ok:
		return "-"
	case t.f.Limits.Short:
		return t.date(h.Date)
	}
	return t.date(h.Date) + " (" + catalog.Localized(h.Name).In(t.lang()) + ")"
}

// news repeats what is in force: the closures, and the announcements, the latest first.
func (t *turn) news() {
	today := t.f.Today()
	var near []core.Closure
	for _, k := range t.f.Calendar.Closures {
		within := func(l core.Closure) bool { // said already by a longer one
			return l.From.Compare(k.From) <= 0 && l.To.Compare(k.To) >= 0 && (l.From != k.From || l.To != k.To) && (l.Intake || !k.Intake)
		}
		if !k.To.Before(today) && k.From.Before(today.Add(soon)) && !slices.ContainsFunc(t.f.Calendar.Closures, within) {
			near = append(near, k)
		}
	}
	slices.SortStableFunc(near, func(a, b core.Closure) int { return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To)) })
	near = slices.CompactFunc(near, func(a, b core.Closure) bool { return a.From == b.From && a.To == b.To && a.Intake == b.Intake })
	if len(near)+len(t.f.News) == 0 {
		t.say(t.inviting("info.none"), catalog.Args{"holiday": t.holiday()})
		return
	}
	t.begun = len(near) > 0
	var texts []string
	for _, k := range near {
		key := "info.closed"
		if k.From == k.To {
			key += ".day"
		}
		if k.Intake {
			key += ".all"
		}
		args := t.closureArgs(&k)
		args["until"] = t.date(k.To)
		texts = append(texts, t.text(key, args))
	}
	for _, n := range t.f.News {
		words := n.Texts[t.lang()]
		if words == "" {
			words = n.Texts["id"]
		}
		texts = append(texts, t.text("info.news", catalog.Args{"date": t.date(core.DateOf(n.Since.In(t.cat.Office.Zone))), "text": words}))
	}
	t.speak(strings.Join(texts, "\n\n"), nil)
}

// soon is how many days ahead a closure is news.
const soon = 14
