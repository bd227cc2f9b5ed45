package catalog

import (
	"strconv"
	"strings"

	"loket/core"
)

// What follows a criterion, and how it is written. A reader takes a value or refuses it; it sets nothing then.

func (c *Catalog) readLang(value string, s *core.Selector) bool {
	s.Lang = c.Lang(value)
	for _, lang := range c.Office.Languages {
		for w := range strings.SplitSeq(c.Text("id", "words."+lang, false, nil)+","+c.Text(lang, "words."+lang, false, nil), ",") {
			if plainWord(w) == plainWord(value) {
				s.Lang = lang
			}
		}
	}
	return s.Lang != ""
}

func (c *Catalog) readKecamatan(value string, s *core.Selector) bool {
	k, ok := c.Office.Kecamatan(value)
	s.Kecamatan = k.Name
	return ok
}

func (c *Catalog) readKelurahan(value string, s *core.Selector) (ok bool) {
	s.Kelurahan, _, ok = c.Office.Kelurahan(value)
	return ok
}

func (c *Catalog) readService(value string, s *core.Selector) bool {
	if known, ok := c.Service(strings.ToUpper(strings.TrimSpace(value))); ok {
		s.Service = known.Code // one that is offered no more, too
		return true
	}
	if meant := c.Match(value); len(meant) == 1 {
		s.Service = meant[0].Code
		return true
	}
	return false
}

func readPerson(_ *Catalog, value string, s *core.Selector) bool {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n <= 0 {
		return false
	}
	s.Person = n
	return true
}

func readTicket(c *Catalog, value string, s *core.Selector) bool {
	value = strings.ToUpper(value)
	if !strings.HasPrefix(value, c.Office.Letter) || !strings.ContainsAny(value, "0123456789") || strings.Contains(value, " ") {
		return false
	}
	s.Ticket = value
	return true
}

// readStatuses takes a status, or several with slashes between.
func readStatuses(_ *Catalog, value string, s *core.Selector) bool {
	var all []core.Status
	for part := range strings.SplitSeq(value, "/") {
		st, err := core.ParseStatus(part)
		if err != nil {
			return false
		}
		all = append(all, st)
	}
	s.Statuses = all
	return true
}

func writeStatuses(all []core.Status) string {
	words := make([]string, len(all))
	for i, st := range all {
		words[i] = string(st)
	}
	return strings.Join(words, "/")
}

// readPickup takes a day, or two with ".." between, of which one may be missing.
func readPickup(_ *Catalog, value string, s *core.Selector) bool {
	first, last, ok := strings.Cut(strings.ReplaceAll(value, " ", ""), "..")
	if !ok {
		last = first
	}
	var from, to core.Date
	if from.UnmarshalText([]byte(first)) != nil || to.UnmarshalText([]byte(last)) != nil || first+last == "" ||
		first != "" && last != "" && to.Before(from) {
		return false
	}
	s.From, s.To = from, to
	return true
}

func writeDays(from, to core.Date) string {
	if from == to {
		return from.String()
	}
	return from.String() + ".." + to.String()
}
