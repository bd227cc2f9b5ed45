package dialog

import (
	"strconv"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// follow starts or ends announcements: at once, whatever else is going on.
func (t *turn) follow(on bool) {
	t.settled = true
	t.p.Following = on
	t.do(Follow{On: on, Wording: t.cat.Office.Wording})
	if on {
		t.say("follow.on", nil)
		return
	}
	t.say("follow.off", nil)
}

// language answers BAHASA: sets the language named, or asks.
func (t *turn) language(rest string) {
	if s, n := t.words.lead(tokens(rest)); n > 0 && t.cat.Lang(s.verb) != "" {
		t.speakIn(s.verb)
		return
	}
	var offer []core.Choice
	for _, lang := range t.cat.Office.Languages {
		offer = append(offer, core.Choice{Token: tokenLang + lang, Label: t.cat.Text(lang, "say.language", t.f.Limits.Short, nil)})
	}
	t.say("language.ask", nil, offer...)
}

// speakIn changes the language. An open form is asked on in the new one.
func (t *turn) speakIn(lang string) {
	if t.cat.Lang(lang) == "" {
		t.say("button.old", nil)
		return
	}
	t.p.Lang, t.p.Talk.Chosen = lang, true
	if t.p.Talk.Form != nil {
		t.proceed()
		return
	}
	t.say("language.set", nil)
}

// callOfficer asks for an officer. From now on what the person writes is kept for the officers, until a command of the
// menu hands them back to the automatic service.
func (t *turn) callOfficer(topic string) {
	t.settled = true
	t.p.Talk.Officer, t.p.Talk.Noted, t.p.Talk.Puzzled = true, core.Date{}, 0
	t.do(Call{Topic: topic})
	t.say("officer", nil, t.extras(t.button(tokenWord+"menu", "menu", nil))...)
}

// toOfficer passes a person's words on while an officer is awaited. A command that stands in front, alone or with a
// ticket, hands back; whatever else they write is for the officer, and answered once.
func (t *turn) toOfficer(text string) {
	s := t.understand(text)
	alone := t.quiet(tokens(s.rest), s.verb) || t.ticketOf(s.rest) != "" || s.verb == "terms" && len(t.services(s.rest)) > 0
	in := t.read(text)
	switch {
	case in.nik != "" && len(in.services) > 0: // a registration is one, whoever is awaited
		t.handBack()
		t.listen(text)
	case s.verb == "unfollow", s.sure && alone && s.verb == "follow":
		t.follow(s.verb == "follow")
	case s.sure && alone && s.verb == "skip":
		t.obey(s.verb, "")
	case s.sure && (alone || s.verb == "fixup" || s.verb == "slots" || s.verb == "note") && returns[s.verb]:
		t.handBack()
		t.obey(s.verb, s.rest)
	default:
		t.do(Call{Topic: "officer", Text: s.text})
		if t.p.Talk.Noted != t.f.Today() && !t.p.Talk.Taken { // who is being answered by somebody hears from them alone
			t.p.Talk.Noted = t.f.Today()
			t.say("officer.noted", nil)
		}
	}
}

func (t *turn) handBack() {
	t.p.Talk.Officer, t.p.Talk.Taken, t.p.Talk.Noted = false, false, core.Date{}
	t.do(HandBack{})
}

// returns are the commands that end waiting for an officer.
var returns = map[string]bool{"menu": true, "register": true, "status": true, "cancel": true, "quota": true,
	"hours": true, "terms": true, "fee": true, "news": true, "help": true, "leave": true, "language": true, "privacy": true, "change": true, "slots": true,
	"note": true, "fixup": true, "refile": true, "wait": true, "mine": true, "erase": true, "link": true, "part": true, "papers": true}

// erase notes the wish for erasure (UU 27/2022: answered within 3x24 hours). Announcements and the open form end at once;
// what the law lets go is for an officer to decide.
func (t *turn) erase() {
	t.settled = true
	t.p.Talk.Form, t.p.Talk.Offer = nil, nil
	t.p.Following = false
	t.do(Follow{On: false, Wording: t.cat.Office.Wording})
	t.do(Call{Topic: core.ErasureTopic})
	t.say("erase.done", nil)
}

// mine is a copy of what is kept of a person, with nothing written out that others should not read over a shoulder.
func (t *turn) mine(rs []core.Request, ties []core.Tie) {
	follow := "say.no"
	if t.p.Following {
		follow = "say.yes"
	}
	var lines []string
	for _, r := range rs {
		parts := []string{t.serviceName(r.Service), maskedNIK(r.NIK), t.shortName(r.Name), t.cat.Status(t.lang(), r.Status, t.f.Limits.Short)}
		if r.Ticket != "" {
			parts = append([]string{r.Ticket}, parts...)
		}
		if !r.IsZero() {
			parts = append(parts, t.text(t.fetch(r), t.requestArgs(t.lang(), t.f.Limits, r)))
		}
		if r.Note != "" {
			parts = append(parts, t.text("mine.note", catalog.Args{"text": core.MaskNIK(r.Note)}))
		}
		n := 0
		for _, p := range t.papers[r.ID] {
			if p.State != core.PaperLater {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, t.text("mine.papers", catalog.Args{"n": strconv.Itoa(n)}))
		}
		lines = append(lines, strings.Join(parts, ", "))
	}
	sep := "\n"
	if t.f.Limits.Short {
		sep = "; "
	}
	list := strings.Join(lines, sep)
	if list == "" {
		list = t.text("say.none", nil)
	}
	text := t.text("paged.mine", catalog.Args{
		"language": t.text("say.language", nil),
		"follow":   t.text(follow, nil),
		"requests": list,
	})
	if also := t.alsoAt(ties); also != "" {
		text += sep + also
	}
	t.speak(text, nil)
}
