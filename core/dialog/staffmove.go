package dialog

import (
	"regexp"
	"slices"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// movings are the orders that move requests on, and where to.
var movings = map[string]core.Status{"verify": core.Verified, "process": core.InProcess, "ready": core.Ready, "done": core.Done,
	"mend": core.Incomplete, "reject": core.Rejected, "noshow": core.NoShow, "withdraw": core.Withdrawn}

// move is one of the movings: tickets, or a day, and, where citizens are told one, a reason. A day is the service day of the
// requests, or their pickup day if "pengambilan" stands before it; of those not fetched it is always that.
func (t *turn) move(verb, text string) {
	if !t.allowed(core.MoveOthers) {
		return
	}
	a := core.Advance{To: movings[verb]}
	if a.To == core.Rejected && text == "" {
		t.say("staff.reject.list", catalog.Args{"list": t.rejections()})
		return
	}
	rest, ok := t.targets(&a, text)
	if !ok || mistyped.MatchString(rest) {
		t.badMove("move", verb)
		return
	}
	if a.To == core.Incomplete {
		if rest, ok = t.answerUntil(&a, rest); !ok {
			t.badMove("answer", verb)
			return
		}
		if !a.Until.IsZero() && a.Until.Before(t.f.Today()) {
			t.say("bad.days.past", nil)
			return
		}
	}
	a.Reason = strings.TrimSpace(rest)
	switch {
	case a.To == core.Incomplete && a.Reason == "":
		t.badMove("answer", verb)
		return
	case a.To == core.Rejected && !t.rejecting(&a):
		t.say("staff.reject.list", catalog.Args{"list": t.rejections()})
		return
	case a.Reason != "" && !slices.Contains([]core.Status{core.Incomplete, core.Rejected, core.Withdrawn}, a.To):
		t.badMove("move", verb)
		return
	case len(a.Tickets) > 0:
		t.do(Advance{a})
		return
	}
	t.askDay(a)
}

// askDay asks whether a whole day is meant. How many requests that are, nobody has counted. Of a service day those are fetched
// that were to be today; of a pickup day all.
func (t *turn) askDay(a core.Advance) {
	a.Sure = !a.Pickup.IsZero()
	t.wish(core.Wish{Advance: &a})
	key, day := "day", a.Day
	switch {
	case !a.Pickup.IsZero():
		key, day = "pickup", a.Pickup
	case a.To == core.Done:
		key = "fetched"
	}
	lines := []string{t.text("staff.wish."+key, catalog.Args{"day": t.date(day), "status": t.cat.Status(t.lang(), a.To, false)})}
	if a.Reason != "" {
		lines = append(lines, t.text("staff.wish.reason", catalog.Args{"reason": t.whyRejected(a)}))
	}
	if !a.Until.IsZero() {
		lines = append(lines, t.text("staff.wish.until", catalog.Args{"until": t.date(a.Until)}))
	}
	t.beSure(strings.Join(lines, "\n"), "yes")
}

// badMove says how an order is written.
func (t *turn) badMove(key, verb string) {
	args := t.examples()
	args["word"] = "/" + strings.ReplaceAll(list(t.cat, "id", "staff_"+verb)[0], " ", "_")
	args["day"] = typed(t.f.Today())
	if key == "move" && movings[verb] == core.NoShow {
		key = "noshow"
	}
	t.say("bad."+key, args)
}

var (
	headTicket = regexp.MustCompile(`(?i)^([A-Z]) ?(\d{6})[ \-.]?(\d{3,5})\b`)

	// mistyped is what stands behind tickets and was meant as one more: the reason of nothing begins so.
	mistyped = regexp.MustCompile(`(?i)^([A-Z]? ?\d{5,}|\d{3,5}( |$)|[A-Z]\d{3,})`)
)

// targets takes tickets off the head of a text, or else a day.
func (t *turn) targets(a *core.Advance, text string) (rest string, ok bool) {
	for {
		text = t.without("filler", strings.TrimLeft(text, " \n\t,;:.&+#"))
		found := headTicket.FindString(text)
		if found == "" {
			break
		}
		if ticket := t.ticketOf(found); !slices.Contains(a.Tickets, ticket) {
			a.Tickets = append(a.Tickets, ticket)
		}
		text = text[len(found):]
	}
	if len(a.Tickets) > 0 {
		return text, true
	}
	fetched := t.without("pickup", text)
	day, rest, ok := t.dayAhead(fetched)
	if a.To == core.NoShow || fetched != text {
		a.Pickup = day
	} else {
		a.Day = day
	}
	return rest, ok
}

// targeted tells whether a text begins as the targets of an order do, so that it is one without a slash too.
func (t *turn) targeted(text string) bool {
	if headTicket.MatchString(text) {
		return true
	}
	_, _, day := t.dayAhead(text)
	return day && dated(text)
}

// answerUntil takes the last day for an answer off a text, from its head or its end. ok is false if one is announced and none is there.
func (t *turn) answerUntil(a *core.Advance, text string) (reason string, ok bool) {
	text = strings.Join(strings.Fields(text), " ")
	if after := t.without("until", text); after != text {
		a.Until, reason, ok = t.dayAhead(after)
		return reason, ok
	}
	words := strings.Fields(text)
	for i := len(words) - 1; i > 0; i-- {
		tail := strings.Join(words[i:], " ")
		if after := t.without("until", tail); after != tail {
			if day, rest, ok := t.dayAhead(after); ok && rest == "" {
				a.Until = day
				return strings.Join(words[:i], " "), true
			}
		}
	}
	return text, true
}

// rejections are the reasons of the office's list.
func (t *turn) rejections() string {
	var lines []string
	for _, r := range t.cat.Office.Life.Rejections {
		lines = append(lines, t.text("staff.reject.line", catalog.Args{"word": r.Code, "text": r.Text.In(t.lang())}))
	}
	return strings.Join(lines, "\n")
}

// rejecting tells whether there is a reason to reject for: a code of the office's list, or words of one's own. A single word is
// none: it is a code that was mistyped.
func (t *turn) rejecting(a *core.Advance) bool {
	if r, ok := t.cat.Office.Life.ReadRejection(a.Reason); ok {
		a.Reason = r.Code
		return true
	}
	return len(strings.Fields(a.Reason)) > 1
}

// whyRejected is the reason in words.
func (t *turn) whyRejected(a core.Advance) string {
	if r, ok := t.cat.Office.Life.Rejection(a.Reason); ok && a.To == core.Rejected {
		return r.Text.In(t.lang())
	}
	return core.MaskNIK(a.Reason)
}
