package dialog

import "loket/core"

// misplaced answers a yes or no to nothing that was asked: the open question is repeated, or help offered.
func (t *turn) misplaced(verb string) {
	switch {
	case verb == "yes": // a place may be on offer; or it is said once more, after the ticket: that is shown
		t.do(Find{Query: core.RequestQuery{Person: t.p.ID, Active: true, Limit: 10}, Whole: true, Why: "yes"})
	case t.askAgain():
	case t.p.Talk.Form != nil:
		t.proceed()
	default:
		t.puzzled("puzzled")
	}
}

// puzzled says that a message was not understood; the second time in a row with help, the third with an officer's number.
func (t *turn) puzzled(key string) {
	t.p.Talk.Puzzled++
	switch {
	case t.p.Talk.Puzzled >= 3:
		t.say("puzzled.officer", nil, t.extras(t.button(tokenWord+"officer", "officer", nil))...)
	case t.p.Talk.Form != nil && key == "puzzled":
		t.proceed()
	case t.p.Talk.Puzzled == 2:
		t.say("help", nil)
	default:
		t.say(key, nil)
	}
}
