package dialog

import (
	"strconv"
	"strings"

	"loket/core"
)

// wish keeps what a member of staff has ordered until they have said that they are sure, and gives it a number.
func (t *turn) wish(w core.Wish) *core.Wish {
	t.p.Talk.Serial++
	w.Serial = t.p.Talk.Serial
	t.p.Talk.Wish = &w
	return &w
}

// beSure asks for the yes to the wish at hand.
func (t *turn) beSure(question, label string) {
	number := strconv.Itoa(t.p.Talk.Wish.Serial)
	t.speak(question, []core.Choice{t.button(tokenAgree+number, label, nil), t.button(tokenDecline+number, "no", nil)})
}

// answersWish takes a text as the answer to the question for a yes, if that was said last.
func (t *turn) answersWish(text string) bool {
	offer := t.p.Talk.Offer
	if t.p.Talk.Wish == nil || t.p.Talk.Stale || len(offer) == 0 || !strings.HasPrefix(offer[0].Token, tokenAgree) {
		return false
	}
	token, ok := t.offered(text)
	if s := t.understand(text); !ok && answers[s.verb] && s.sure && t.quiet(tokens(s.rest), s.verb) {
		token, ok = t.answering(s.verb == "yes")
	}
	if ok {
		t.press(token)
	}
	return ok
}

// answers are the words that say yes or no to a wish.
var answers = map[string]bool{"yes": true, "no": true, "cancel": true, "leave": true}

// agreed does what was wished, and declined drops it; a button of another wish does nothing.
func (t *turn) agreed(number string) {
	w := t.pressedWish(number)
	switch {
	case w == nil:
	case w.Closing != nil && t.allowed(core.CloseDays):
		t.do(CloseDays{*w.Closing})
	case w.Reopen != 0 && t.allowed(core.CloseDays):
		t.do(OpenAgain{w.Reopen})
	case w.Advance != nil && t.allowed(core.MoveOthers):
		t.do(Advance{*w.Advance})
	case w.Rename != nil && t.allowed(core.MoveOthers):
		t.do(Rename{Ticket: w.Rename.Ticket, Name: w.Rename.Name})
	}
}

func (t *turn) declined(number string) {
	switch w := t.pressedWish(number); {
	case w == nil:
	case w.Closing != nil:
		t.say("staff.closing.left", nil)
	default:
		t.say("staff.wish.left", nil)
	}
}

// pressedWish is the wish that a button belongs to, which is answered by it; nil, and that is said, if it is none of now.
func (t *turn) pressedWish(number string) *core.Wish {
	t.begun, t.settled = true, true
	w := t.p.Talk.Wish
	if n, err := strconv.Atoi(number); err != nil || w == nil || w.Serial != n || t.p.Staff == nil {
		t.say("staff.wish.old", nil)
		return nil
	}
	t.p.Talk.Wish, t.p.Talk.Offer = nil, nil
	return w
}
