package dialog

import (
	"errors"
	"strconv"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// answerNotice takes a text as the answer to what the form asks. It returns false when the text is a command of its own,
// which leaves the form as it is.
func (t *turn) answerNotice(text string) (taken bool) {
	s := t.understand(text)
	asks := t.missing()
	token, offered := t.offered(text)
	writing := asks == "text" || asks == "tongue" // when nearly everything is a text
	alone := s.sure && !s.slip && t.quiet(tokens(s.rest), s.verb) || s.sure && t.ticketOf(s.rest) != ""
	words := core.Audience{}
	n := t.p.Talk.Notice.Notice
	odd := ""
	var err error
	switch asks {
	case "to":
		words, err = t.cat.Audience(text)
	case "when":
		odd = t.readWhen(text, &n)
	}
	switch {
	case offered && (strings.HasPrefix(token, tokenNotice) || strings.HasPrefix(token, tokenSend)):
		t.press(token)
	case s.verb == "unfollow" && (alone || !writing):
		t.noticeLanguage(s.lang)
		t.follow(false)
		t.end("\n\n" + t.text("staff.ask.still", nil))
	case asks == "" && alone && (s.verb == "yes" || s.verb == "no"):
		if token, ok := t.answering(s.verb == "yes"); ok {
			t.press(token)
			return true
		}
		t.chooseAgain()
	case alone && (s.verb == "leave" || s.verb == "cancel") && t.ticketOf(s.rest) == "":
		t.dropNotice()
	case asks == "tongue" && (alone && s.verb == "no" || t.without("needless", text) == ""):
		t.pressNotice(strconv.Itoa(t.p.Talk.Notice.Serial) + ":skip:" + t.nextTongue())
	case asks == "tongue" && alone && s.verb == "yes":
		t.goOn(t.text("staff.ask.translation", catalog.Args{"language": t.tongue(t.lang(), t.nextTongue())}))
	case asks != "" && alone && idle[s.verb]:
		t.goOn("")
	case asks == "to" && err == nil:
		t.takeAudience(words)
	case asks == "when" && odd == "":
		t.takeWhen(n)
	case alone && !(asks == "when" && t.speaksOfTime(text)) && !(asks == "" && s.verb == "tomorrow") && !(writing && s.verb == "hello"), strings.HasPrefix(text, "/") && s.verb != "":
		return false
	case asks == "text":
		t.takeNoticeText("id", text)
	case asks == "tongue":
		t.takeNoticeText(t.nextTongue(), text)
	case asks == "to":
		var bad *core.Error
		if errors.As(err, &bad) {
			t.goOn(t.mended(bad))
		}
	case asks == "when":
		args := t.examples()
		args["word"] = odd
		t.goOn(t.text("bad.when", args))
	default:
		t.chooseAgain()
	}
	return true
}

// idle are commands that mean nothing where something else is asked: the question is repeated.
var idle = map[string]bool{"yes": true, "no": true, "more": true, "back": true, "call": true, "salam": true}

// pictured takes what came with a picture or file: the text below it, if any.
func (t *turn) pictured(text string) {
	switch {
	case t.unwritable():
		return
	case text == "":
		t.goOn(t.text("staff.ask.media", nil))
		return
	}
	t.say("staff.ask.caption", nil)
	t.listen(text)
}

// chooseAgain answers what is no answer to the preview: its buttons are offered again, or, if others came between, a new one.
func (t *turn) chooseAgain() {
	t.begun, t.settled = true, true
	if offer := t.p.Talk.Offer; t.p.Talk.Notice.Shown && len(offer) > 0 && strings.HasPrefix(offer[0].Token, tokenSend) {
		t.say("staff.ask.choose", nil, offer...)
		return
	}
	t.goOn("")
}

func (t *turn) dropNotice() {
	t.begun, t.settled = true, true
	t.p.Talk.Notice, t.p.Talk.Offer = nil, nil
	t.say("staff.ask.left", nil)
}
