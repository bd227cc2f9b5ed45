package dialog

import (
	"strconv"
	"time"

	"loket/core"
	"loket/core/catalog"
)

// What citizens and staff are told of their own accord: each is one letter, and answers nothing.

// Why is the reason of a change by language; what is empty is told without one.
type Why map[string]string

// Why is a reason of the catalog in all languages.
func (e *Engine) Why(key string) Why {
	why := Why{}
	for _, lang := range e.cat.Office.Languages {
		why[lang] = e.cat.Text(lang, key, false, nil)
	}
	return why
}

// Reslotted tells the holder of a request that its pickup was given another time.
func (e *Engine) Reslotted(lang string, l core.Limits, r core.Reslotted, why Why) core.Message {
	a := e.requestArgs(lang, l, r.Request)
	e.changeArgs(a, lang, l, r.Was, why)
	return e.unasked(lang, l, "letter.reslotted", a, attached{tokenDo + ref(r.Request) + ":slots", "slots"})
}

// Shifted tells the holder of a request that its service day, and with it perhaps its pickup, is another one.
func (e *Engine) Shifted(lang string, l core.Limits, s core.Shifted, was core.Slot, why Why) core.Message {
	a := e.requestArgs(lang, l, s.Request)
	e.changeArgs(a, lang, l, was, why)
	key := "letter.shifted"
	if !was.IsZero() && !was.From.Equal(s.Request.From) {
		key = "letter.shifted.pickup"
	}
	return e.unasked(lang, l, key, a)
}

// changeArgs is what texts say of a change that nobody asked for: how it was, and why.
func (e *Engine) changeArgs(a catalog.Args, lang string, l core.Limits, was core.Slot, why Why) {
	t := &turn{Engine: e, p: core.Person{Lang: lang}, f: core.Facts{Limits: l}}
	before := catalog.Args{}
	t.slotArgs(before, was)
	a["was"], a["was_hours"] = before["pickup"], before["hours"]
	reason := why[t.lang()]
	if reason == "" {
		reason = why["id"]
	}
	switch {
	case reason == "":
		reason = t.text("why.none", nil)
	case l.Short:
		reason = brief(reason)
	}
	a["reason"] = reason
}

// Remind reminds the holder of a request of its pickup.
func (e *Engine) Remind(lang string, l core.Limits, r core.Request) core.Message {
	return e.unasked(lang, l, "letter.remind", e.requestArgs(lang, l, r), attached{tokenDo + ref(r) + ":slots", "slots"})
}

// RemindCorrection reminds the holder of a request that an answer is due.
func (e *Engine) RemindCorrection(lang string, l core.Limits, r core.Request) core.Message {
	return e.unasked(lang, l, "letter.correction", e.requestArgs(lang, l, r), attached{tokenDo + ref(r) + ":fixup", "fixup"})
}

// Offered offers a place to somebody in line.
func (e *Engine) Offered(lang string, l core.Limits, o core.Offer) core.Message {
	t := &turn{Engine: e, p: core.Person{Lang: lang}, f: core.Facts{Limits: l}}
	a := e.requestArgs(lang, l, o.Request)
	t.offerArgs(a, o.Day, o.Until)
	id := strconv.FormatInt(o.ID, 10)
	return e.unasked(lang, l, "letter.offer", a, attached{tokenTake + id, "take"}, attached{tokenPass + id, "pass"})
}

// Lapsed tells somebody in line that the place which was theirs to take went to the next: left, when they are out of the line.
func (e *Engine) Lapsed(lang string, l core.Limits, r core.Request, left bool) core.Message {
	if left {
		return e.unasked(lang, l, "letter.left", e.requestArgs(lang, l, r), attached{tokenDo + ref(r) + ":refile", "refile"})
	}
	return e.unasked(lang, l, "letter.lapsed", e.requestArgs(lang, l, r))
}

// Earlier tells the holder of a request that it could be fetched earlier than it is to be.
func (e *Engine) Earlier(lang string, l core.Limits, r core.Request, from core.Slot) core.Message {
	t := &turn{Engine: e, p: core.Person{Lang: lang}, f: core.Facts{Limits: l}}
	a, earlier := e.requestArgs(lang, l, r), catalog.Args{}
	t.slotArgs(earlier, from)
	a["from"], a["time"] = earlier["pickup"], t.cat.Clock(from.From.In(t.cat.Office.Zone))
	return e.unasked(lang, l, "letter.earlier", a, attached{tokenDo + ref(r) + ":slots", "slots"})
}

// offerArgs is what texts say of an offer: whose day's place it is, and until when it is held.
func (t *turn) offerArgs(a catalog.Args, day core.Date, until time.Time) {
	until = until.In(t.cat.Office.Zone)
	a["day"], a["until"], a["time"] = t.date(day), t.date(core.DateOf(until)), t.cat.Clock(until)
}

// offerButtons offers to take the place of an offer, or to let it go.
func (t *turn) offerButtons(offer int64) []core.Choice {
	id := strconv.FormatInt(offer, 10)
	return t.extras(t.button(tokenTake+id, "take", nil), t.button(tokenPass+id, "pass", nil))
}

// Unready tells a member of staff how many papers that are to be fetched on a day are not ready, and offers to move those.
func (e *Engine) Unready(lang string, l core.Limits, day core.Date, unready, coming int) core.Message {
	t := &turn{Engine: e, p: core.Person{Lang: lang}, f: core.Facts{Limits: l}}
	m := e.letter(lang, l, "staff.letter.unready", catalog.Args{"day": t.date(day), "n": t.figure(unready), "count": t.figure(coming)})
	m.Choices = []core.Choice{t.button(tokenUnready+day.String(), "unready", nil)}
	return m
}

// NoHolidays tells a member of staff that no holidays of a year are known.
func (e *Engine) NoHolidays(lang string, l core.Limits, year int) core.Message {
	return e.letter(lang, l, "staff.letter.holidays", catalog.Args{"year": strconv.Itoa(year)})
}
