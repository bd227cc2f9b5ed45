package catalog

import (
	"fmt"
	"strconv"
	"strings"

	"loket/core"
)

// What follows a criterion, and how it is written. A reader takes a value or refuses it; it sets nothing then.

func (c *Catalog) readLang(value string, s *core.Selector) bool {
	s.Lang = c.Lang(value)
	for _, lang := range c.Office.Languages {
		known := []string{c.Text("id", "words."+lang, false, nil), c.Text(lang, "words."+lang, false, nil)}
		for _, in := range c.Office.Languages {
			known = append(known, c.tongue(in, lang))
		}
		for w := range strings.SplitSeq(strings.Join(known, ","), ",") {
			if plainWord(w) == plainWord(value) {
				s.Lang = lang
			}
		}
	}
	return s.Lang != ""
}

// tongue is what a language is called in another, or its code.
func (c *Catalog) tongue(in, lang string) string {
	if key := "tongue." + lang; c.Has(key) {
		return c.Text(in, key, false, nil)
	}
	return lang
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

// serviceWords is the name of a service, where that is read as it and no other; else its code.
func (c *Catalog) serviceWords(lang, code string) string {
	known, ok := c.Service(code)
	if !ok {
		return code
	}
	if meant := c.Match(known.NameIn(lang)); len(meant) != 1 || meant[0].Code != code {
		return code
	}
	return known.NameIn(lang)
}

// readStatuses takes a status, or several with slashes between, each by its name or as citizens are told it.
func (c *Catalog) readStatuses(value string, s *core.Selector) bool {
	var all []core.Status
	for part := range strings.SplitSeq(value, "/") {
		st, ok := c.statusOf(part)
		if !ok {
			return false
		}
		all = append(all, st)
	}
	s.Statuses = all
	return true
}

func (c *Catalog) statusOf(words string) (core.Status, bool) {
	for _, lang := range c.Office.Languages {
		for _, st := range core.Statuses {
			if plainWord(c.Status(lang, st, false)) == plainWord(words) {
				return st, true
			}
		}
	}
	st, err := core.ParseStatus(words)
	return st, err == nil
}

func (c *Catalog) statusWords(lang string, all []core.Status) string {
	words := make([]string, len(all))
	for i, st := range all {
		words[i] = c.Status(lang, st, false)
	}
	return strings.Join(words, "/")
}

// readPickup takes a day, or two with ".." or "s.d." between, of which one may be missing.
func (c *Catalog) readPickup(value string, s *core.Selector) bool {
	words := strings.Fields(value)
	for i, w := range words {
		if c.until(w) {
			words[i] = ".."
		}
	}
	first, last, ok := strings.Cut(strings.Join(words, ""), "..")
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

// until tells whether a word stands between a first day and a last.
func (c *Catalog) until(word string) bool {
	for _, lang := range c.Office.Languages {
		for w := range strings.SplitSeq(c.Text(lang, "words.to_until", false, nil), ",") {
			if strings.Trim(plainWord(w), ".") == strings.Trim(plainWord(word), ".") && strings.Trim(word, ".") != "" {
				return true
			}
		}
	}
	return false
}

// dayWords is a day, or days, as people write them.
func (c *Catalog) dayWords(lang string, from, to core.Date) string {
	typed := func(d core.Date) string {
		if d.IsZero() {
			return ""
		}
		return fmt.Sprintf("%02d-%02d-%04d", d.Day, d.Month, d.Year)
	}
	switch {
	case from == to:
		return typed(from)
	case from.IsZero():
		return c.audienceWord(lang, "until") + " " + typed(to)
	case to.IsZero():
		return typed(from) + ".."
	}
	return typed(from) + " " + c.audienceWord(lang, "until") + " " + typed(to)
}
