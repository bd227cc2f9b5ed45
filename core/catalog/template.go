package catalog

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"loket/core"
)

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

// Fill is the template with what is to stand in it, by the names of TemplateVariables. Of args what it does not name is left out;
// what it names and args lack becomes a dash, for no provider takes an empty variable. More is said where the text had no room: how to
// get all of it.
func (t Template) Fill(args Args, more string) *core.Template {
	vars := make([]string, len(t.Variables))
	for i, name := range t.Variables {
		value, most, end := "", mostValue, ""
		if v, ok := args[name]; ok {
			value = fmt.Sprint(v)
		}
		if name == "text" {
			most, end = mostTextValue, oneLine(more, mostValue, "")
		}
		if vars[i] = oneLine(value, most, end); vars[i] == "" {
			vars[i] = "-"
		}
	}
	return &core.Template{ID: t.SID, Kind: t.Kind, Vars: vars}
}

// Longest is how many characters its variables may take together.
func (t Template) Longest() (n int) {
	for _, name := range t.Variables {
		if n += mostValue; name == "text" {
			n += mostTextValue - mostValue
		}
	}
	return n
}

// The longest values, in characters. WhatsApp takes 1,024 of a whole template, its own words among them.
const (
	mostValue     = 100
	mostTextValue = 700
)

// oneLine puts a text on one line: no line break, tab or row of spaces may stand in a variable. What is too long ends in dots, and says more.
func oneLine(text string, most int, more string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" {
			continue
		}
		if b.Len() > 0 {
			if last := b.String()[b.Len()-1]; !strings.ContainsRune(".:;,!?", rune(last)) {
				b.WriteByte(';')
			}
			b.WriteByte(' ')
		}
		b.WriteString(line)
	}
	runes := []rune(b.String())
	if len(runes) <= most {
		return b.String()
	}
	if more != "" {
		more = " " + more
	}
	most = max(1, most-1-len([]rune(more)))
	cut := most
	for at := cut; at > most/2; at-- {
		if unicode.IsSpace(runes[at]) {
			cut = at
			break
		}
	}
	return strings.TrimRight(string(runes[:cut]), " ;,:") + "…" + more
}
