package core

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// FindNIK finds the first NIK in free text: 16 digits in a row, else 16 digits in groups with single spaces, dots,
// slashes or dashes between them whose day and month are possible (so that a date beside a phone number is none). Rest is the text
// with one space in the number's place, trimmed. What was found is still to be parsed.
func FindNIK(text string) (digits, rest string, ok bool) {
	groups := digitGroups(text)
	for _, most := range []int{1, len(groups)} {
		for i := range groups {
			if n := nikAt(groups[i:], most); n > 0 {
				found := groups[i : i+n]
				rest = text[:found[0].start] + " " + text[found[n-1].end:]
				return join(found), strings.TrimSpace(rest), true
			}
		}
	}
	return "", text, false
}

// MaskNIK masks every NIK in free text, in groups or not.
func MaskNIK(text string) string {
	var b strings.Builder
	done := 0
	groups := digitGroups(text)
	for i := 0; i < len(groups); i++ {
		n := nikAt(groups[i:], len(groups))
		if n == 0 {
			continue
		}
		b.WriteString(text[done:groups[i].start])
		b.WriteString(maskDigits(join(groups[i : i+n])))
		done = groups[i+n-1].end
		i += n - 1
	}
	return b.String() + text[done:]
}

// group is a run of digits in a text, at [start, end).
type group struct {
	digits     string
	start, end int
	joined     bool // a single separator stands between it and the group before
}

func digitGroups(text string) (groups []group) {
	last := rune(0) // the character before this one
	gap := 0        // characters since the last group
	var digits []byte
	for at, r := range text {
		if unicode.Is(unicode.Cf, r) { // comes unseen with copied text, and ParseNIK does not see it either
			continue
		}
		d := digit(r)
		_, size := utf8.DecodeRuneInString(text[at:])
		switch n := len(groups); {
		case d == 0:
			gap++
		case n > 0 && gap == 0:
			digits = append(digits, byte(d))
			groups[n-1].end = at + size
		default:
			digits = append(digits, ' ', byte(d))
			groups = append(groups, group{"", at, at + size, n > 0 && gap == 1 && separates(last)})
			gap = 0
		}
		last = r
	}
	for i, d := range strings.Fields(string(digits)) {
		groups[i].digits = d
	}
	return groups
}

func separates(r rune) bool {
	return r == '.' || r == '/' || r != '\n' && unicode.IsSpace(r) || unicode.Is(unicode.Pd, r)
}

// nikAt is how many groups, at most so many, make a NIK at the beginning; 0 when none do.
func nikAt(groups []group, most int) int {
	n := 0
	for i, g := range groups[:min(most, len(groups))] {
		if i > 0 && !g.joined {
			break
		}
		n += len(g.digits)
		switch {
		case n < 16:
			continue
		case n == 16 && (i == 0 || datedNIK(join(groups[:i+1]))):
			return i + 1
		}
		break
	}
	return 0
}

// datedNIK says whether the day and month of 16 digits are possible.
func datedNIK(d string) bool {
	day, month := number(d[6:8])%40, number(d[8:10])
	return day >= 1 && day <= 31 && number(d[6:8]) <= 71 && month >= 1 && month <= 12
}

func join(groups []group) string {
	var b strings.Builder
	for _, g := range groups {
		b.WriteString(g.digits)
	}
	return b.String()
}
