package dialog

import (
	"strconv"
	"strings"

	"loket/core"
)

// Days as staff write them: a date in figures, a day and the name of a month, or a word like BESOK.

// dayAhead takes a day off the head of a text.
func (t *turn) dayAhead(text string) (d core.Date, rest string, ok bool) {
	text = t.without("filler", text) // "tanggal 17-03-2020"
	for days, word := range []string{"today", "tomorrow", "after"} {
		if rest := t.without(word, text); rest != text {
			return t.f.Today().Add(days), rest, true
		}
	}
	words := strings.Fields(text)
	d, n, ok := t.dayIn(words)
	if !ok {
		return d, text, false
	}
	return d, strings.Join(words[n:], " "), true
}

// dayIn reads the day at the head of some words, and tells how many of them it takes: 17-03-2020, 17 Maret 2020, or 17 Maret,
// which is the next there is.
func (t *turn) dayIn(words []string) (d core.Date, n int, ok bool) {
	const marks = ",;:.()!?"
	if len(words) == 0 {
		return d, 0, false
	}
	first := strings.Trim(words[0], marks)
	if d, err := core.ParseDate(first); err == nil {
		return d, 1, true
	}
	if len(words) < 2 || len(first) > 2 {
		return d, 0, false
	}
	month, named := t.cat.Month(strings.Trim(words[1], marks))
	d = core.Date{Year: t.f.Today().Year, Month: month}
	var err error
	if d.Day, err = strconv.Atoi(first); err != nil || !named {
		return d, 0, false
	}
	if n = 2; len(words) > 2 {
		if year := strings.Trim(words[2], marks); len(year) == 4 && dated(year) {
			if d.Year, err = strconv.Atoi(year); err != nil {
				return d, 0, false
			}
			n = 3
		}
	}
	if n == 2 && d.Before(t.f.Today()) {
		d.Year++
	}
	return d, n, d.Add(0) == d // not the 31st of a month that has none
}

// without takes words with a meaning off the head of a text, if it begins with them.
func (t *turn) without(meaning, text string) string {
	words := strings.Fields(text)
	for n := min(3, len(words)); n > 0; n-- {
		if t.words.when[strings.Trim(strings.ToLower(strings.Join(words[:n], " ")), ".:,")] == meaning {
			return strings.Join(words[n:], " ")
		}
	}
	return strings.Join(words, " ")
}
