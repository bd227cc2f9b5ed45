package catalog

import (
	"slices"
	"strings"
)

// Match finds the services that somebody means by a few words, in menu order: one when the words are clear, several when
// they are not, nil when they name none. What is contained in the words counts, the most telling first ("mau bikin akte
// lahir anak"); if nothing is, what they are a part of; but one word that is a part of only one service may mean anything.
// What is returned belongs to the catalog: it is not changed.
func (c *Catalog) Match(words string) []Service { return c.match(words, 2) }

// MatchIn is Match among the services of a group that has been chosen: there one word will do ("hilang").
func (c *Catalog) MatchIn(group, words string) []Service {
	var in []Service
	for _, s := range c.match(words, 1) {
		if s.Group == group {
			in = append(in, s)
		}
	}
	return in
}

// Filler tells whether words say nothing about what is meant: politeness, and what is between.
func (c *Catalog) Filler(words string) bool {
	x := c.index()
	return !slices.ContainsFunc(split(words), func(w string) bool { return !x.fillers[w] })
}

// Knows tells whether a word stands in the name, the keywords or the spellings of a service.
func (c *Catalog) Knows(word string) bool {
	_, known := slices.BinarySearch(c.index().words, word)
	return known
}

func (c *Catalog) match(words string, part int) []Service {
	x := c.index()
	if s, ok := c.byCode[strings.ToUpper(strings.TrimSpace(words))]; ok && s.Active {
		return []Service{s}
	}
	asked := x.meaning(x.mended(split(words)))
	if len(asked) == 0 {
		return nil
	}
	t := x.tallies.Get().(*tally)
	best := 0 // words of the longest phrase that is contained in what is asked
	for _, w := range asked {
		for _, p := range x.with[w] {
			if t.has[p]++; t.has[p] == 1 {
				t.phrases = append(t.phrases, p)
			}
			if n := len(x.phrases[p].words); t.has[p] == n {
				best = max(best, n)
			}
		}
	}
	t.found = t.found[:0]
	for _, i := range t.phrases {
		if n := t.has[i]; best > 0 && n == best && n == len(x.phrases[i].words) || best == 0 && n == len(asked) {
			t.found = append(t.found, x.phrases[i].services...)
		}
		t.has[i] = 0
	}
	slices.Sort(t.found)
	found := slices.Compact(t.found)
	services := x.list(c, found)
	if best == 0 && len(asked) < part && len(found) == 1 {
		services = nil // "satu" is a word of one service's name, and says nothing; "hilang" is one of several
	}
	t.phrases = t.phrases[:0]
	x.tallies.Put(t)
	return services
}
