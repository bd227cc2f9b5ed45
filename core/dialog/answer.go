package dialog

import (
	"loket/core"
	"loket/core/catalog"
)

// answerAbout takes a message as the answer to what was asked about a request that is the person's. It returns false if the
// message is a command, or no answer.
func (t *turn) answerAbout(ask core.Ask, s said) bool {
	if ask.What == "papers" { // it stays open, whatever else is said meanwhile
		return t.answerPapers(ask, s)
	}
	if day, _ := t.cutDay(s.text); wish(ask.What) == "slots" && !day.IsZero() && (s.verb == "" || s.verb == "tomorrow" || !s.sure) {
		t.seekRef(ask.Ticket, "slots/0/"+day.String())
		return true
	}
	if wish(ask.What) == "slots" && s.verb == "" && t.noDay(s.text) {
		t.sayNoDay()
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

// answersFixup tells whether the office waits for the answer to a correction.
func (t *turn) answersFixup() bool {
	ask := t.p.Talk.Ask
	return ask != nil && ask.Proved && wish(ask.What) == "fixup"
}

// asksAbout tells whether a question about a request waits for an answer in words.
func (t *turn) asksAbout(what string) bool {
	return what == "fixup" || what == "note" || what == "slots" || what == "service" || what == "place"
}
