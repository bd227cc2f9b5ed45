package dialog

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"loket/core"
	"loket/core/catalog"
)

// closeDays is the word TUTUP: a first day, a last day (the same if none is named), and the reason; "dan pendaftaran" before
// the reason shuts intake too. Alone it lists the closures.
func (t *turn) closeDays(text string) {
	if !t.allowed(core.CloseDays) {
		return
	}
	if text == "" {
		t.closures()
		return
	}
	from, rest, ok := t.dayAhead(text)
	if !ok {
		t.say("bad.days.none", t.examples())
		return
	}
	o := core.Override{Kind: core.ClosureOverride, From: from, To: from}
	after := t.without("until", rest)
	if to, more, ok := t.dayAhead(after); ok {
		o.To, rest = to, more
	} else if after != rest {
		t.say("bad.days.none", t.examples()) // until when?
		return
	}
	o.Reason = t.without("intake", rest)
	o.Intake = o.Reason != rest
	switch {
	case o.To.Before(o.From):
		t.say("bad.days", t.examples())
	case t.dayLike(o.Reason):
		t.say("bad.days.none", t.examples())
	case !strings.ContainsFunc(o.Reason, unicode.IsLetter):
		t.say("bad.reason", t.examples())
	default:
		t.foresee(o)
	}
}

// dayLike tells whether a text begins with what was meant as a day and is none, which must not become a part of the reason.
func (t *turn) dayLike(text string) bool {
	words := append(strings.Fields(text), "", "")
	_, month := t.cat.Month(words[1])
	return dayForm.MatchString(words[0]) || month && len(words[0]) <= 2 && dated(words[0])
}

var dayForm = regexp.MustCompile(`^\d{1,4}[-/.]\d`)

// daysClosed tells what is closed now, and lays the draft of its announcement before the author.
func (t *turn) daysClosed(ev DaysClosed) {
	t.begun, t.settled = true, true
	if ev.Err != nil {
		t.speak(t.mended(ev.Err), nil)
		return
	}
	o := ev.Override
	parts := []string{t.closedWords(o)}
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
	t.goOn(strings.Join(append(parts, t.text("staff.closed.draft", catalog.Args{"n": strconv.FormatInt(o.ID, 10)})), "\n\n"))
}
