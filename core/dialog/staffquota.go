package dialog

import (
	"strconv"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// staffQuota is the word KUOTA of staff: without a number what everybody is told, and what is taken; with one it is set,
// from today or the day after "mulai", for good or until the day after "s.d.".
func (t *turn) staffQuota(text string) {
	words := strings.Fields(text)
	if len(words) == 0 {
		t.quota()
		day := t.day(t.f.Today())
		if t.f.Calendar.IntakeDay(t.f.Today()) {
			t.end("\n" + t.text("staff.quota.held", catalog.Args{"held": t.figure(day.Held), "places": t.figure(day.Cap)}))
		}
		return
	}
	if !t.allowed(core.SetQuota) {
		return
	}
	s, ok := SetQuota{}, true
	s.Places, ok = t.places(words[0])
	for rest := strings.Join(words[1:], " "); ok && rest != ""; {
		into, after := &s.From, t.without("from", rest)
		if after == rest {
			into, after = &s.To, t.without("until", rest)
		}
		*into, rest, ok = t.dayAhead(after)
	}
	if !ok {
		t.say("bad.quota", t.examples())
		return
	}
	t.do(s)
}

// places is a number of places, as written.
func (t *turn) places(word string) (n int, ok bool) {
	n, err := strconv.Atoi(strings.Trim(word, ".,"))
	return n, err == nil && n >= 0
}

// end puts words behind what was said last.
func (t *turn) end(words string) {
	last := t.effects[len(t.effects)-1].(Say)
	last.Message.Text += words
	t.effects[len(t.effects)-1] = last
}

func (t *turn) quotaSet(ev QuotaSet) {
	t.begun, t.settled = true, true
	if ev.Err != nil {
		t.speak(t.mended(ev.Err), nil)
		return
	}
	s := ev.SetQuota
	if s.From.IsZero() {
		s.From = t.f.Today()
	}
	key := "set"
	if !s.To.IsZero() {
		key = "until"
	}
	t.say("staff.quota."+key, catalog.Args{"from": t.date(s.From), "until": t.date(s.To), "places": t.figure(s.Places)})
}
