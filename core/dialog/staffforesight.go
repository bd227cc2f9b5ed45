package dialog

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// mostDays is how many days a preview names.
const mostDays = 5

// foresee looks at what a closure would mean, before its author says yes.
func (t *turn) foresee(o core.Override) {
	w := t.wish(core.Wish{Closing: &o})
	t.do(Look{What: Closing, Serial: w.Serial, Close: o})
}

// foreseen shows what a closure would mean. What was foreseen of another wish is passed over.
func (t *turn) foreseen(ev Foreseen) {
	w := t.p.Talk.Wish
	if w == nil || w.Closing == nil || w.Serial != ev.Serial {
		return
	}
	t.begun, t.settled = true, true
	if ev.Err != nil {
		t.p.Talk.Wish = nil
		t.speak(t.mended(ev.Err), nil)
		return
	}
	head, ask, label := t.text("staff.closing.head", nil), "staff.closing.ask", "close"
	if w.Closing.ID != 0 {
		head = t.text("staff.closing.extend", catalog.Args{"n": strconv.FormatInt(w.Closing.ID, 10)})
		ask, label = "staff.closing.surely", "extend"
	}
	t.beSure(strings.Join([]string{head, t.closedWords(ev.Foresight.Override), strings.Join(t.meaning(ev.Foresight), "\n"), t.text(ask, nil)}, "\n\n"), label)
}

// closedWords is what is closed, and why.
func (t *turn) closedWords(o core.Override) string {
	key := map[bool]string{false: "days", true: "all"}[o.Intake]
	if o.From == o.To {
		key = map[bool]string{false: "day", true: "allday"}[o.Intake]
	}
	return t.text("staff.closed."+key, catalog.Args{"from": t.date(o.From), "until": t.date(o.To), "reason": o.Reason})
}

// meaning is what moves, and who is told.
func (t *turn) meaning(f core.Foresight) (lines []string) {
	if f.Pickups == 0 {
		lines = append(lines, t.text("staff.closing.none", nil))
	} else {
		lines = append(lines, t.text("staff.closing.pickups", catalog.Args{"n": t.figure(f.Pickups)}))
		lines = append(lines, t.dayCounts(f.Days)...)
	}
	if f.Stranded > 0 {
		lines = append(lines, t.text("staff.closing.stranded", catalog.Args{"n": t.figure(f.Stranded)}))
	}
	if f.Places > 0 {
		lines = append(lines, t.text("staff.closing.places", catalog.Args{"n": t.figure(f.Places)}))
	}
	told := 0
	var parts []string
	for _, channel := range slices.Sorted(maps.Keys(f.Told)) {
		if n := f.Told[channel]; n > 0 {
			told += n
			parts = append(parts, t.text("staff.preview.part", catalog.Args{"channel": t.channel(t.lang(), channel), "n": t.figure(n)}))
		}
	}
	if told > 0 {
		lines = append(lines, t.text("staff.closing.told", catalog.Args{"n": t.figure(told), "list": strings.Join(parts, ", ")}))
	}
	if f.Untold > 0 {
		lines = append(lines, t.text("staff.closing.untold", catalog.Args{"n": t.figure(f.Untold)}))
	}
	return lines
}

// dayCounts tells to which days pickups move: the first ones, and how many come after.
func (t *turn) dayCounts(days []core.DayCount) (lines []string) {
	for _, d := range days[:min(len(days), mostDays)] {
		lines = append(lines, t.text("staff.closing.day", catalog.Args{"day": t.date(d.Day), "n": t.figure(d.Count)}))
	}
	if len(days) > mostDays {
		more := 0
		for _, d := range days[mostDays:] {
			more += d.Count
		}
		lines = append(lines, t.text("staff.closing.more", catalog.Args{"n": t.figure(more), "until": t.date(days[len(days)-1].Day)}))
	}
	return lines
}

// moveUnready is the button of the warning that papers are not ready: those that are not get another slot.
func (t *turn) moveUnready(arg string) {
	t.begun, t.settled = true, true
	day, err := core.ParseDate(arg)
	switch {
	case err != nil:
		t.say("button.old", nil)
	case t.allowed(core.MoveOthers):
		t.do(MoveUnready{day})
	}
}

func (t *turn) unreadyMoved(ev UnreadyMoved) {
	t.begun, t.settled = true, true
	switch {
	case ev.Err != nil:
		t.speak(t.mended(ev.Err), nil)
	case ev.Moved == 0:
		t.say("staff.unready.none", catalog.Args{"day": t.date(ev.Day)})
	default:
		lines := append([]string{t.text("staff.unready.moved", catalog.Args{"n": t.figure(ev.Moved), "day": t.date(ev.Day)})}, t.dayCounts(ev.Days)...)
		t.speak(strings.Join(lines, "\n"), nil)
	}
}
