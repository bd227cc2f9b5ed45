package catalog

import (
	"slices"
	"strings"
)

// Match finds the services that somebody means by a few words, in menu order: one when the words are clear, several when
// they are not, nil when they name none. What is contained in the words counts, the most telling first ("mau bikin akte
// lahir anak"); if nothing is, what the words are a part of ("hilang").
func (c *Catalog) Match(words string) []Service {
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
	var services []Service
	for _, i := range slices.Compact(found) {
		services = append(services, c.all[i])
	}
	return services
}

// within tells whether all of words are among others.
func within(words, others []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(others, w) })
}
