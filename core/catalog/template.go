package catalog

import "slices"

// Template is a text that a provider has approved beforehand, for letters that leave when free text may not be sent any more. Its words
// stand with the provider, so that here is only what they are called, and by what its variables are filled.
type Template struct {
	Kind      string   `toml:"kind"` // one of TemplateKinds
	Lang      string   `toml:"lang"`
	SID       string   `toml:"sid"`       // the provider's name of it
	Variables []string `toml:"variables"` // of TemplateVariables(Kind): what is filled into its first variable, its second, …
}

// The kinds of letters that have templates of their own.
const (
	StatusTemplate       = "status"       // news of a request
	RescheduleTemplate   = "reschedule"   // another day, or another time to fetch
	ReminderTemplate     = "reminder"     // before a pickup, or before an answer is due
	AnnouncementTemplate = "announcement" // of staff to those who follow
)

// TemplateKinds are the kinds in the order in which people read of them.
var TemplateKinds = []string{StatusTemplate, RescheduleTemplate, ReminderTemplate, AnnouncementTemplate}

// TemplateVariables are what the variables of a kind's template can be filled by.
func TemplateVariables(kind string) []string {
	all := []string{"office", "text"} // text is the whole letter, on one line
	if kind != AnnouncementTemplate {
		all = append(all, "ticket", "service", "name", "status", "day", "hours", "place", "reason", "fetch")
	}
	return all
}

// Template is the template for a kind of letter in a language, or in the office's first if there is none in that.
func (o *Office) Template(kind, lang string) (Template, bool) {
	if len(o.Templates) == 0 {
		return Template{}, false
	}
	for _, lang := range []string{lang, o.Languages[0]} {
		if i := slices.IndexFunc(o.Templates, func(t Template) bool { return t.Kind == kind && t.Lang == lang }); i >= 0 {
			return o.Templates[i], true
		}
	}
	return Template{}, false
}
