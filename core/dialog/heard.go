package dialog

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"loket/core"
	"loket/core/catalog"
)

// heard answers a message.
func (t *turn) heard(in core.Inbound) {
	text := strings.TrimSpace(in.Text)
	switch in.Signal {
	case core.Closed:
		t.do(Shut{true})
		return
	case core.Reachable:
		t.do(Shut{false})
		if text == "" {
			return
		}
	}
	if in.Group || t.p.Address.Group() {
		t.inGroup(in)
		return
	}
	t.forget()
	t.keepPace()
	if t.p.Shut && in.Signal == core.NoSignal && starts(text) {
		t.do(Shut{false}) // START, or /start: the word of the person, by which the provider opens the address too
	}
	switch {
	case !in.Proves.IsZero():
		t.proved(in.Proves)
	case in.Choice != "":
		t.press(in.Choice)
	case len(in.Media) > 0 && t.p.Staff != nil && t.noticeIsNext():
		t.pictured(text)
	case len(in.Media) > 0 && t.sentFiles(in, text):
	case text == "" && len(in.Media) > 0 && t.answersFixup():
		t.say("fixup.media", nil)
	case text == "" && len(in.Media) > 0 && t.p.Talk.Form != nil && t.f.Limits.Media:
		t.silent = true // what was asked stays asked
		t.say("papers.form", nil)
	case text == "" && len(in.Media) > 0 && t.p.Talk.Form != nil:
		t.say("media.form", nil)
	case text == "" && len(in.Media) > 0:
		t.say("media", nil)
	case text == "":
		t.puzzled("unreadable")
	default:
		t.listen(text)
	}
}

func starts(text string) bool {
	word, _, _ := strings.Cut(strings.ToLower(text), " ")
	word, _, _ = strings.Cut(word, "@")
	return word == "start" || word == "/start"
}

// listen finds out what a text means for this person: a choice of the last list, a command, an answer to what was asked, or
// something said to an officer.
func (t *turn) listen(text string) {
	if t.answersCode(text) || t.staff(text) || t.answersLink(text) {
		return
	}
	if t.p.Talk.Waits && t.saysYes(text) { // an offer comes unasked: whether there is one must be looked up; what was asked stays asked
		t.do(Find{Query: core.RequestQuery{Person: t.p.ID, Status: core.Waiting, Limit: 10}, Whole: true, Why: "yes/" + text})
		return
	}
	t.listenOn(text)
}

// listenOn is listen when no place on offer can be meant.
func (t *turn) listenOn(text string) {
	if t.p.Talk.Officer {
		t.toOfficer(text)
		return
	}
	if token, ok := t.offered(text); ok {
		t.press(token)
		return
	}
	s := t.understand(text)
	t.noticeLanguage(s.lang)
	if s.salam {
		t.greet = t.text("salam", nil)
	}
	if s.verb == "yes" || s.verb == "no" {
		if token, ok := t.answering(s.verb == "yes"); ok {
			t.press(token)
			return
		}
	}
	if t.p.Talk.Ask != nil && t.p.Talk.Ask.Proved && t.answerAbout(*t.p.Talk.Ask, s) {
		return
	}
	if n, ok := t.words.number(text); ok && !t.asks("name") {
		t.number(n)
		return
	}
	if t.ticketOf(text) != "" && !(s.sure && ticketed[s.verb]) && !hasNumber(ticketForm.ReplaceAllString(strings.ToUpper(text), "")) {
		why := "status"
		if s.verb == "cancel" {
			why = "cancel"
		}
		t.lookUp(text, why)
		return
	}
	if t.p.Talk.Ask != nil && t.answerAsk(s) {
		return
	}
	if t.asks("name") && !t.commands(s) {
		t.takeName(s.text)
		return
	}
	if t.asks("place") && (s.verb == "" || !s.sure) {
		t.takePlace(s.text)
		return
	}
	if s.verb == "register" || s.verb == "" || !s.sure && len(t.read(s.text).nik) > 0 {
		t.register(s)
		return
	}
	t.p.Talk.Puzzled = 0
	if s.verb == "change" {
		t.change(s)
		return
	}
	t.obey(s.verb, s.rest)
}

// ticketed are the commands that may name a ticket.
var ticketed = map[string]bool{"status": true, "cancel": true, "change": true, "slots": true, "note": true, "fixup": true, "refile": true,
	"papers": true}

// unlikeNames are commands that more words follow, and that no name begins with: a letter that arrived meanwhile asks for them.
var unlikeNames = map[string]bool{"fixup": true, "slots": true, "note": true, "link": true}

// commands tells whether a message to the question for a name is a command after all: only when it says nothing else.
// Everyday words ("min", "gan", "pak") may well be names.
func (t *turn) commands(s said) bool {
	if _, _, ok := core.FindNIK(s.text); ok {
		return true
	}
	if s.verb == "unfollow" || s.sure && !s.slip && unlikeNames[s.verb] {
		return true
	}
	if s.verb != "" && s.sure && !s.slip && s.verb != "call" {
		return t.quiet(tokens(s.rest), s.verb) || t.ticketOf(s.rest) != "" || len(t.services(s.rest)) > 0 || t.nothing(s.text)
	}
	return t.nothing(s.text) && len(tokens(s.text)) > 1
}

// nothing tells whether no word of a text could be part of a name.
func (t *turn) nothing(text string) bool {
	for _, w := range tokens(text) {
		_, word := t.words.words[w]
		_, hint := t.words.hints[w]
		if !word && !hint && !t.cat.Knows(w) {
			return false
		}
	}
	return true
}

// nameIn is the name in an answer to the question for it: without what people write before it, and without signs.
func (t *turn) nameIn(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.So, unicode.Sk, unicode.Cf) || r == '(' || r == ')' || r == ':' || r == 0xFE0F {
			return ' '
		}
		return r
	}, text)
	if i := strings.LastIndexByte(text, ','); i >= 0 && t.quiet(tokens(text[i:]), "yes") {
		text = text[:i] // "Siti Aminah, ya"
	}
	return strings.Join(t.words.unlabelled(strings.Fields(text)), " ")
}

// number answers a number that no list offers: nought goes one step back, others meet the open question again.
func (t *turn) number(n int) {
	switch {
	case n == 0:
		t.back()
	case t.p.Talk.Form != nil:
		t.proceed()
	default:
		t.puzzled("puzzled")
	}
}

// forget drops what was left lying for a day: a form, a list, a question. Nobody remembers them.
func (t *turn) forget() {
	if b := t.p.Talk.Burst.Since; !b.IsZero() && t.now().Sub(b) > 24*time.Hour {
		k := &t.p.Talk
		k.Form, k.Aside, k.Notice, k.Wish, k.Offer, k.Ask, k.Rest = nil, nil, nil, nil, nil, nil, nil
	}
}

// noticeLanguage follows the language that commands give away, until one is chosen by BAHASA.
func (t *turn) noticeLanguage(lang string) {
	if !t.p.Talk.Chosen && lang != "" {
		t.p.Lang = lang
	}
}

// obey carries out a command.
func (t *turn) obey(verb, rest string) {
	switch verb {
	case "register":
		t.register(said{text: rest, verb: verb, rest: rest, sure: true})
	case "menu", "hello", "call", "salam":
		t.menu(verb != "menu")
	case "status":
		t.status(rest)
	case "cancel":
		t.cancel(rest)
	case "change":
		t.change(said{rest: rest})
	case "wait":
		t.wait(rest)
	case "skip":
		t.seek("pass", "", "", "")
	case "slots":
		t.otherSlot(rest)
	case "note":
		t.note(rest)
	case "fixup":
		t.fixup(rest)
	case "refile":
		t.refileLast(rest)
	case "tomorrow":
		t.tomorrow()
	case "terms":
		t.termsFor(rest)
	case "quota":
		t.quota()
	case "hours":
		t.hours()
	case "news":
		t.news()
	case "fee":
		t.say("fee", nil)
	case "help":
		t.say("help", nil)
	case "officer":
		t.callOfficer("officer")
	case "language":
		t.language(rest)
	case "id", "en":
		t.speakIn(verb)
	case "follow":
		t.follow(true)
	case "unfollow":
		t.follow(false)
	case "leave":
		t.leave()
	case "more":
		t.more()
	case "yes", "no":
		t.misplaced(verb)
	case "privacy":
		t.say("paged.privacy", catalog.Args{"days": strconv.Itoa(t.cat.Office.Papers.KeepDays)})
	case "mine":
		t.do(Find{Query: core.RequestQuery{Person: t.p.ID, Limit: 10}, Ties: true, Papers: true, Why: "mine"})
	case "link":
		t.link(rest)
	case "part":
		t.part()
	case "papers":
		t.papersWord(rest)
	case "erase":
		t.say("erase.confirm", nil, t.button(tokenWipe+"data", "yes", nil), t.button(tokenKeep+"data", "no", nil))
	case "back":
		t.back()
	case "thanks":
		t.say("thanks", nil)
	default:
		t.puzzled("puzzled")
	}
}
