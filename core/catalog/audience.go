package catalog

import (
	"fmt"
	"slices"
	"strings"

	"loket/core"
)

// An audience is written in words that are the same on the command line and in chat:
//
//	kecamatan Kesambi dan sms, grup kecuali rt, lurah
//
// Terms, one of which must hold, are joined by a comma or "atau". Within a term all must hold, with "dan", "+" or nothing
// between. What comes after "kecuali" is excluded. The words stand in the messages files under words.to_…, of every
// language; the first of a list is the one that Describe uses.

// criterion is one thing that a selector may ask, by the name under which its words stand in the catalog.
type criterion struct {
	name string
	read func(c *Catalog, value string, s *core.Selector) bool // takes the value that follows; nil: none does
	set  func(s *core.Selector)
}

// criteria are all of them, in the order in which Describe names them.
var criteria = []criterion{
	{name: "all", set: func(*core.Selector) {}},
	{name: "telegram", set: func(s *core.Selector) { s.Channel = core.TelegramChannel }},
	{name: "sms", set: func(s *core.Selector) { s.Channel = core.SMSChannel }},
	{name: "whatsapp", set: func(s *core.Selector) { s.Channel = core.WhatsAppChannel }},
	{name: "lang", read: (*Catalog).readLang},
	{name: "kecamatan", read: (*Catalog).readKecamatan},
	{name: "kelurahan", read: (*Catalog).readKelurahan},
	{name: "group", set: func(s *core.Selector) { s.Role = core.GroupRole }},
	{name: "contact", set: func(s *core.Selector) { s.Role = core.AnyContact }},
	{name: "camat", set: func(s *core.Selector) { s.Role = "camat" }},
	{name: "lurah", set: func(s *core.Selector) { s.Role = "lurah" }},
	{name: "rw", set: func(s *core.Selector) { s.Role = "rw" }},
	{name: "rt", set: func(s *core.Selector) { s.Role = "rt" }},
	{name: "person", read: readPerson},
	{name: "ticket", read: readTicket},
	{name: "service", read: (*Catalog).readService},
	{name: "waiting", set: func(s *core.Selector) { s.Statuses = slices.Clone(core.Fetching) }},
	{name: "status", read: (*Catalog).readStatuses},
	{name: "pickup", read: (*Catalog).readPickup},
}

// Describe says an audience in a language of staff, so that Audience reads it back as the same.
func (c *Catalog) Describe(lang string, a core.Audience) string {
	text := c.terms(lang, a.To)
	if len(a.Not) > 0 {
		text += " " + c.audienceWord(lang, "except") + " " + c.terms(lang, a.Not)
	}
	return text
}

func (c *Catalog) terms(lang string, all []core.Selector) string {
	var terms []string
	for _, s := range all {
		terms = append(terms, strings.Join(c.term(lang, s), " "+c.audienceWord(lang, "and")+" "))
	}
	return strings.Join(terms, ", ")
}

// term is a selector as its parts.
func (c *Catalog) term(lang string, s core.Selector) (parts []string) {
	say := func(name, value string) {
		part := c.audienceWord(lang, name)
		if value != "" {
			part += " " + c.quoted(value)
		}
		parts = append(parts, part)
	}
	named := map[string]string{core.GroupRole: "group", core.AnyContact: "contact"}
	if s.Channel != "" {
		say(s.Channel, "")
	}
	for _, p := range []struct{ name, value string }{{"lang", c.tongue(lang, s.Lang)}, {"kecamatan", s.Kecamatan}, {"kelurahan", s.Kelurahan}} {
		if p.value != "" {
			say(p.name, p.value)
		}
	}
	if name, ok := named[s.Role]; ok {
		say(name, "")
	} else if s.Role != "" {
		say(s.Role, "")
	}
	if s.Person != 0 {
		say("person", fmt.Sprint(s.Person))
	}
	if s.Ticket != "" {
		say("ticket", s.Ticket)
	}
	if s.Service != "" {
		say("service", c.serviceWords(lang, s.Service))
	}
	if slices.Equal(s.Statuses, core.Fetching) {
		say("waiting", "")
	} else if len(s.Statuses) > 0 {
		say("status", c.statusWords(lang, s.Statuses))
	}
	if !s.From.IsZero() || !s.To.IsZero() {
		say("pickup", c.dayWords(lang, s.From, s.To))
	}
	if len(parts) == 0 {
		say("all", "")
	}
	return parts
}

// audienceWord is the word that Describe uses for a criterion or a join.
func (c *Catalog) audienceWord(lang, name string) string {
	word, _, _ := strings.Cut(c.Text(lang, "words.to_"+name, false, nil), ",")
	return strings.TrimSpace(word)
}

// quoted puts a value between marks if words of it mean something else.
func (c *Catalog) quoted(value string) string {
	x := c.whom()
	for _, l := range x.lexemes(value) {
		if l.join || x.criterionAt([]lexeme{l}) != nil || strings.ContainsAny(l.text, `:"`) {
			return `"` + value + `"`
		}
	}
	return value
}
