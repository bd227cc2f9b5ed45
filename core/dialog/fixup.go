package dialog

import (
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// answerRoom is how many letters the answer to a correction may have.
const answerRoom = 500

// fixup is PERBAIKAN: the answer to what is missing, or the wish to be asked for it.
func (t *turn) fixup(rest string) {
	ticket, words := t.leadingTicket(rest)
	t.seek("fixup", ticket, "", words)
}

// note is UBAH KETERANGAN.
func (t *turn) note(rest string) {
	ticket, words := t.leadingTicket(rest)
	t.seek("note", ticket, "", words)
}

// leadingTicket takes a ticket off the head of what somebody says.
func (t *turn) leadingTicket(text string) (ticket, rest string) {
	loc := ticketForm.FindStringIndex(strings.ToUpper(text))
	if loc == nil || strings.Trim(text[:loc[0]], " #:") != "" || len(strings.ToUpper(text)) != len(text) {
		return "", text
	}
	return t.ticketOf(text[:loc[1]]), strings.Trim(text[loc[1]:], " #:,;\n")
}

// fixUp takes the answer to what is missing, or asks for it. It is taken as long as the request waits for one, also late.
func (t *turn) fixUp(r core.Request, args catalog.Args) {
	if r.Status != core.Incomplete {
		t.p.Talk.Ask = nil
		t.say("fixup.over", args)
		return
	}
	if answer, ok := t.saidFor(r, "fixup", answerRoom, args); ok {
		t.do(Move{core.Move{Request: r.ID, To: core.Submitted, Note: answer}})
	}
}

// answerAbout takes a message as the answer to what was asked about a request that is the person's. It returns false if the
// message is a command, or no answer.
func (t *turn) answerAbout(ask core.Ask, s said) bool {
	if day, _ := t.cutDay(s.text); wish(ask.What) == "slots" && !day.IsZero() && (s.verb == "" || s.verb == "tomorrow" || !s.sure) {
		t.seekRef(ask.Ticket, "slots/0/"+day.String())
		return true
	}
	if t.alone(s) {
		if !stillOpen[s.verb] {
			t.p.Talk.Ask = nil
		}
		return false
	}
	switch what := wish(ask.What); what {
	case "fixup", "note":
		if in := t.read(s.text); in.complete() && s.verb == "register" {
			return false // a whole registration is one, whatever was asked
		}
		ask.Note = s.text
		t.p.Talk.Ask = &ask
		t.seekRef(ask.Ticket, what)
		return true
	case "service":
		switch list := t.offeredNow(t.services(s.text)); len(list) {
		case 0:
		case 1:
			t.seekRef(ask.Ticket, "service/"+list[0].Code)
			return true
		default:
			t.say("service.ask", catalog.Args{"group": t.groupName(list[0].Group)}, t.servicesAs(tokenDo+ask.Ticket+":service/", list)...)
			return true
		}
	case "place":
		if place, ok := t.placeIn(s.text); ok {
			k, _ := t.cat.Office.Kecamatan(place)
			t.seekRef(ask.Ticket, "place/"+k.Code)
			return true
		}
	}
	if s.verb != "" {
		t.p.Talk.Ask = nil
	}
	return false
}

// alone tells whether a message is a command and nothing else.
func (t *turn) alone(s said) bool {
	return s.sure && !s.slip && (t.quiet(tokens(s.rest), s.verb) || t.ticketOf(s.rest) != "" || s.verb == "fixup" || s.verb == "slots")
}

// stillOpen are the words after which a question about a request is still open.
var stillOpen = map[string]bool{"yes": true, "no": true, "thanks": true, "hello": true, "call": true, "salam": true, "help": true, "leave": true,
	"more": true, "back": true}

// askAgain repeats the question about a request that is open, if one is.
func (t *turn) askAgain() bool {
	ask := t.p.Talk.Ask
	if ask == nil || !ask.Proved || wish(ask.What) != "fixup" && wish(ask.What) != "note" {
		return false
	}
	t.seekRef(ask.Ticket, wish(ask.What))
	return true
}

// refileLast is DAFTAR ULANG: once more what was rejected last, or that of the ticket named.
func (t *turn) refileLast(rest string) {
	t.seek("refile", t.ticketOf(rest), t.nikIn(rest), "")
}

// foundOld goes on with what was rejected last, else with what was withdrawn; without either it is a registration like another.
func (t *turn) foundOld(rs []core.Request) {
	for _, status := range []core.Status{core.Rejected, core.Withdrawn} {
		for _, r := range rs {
			if r.Status == status {
				t.refile(r)
				return
			}
		}
	}
	t.register(said{verb: "register", sure: true})
}

// refile fills the form with what a request that is over said.
func (t *turn) refile(r core.Request) {
	t.p.Talk.Ask = nil
	if r.Status.Active() {
		t.say("duplicate", t.argsOf(r))
		return
	}
	t.p.Talk.Form = nil
	f := t.form()
	if s, ok := t.cat.Service(r.Service); ok && s.ActiveOn(t.f.Today()) {
		f.Service, f.Group, f.Place = s.Code, s.Group, r.Place
	}
	f.NIK, f.Name = r.NIK, r.Name
	t.proceed()
}

// answersFixup tells whether the office waits for the answer to a correction.
func (t *turn) answersFixup() bool {
	ask := t.p.Talk.Ask
	return ask != nil && ask.Proved && wish(ask.What) == "fixup"
}

// asksAbout tells whether a question about a request waits for an answer in words.
func (t *turn) asksAbout(what string) bool {
	return what == "fixup" || what == "note" || what == "slots" || what == "service" || what == "place"
}
