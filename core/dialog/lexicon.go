package dialog

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"loket/core/catalog"
)

// verbs are the commands there are. What citizens write for them stands in the catalog, under words.VERB, in every
// language; hints.VERB are words that give a wish away inside a sentence. The order is that in which hints are looked for.
var verbs = []string{"terms", "cancel", "officer", "status", "quota", "hours", "register", "change", "wait", "tomorrow",
	"news", "menu", "hello", "call", "salam", "help", "language", "id", "en", "follow", "unfollow", "leave", "more", "yes", "no",
	"privacy", "mine", "erase", "back", "thanks"}

// sense is what a word means: a verb, and the language it gives away ("" if it is the same in several).
type sense struct{ verb, lang string }

// lexicon is every word the office understands.
type lexicon struct {
	words map[string]sense
	hints map[string]sense
	pick  map[string]bool // words before a number: "no 1"
	typed []string        // the words in which a slip of the finger is forgiven
	long  int             // most tokens in one entry
}

func newLexicon(c *catalog.Catalog) lexicon {
	x := lexicon{words: map[string]sense{}, hints: map[string]sense{}, pick: map[string]bool{}}
	for _, lang := range c.Office.Languages {
		for _, verb := range verbs {
			x.learn(x.words, c.Text(lang, "words."+verb, false, nil), sense{verb, lang})
			if c.Has("hints." + verb) {
				x.learn(x.hints, c.Text(lang, "hints."+verb, false, nil), sense{verb, lang})
			}
		}
		for w := range strings.SplitSeq(c.Text(lang, "words.pick", false, nil), ",") {
			x.pick[plain(w)] = true
		}
	}
	for _, w := range slices.Sorted(maps.Keys(x.words)) {
		if len(w) >= 5 && !strings.Contains(w, " ") {
			x.typed = append(x.typed, w)
		}
	}
	return x
}

func (x *lexicon) learn(into map[string]sense, list string, s sense) {
	for entry := range strings.SplitSeq(list, ",") {
		w := plain(entry)
		if w == "" {
			continue
		}
		x.long = max(x.long, strings.Count(w, " ")+1)
		if known, ok := into[w]; ok {
			if known.verb == s.verb && known.lang != s.lang {
				known.lang = ""
				into[w] = known
			}
			continue // the first language, and the first verb, wins
		}
		into[w] = s
	}
}

// lead finds the longest entry at the start of the tokens, and how many tokens it takes.
func (x *lexicon) lead(tokens []string) (s sense, n int) {
	for n = min(x.long, len(tokens)); n > 0; n-- {
		if s, ok := x.words[strings.Join(tokens[:n], " ")]; ok {
			return s, n
		}
	}
	return sense{}, 0
}

// near forgives one slip of the finger in a command of five letters or more: daftr, stauts, bantuann.
func (x *lexicon) near(token string) (s sense, ok bool) {
	if len(token) < 4 {
		return sense{}, false
	}
	for _, w := range x.typed {
		if catalog.Slip(w, token) {
			return x.words[w], true
		}
	}
	return sense{}, false
}

// hint finds what a sentence is about, by the first verb (in the order of verbs) one of whose hints stands in it.
func (x *lexicon) hint(tokens []string) (s sense, ok bool) {
	best := len(verbs)
	for i := range tokens {
		for n := 1; n <= x.long && i+n <= len(tokens); n++ {
			if h, found := x.hints[strings.Join(tokens[i:i+n], " ")]; found {
				if rank := slices.Index(verbs, h.verb); rank < best {
					best, s, ok = rank, h, true
				}
			}
		}
	}
	return s, ok
}

// plain is a text as words are compared: lower case, compatible characters unified, marks of punctuation dropped, words
// apart by one space.
func plain(s string) string { return strings.Join(tokens(s), " ") }

// tokens are the words of a text. A hyphen or apostrophe within a word is dropped: e-ktp is ektp, assalamu'alaikum one word.
func tokens(s string) []string {
	s = strings.ToLower(norm.NFKC.String(s))
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r) && r < 0xFE00:
			return r
		case r == '-', r == '\'', r == '’', r == '`', r == 0x200D, unicode.Is(unicode.Cf, r), unicode.IsMark(r):
			return -1
		}
		return ' '
	}, s)
	return strings.Fields(s)
}
