package dialog

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"loket/core"
)

// zoneless is a zone for days that are only written down.
var zoneless = time.UTC

// tomorrowMorning is when announcements may leave tomorrow.
func (t *turn) tomorrowMorning() time.Time {
	return t.f.Today().Add(1).At(t.cat.Office.Announce.Hours.Open, t.cat.Office.Zone)
}

// untimed is a notice of which nobody has said when it is to be sent.
func untimed(n core.Notice) core.Notice {
	n.At, n.Expires, n.Spread, n.Every = time.Time{}, time.Time{}, 0, 0
	n.Urgent, n.AnyHour, n.Hold = false, false, false
	return n
}

// readWhen reads when a notice is to be sent, until when it holds, and how: "besok 08.00 s.d. 31-03-2020 16.00, sebar 2 jam".
// It returns the word that is not understood, "" if all are; then only may the notice be used.
func (t *turn) readWhen(text string, n *core.Notice) (odd string) {
	*n = untimed(*n)
	r := &whenReader{turn: t, words: strings.Fields(strings.NewReplacer(",", " ", ";", " ").Replace(strings.ToLower(text)))}
	if len(r.words) == 0 {
		return text
	}
	begin, end := &instant{}, &instant{}
	into := begin
	first, said := r.words[0], false
	for len(r.words) > 0 {
		word := r.words[0]
		meaning := r.meaning()
		said = said || meaning != "" && meaning != "filler" && meaning != "from" && meaning != "at" && meaning != "hours"
		switch meaning {
		case "at", "hours": // "jam" is an hour, and stands before one
			said = r.hour(into) || said
		case "now", "filler", "from":
		case "urgent":
			n.Urgent = true
		case "night":
			n.AnyHour = true
		case "hold":
			n.Hold = true
		case "today":
			into.day = t.f.Today()
		case "tomorrow":
			into.day = t.f.Today().Add(1)
		case "after":
			into.day = t.f.Today().Add(2)
		case "until":
			into = end
		case "spread":
			length, ok := r.length()
			if n.Spread = length; !ok {
				return word
			}
		case "every":
			length, ok := r.length()
			if n.Every = int(length / (24 * time.Hour)); !ok || length%(24*time.Hour) != 0 {
				return word
			}
		case "morning", "noon", "afternoon", "evening":
			if !into.timed && meaning == "morning" { // which is when announcements begin to leave
				continue
			}
			if !into.part(meaning) {
				return word
			}
		default:
			if r.point(into) {
				said = true
			} else if !r.courtesy() {
				return word
			}
		}
	}
	for _, i := range []*instant{begin, end} {
		if i.bare {
			return strconv.Itoa(i.minute / 60)
		}
	}
	if !said {
		return first
	}
	day := t.f.Today()
	n.At = begin.time(day, t.cat.Office.Announce.Hours.Open, t.cat.Office.Zone)
	if !n.At.IsZero() {
		day = core.DateOf(n.At.In(t.cat.Office.Zone))
	}
	n.Expires = end.time(day, 24*60, t.cat.Office.Zone)
	return ""
}

// speaksOfTime tells whether a text begins with a word about time: "besok pagi" is a wrong time, not the command BESOK.
func (t *turn) speaksOfTime(text string) bool {
	r := &whenReader{turn: t, words: strings.Fields(strings.ToLower(text))}
	return r.meaning() != ""
}

// instant is a day, a time of day, or both.
type instant struct {
	day    core.Date
	minute int
	timed  bool
	bare   bool // an hour below seven alone: of the night, or of the afternoon?
}

// part moves an hour into its part of the day; false if it has no such hour.
func (i *instant) part(of string) bool {
	hour := i.minute / 60
	later := 0
	switch {
	case !i.timed || of == "morning" && hour > 11:
		return false
	case of == "morning" || hour > 12:
	case of == "evening" && hour == 12:
		later = 12
	case of == "noon" && hour > 0 && hour < 4, of == "afternoon" && hour > 0 && hour < 12, of == "evening" && hour > 4 && hour < 12:
		later = 12
	case of == "noon" && hour > 9, of == "afternoon" && hour == 12:
	default:
		return false
	}
	i.minute, i.bare = i.minute+later*60, false
	return true
}

// time is the instant, where what is not said is the day and minute given; zero if nothing is said.
func (i *instant) time(day core.Date, minute int, zone *time.Location) time.Time {
	if i.day.IsZero() && !i.timed {
		return time.Time{}
	}
	if !i.day.IsZero() {
		day = i.day
	}
	if i.timed {
		minute = i.minute
	}
	return day.At(minute, zone).UTC()
}

// whenReader is the words of a time being read.
type whenReader struct {
	*turn
	words []string
}

// meaning takes what comes next, if it is a word for something.
func (r *whenReader) meaning() string {
	for n := min(3, len(r.words)); n > 0; n-- {
		if m := r.turn.words.when[strings.Trim(strings.Join(r.words[:n], " "), ".:!?()")]; m != "" {
			r.words = r.words[n:]
			return m
		}
	}
	return ""
}

var clockForm = regexp.MustCompile(`^(\d{1,2})[.:](\d{2})$`)

// point takes a day or a time of day.
func (r *whenReader) point(i *instant) bool {
	if len(r.words) == 0 {
		return false
	}
	word := strings.Trim(r.words[0], "()!?")
	if m := clockForm.FindStringSubmatch(strings.TrimRight(word, ".:")); m != nil {
		hour, _ := strconv.Atoi(m[1])
		minute, _ := strconv.Atoi(m[2])
		if hour*60+minute > 24*60 || minute > 59 || i.timed {
			return false
		}
		i.minute, i.timed, r.words = hour*60+minute, true, r.words[1:]
		return true
	}
	day, n, ok := r.dayIn(r.words)
	if !ok || !i.day.IsZero() {
		return r.hour(i)
	}
	i.day, r.words = day, r.words[n:]
	return true
}

// hour takes a full hour that is named alone: "jam 9", "2 siang".
func (r *whenReader) hour(i *instant) bool {
	if len(r.words) == 0 || i.timed || len(r.words[0]) > 2 {
		return false
	}
	hour, err := strconv.Atoi(r.words[0])
	if _, _, day := r.dayIn(r.words); err != nil || day || hour < 0 || hour > 24 {
		return false
	}
	if next := (&whenReader{r.turn, r.words[1:]}).meaning(); next == "minutes" || next == "hours" || next == "days" || next == "weeks" {
		return false // "in 8 hours" is not "at eight"
	}
	i.minute, i.timed, i.bare, r.words = hour*60, true, hour < 7, r.words[1:]
	return true
}

// courtesy passes over what says nothing: "sekarang saja, pak".
func (r *whenReader) courtesy() bool {
	if len(r.words) == 0 || !r.cat.Filler(r.words[0]) {
		return false
	}
	r.words = r.words[1:]
	return true
}

// length takes a number, one if there is none, and its unit: 2 jam, 90 menit, hari.
func (r *whenReader) length() (time.Duration, bool) {
	n := 1
	for len(r.words) > 0 && r.turn.words.when[r.words[0]] == "filler" {
		r.words = r.words[1:]
	}
	if len(r.words) > 0 && dated(r.words[0]) {
		var err error
		if n, err = strconv.Atoi(r.words[0]); err != nil || n < 1 || n > 1_000_000 {
			return 0, false
		}
		r.words = r.words[1:]
	}
	unit, ok := map[string]time.Duration{"minutes": time.Minute, "hours": time.Hour, "days": 24 * time.Hour, "weeks": 7 * 24 * time.Hour}[r.meaning()]
	return time.Duration(n) * unit, ok
}
