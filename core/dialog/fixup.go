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
	if files := t.files(); len(files.Media) > 0 {
		t.papersOf(r, args, "")
		return
	}
	if r.Status != core.Incomplete {
		t.p.Talk.Ask = nil
		t.say("fixup.over", args)
		return
	}
	if answer, ok := t.saidFor(r, "fixup", answerRoom, args); ok {
		t.do(Move{core.Move{Request: r.ID, To: core.Submitted, Note: answer}})
	}
}
