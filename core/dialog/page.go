package dialog

import "loket/core"

// paged keeps all but the first page of a long answer for LANJUT, and returns the first, which says so.
func (t *turn) paged(text string) string {
	more := "\n(" + t.text("button.more", nil) + ")"
	pages := core.SplitSMS(text, smsRoom-len(more))
	t.p.Talk.Rest = pages[1:]
	return pages[0] + more
}

// smsRoom is one GSM-7 segment (3GPP TS 23.038).
const smsRoom = 160

// more sends the next page.
func (t *turn) more() {
	rest := t.p.Talk.Rest
	if len(rest) == 0 {
		if t.p.Talk.Form != nil {
			t.proceed() // "go on" is meant
			return
		}
		t.say("more.none", nil)
		return
	}
	page := rest[0]
	if len(rest) > 1 {
		page += "\n(" + t.text("button.more", nil) + ")"
	}
	t.begun = true
	t.do(Say{core.Message{Text: page}})
	t.p.Talk.Rest = rest[1:]
}
