package dialog

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"loket/core"
	"loket/core/catalog"
)

// noteRoom is how many letters what a citizen wants to say of a request may have.
const noteRoom = 200

// changeFiled asks what is to be changed of a request that was filed. NIK and name never are: who would give a place to somebody
// else finds that the other waits behind everybody.
func (t *turn) changeFiled(r core.Request, args catalog.Args) {
	var offer []core.Choice
	add := func(why, label string) { offer = append(offer, t.button(tokenDo+ref(r)+":"+why, label, nil)) }
	moves := t.slotStays(r) == ""
	if r.Status.MayAmend() {
		add("service", "service")
		add("note", "note")
	}
	if moves {
		add("slots", "slots")
	}
	if moves && t.atKecamatan(r.Service) {
		add("place", "place")
	}
	switch {
	case r.Status == core.Waiting:
		t.say("amend.line", args, t.extras(t.button(tokenAsk+ref(r), "cancel", nil))...)
	case !r.Status.Active():
		t.tell(r, args)
	case r.Status.MayAmend():
		t.say("amend.ask", args, offer...)
	case moves:
		t.say("amend.late.slots", args, t.extras(offer...)...)
	default:
		t.say("amend.late", args, t.extras(t.button(tokenWord+"officer", "officer", nil))...)
	}
}

// mayAmend tells whether service and details of a request may still be changed, and says so if not.
func (t *turn) mayAmend(r core.Request, args catalog.Args) bool {
	switch {
	case r.Status == core.Waiting:
		t.say("amend.line", args)
	case !r.Status.Active():
		t.tell(r, args)
	case !r.Status.MayAmend():
		t.say("amend.late", args)
	default:
		return true
	}
	t.p.Talk.Ask = nil
	return false
}

// changeService asks for another service, first for its group, or takes the one that was chosen.
func (t *turn) changeService(r core.Request, args catalog.Args, what, code string) {
	if !t.mayAmend(r, args) {
		return
	}
	prefix := tokenDo + ref(r) + ":"
	if what == "group" {
		t.owns(r, "service")
		t.say("service.ask", catalog.Args{"group": t.groupName(code)}, t.servicesAs(prefix+"service/", t.offeredNow(t.cat.InGroup(code)))...)
		return
	}
	s, ok := t.cat.Service(code)
	switch {
	case !ok || !s.ActiveOn(t.f.Today()):
		t.owns(r, "service")
		t.say("group.ask", nil, t.groups(prefix+"group/", prefix+"service/")...)
	case code == r.Service:
		t.p.Talk.Ask, t.p.Talk.Offer = nil, nil
		t.say("amend.same", args)
	default:
		a := core.Amendment{Request: r.ID, Service: code, Weight: max(1, s.Weight), Shares: t.f.Calendar.Shares(r.Day, code, r.Via, t.now())}
		a.Earliest, _ = t.earliest(r.Day, s)
		t.do(Amend{a})
	}
}

// changeNote takes what a citizen wants to say of a request, or asks for it.
func (t *turn) changeNote(r core.Request, args catalog.Args) {
	if !t.mayAmend(r, args) {
		return
	}
	if note, ok := t.saidFor(r, "note", noteRoom, args); ok {
		t.do(Amend{core.Amendment{Request: r.ID, Note: &note}})
	}
}

// saidFor is what was said already for a request, if it is not too long; else it is asked for.
func (t *turn) saidFor(r core.Request, what string, room int, args catalog.Args) (words string, ok bool) {
	words = strings.TrimSpace(t.noted(what))
	t.p.Talk.Ask, t.p.Talk.Offer = &core.Ask{What: what, Ticket: ref(r), Proved: true}, nil
	n := utf8.RuneCountInString(words)
	args["limit"], args["count"] = strconv.Itoa(room), strconv.Itoa(n)
	switch {
	case n == 0 && what == "fixup" && t.f.Limits.Media:
		t.say("papers.fixup", args)
	case n == 0 && what == "fixup" && t.f.Uploads:
		t.say("fixup.ask.papers", args)
	case n == 0:
		t.say(what+".ask", args)
	case n > room:
		t.say(what+".long", args)
	default:
		return words, true
	}
	return "", false
}

// amended tells what became of a correction.
func (t *turn) amended(ev Amended) {
	r, a := ev.Amended.Request, ev.Amendment
	args := t.argsOf(r)
	t.p.Talk.Ask, t.p.Talk.Offer = nil, nil
	switch {
	case ev.Amended.Verdict == core.Full:
		args["service"] = t.serviceName(a.Service)
		t.say("amend.filled", args)
	case ev.Amended.Verdict == core.Taken:
		args["service"] = t.serviceName(a.Service)
		t.say("amend.taken", args)
	case ev.Amended.Verdict == core.NoSlot:
		t.say("slots.none", args)
	case !ev.Amended.OK:
		t.say("late", args)
	case a.Note != nil:
		t.settled = true
		t.say("note.done", args)
	case !t.atKecamatan(r.Service) && r.Place != "" && !r.IsZero():
		office := ""
		t.do(Reslot{core.Reslot{Request: r.ID, Was: r.From, Day: r.Earliest, After: t.now().UTC(), Place: &office}})
	case t.atKecamatan(r.Service) && r.Place == "":
		t.settled = true
		t.owns(r, "place")
		t.say("amend.place", args, t.districts(tokenDo+ref(r)+":place/")...)
	default:
		t.settled = true
		t.say(t.unfetched("amend.done", r), args)
	}
}
