package catalog

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// index is what Match looks words up in: every name, short name, code and keyword, in every language, as plain words.
type index struct {
	spellings map[string][]spelling // by the first word, the longer first
	fillers   map[string]bool
	phrases   []phrase
	with      map[string][]int     // the phrases a word stands in, by their places
	lists     map[string][]Service // what each phrase may mean, and each word, by their places
	tallies   sync.Pool
	words     []string // all that stand in any of the above, sorted: what a mistyped word may have been meant to be
}

// spelling is a way of writing and what it means, both as plain words.
type spelling struct{ from, to []string }

// tally counts how many of the words of some phrases are asked for.
type tally struct {
	has     []int // by phrase
	phrases []int // those that have any
	found   []int // services, by their places
}

// phrase is one thing that citizens may write, and the services it means.
type phrase struct {
	words    []string
	services []int // places in Catalog.all
}

func newIndex(c *Catalog) *index {
	x := &index{spellings: map[string][]spelling{}, fillers: map[string]bool{}, with: map[string][]int{}, lists: map[string][]Service{}}
	for _, l := range c.languages {
		for from, to := range l.Spellings {
			if ws := split(from); len(ws) > 0 {
				x.spellings[ws[0]] = append(x.spellings[ws[0]], spelling{ws, split(to)})
			}
		}
		for _, w := range l.Fillers {
			x.fillers[strings.ToLower(w)] = true
		}
	}
	for _, some := range x.spellings {
		slices.SortFunc(some, func(a, b spelling) int { // the longer first, then in a fixed order
			if d := len(b.from) - len(a.from); d != 0 {
				return d
			}
			return slices.Compare(a.from, b.from)
		})
	}
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
	for _, some := range x.spellings {
		for _, s := range some {
			x.words = append(x.words, s.from...)
		}
	}
	for i, p := range x.phrases {
		x.keep(c, p.services)
		x.words = append(x.words, p.words...)
		for _, w := range p.words {
			x.with[w] = append(x.with[w], i)
		}
	}
	for _, phrases := range x.with {
		var places []int
		for _, i := range phrases {
			places = append(places, x.phrases[i].services...)
		}
		x.keep(c, places)
	}
	x.tallies.New = func() any { return &tally{has: make([]int, len(x.phrases))} }
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
	plain := make([]string, 0, len(words)+2)
	add := func(w string) {
		if !x.fillers[w] && !slices.Contains(plain, w) {
			plain = append(plain, w)
		}
	}
	for len(words) > 0 {
		some := x.spellings[words[0]]
		i := slices.IndexFunc(some, func(s spelling) bool {
			return len(words) >= len(s.from) && slices.Equal(words[:len(s.from)], s.from)
		})
		if i < 0 {
			add(words[0])
			words = words[1:]
			continue
		}
		for _, w := range some[i].to {
			add(w)
		}
		words = words[len(some[i].from):]
	}
	return plain
}

// key is places as a key of lists.
func key(places []int) []byte {
	b := make([]byte, 0, 128)
	for _, i := range places {
		b = append(b, byte(i>>8), byte(i))
	}
	return b
}

func (x *index) keep(c *Catalog, places []int) {
	places = slices.Compact(slices.Sorted(slices.Values(places)))
	x.lists[string(key(places))] = x.list(c, places)
}

// list is the services at some places; most are kept.
func (x *index) list(c *Catalog, places []int) []Service {
	if list, ok := x.lists[string(key(places))]; ok || len(places) == 0 {
		return list
	}
	list := make([]Service, len(places))
	for n, i := range places {
		list[n] = c.all[i]
	}
	return list
}

// mended is words with slips of the finger undone: an unknown word of five letters or more becomes the known one that
// differs from it by one letter, if there is one.
func (x *index) mended(words []string) []string {
	for i, w := range words {
		if _, known := slices.BinarySearch(x.words, w); known || len(w) < 5 || len(w) > 24 {
			continue
		}
		j, _ := slices.BinarySearch(x.words, w[:1])
		for ; j < len(x.words) && x.words[j][0] == w[0]; j++ { // the first letter is seldom missed
			if k := x.words[j]; len(k) >= 5 && Slip(w, k) {
				words[i] = k
				break
			}
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
