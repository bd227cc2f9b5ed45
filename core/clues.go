package core

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Clues are the words of a Search, read: all of them must hold. They are private data, like what they are looked up in.
type Clues struct {
	Tickets []string
	NIKs    []NIK
	Numbers []Address // whole phone numbers, of no channel
	Endings []string  // digits: of four, those of a NIK or a number; of more, those of a number; fewer end nothing
	Names   []string  // words of a name, as NameWords gives them
}

// Telling tells whether what is found by them tells more of a NIK or a number than its last four digits.
func (c Clues) Telling() bool {
	return len(c.NIKs) > 0 || len(c.Numbers) > 0 || slices.ContainsFunc(c.Endings, func(e string) bool { return len(e) > EndingDigits })
}

// EndingDigits is how many digits a request is found by.
const EndingDigits = 4

var ticketWord = regexp.MustCompile(`(?i)(?:^|\s)#?([A-Z]) ?(\d{6})[ \-.]?(\d{3,5})(?:\s|$)`)

// ParseClues reads the words of a Search as staff type them: a ticket in any case, a NIK in groups or not, a number as people write it.
func ParseClues(words string) (c Clues) {
	words = norm.NFKC.String(typewriter.Replace(words))
	for m := ticketWord.FindStringSubmatchIndex(words); m != nil; m = ticketWord.FindStringSubmatchIndex(words) {
		part := func(i int) string { return words[m[2*i]:m[2*i+1]] }
		c.Tickets = append(c.Tickets, strings.ToUpper(part(1))+part(2)+"-"+part(3))
		words = words[:m[0]] + " " + words[m[1]:]
	}
	fields := strings.Fields(words)
	for i := 0; i < len(fields); {
		n := numeric(fields[i:])
		if n == 0 {
			c.Names = append(c.Names, nameParts(fields[i])...)
			i++
			continue
		}
		i += c.digits(fields[i : i+n])
	}
	return c
}

// numeric counts the fields that hold digits, and what stands between digits, alone.
func numeric(fields []string) int {
	for i, f := range fields {
		if d, _ := digits(strings.NewReplacer("+", "", "(", "", ")", "").Replace(f)); d == "" || strings.ContainsFunc(f, unicode.IsLetter) {
			return i
		}
	}
	return len(fields)
}

// digits reads the first of some groups of digits, together with as many of those behind it as make a NIK or a number, and tells
// how many they were.
func (c *Clues) digits(groups []string) int {
	for n := len(groups); n > 0; n-- {
		whole := strings.Join(groups[:n], " ")
		if d, err := sixteen(whole); err == nil {
			c.NIKs = append(c.NIKs, NIK(d))
			return n
		}
		if !strings.HasPrefix(whole, "+") && !strings.HasPrefix(whole, "0") && !strings.HasPrefix(whole, "(0") && !strings.HasPrefix(whole, "62") {
			continue // an ending, though a number without its 0 may look like it
		}
		if number, err := ParsePhone(whole); err == nil {
			c.Numbers = append(c.Numbers, Address{ID: number})
			return n
		}
	}
	d, _ := digits(strings.NewReplacer("+", "", "(", "", ")", "").Replace(groups[0]))
	c.Endings = append(c.Endings, d)
	return 1
}

// NameWords are the whole words by which a name is found: in capitals, of letters alone and without their accents. What stands
// together in spite of an apostrophe or a hyphen is found as one word, too.
func NameWords(name string) (words []string) {
	for _, field := range strings.Fields(norm.NFKC.String(typewriter.Replace(name))) {
		parts := nameParts(field)
		words = append(words, parts...)
		if len(parts) > 1 && !strings.ContainsAny(field, ".,") {
			words = append(words, strings.Join(parts, ""))
		}
	}
	return words
}

func nameParts(field string) []string {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.M, r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(strings.ToUpper(field)))
	return strings.FieldsFunc(plain, func(r rune) bool { return !unicode.IsLetter(r) })
}

// Ending is the last digits of a number that somebody can be called at, "" of any other address.
func (a Address) Ending() string {
	if !a.Phone() || len(a.ID) <= EndingDigits {
		return ""
	}
	return a.ID[len(a.ID)-EndingDigits:]
}

// Phone tells whether the address is a phone number.
func (a Address) Phone() bool {
	return (a.Channel == SMSChannel || a.Channel == WhatsAppChannel) && strings.HasPrefix(a.ID, "+")
}
