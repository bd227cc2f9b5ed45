package dialog

import (
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// status answers STATUS: one's own requests, or the ticket named.
func (t *turn) status(rest string) { t.lookUp(rest, "status") }

// cancel answers BATAL: while a form is open it closes the form; else it is about a request.
func (t *turn) cancel(rest string) {
	if t.p.Talk.Form != nil && t.ticketOf(rest) == "" {
		t.leave()
		return
	}
	t.lookUp(rest, "cancel")
}

// lookUp finds what STATUS or BATAL is about. A ticket may come with a NIK, which proves whose it is.
func (t *turn) lookUp(rest, why string) {
	ticket := t.ticketOf(rest)
	nik := t.nikIn(rest)
	switch {
	case ticket != "":
		t.p.Talk.Ask = &core.Ask{What: why, Ticket: ticket}
		t.do(Find{Query: core.RequestQuery{Ticket: ticket}, Why: why, NIK: nik})
	case strings.ContainsAny(rest, "0123456789") && nik == "" && digitsIn(rest) > 2:
		t.say("status.ticket", nil)
	case why == "cancel":
		t.do(Find{Query: core.RequestQuery{Person: t.p.ID, Active: true, Limit: 10}, Why: why})
	default:
		t.do(Find{Query: core.RequestQuery{Person: t.p.ID, Limit: 10}, Why: why})
	}
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
	if nik := t.nikIn(s.text); nik != "" && t.ticketOf(s.text) == "" && !ask.Proved {
		t.do(Find{Query: core.RequestQuery{Ticket: ask.Ticket}, Why: ask.What, NIK: nik})
		return true
	}
	if digitsIn(s.text) >= 8 && s.verb == "" && !ask.Proved {
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
	why := ev.Find.Why
	switch {
	case why == "yes" && len(ev.Requests) == 0:
		t.puzzled("puzzled")
	case why == "mine":
		t.mine(ev.Requests)
	case ev.Find.Query.Ticket != "":
		t.foundTicket(ev, why, ev.Find.NIK)
	case len(ev.Requests) == 0 && why == "cancel":
		t.say("cancel.none", nil)
	case len(ev.Requests) == 0:
		t.say("status.none", nil)
	case len(ev.Requests) == 1:
		t.about(ev.Requests[0], why)
	case why == "cancel":
		t.say("cancel.which", nil, t.tickets(tokenAsk, ev.Requests)...)
	default:
		t.say("status.many", nil, t.tickets(tokenSee, ev.Requests)...)
	}
}

// tickets offers requests, at most five: a list that fits one SMS, the newest first.
func (t *turn) tickets(token string, rs []core.Request) (offer []core.Choice) {
	for _, r := range rs[:min(len(rs), 5)] {
		c := core.Choice{Token: token + r.Ticket, Label: r.Ticket, Wide: true}
		if !t.f.Limits.Short {
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
			t.p.Talk.Ask = &core.Ask{What: why, Ticket: r.Ticket, Proved: true}
			t.about(r, why)
			return
		}
	}
	if nik != "" {
		t.unknown()
		return
	}
	t.p.Talk.Ask = &core.Ask{What: why, Ticket: ev.Find.Query.Ticket}
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

// about tells of one request, or goes on with its cancellation.
func (t *turn) about(r core.Request, why string) {
	args := t.requestArgs(t.lang(), t.f.Limits, r)
	switch {
	case why == "drop" && r.Status.May(core.Withdrawn):
		t.do(Move{core.Move{Request: r.ID, To: core.Withdrawn}})
	case why != "cancel" && why != "drop":
		t.tell(r, args)
	case !r.Status.Active():
		t.say("cancel.already", args)
	case !r.Status.May(core.Withdrawn):
		t.say("cancel.late", args)
	default:
		t.say("cancel.confirm", args, t.button(tokenDrop+r.Ticket, "yes", nil), t.button(tokenKeep+r.Ticket, "no", nil))
	}
}

// tell shows a request.
func (t *turn) tell(r core.Request, args catalog.Args) {
	if !r.Status.Active() {
		t.say("status.over", args)
		return
	}
	var drop []core.Choice
	if r.Status.May(core.Withdrawn) {
		drop = t.extras(t.button(tokenAsk+r.Ticket, "cancel", nil))
	}
	t.say("status.one", args, drop...)
}

// moved tells that a request was cancelled, or why not.
func (t *turn) moved(m core.Moved) {
	args := t.requestArgs(t.lang(), t.f.Limits, m.Request)
	if !m.OK {
		t.say("cancel.late", args)
		return
	}
	t.settled = true
	t.p.Talk.Offer = nil
	t.say("cancel.done", args)
}
