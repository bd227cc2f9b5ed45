package catalog

import (
	"slices"
	"strings"
)

// Match finds the services that somebody means by a few words, in menu order: one when the words are clear, several when
// they are not, nil when they name none. What is contained in the words counts, the most telling first ("mau bikin akte
// lahir anak"); if nothing is, what they are a
// part of; but one word that is a part of only one service may mean anything.
func (c *Catalog) Match(words string) []Service { return c.match(words, 2) }

// MatchIn is Match among the services of a group that has been chosen: there one word will do ("hilang").
func (c *Catalog) MatchIn(group, words string) []Service {
	return slices.DeleteFunc(c.match(words, 1), func(s Service) bool { return s.Group != group })
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
	var found []int
	best := 0
	for _, p := range x.phrases {
		if n := len(p.words); n >= best && within(p.words, asked) {
			if n > best {
				best, found = n, nil
			}
			found = append(found, p.services...)
		}
	}
	if best == 0 {
		for _, p := range x.phrases {
			if within(asked, p.words) {
				found = append(found, p.services...)
			}
		}
	}
	slices.Sort(found)
	found = slices.Compact(found)
	if best == 0 && len(asked) < part && len(found) == 1 {
		return nil // "satu" is a word of one service's name, and says nothing; "hilang" is one of several
	}
	var services []Service
	for _, i := range found {
		services = append(services, c.all[i])
	}
	return services
}

// within tells whether all of words are among others.
func within(words, others []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(others, w) })
}
