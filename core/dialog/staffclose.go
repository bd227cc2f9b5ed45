package dialog

import (
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// closeDays is the word TUTUP: a first day, a last day (the same if none is named), and the reason; "dan pendaftaran" before
// the reason shuts intake too.
func (t *turn) closeDays(text string) {
	if !t.allowed(core.CloseDays) {
		return
	}
	from, rest, ok := t.dayAhead(text)
	if !ok {
		t.say("bad.days.none", t.examples())
		return
	}
	o := core.Override{Kind: core.ClosureOverride, From: from, To: from}
	if to, more, ok := t.dayAhead(t.without("until", rest)); ok {
		o.To, rest = to, more
	}
	o.Reason = t.without("intake", rest)
	o.Intake = o.Reason != rest
	switch {
	case o.To.Before(o.From):
		t.say("bad.days", t.examples())
	case o.Reason == "":
		t.say("bad.reason", t.examples())
	default:
		t.do(CloseDays{o})
	}
}

// dayAhead takes a day off the head of a text: a date, or a word like BESOK.
func (t *turn) dayAhead(text string) (d core.Date, rest string, ok bool) {
	for days, word := range []string{"today", "tomorrow", "after"} {
		if rest := t.without(word, text); rest != strings.TrimSpace(text) {
			return t.f.Today().Add(days), rest, true
		}
	}
	word, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	d, err := core.ParseDate(strings.TrimRight(word, ",;:"))
	return d, strings.TrimSpace(rest), err == nil
}

// without takes words with a meaning off the head of a text, if it begins with them.
func (t *turn) without(meaning, text string) string {
	words := strings.Fields(text)
	for n := min(3, len(words)); n > 0; n-- {
		if t.words.when[strings.Trim(strings.ToLower(strings.Join(words[:n], " ")), ".:,")] == meaning {
			return strings.Join(words[n:], " ")
		}
	}
	return strings.TrimSpace(text)
}

// daysClosed tells what is closed now, and lays the draft of its announcement before the author.
func (t *turn) daysClosed(ev DaysClosed) {
	t.begun, t.settled = true, true
	if ev.Err != nil {
		t.speak(t.mended(ev.Err), nil)
		return
	}
	o := ev.Override
	key := map[bool]string{false: "days", true: "all"}[o.Intake]
	if o.From == o.To {
		key = map[bool]string{false: "day", true: "allday"}[o.Intake]
	}
	parts := []string{t.text("staff.closed."+key, catalog.Args{"from": t.date(o.From), "until": t.date(o.To), "reason": o.Reason})}
	if ev.Pickups > 0 {
		parts = append(parts, t.text("staff.closed.pickups", catalog.Args{"n": t.figure(ev.Pickups)}))
	}
	if !t.p.Staff.Role.May(core.Announce) {
		t.speak(strings.Join(parts, "\n\n"), nil)
		return
	}
	f := &core.NoticeForm{Notice: t.Draft(t.f, o), To: true, When: true}
	for _, lang := range t.versions(f.Notice) {
		if lang != "id" {
			f.Said = append(f.Said, lang)
		}
	}
	t.p.Talk.Notice = f
	t.renew()
	t.goOn(strings.Join(append(parts, t.text("staff.closed.draft", nil)), "\n\n"))
}
