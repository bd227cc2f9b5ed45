package catalog

import (
	"maps"
	"slices"
	"strings"
	"unicode"
)

// index is what Match looks words up in: every name, short name, code and keyword, in every language, as plain words.
type index struct {
	spellings []spelling
	fillers   map[string]bool
	phrases   []phrase
	words     []string // all that stand in any of the above, sorted: what a mistyped word may have been meant to be
}

// spelling is a way of writing and what it means, both as plain words.
type spelling struct{ from, to []string }

// phrase is one thing that citizens may write, and the services it means.
type phrase struct {
	words    []string
	services []int // places in Catalog.all
}

func newIndex(c *Catalog) *index {
	x := &index{fillers: map[string]bool{}}
	for _, l := range c.languages {
		for from, to := range l.Spellings {
			x.spellings = append(x.spellings, spelling{split(from), split(to)})
		}
		for _, w := range l.Fillers {
			x.fillers[strings.ToLower(w)] = true
		}
	}
	slices.SortFunc(x.spellings, func(a, b spelling) int { // the longer first, then in a fixed order
		if d := len(b.from) - len(a.from); d != 0 {
			return d
		}
		return slices.Compare(a.from, b.from)
	})
	groups := map[string][]int{}
	for i, s := range c.all {
		if !s.Active {
			continue
		}
		groups[s.Group] = append(groups[s.Group], i)
		for _, words := range slices.Concat([]string{s.Code}, texts(s.Name), texts(s.Short), s.Keywords) {
			if p := x.phrase(words); p != nil {
				p.services = append(p.services, i)
			}
		}
	}
	for _, g := range c.groups {
		for _, words := range slices.Concat([]string{g.Code}, texts(g.Name), texts(g.Short), g.Keywords) {
			if p := x.phrase(words); p != nil && p.services == nil { // what names a service does not mean its group
				p.services = groups[g.Code]
			}
		}
	}
	for _, s := range x.spellings {
		x.words = append(x.words, s.from...)
	}
	for _, p := range x.phrases {
		x.words = append(x.words, p.words...)
	}
	x.words = slices.AppendSeq(x.words, maps.Keys(x.fillers))
	slices.Sort(x.words)
	x.words = slices.Compact(x.words)
	return x
}

func texts(t Localized) []string {
	var all []string
	for _, s := range t {
		all = append(all, s)
	}
	return all
}

// phrase finds or makes the phrase of some words; nil when they say nothing.
func (x *index) phrase(words string) *phrase {
	ws := x.meaning(split(words))
	if len(ws) == 0 {
		return nil
	}
	for i := range x.phrases {
		if slices.Equal(x.phrases[i].words, ws) {
			return &x.phrases[i]
		}
	}
	x.phrases = append(x.phrases, phrase{words: ws})
	return &x.phrases[len(x.phrases)-1]
}

// meaning is words in their plain spelling, each once, without those that say nothing.
func (x *index) meaning(words []string) []string {
	var plain []string
	for len(words) > 0 {
		i := slices.IndexFunc(x.spellings, func(s spelling) bool {
			return len(words) >= len(s.from) && slices.Equal(words[:len(s.from)], s.from)
		})
		if i < 0 {
			plain, words = append(plain, words[0]), words[1:]
		} else {
			plain, words = append(plain, x.spellings[i].to...), words[len(x.spellings[i].from):]
		}
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(plain, func(w string) bool {
		again := seen[w]
		seen[w] = true
		return again || x.fillers[w]
	})
}

// mended is words with slips of the finger undone: an unknown word of five letters or more becomes the known one that
// differs from it by one letter, if there is one.
func (x *index) mended(words []string) []string {
	for i, w := range words {
		if _, known := slices.BinarySearch(x.words, w); known || len(w) < 5 || len(w) > 24 {
			continue
		}
		j := slices.IndexFunc(x.words, func(k string) bool {
			return len(k) >= 5 && w[0] == k[0] && Slip(w, k) // the first letter is seldom missed
		})
		if j >= 0 {
			words[i] = x.words[j]
		}
	}
	return words
}

// split is the words of a text in small letters, the first forty of them.
func split(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text[:min(len(text), 1000)]), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	return words[:min(len(words), 40)]
}
