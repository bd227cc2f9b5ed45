package core

import (
	"strings"
	"unicode"
)

// SplitText cuts a text into parts of at most so many UTF-16 units, at least 2. A part ends at a line break in its second
// half, else between two words, else (a word longer than a part) between two graphemes. White space at the cuts and the
// ends is dropped, nothing else is; a text of white space has no parts.
func SplitText(text string, units int) []string {
	units = max(units, 2)
	return split(text, func() page {
		used := 0
		return func(r rune) bool {
			used += utf16Len(r)
			return used <= units
		}
	})
}

// SplitSMS cuts a text into pages of one segment each, in the same places. Units is the room of a page in septets: 160 for
// a whole SMS, at least 5; a page that needs UCS-2 has 70/160 of it.
func SplitSMS(text string, units int) []string {
	units = min(max(units, 5), 160)
	return split(text, func() page {
		var l load
		return func(r rune) bool {
			l.add(r)
			return l.fits(units)
		}
	})
}

// page takes one more character and tells whether all it has taken fit it.
type page func(rune) bool

// split cuts a text into pages.
func split(text string, blank func() page) []string {
	var pages []string
	for text = trimLeft(text); text != ""; text = trimLeft(text) {
		n := fit(text, blank)
		if n < len(text) {
			n = wordEnd(text, n)
		}
		if page := strings.TrimRightFunc(text[:n], unicode.IsSpace); page != "" {
			pages = append(pages, page)
		}
		text = text[n:]
	}
	return pages
}

// fit is the length in bytes of the longest beginning of the text that fits a page and splits no grapheme, unless the first
// grapheme alone is longer than a page.
func fit(text string, blank func() page) int {
	n, add := 0, blank()
	for cluster := range clusters(text) {
		fits := true
		for _, r := range cluster {
			fits = add(r)
		}
		if !fits {
			break
		}
		n += len(cluster)
	}
	if n > 0 {
		return n
	}
	add = blank()
	for at, r := range text {
		if !add(r) {
			return at
		}
	}
	return len(text)
}

// load is what some characters cost in either encoding.
type load struct {
	septets, utf16 int
	odd            bool // only UCS-2 can carry them
}

func (l *load) add(r rune) {
	n := septets(r)
	l.septets += n
	l.utf16 += utf16Len(r)
	l.odd = l.odd || n == 0
}

func (l *load) fits(units int) bool {
	if l.odd {
		return l.utf16 <= units*70/160
	}
	return l.septets <= units
}

// wordEnd is the best place to end a page that has room for n bytes of the text.
func wordEnd(text string, n int) int {
	const unbreakable = "\u00a0\u2007\u202f"
	line, space, at := 0, 0, 0
	for cluster := range clusters(text) {
		if at > n {
			break
		}
		if strings.TrimSpace(cluster) == "" && !strings.Contains(unbreakable, cluster) {
			space = at
			if strings.Contains(cluster, "\n") {
				line = at
			}
		}
		at += len(cluster)
	}
	switch {
	case line > n/2:
		return line
	case space > 0:
		return space
	}
	return n
}

// trimLeft drops the white space that a text begins with, but not the space that carries a combining mark.
func trimLeft(text string) string {
	for cluster := range clusters(text) {
		if strings.TrimSpace(cluster) != "" {
			break
		}
		text = text[len(cluster):]
	}
	return text
}
