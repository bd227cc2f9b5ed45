package dialog

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"loket/core"
	"loket/core/catalog"
)

// verbs are the commands there are. What citizens write for them stands in the catalog, under words.VERB, in every
// language; hints.VERB are words that give a wish away inside a sentence. The order is that in which hints are looked for.
var verbs = []string{"unfollow", "slots", "note", "fixup", "refile", "skip", "terms", "cancel", "officer", "papers", "status", "quota", "hours", "register", "change", "wait", "tomorrow",
	"fee", "news", "menu", "hello", "call", "salam", "help", "language", "id", "en", "follow", "leave", "more", "yes", "no",
	"privacy", "mine", "erase", "link", "part", "back", "thanks"}

// sense is what a word means: a verb, and the language it gives away ("" if it is the same in several).
type sense struct{ verb, lang string }

// lexicon is every word the office understands.
type lexicon struct {
	words   map[string]sense
	hints   map[string]sense
	notname map[string]bool   // words with which no name begins
	pick    map[string]bool   // words before a number: "no 1"
	labels  map[string]bool   // what people write before what they fill in: "NIK: 3274…"
	fields  map[string]string // what people call a field of the form, and which it is
	typed   []string          // the words in which a slip of the finger is forgiven
	orders  map[string]string // commands of staff
	papers  map[string]string // what is said to the question for a paper, and what it means
	phones  map[string]string // what people call a channel on which numbers are, and which it is
	codes   map[string]bool   // what stands before a code
	when    map[string]string // words about time in what staff write, and what they mean
	long    int               // most tokens in one entry
}

func newLexicon(c *catalog.Catalog) lexicon {
	x := lexicon{words: map[string]sense{}, hints: map[string]sense{}, pick: map[string]bool{}, notname: map[string]bool{}, labels: map[string]bool{},
		fields: map[string]string{}, orders: map[string]string{}, papers: map[string]string{}, phones: map[string]string{}, codes: map[string]bool{}, when: map[string]string{}}
	for _, lang := range c.Office.Languages {
		for _, verb := range verbs {
			x.learn(x.words, c.Text(lang, "words."+verb, false, nil), sense{verb, lang})
			if c.Has("hints." + verb) {
				x.learn(x.hints, c.Text(lang, "hints."+verb, false, nil), sense{verb, lang})
			}
		}
		for _, w := range list(c, lang, "pick") {
			x.pick[w] = true
		}
		for _, w := range list(c, lang, "notname") {
			x.notname[w] = true
		}
		for _, w := range list(c, lang, "label") {
			x.labels[w] = true
		}
		for _, channel := range core.PhoneChannels {
			for _, w := range list(c, lang, "to_"+channel) {
				x.phones[w] = channel
			}
		}
		for _, w := range list(c, lang, "code") {
			x.codes[w] = true
		}
		for _, deed := range []string{"next", "later", "replace"} {
			for _, w := range list(c, lang, "paper_"+deed) {
				x.papers[w] = deed
			}
		}
		for _, verb := range orders {
			for _, w := range list(c, lang, "staff_"+verb) {
				x.orders[w] = verb
			}
		}
		for _, verb := range []string{"quota", "help"} {
			for _, w := range list(c, lang, verb) {
				x.orders[w] = verb
			}
		}
		for _, m := range meanings {
			for w := range strings.SplitSeq(c.Text(lang, "words.when_"+m, false, nil), ",") {
				x.when[strings.TrimSpace(w)] = m
			}
		}
		for _, field := range []string{"service", "nik", "name", "slots", "note", "place"} {
			for _, w := range list(c, lang, "field_"+field) {
				x.fields[w] = field
			}
		}
	}
	for _, w := range slices.Sorted(maps.Keys(x.words)) {
		if most := forgiving[x.words[w].verb]; most > 0 && len(w) >= most && !strings.Contains(w, " ") {
			x.typed = append(x.typed, w)
		}
	}
	return x
}

// forgiving are the verbs in whose words a slip of the finger is forgiven, and how long these must be: short ones are too
// near to names (Hendi, Mulia) and to other words. Nothing that takes effect at once is ever guessed, but for the wish to
// hear no more.
var forgiving = map[string]int{"register": 6, "status": 6, "cancel": 6, "terms": 6, "quota": 5, "hours": 6, "officer": 7, "help": 7,
	"salam": 10, "unfollow": 8, "fixup": 9, "link": 9}

// meanings are what words mean in what staff write of times and days, and of a text in another language (needless).
var meanings = []string{"now", "urgent", "night", "hold", "today", "tomorrow", "after", "morning", "noon", "afternoon",
	"evening", "at", "until", "spread", "every", "from", "intake", "needless", "pickup",
	"minutes", "hours", "days", "weeks", "filler"}

// list is a list of words of the catalog.
func list(c *catalog.Catalog, lang, key string) (words []string) {
	for w := range strings.SplitSeq(c.Text(lang, "words."+key, false, nil), ",") {
		words = append(words, plain(w))
	}
	return words
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

// near forgives one slip of the finger in a long command: daftr, stauts, bantuann.
func (x *lexicon) near(token string) (s sense, ok bool) {
	if len(token) < 5 {
		return sense{}, false
	}
	for _, w := range x.typed {
		if catalog.Slip(w, token) {
			return x.words[w], true
		}
	}
	return sense{}, false
}

// all tells whether every token is a word of the verb.
func (x *lexicon) all(tokens []string, verb string) bool {
	for len(tokens) > 0 {
		s, n := x.lead(tokens)
		if n == 0 || s.verb != verb {
			return false
		}
		tokens = tokens[n:]
	}
	return true
}

// unlabelled drops the names of fields from words as written.
func (x *lexicon) unlabelled(words []string) (rest []string) {
	for len(words) > 0 {
		n := min(3, len(words))
		for n > 0 && !x.labels[plain(strings.Join(words[:n], " "))] {
			n--
		}
		if n > 0 {
			words = words[n:]
			continue
		}
		rest, words = append(rest, words[0]), words[1:]
	}
	return rest
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

// thumbs are signs that mean a word.
var thumbs = strings.NewReplacer("👍", " ok ", "✅", " ok ", "👌", " ok ")

// tokens are the words of a text. A hyphen or apostrophe within a word is dropped: e-ktp is ektp, assalamu'alaikum one word.
func tokens(s string) []string {
	if words, ok := plainTokens(s); ok {
		return words
	}
	return anyTokens(s)
}

func anyTokens(s string) []string {
	s = strings.ToLower(norm.NFKC.String(thumbs.Replace(s)))
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Me, r):
			return -1 // the frame of a keycap: 1️⃣
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r) && r < 0xFE00:
			return r
		case r == '-', r == '\'', r == '’', r == '`', r == 0x200D, unicode.Is(unicode.Cf, r), unicode.IsMark(r):
			return -1
		}
		return ' '
	}, s)
	return strings.Fields(s)
}

// plainTokens are the words of a text in ASCII, as most are: the same words, sooner.
func plainTokens(s string) (words []string, ok bool) {
	out, apart, n := make([]byte, 0, 64), true, 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 0x80:
			return nil, false
		case letterOrDigit(c):
			if apart {
				apart = false
				if n++; n > 1 {
					out = append(out, ' ')
				}
			}
			if c <= 'Z' && c >= 'A' {
				c += 'a' - 'A'
			}
			out = append(out, c)
		case c == '-', c == '\'', c == '`':
		default:
			apart = true
		}
	}
	if n == 0 {
		return nil, true
	}
	text := string(out)
	words = make([]string, 0, n)
	for n > 1 {
		w, rest, _ := strings.Cut(text, " ")
		words, text = append(words, w), rest
		n--
	}
	return append(words, text), true
}

func letterOrDigit(c byte) bool {
	return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9'
}
