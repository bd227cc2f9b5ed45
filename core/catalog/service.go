package catalog

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"loket/core"
)

// Localized is a text in every language of the office.
type Localized map[string]string

// In is the text in a language, or, for a language it does not have, in Indonesian.
func (t Localized) In(lang string) string {
	if s, ok := t[lang]; ok {
		return s
	}
	return t["id"]
}

// Service is one thing the office does: one file of services.
type Service struct {
	Code         string              `toml:"code"`
	Group        string              `toml:"group"`
	Order        int                 `toml:"order"` // within its group
	Name         Localized           `toml:"name"`
	Short        Localized           `toml:"short"` // for SMS: at most 16 characters, GSM-7
	Forms        []string            `toml:"forms"`
	Requirements map[string][]string `toml:"requirements"`
	Applicant    Localized           `toml:"applicant"`    // who may apply
	Whose        Localized           `toml:"whose"`        // whose NIK and name are asked for; absent: the applicant's
	MinAge       int                 `toml:"min_age"`      // years; a younger applicant is asked to make sure
	InPerson     bool                `toml:"in_person"`    // the applicant must come in person
	Notes        Localized           `toml:"notes"`        // what else to know; may be absent
	WorkingDays  int                 `toml:"working_days"` // until the document is ready
	Delivery     string              `toml:"delivery"`     // one of Deliveries
	Weight       int                 `toml:"weight"`       // places of the quota it takes
	Active       bool                `toml:"active"`       // offered; an inactive one is kept for the names of old requests
	ActiveFrom   core.Date           `toml:"-"`            // none: from the beginning
	ActiveTo     core.Date           `toml:"-"`            // none: without end
	Keywords     []string            `toml:"keywords"`     // what citizens write, in any language
	Papers       []Paper             `toml:"paper"`        // what can be sent as photographs or PDF, in the order in which it is asked for
}

// Paper is a requirement that citizens may send as a photograph or PDF.
type Paper struct {
	Code     string    `toml:"code"`     // within the service: KK
	Name     Localized `toml:"name"`     // at most 32 characters, GSM-7: letters by SMS say it, too
	Optional bool      `toml:"optional"` // of some citizens only: it is asked for, but nobody is told that it is missing
}

// serviceFile is a file of services.
type serviceFile struct {
	Service
	ActiveFrom toml.LocalDate `toml:"active_from"`
	ActiveTo   toml.LocalDate `toml:"active_to"`
}

// Deliveries are the ways in which a document reaches its holder.
var Deliveries = []string{"ambil", "email", "kecamatan", "pos"}

// How many characters may be used of what stands within other texts by SMS. The texts are measured with all of them, so
// they fit whatever office keeps to this.
const (
	shortName   = 16 // of a service or group
	shortWhose  = 24
	shortOffice = 24
	shortPhone  = 18
	shortZone   = 4
	shortPaper  = 32
)

// mostPapers is how many papers a service may ask for: all of them fit one list of buttons.
const mostPapers = 8

// WhoseIn is whose NIK and name are asked for; "" for the applicant's.
func (s Service) WhoseIn(lang string) string { return s.Whose.In(lang) }

// NameIn is the service's name in a language.
func (s Service) NameIn(lang string) string { return s.Name.In(lang) }

// ShortIn is the service's name for SMS.
func (s Service) ShortIn(lang string) string { return s.Short.In(lang) }

// RequirementsIn lists the papers to have ready.
func (s Service) RequirementsIn(lang string) []string {
	if r, ok := s.Requirements[lang]; ok {
		return r
	}
	return s.Requirements["id"]
}

// Paper finds a paper of the service.
func (s Service) Paper(code string) (Paper, bool) {
	for _, p := range s.Papers {
		if p.Code == code {
			return p, true
		}
	}
	return Paper{}, false
}

// PaperIn is what a paper of the service is called in a language. A code that left the file stands for itself.
func (s Service) PaperIn(code, lang string) string {
	for _, p := range s.Papers {
		if p.Code == code {
			return p.Name.In(lang)
		}
	}
	return code
}

// PaperName is what a paper of a service is called; core.OtherPaper has a name of its own.
func (c *Catalog) PaperName(lang, service, code string) string {
	if code == core.OtherPaper {
		return c.Text(lang, "papers.unnamed", false, nil)
	}
	s, _ := c.Service(service)
	return s.PaperIn(code, lang)
}

// ActiveOn tells whether the service is offered on a day.
func (s Service) ActiveOn(d core.Date) bool {
	return s.Active && !d.Before(s.ActiveFrom) && (s.ActiveTo.IsZero() || !d.After(s.ActiveTo))
}

// Group is an entry of the menu.
type Group struct {
	Code     string    `toml:"code"`
	Name     Localized `toml:"name"`
	Short    Localized `toml:"short"`    // for SMS: at most 16 characters, GSM-7
	Keywords []string  `toml:"keywords"` // what citizens write when they mean any service of it
}

// NameIn is the group's name in a language.
func (g Group) NameIn(lang string) string { return g.Name.In(lang) }

// ShortIn is the group's name for SMS.
func (g Group) ShortIn(lang string) string { return g.Short.In(lang) }

// services reads services/*.toml in menu order.
func (l *load) services(files []*file, o *Office, groups []Group) []Service {
	var all []Service
	place := map[string]int{}
	codes := make([]string, len(groups))
	for i, g := range groups {
		codes[i], place[g.Code] = g.Code, i
	}
	seen := map[string]*file{}
	for _, f := range files {
		raw := serviceFile{Service: Service{WorkingDays: 1, Delivery: "ambil", Weight: 1, Active: true}}
		if !l.decode(f, &raw) {
			continue
		}
		s := raw.Service
		s.ActiveFrom, s.ActiveTo = dateOf(raw.ActiveFrom), dateOf(raw.ActiveTo)
		l.checkService(f, s, o, codes)
		if first := seen[s.Code]; first != nil {
			l.fault(f, "code", "the code %s is taken by %s: choose another, or name this file %s to replace that one",
				s.Code, first.name, path.Base(first.name))
			continue
		}
		seen[s.Code] = f
		all = append(all, s)
	}
	slices.SortStableFunc(all, func(a, b Service) int {
		if d := place[a.Group] - place[b.Group]; d != 0 {
			return d
		}
		if d := a.Order - b.Order; d != 0 {
			return d
		}
		return strings.Compare(a.Code, b.Code)
	})
	return all
}

func (l *load) checkService(f *file, s Service, o *Office, groups []string) {
	if !plainCode(s.Code) {
		l.fault(f, "code", "the code %q must be of capital letters, digits and dashes, as in KTP-BARU", s.Code)
	}
	if !slices.Contains(groups, s.Group) {
		l.fault(f, "group", "unknown group %q: %s", s.Group, didYouMean(s.Group, groups))
	}
	if !slices.Contains(Deliveries, s.Delivery) {
		l.fault(f, "delivery", "unknown delivery %q: %s", s.Delivery, didYouMean(s.Delivery, Deliveries))
	}
	l.translated(f, "name", s.Name, o.Languages)
	l.translated(f, "short", s.Short, o.Languages)
	l.shortEnough(f, "short", s.Short, shortName)
	l.translated(f, "applicant", s.Applicant, o.Languages)
	if s.Whose != nil {
		l.translated(f, "whose", s.Whose, o.Languages)
		l.shortEnough(f, "whose", s.Whose, shortWhose)
	}
	if s.Notes != nil {
		l.translated(f, "notes", s.Notes, o.Languages)
	}
	l.sendable(f, "applicant", s.Applicant)
	l.sendable(f, "notes", s.Notes)
	for i, form := range s.Forms {
		l.plain(f, fmt.Sprintf("forms.%d", i), form)
	}
	l.checkRequirements(f, s.Requirements, o.Languages)
	l.checkPapers(f, s.Papers, o.Languages)
	if s.WorkingDays < 0 || s.WorkingDays > 90 {
		l.fault(f, "working_days", "working_days is %d: use 0 (the same day) to 90", s.WorkingDays)
	}
	if s.Weight < 1 || s.Weight > 100 {
		l.fault(f, "weight", "weight is %d: use 1 (one place of the quota) to 100", s.Weight)
	}
	if !s.ActiveTo.IsZero() && s.ActiveTo.Before(s.ActiveFrom) {
		l.fault(f, "active_to", "active_to %v is before active_from %v: swap them", s.ActiveTo, s.ActiveFrom)
	}
}

func (l *load) checkRequirements(f *file, reqs map[string][]string, langs []string) {
	for _, lang := range langs {
		if len(reqs[lang]) == 0 {
			l.fault(f, "requirements."+lang, "no requirements in %q: list at least one paper to have ready", lang)
		}
		if n := len(reqs[langs[0]]); n > 0 && len(reqs[lang]) > 0 && len(reqs[lang]) != n {
			l.fault(f, "requirements."+lang, "%d requirements in %q but %d in %q: translate them one by one",
				len(reqs[lang]), lang, n, langs[0])
		}
		for i, r := range reqs[lang] {
			key := fmt.Sprintf("requirements.%s.%d", lang, i)
			if strings.TrimSpace(r) == "" {
				l.fault(f, key, "requirement %d in %q is empty: write it or remove it", i+1, lang)
			}
			l.plain(f, key, r)
		}
	}
}

func (l *load) checkPapers(f *file, papers []Paper, langs []string) {
	codes := make([]string, len(papers))
	for i, p := range papers {
		key := fmt.Sprintf("paper.%d.name", i)
		codes[i] = p.Code
		l.translated(f, key, p.Name, langs)
		l.shortEnough(f, key, p.Name, shortPaper)
		if p.Code == core.OtherPaper {
			l.fault(f, fmt.Sprintf("paper.%d.code", i), "the code %s stands for papers that nobody has named: choose another", p.Code)
		}
	}
	l.codes(f, "paper", "KK", codes)
	if len(papers) > mostPapers {
		l.fault(f, fmt.Sprintf("paper.%d", mostPapers), "%d papers, the most is %d: ask for fewer", len(papers), mostPapers)
	}
}

// plainCode tells whether a code can stand in a button, in an address and between # signs.
func plainCode(s string) bool {
	return s != "" && len(s) <= 24 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == "" && s[0] != '-'
}

// codes checks the codes of a list of tables: each can be a code, and no two are the same.
func (l *load) codes(f *file, table, example string, codes []string) {
	for i, code := range codes {
		key := fmt.Sprintf("%s.%d.code", table, i)
		if !plainCode(code) {
			l.fault(f, key, "the code %q must be of capital letters, digits and dashes, as in %s", code, example)
		}
		if slices.Contains(codes[:i], code) {
			l.fault(f, key, "the %s %s is there twice: remove one", table, code)
		}
	}
}
