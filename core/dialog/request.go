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

// owns notes that a request is the person's to speak about, and for what; what they have said already for that stays.
func (t *turn) owns(r core.Request, why string) {
	papers := wish(why) == "papers"
	if t.awaits(r) && (papers || wish(why) == "status") {
		return
	}
	ask := &core.Ask{What: why, Ticket: ref(r), Proved: true, Note: t.noted(why)}
	if papers {
		ask.What, ask.Note = "papers", ""
	}
	if was := t.p.Talk.Ask; was != nil && (papers || wish(why) == "fixup") {
		ask.Media, ask.Account, ask.Caption = was.Media, was.Account, was.Caption
	}
	t.p.Talk.Ask = ask
}

// noted is what was said for a wish before it was clear which request it is about.
func (t *turn) noted(why string) string {
	if ask := t.p.Talk.Ask; ask != nil && wish(ask.What) == wish(why) {
		return ask.Note
	}
	return ""
}

// about does with one request what was wished.
func (t *turn) about(r core.Request, why string) {
	_, details, _ := strings.Cut(why, "/")
	args := t.argsOf(r)
	switch wish(why) {
	case "cancel", "drop":
		t.withdraw(r, args, wish(why) == "drop")
	case "change":
		t.changeFiled(r, args)
	case "slots":
		t.offerSlots(r, args, details)
	case "pick":
		t.pickSlot(r, args, details)
	case "service", "group":
		t.changeService(r, args, wish(why), details)
	case "note":
		t.changeNote(r, args)
	case "place":
		t.changePlace(r, args, details)
	case "fixup":
		t.fixUp(r, args)
	case "papers":
		t.papersOf(r, args, details)
	case "refile":
		t.refile(r)
	case "queued", "passed", "lapsed":
		t.tellLine(r, args, wish(why))
	default:
		t.tell(r, args)
	}
}

// withdraw cancels a request, after it was asked about once.
func (t *turn) withdraw(r core.Request, args catalog.Args, sure bool) {
	if sure && r.Status.May(core.Withdrawn) {
		t.do(Move{core.Move{Request: r.ID, To: core.Withdrawn}})
		return
	}
	switch {
	case !r.Status.Active():
		t.say("cancel.already", args)
	case !r.Status.May(core.Withdrawn):
		t.say("cancel.late", args)
	default:
		t.say(waiting("cancel.confirm", r), args, t.button(tokenDrop+ref(r), "yes", nil), t.button(tokenKeep+ref(r), "no", nil))
	}
}

// waiting is the text for a request that waits in line.
func waiting(key string, r core.Request) string {
	if r.Ticket == "" {
		return key + ".line"
	}
	return key
}

// moved tells that a request was cancelled, or an answer taken, or that it is too late for either.
func (t *turn) moved(m core.Moved) {
	args := t.argsOf(m.Request)
	switch {
	case !m.OK:
		t.say("late", args)
		return
	case m.Request.Status == core.Submitted:
		if t.awaits(m.Request) { // it was answered by files
			t.speak(t.text("fixup.done", args)+"\n\n"+t.text("papers.filed", t.paperArgs(m.Request, t.p.Talk.Ask.Note)), t.extras(t.paperButton(m.Request, t.p.Talk.Ask.Note, "/next", "paper_done")))
			t.settled = true
			return
		}
		t.p.Talk.Ask = nil
		t.say("fixup.done", args)
	default:
		t.say(waiting("cancel.done", m.Request), args)
	}
	t.settled = true
	t.p.Talk.Offer = nil
}
