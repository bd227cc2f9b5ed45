package catalog

import (
	"slices"
	"strings"
	"unicode"
)

// index is what Match looks words up in: every name, short name, code and keyword, in every language, as plain words.
type index struct {
	spellings []spelling
	fillers   map[string]bool
	phrases   []phrase
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
			x.add(words, i)
		}
	}
	for _, g := range c.groups {
		for _, words := range slices.Concat([]string{g.Code}, texts(g.Name), texts(g.Short), g.Keywords) {
			x.add(words, groups[g.Code]...)
		}
	}
	return x
}

func texts(t Localized) []string {
	var all []string
	for _, s := range t {
		all = append(all, s)
	}
	return all
}

// add makes a phrase mean services, besides what it meant already.
func (x *index) add(words string, services ...int) {
	ws := x.meaning(words)
	if len(ws) == 0 {
		return
	}
	for i := range x.phrases {
		if p := &x.phrases[i]; slices.Equal(p.words, ws) {
			p.services = append(p.services, services...)
			return
		}
	}
	x.phrases = append(x.phrases, phrase{ws, services})
}

// meaning is the words of a text in their plain spelling, without those that say nothing.
func (x *index) meaning(text string) []string {
	words := split(text)
	for i := 0; i < len(words); i++ {
		for _, s := range x.spellings {
			if n := len(s.from); i+n <= len(words) && slices.Equal(words[i:i+n], s.from) {
				words = slices.Replace(words, i, i+n, s.to...)
				i += len(s.to) - 1
				break
			}
		}
	}
	return slices.DeleteFunc(words, func(w string) bool { return x.fillers[w] })
}

// split is the words of a text in small letters.
func split(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// Match finds the services that somebody means by a few words, in menu order: one when the words are clear, several when
// they are not, nil when they name none. What fits exactly wins over what is contained in the words ("mau bikin akte
// lahir anak"), the most telling first; that over what the words are a part of ("hilang"); each over mistyped words.
func (c *Catalog) Match(words string) []Service {
	x := c.index()
	if s, ok := c.byCode[strings.ToUpper(strings.TrimSpace(words))]; ok && s.Active {
		return []Service{s}
	}
	asked := x.meaning(words)
	if len(asked) == 0 {
		return nil
	}
	var found []int
	for _, typos := range []bool{false, true} {
		best := 0
		for _, p := range x.phrases {
			n := covered(p.words, asked, typos)
			if n < len(p.words) || n < best {
				continue
			}
			if n > best {
				best, found = n, nil
			}
			found = append(found, p.services...)
		}
		if best == 0 {
			for _, p := range x.phrases {
				if covered(asked, p.words, typos) == len(asked) {
					found = append(found, p.services...)
				}
			}
		}
		if len(found) > 0 {
			break
		}
	}
	slices.Sort(found)
	var services []Service
	for _, i := range slices.Compact(found) {
		services = append(services, c.all[i])
	}
	return services
}

// covered counts the words that are among others.
func covered(words, others []string, typos bool) int {
	n := 0
	for _, w := range words {
		if slices.ContainsFunc(others, func(o string) bool {
			return w == o || typos && len(w) >= 5 && len(o) >= 5 && distance(w, o) <= 1
		}) {
			n++
		}
	}
	return n
}
