package dialog

import (
	"fmt"
	"strings"
	"time"

	"loket/core"
	"loket/core/catalog"
)

// News is the letter that tells the holder of a request how far it has come, sent when staff move it. ok is false when the
// move is none that citizens are told of. With links, files can be sent by a page where the channel carries none.
func (e *Engine) News(lang string, l core.Limits, m core.Moved, now time.Time, links bool) (msg core.Message, ok bool) {
	r := m.Request
	key := "news." + string(r.Status)
	if !m.OK || m.Was == r.Status && r.Status != core.Incomplete || !e.cat.Has(key) {
		return core.Message{}, false
	}
	var do, label string
	switch {
	case r.Status == core.Withdrawn && r.Ticket == "":
		key += ".line"
	case r.Status == core.NoShow && r.Missed > 1:
		key += ".again"
	case r.Status == core.NoShow:
		do, label = "slots", "slots"
	case r.Status == core.Incomplete:
		do, label = "fixup", "fixup"
	case r.Status == core.Rejected:
		do, label = "refile", "refile"
	}
	key = e.unfetched(key, r)
	switch {
	case r.Status != core.Incomplete:
	case l.Media:
		key = "papers.incomplete"
	case links:
		key += ".papers"
	}
	a := e.argsAt(lang, l, r, now)
	if do == "" {
		return e.unasked(lang, l, key, a), true
	}
	return e.unasked(lang, l, key, a, attached{tokenDo + ref(r) + ":" + do, label}), true
}

// Receipt is the letter that confirms a request which staff filed for somebody. With links, files can be sent by a page where the channel
// carries none.
func (e *Engine) Receipt(lang string, l core.Limits, r core.Request, links bool) core.Message {
	if r.Status == core.Waiting {
		return e.letter(lang, l, "receipt.line", e.requestArgs(lang, l, r))
	}
	key := e.unfetched("receipt", r)
	if s, _ := e.cat.Service(r.Service); (links || l.Media) && len(s.Papers) > 0 && e.cat.Has(key+".papers") {
		key += ".papers"
	}
	return e.letter(lang, l, key, e.requestArgs(lang, l, r))
}

// Answer is an officer's own words to a citizen.
func (e *Engine) Answer(lang string, l core.Limits, text string) core.Message {
	return e.letter(lang, l, "answer", catalog.Args{"text": core.MaskNIK(text)})
}

// attached is a choice that goes with a letter where there are buttons: its token, and its label among the button texts.
type attached struct{ token, label string }

// letter is a message that answers nothing the person wrote. Where there are no buttons, its words name what to write.
func (e *Engine) letter(lang string, l core.Limits, key string, a catalog.Args, offer ...attached) core.Message {
	t := &turn{Engine: e, p: core.Person{Lang: lang}, f: core.Facts{Limits: l}}
	m := core.Message{Text: t.text(key, a)}
	for _, o := range offer {
		m.Choices = append(m.Choices, t.extras(t.button(o.token, o.label, nil))...)
	}
	return m
}

// unasked is a letter that may come on any day: by SMS it says who speaks, for whoever gets it must know that it is no hoax. What
// room that takes is taken from the reason.
func (e *Engine) unasked(lang string, l core.Limits, key string, a catalog.Args, offer ...attached) core.Message {
	m := e.letter(lang, l, key, a, offer...)
	if !l.Short {
		return m
	}
	t := &turn{Engine: e, p: core.Person{Lang: lang}, f: core.Facts{Limits: l}}
	named := func() string { return t.text("letter.named", catalog.Args{"text": t.text(key, a)}) }
	text := named()
	if over := core.CountSMS(text).Units - smsRoom; over > 0 && a["reason"] != nil {
		reason := fmt.Sprint(a["reason"])
		a["reason"] = briefIn(reason, max(core.CountSMS(reason).Units-over, leastReason))
		text = named()
	}
	if core.CountSMS(text).Segments == 1 {
		m.Text = text
	}
	return m
}

// leastReason is how many letters of a reason are always told.
const leastReason = 12

// requestArgs is what texts say of a request. The NIK never, and the name only by its first word, are written out. A request
// without a ticket goes by its service.
func (e *Engine) requestArgs(lang string, l core.Limits, r core.Request) catalog.Args {
	t := &turn{Engine: e, p: core.Person{Lang: lang}, f: core.Facts{Limits: l}}
	a := make(catalog.Args, 16)
	a["ticket"], a["service"], a["name"] = r.Ticket, t.serviceName(r.Service), t.shortName(r.Name)
	a["status"] = unsaid(func() string { return e.cat.Status(t.lang(), r.Status, l.Short) })
	a["reason"] = unsaid(func() string { return t.because(r.Reason) })
	a["terms"] = unsaid(func() string { return t.requirements(r.Service) })
	a["day"] = unsaid(func() string { return t.date(r.Day) })
	if r.Ticket == "" {
		a["ticket"] = a["service"]
	}
	t.slotArgs(a, r.Slot)
	a["fetch"] = unsaid(func() string { return t.text(t.fetch(r), a) })
	if !r.Until.IsZero() {
		until := r.Until.In(e.cat.Office.Zone)
		a["until"], a["time"] = t.date(core.DateOf(until)), e.cat.Clock(until)
	} else {
		a["until"], a["time"] = "-", "-"
	}
	return a
}

// unsaid is what a text may say, worked out when it does: most texts say little of what there is.
type unsaid func() string

func (u unsaid) String() string { return u() }

// argsOf is what an answer says of a request.
func (t *turn) argsOf(r core.Request) catalog.Args {
	return t.argsAt(t.lang(), t.f.Limits, r, t.now())
}

// argsAt is what is said of a request at a time at which its slot may have passed: of papers that are still being made another is
// to be chosen, for those that are ready an officer is to be asked.
func (e *Engine) argsAt(lang string, l core.Limits, r core.Request, now time.Time) catalog.Args {
	t := &turn{Engine: e, p: core.Person{Lang: lang}, f: core.Facts{Limits: l}}
	a := e.requestArgs(lang, l, r)
	switch over := !r.IsZero() && !r.To.After(now); {
	case over && r.Status == core.Ready:
		a["fetch"] = t.text("fetch.over", nil)
	case over && r.Status.Active() && r.Status != core.NoShow:
		a["fetch"] = t.text("fetch.past", nil)
	}
	return a
}

// slotArgs is what texts say of a slot: day, hours and place.
func (t *turn) slotArgs(a catalog.Args, s core.Slot) {
	a["pickup"], a["hours"] = "-", "-"
	if !s.IsZero() {
		zone := t.cat.Office.Zone
		a["pickup"] = t.date(core.DateOf(s.From.In(zone)))
		a["hours"] = t.cat.Clock(s.From.In(zone)) + "-" + t.cat.Clock(s.To.In(zone))
	}
	a["place"] = t.placeName(s.Place)
}

// placeName is a kecamatan in the form of the channel.
func (t *turn) placeName(place string) string {
	if t.f.Limits.Short {
		return core.Name(place).Short(placeRoom)
	}
	return place
}

// placeRoom is how many letters of a kecamatan's name are shown by SMS.
const placeRoom = 14

// fetch is the text that says how somebody gets what they asked for.
func (e *Engine) fetch(r core.Request) string {
	s, _ := e.cat.Service(r.Service)
	switch {
	case r.IsZero() && (s.Delivery == "email" || s.Delivery == "pos"):
		return "fetch." + s.Delivery
	case r.IsZero():
		return "fetch.later"
	case r.Place != "":
		return "fetch.kecamatan"
	}
	return "fetch.office"
}

// unfetched is the text for a request of which nothing is fetched, if there is one of its own.
func (e *Engine) unfetched(key string, r core.Request) string {
	if r.IsZero() && e.cat.Has(key+".sent") {
		return key + ".sent"
	}
	return key
}

// because is a reason as citizens read it: one of the office's list in their language, or what staff wrote.
func (t *turn) because(reason string) string {
	if listed, ok := t.cat.Office.Life.Rejection(reason); ok {
		reason = listed.Text.In(t.lang())
	}
	reason = core.MaskNIK(reason)
	switch {
	case reason == "":
		return t.text("reason.none", nil)
	case t.f.Limits.Short:
		return brief(reason)
	}
	return reason
}

// brief cuts a reason to the room that short texts leave for it; the whole of it stands in the full form, and with staff.
func brief(reason string) string { return briefIn(reason, 40) }

func briefIn(reason string, room int) string {
	const more = ".."
	reason = core.CleanSMS(reason)
	if n := core.CountSMS(reason); n.Units <= room {
		return reason
	}
	return strings.TrimRight(core.SplitSMS(reason, room-len(more))[0], " .,;:") + more
}
