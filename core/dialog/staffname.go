package dialog

import (
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// whyRename is what a request is looked up for whose name is to be mended.
const whyRename = "staff.rename"

// mendName is the word NAMA: a ticket, and the name as it should be. It is done after a yes that has seen the old one.
func (t *turn) mendName(text string) {
	if !t.allowed(core.MoveOthers) {
		return
	}
	var a core.Advance
	rest, _ := t.targets(&a, text)
	name, err := core.ParseName(t.nameIn(rest))
	if err != nil || len(a.Tickets) != 1 {
		t.say("bad.name", nil)
		return
	}
	t.wish(core.Wish{Rename: &core.Renaming{Ticket: a.Tickets[0], Name: name}})
	t.do(Find{Query: core.RequestQuery{Ticket: a.Tickets[0]}, Why: whyRename})
}

// renaming shows what the name would be, beside what it is.
func (t *turn) renaming(ev Found) {
	t.begun, t.settled = true, true
	w := t.p.Talk.Wish
	if w == nil || w.Rename == nil || w.Rename.Ticket != ev.Find.Query.Ticket {
		return
	}
	if len(ev.Requests) == 0 {
		t.p.Talk.Wish = nil
		t.say("bad.ticket", catalog.Args{"ticket": ev.Find.Query.Ticket})
		return
	}
	args := t.argsOf(ev.Requests[0])
	args["text"], args["name"] = args["name"], w.Rename.Name.Full()
	t.beSure(t.text("staff.rename.ask", args), "yes")
}

func (t *turn) renamed(ev Renamed) {
	t.begun, t.settled = true, true
	if ev.Err != nil {
		t.speak(t.mended(ev.Err), nil)
		return
	}
	t.say("staff.rename.done", t.argsOf(ev.Request))
}

// reschedule is the word JADWAL ULANG: a ticket, a day, and the beginning of an hour; without one the earliest free hour from
// that day on.
func (t *turn) reschedule(text string) {
	if !t.allowed(core.MoveOthers) {
		return
	}
	var a core.Advance
	rest, _ := t.targets(&a, text)
	day, rest, ok := t.dayAhead(rest)
	if !ok || len(a.Tickets) != 1 {
		t.say("bad.reschedule", t.examples())
		return
	}
	r := &whenReader{turn: t, words: strings.Fields(strings.ToLower(rest))}
	var at instant
	for len(r.words) > 0 && !at.timed {
		if m := r.meaning(); m == "at" || m == "hours" {
			ok = r.hour(&at) || r.point(&at)
		} else {
			ok = m == "" && r.point(&at)
		}
		if !ok {
			break
		}
	}
	for len(r.words) > 0 && r.turn.words.when[r.words[0]] == "filler" { // "09.00 WIB"
		r.words = r.words[1:]
	}
	switch s := (Reschedule{Ticket: a.Tickets[0], Day: day}); {
	case !ok || len(r.words) > 0 || !at.day.IsZero() || at.bare:
		t.say("bad.reschedule", t.examples())
	case day.Before(t.f.Today()):
		t.say("bad.days.past", nil)
	default:
		if at.timed {
			s.From = at.time(day, 0, t.cat.Office.Zone)
		}
		t.do(s)
	}
}

func (t *turn) rescheduled(ev Rescheduled) {
	t.begun, t.settled = true, true
	switch r := ev.Reslotted.Request; {
	case ev.Err != nil:
		t.speak(t.mended(ev.Err), nil)
	case !ev.Reslotted.OK:
		t.say("bad.slot", t.examples())
	default:
		lines := append([]string{t.text("staff.reslot.done", t.argsOf(r))}, t.untold([]core.Request{r})...)
		t.speak(strings.Join(lines, "\n"), nil)
	}
}
