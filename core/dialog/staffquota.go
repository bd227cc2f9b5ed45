package dialog

import (
	"regexp"
	"strconv"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// staffQuota is the word KUOTA of staff: without a number what everybody is told, and what is taken; with one it is set,
// from today or the day after "mulai", for good or until the day after "s.d."; days named alone are those days. The name of a
// service sets the places that it may take of them.
func (t *turn) staffQuota(text string) {
	words := strings.Fields(text)
	if len(words) == 0 {
		t.quota()
		day := t.day(t.f.Today())
		if t.f.Calendar.IntakeDay(t.f.Today()) {
			lines := []string{"", t.text("staff.quota.held", catalog.Args{"held": t.figure(day.Held), "places": t.figure(day.Cap)})}
			t.end(strings.Join(append(lines, t.parts(day)...), "\n"))
		}
		return
	}
	if !t.allowed(core.SetQuota) {
		return
	}
	s, ok := SetQuota{}, true
	s.Places, ok = t.places(words[0])
	var named []string // what is no day
	for rest := strings.Join(words[1:], " "); ok && rest != ""; {
		from, until := t.without("from", rest), t.without("until", rest)
		switch {
		case from != rest:
			s.From, rest, ok = t.dayAhead(from)
		case until != rest:
			s.To, rest, ok = t.dayAhead(until)
		default: // a day alone is that day, a second one the last
			day, more, is := t.dayAhead(rest)
			if !is {
				word, after, _ := strings.Cut(rest, " ")
				named, rest = append(named, word), after
				continue
			}
			if rest = more; s.From.IsZero() {
				s.From = day
			}
			s.To = day
		}
	}
	if ok && len(named) > 0 {
		found := t.services(strings.Join(named, " "))
		if len(found) != 1 {
			t.say("bad.service", catalog.Args{"word": strings.Join(named, " ")})
			return
		}
		s.Service = found[0].Code
	}
	if !ok {
		t.say("bad.quota", t.examples())
		return
	}
	t.do(s)
}

// parts are the parts of today's quota that have caps of their own, and what is left of those that were drawn from.
func (t *turn) parts(day core.Day) (lines []string) {
	told := map[string]bool{}
	for _, s := range t.cat.Services() {
		for _, share := range t.f.Calendar.Shares(t.f.Today(), s.Code, "", t.now()) {
			if told[share.Name] {
				continue
			}
			told[share.Name] = true
			line := t.text("staff.quota.open", catalog.Args{"places": t.figure(share.Cap)})
			if share.Name != core.OpenShare {
				line = t.text("staff.quota.share", catalog.Args{"service": t.serviceName(s.Code), "places": t.figure(share.Cap)})
			}
			if left, made := day.Shares[share.Name]; made {
				line += t.text("staff.quota.left", catalog.Args{"left": t.figure(left)})
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// places is a number of places, as written.
func (t *turn) places(word string) (n int, ok bool) {
	word = strings.Trim(word, ".,")
	if thousands.MatchString(word) {
		word = strings.NewReplacer(".", "", ",", "").Replace(word)
	}
	n, err := strconv.Atoi(word)
	return n, err == nil && n >= 0
}

// thousands is a number with marks between its thousands: 1.000.
var thousands = regexp.MustCompile(`^\d{1,3}([.,]\d{3})+$`)

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
	switch {
	case s.To == s.From:
		key = "day"
	case !s.To.IsZero():
		key = "until"
	}
	args := catalog.Args{"from": t.date(s.From), "until": t.date(s.To), "places": t.figure(s.Places)}
	if s.Service != "" {
		key, args["service"] = "share_"+key, t.serviceName(s.Service)
	}
	t.say("staff.quota."+key, args)
}
