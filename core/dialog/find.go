package dialog

import (
	"slices"
	"strconv"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// lookUp finds what STATUS or BATAL is about. A ticket may come with a NIK, which proves whose it is.
func (t *turn) lookUp(rest, why string) {
	if t.ticketOf(rest) == "" && t.nikIn(rest) == "" && digitsIn(rest) > 2 {
		t.say("status.ticket", nil)
		return
	}
	t.seek(why, t.ticketOf(rest), t.nikIn(rest), "")
}

// seek finds the request that a wish is about: that of a ticket, which may need a NIK as a proof, or else the person's own. A
// note is what they have said already.
func (t *turn) seek(why, ticket string, nik core.NIK, note string) {
	if ticket != "" {
		t.p.Talk.Ask = &core.Ask{What: why, Ticket: ticket, Note: note}
		t.find(core.RequestQuery{Ticket: ticket}, why, nik)
		return
	}
	switch ask := t.p.Talk.Ask; {
	case note != "":
		t.p.Talk.Ask = &core.Ask{What: why, Note: note}
	case ask != nil && ask.What == "papers" && (why == "status" || why == "papers" && ask.Ticket == ""):
	default:
		t.p.Talk.Ask = nil
	}
	q := core.RequestQuery{Person: t.p.ID, Limit: 10}
	switch wish(why) {
	case "cancel", "change", "slots", "note":
		q.Active = true
	case "fixup":
		q.Status = core.Incomplete
	case "wait", "pass", "take":
		q.Status = core.Waiting
	}
	t.find(q, why, "")
}

// find looks for requests. What came with the message goes along.
func (t *turn) find(q core.RequestQuery, why string, nik core.NIK) {
	papers := wish(why) == "papers" || wish(why) == "mine" || t.f.Limits.Media && (wish(why) == "status" || len(t.sent.Media) > 0)
	t.do(Find{Query: q, Whole: wholly(why), Papers: papers, Why: why, NIK: nik, Sent: t.sent})
}

// seekRef finds the request that a choice names.
func (t *turn) seekRef(ref, why string) {
	if number, ok := strings.CutPrefix(ref, "#"); ok {
		id, _ := strconv.ParseInt(number, 10, 64)
		if id == 0 {
			t.say("button.old", nil)
			return
		}
		t.find(core.RequestQuery{ID: id, Person: t.p.ID}, why, "")
		return
	}
	t.find(core.RequestQuery{Ticket: ref}, why, "")
}

// ref names a request in choices: by its ticket, or, without one, by its row.
func ref(r core.Request) string {
	if r.Ticket != "" {
		return r.Ticket
	}
	return "#" + strconv.FormatInt(r.ID, 10)
}

// wish is what a search is for, without its details: of "slots/0/2020-04-03" it is "slots".
func wish(why string) string {
	what, _, _ := strings.Cut(why, "/")
	return what
}

// wholly tells whether a search is for the way of a request, or its place in line.
func wholly(why string) bool {
	switch wish(why) {
	case "status", "wait", "yes", "pass", "take", "queued", "passed", "lapsed":
		return true
	}
	return false
}

// nikIn is the NIK that stands in a text, if a valid one does.
func (t *turn) nikIn(text string) core.NIK {
	digits, _, ok := core.FindNIK(text)
	if !ok {
		return ""
	}
	id, err := core.ParseNIK(digits, t.now())
	if err != nil {
		return ""
	}
	return id.NIK
}

// answerAsk takes a message as the answer to the question for a NIK that proves whose ticket it is. It returns false if
// the message is something else, and the question is dropped.
func (t *turn) answerAsk(s said) bool {
	ask := *t.p.Talk.Ask
	if ask.Proved || ask.Ticket == "" {
		return false
	}
	if nik := t.nikIn(s.text); nik != "" && t.ticketOf(s.text) == "" {
		t.find(core.RequestQuery{Ticket: ask.Ticket}, ask.What, nik)
		return true
	}
	if digitsIn(s.text) >= 8 && s.verb == "" {
		t.unknown()
		return true
	}
	if s.verb != "" {
		t.p.Talk.Ask = nil
	}
	return false
}

// found tells what a search was for.
func (t *turn) found(ev Found) {
	t.ways, t.waiters, t.papers, t.looked, t.sent = ev.Ways, ev.Waiters, ev.Papers, ev.Find.Papers, ev.Find.Sent
	q, why := ev.Find.Query, ev.Find.Why
	if q.Person == t.p.ID && q.ID == 0 && (q.Status == "" || q.Status == core.Waiting) {
		t.p.Talk.Waits = slices.ContainsFunc(ev.Requests, func(r core.Request) bool { return r.Status == core.Waiting })
	}
	switch {
	case q.Ticket != "":
		t.foundTicket(ev, why, ev.Find.NIK)
	case q.ID != 0 && len(ev.Requests) == 0:
		t.say("button.old", nil)
	case q.ID != 0:
		t.about(ev.Requests[0], why)
	case wish(why) == "mine":
		t.mine(ev.Requests, ev.Ties)
	case wish(why) == "part":
		t.whichTie(ev.Ties)
	case wish(why) == "yes", wish(why) == "pass", wish(why) == "take":
		t.foundOffers(ev.Requests, why)
	case wish(why) == "papers":
		t.foundPapers(ev.Requests, why)
	case wish(why) == "refile":
		t.foundOld(ev.Requests)
	case len(ev.Requests) == 0:
		t.foundNone(wish(why))
	case len(ev.Requests) == 1:
		t.about(ev.Requests[0], why)
	default:
		t.whichOne(ev.Requests, why)
	}
}

// foundNone tells that there is no request for which something could be done.
func (t *turn) foundNone(what string) {
	ask := t.p.Talk.Ask
	t.p.Talk.Ask = nil
	switch what {
	case "cancel":
		t.say("cancel.none", nil)
	case "change", "slots", "note":
		t.say("amend.none", nil)
	case "fixup":
		if ask != nil && len(t.offeredNow(t.services(ask.Note))) > 0 {
			t.register(said{text: ask.Note}) // "perbaikan data KTP" is a service
			return
		}
		t.say("fixup.none", nil)
	case "wait":
		t.beginWaiting()
	default:
		t.say("status.none", nil)
	}
}

// whichOne asks which of several requests is meant.
func (t *turn) whichOne(rs []core.Request, why string) {
	switch wish(why) {
	case "cancel":
		t.say("cancel.which", nil, t.tickets(func(ref string) string { return tokenAsk + ref }, rs)...)
	case "status", "wait":
		t.say("status.many", nil, t.tickets(func(ref string) string { return tokenSee + ref }, rs)...)
	default:
		if files := t.files(); len(files.Media) > 0 {
			t.p.Talk.Ask = t.hold(&core.Ask{What: why, Note: t.noted(why)}, files)
		}
		t.say("amend.which", nil, t.tickets(func(ref string) string { return tokenDo + ref + ":" + why }, rs)...)
	}
}

// tickets offers requests, at most five: a list that fits one SMS, the newest first.
func (t *turn) tickets(token func(ref string) string, rs []core.Request) (offer []core.Choice) {
	offered := 0
	for _, r := range rs[:min(len(rs), 5)] {
		c := core.Choice{Token: token(ref(r)), Label: r.Ticket, Wide: true}
		switch {
		case t.isOpen(t.waiters[r.ID]) && offered < 2: // more would not fit an SMS
			offered++
			c.Label = t.text("line.label", catalog.Args{"service": t.serviceName(r.Service)})
		case r.Ticket == "" && t.f.Limits.Short:
			c.Label = t.serviceName(r.Service)
		case r.Ticket == "":
			c.Label = t.serviceName(r.Service) + ", " + t.cat.Status(t.lang(), r.Status, false)
		case !t.f.Limits.Short:
			c.Label += " " + t.serviceName(r.Service)
		}
		offer = append(offer, c)
	}
	return offer
}

// foundTicket answers for one ticket: in full to the address that filed it or to who knows the NIK. Everybody else gets
// the same question for the NIK, whether the ticket exists or not (UU 24/2013 art. 95A).
func (t *turn) foundTicket(ev Found, why string, nik core.NIK) {
	if len(ev.Requests) == 1 {
		r := ev.Requests[0]
		mine := r.Person == t.p.ID && t.p.ID != 0
		shown := t.p.Talk.Ask != nil && t.p.Talk.Ask.Proved && t.p.Talk.Ask.Ticket == r.Ticket
		if proved := nik != "" && r.NIK == nik && !t.locked(); mine || shown || proved {
			t.owns(r, why)
			t.about(r, why)
			return
		}
	}
	if nik != "" {
		t.unknown()
		return
	}
	t.p.Talk.Ask = t.hold(&core.Ask{What: why, Ticket: ev.Find.Query.Ticket, Note: t.noted(why)}, t.files())
	t.say("status.nik", catalog.Args{"ticket": ev.Find.Query.Ticket})
}

// guesses is how many wrong pairs of ticket and NIK a sender has a day: tickets are consecutive, and the last digits of a
// NIK are few, so more would be guessing.
const guesses = 5

func (t *turn) locked() bool {
	return t.p.Talk.Wrong.Day == t.f.Today() && t.p.Talk.Wrong.Count >= guesses
}

// unknown refuses a pair of ticket and NIK.
func (t *turn) unknown() {
	w := &t.p.Talk.Wrong
	if w.Day != t.f.Today() {
		*w = core.Wrong{Day: t.f.Today()}
	}
	if w.Count++; w.Count >= guesses {
		t.p.Talk.Ask = nil
		t.say("status.locked", nil, t.extras(t.button(tokenWord+"officer", "officer", nil))...)
		return
	}
	t.say("status.unknown", nil)
}
