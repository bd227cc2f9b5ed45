package dialog

import (
	"slices"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// mostTold is how many tickets an answer names one by one.
const mostTold = 20

// advanced tells what moved, what did not and why, and who could not be told.
func (t *turn) advanced(ev Advanced) {
	t.begun, t.settled = true, true
	if ev.Err != nil {
		t.speak(t.mended(ev.Err), nil)
		return
	}
	a := ev.Advance
	var moved, stuck []core.Request
	var early []core.Request // to be fetched on another day
	var same, coming []string
	for _, m := range ev.Moved {
		switch {
		case m.OK:
			moved = append(moved, m.Request)
		case m.Was == a.To:
			same = append(same, m.Request.Ticket)
		case a.To == core.NoShow && m.Was.May(a.To):
			coming = append(coming, m.Request.Ticket)
		case a.To == core.Done && !a.Sure && m.Was.May(a.To):
			early = append(early, m.Request)
		default:
			stuck = append(stuck, m.Request)
		}
	}
	var parts []string
	if len(a.Tickets) == 0 || len(moved) > 0 {
		parts = append(parts, strings.Join(append(t.movedWords(a, moved), t.untold(moved)...), "\n"))
	}
	var lines []string
	if len(same) > 0 {
		lines = append(lines, t.text("staff.moved.same", catalog.Args{"list": strings.Join(same, ", "), "status": t.cat.Status(t.lang(), a.To, false)}))
	}
	if len(coming) > 0 {
		lines = append(lines, t.text("staff.moved.coming", catalog.Args{"list": strings.Join(coming, ", ")}))
	}
	for _, r := range stuck[:min(len(stuck), mostTold)] {
		lines = append(lines, t.text("staff.moved.stuck", t.argsOf(r)))
	}
	if len(stuck) > mostTold {
		lines = append(lines, t.text("staff.moved.more", catalog.Args{"n": t.figure(len(stuck) - mostTold)}))
	}
	if len(lines) > 0 {
		parts = append(parts, strings.Join(lines, "\n"))
	}
	if len(early) == 0 {
		t.speak(strings.Join(parts, "\n\n"), nil)
		return
	}
	t.askEarly(a, early, parts)
}

// movedDay tells how many requests of a whole day moved.
func (t *turn) movedDay(a core.Advance, n int) string {
	key, day := "day", a.Day
	if !a.Pickup.IsZero() {
		key, day = "pickupday", a.Pickup
	}
	if n == 0 {
		key = "none"
	}
	return t.text("staff.moved."+key, catalog.Args{"day": t.date(day), "n": t.figure(n), "status": t.cat.Status(t.lang(), a.To, false)})
}

// movedWords tells what moved, and for what reason; of a single ticket also what follows from it.
func (t *turn) movedWords(a core.Advance, moved []core.Request) (lines []string) {
	switch {
	case len(a.Tickets) == 0:
		lines = []string{t.movedDay(a, len(moved))}
	case len(moved) > 1:
		lines = []string{t.movedTickets(a, moved)}
	default:
		lines = []string{t.text("staff.moved.one", t.argsOf(moved[0]))}
	}
	if a.Reason != "" && len(moved) > 0 {
		lines = append(lines, t.text("staff.wish.reason", catalog.Args{"reason": t.whyRejected(a)}))
	}
	if len(a.Tickets) == 0 || len(moved) > 1 {
		return lines
	}
	r := moved[0]
	if r.Status == core.Ready && !r.Slot.IsZero() {
		lines = append(lines, t.text("staff.moved.pickup", t.argsOf(r)))
	}
	if r.Status == core.Incomplete && !r.Until.IsZero() {
		lines = append(lines, t.text("staff.moved.until", catalog.Args{"when": t.moment(t.lang(), r.Until, false)}))
	}
	return lines
}

// movedTickets tells which tickets moved.
func (t *turn) movedTickets(a core.Advance, moved []core.Request) string {
	tickets := make([]string, len(moved))
	for i, r := range moved {
		tickets[i] = r.Ticket
	}
	if len(tickets) > mostTold {
		tickets = append(tickets[:mostTold], "...")
	}
	return t.text("staff.moved.many", catalog.Args{"n": t.figure(len(moved)), "status": t.cat.Status(t.lang(), a.To, false), "list": strings.Join(tickets, ", ")})
}

// untold says whether citizens were told, and of whom no address is known.
func (t *turn) untold(moved []core.Request) []string {
	if len(moved) == 0 {
		return nil
	}
	var none []string
	for _, r := range moved {
		if r.Person == 0 {
			none = append(none, r.Ticket)
		}
	}
	switch {
	case len(none) == 0 && len(moved) == 1:
		return []string{t.text("staff.moved.told", nil)}
	case len(none) == 0:
		return []string{t.text("staff.moved.toldall", nil)}
	case len(moved) == 1:
		return []string{t.text("staff.moved.untold", nil)}
	}
	n := t.figure(len(none))
	if len(none) > mostTold {
		none = append(slices.Clip(none[:mostTold]), "...")
	}
	key := "someuntold"
	if len(none) == len(moved) {
		key = "alluntold"
	}
	return []string{t.text("staff.moved."+key, catalog.Args{"n": n, "list": strings.Join(none, ", ")})}
}

// askEarly warns that requests are to be fetched on another day than today, and asks whether they were fetched all the same.
func (t *turn) askEarly(a core.Advance, early []core.Request, parts []string) {
	tickets := make([]string, len(early))
	lines := make([]string, 0, len(early))
	for i, r := range early {
		tickets[i] = r.Ticket
		if i < mostTold {
			lines = append(lines, t.text("staff.fetched.apart", t.argsOf(r)))
		}
	}
	if len(early) > mostTold {
		lines = append(lines, t.text("staff.moved.more", catalog.Args{"n": t.figure(len(early) - mostTold)}))
	}
	t.wish(core.Wish{Advance: &core.Advance{To: a.To, Tickets: tickets, Reason: a.Reason, Sure: true}})
	parts = append(parts, strings.Join(lines, "\n"), t.text("staff.fetched.ask", nil))
	t.beSure(strings.Join(parts, "\n\n"), "fetched")
}
