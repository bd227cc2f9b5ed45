package catalog

import (
	"fmt"
	"regexp"
	"slices"
)

var contentSID = regexp.MustCompile(`^HX[0-9a-fA-F]{32}$`)

// templates checks those of the office.
func (l *load) templates(f *file, raw []Template, langs []string) []Template {
	seen := map[string]bool{}
	for i, t := range raw {
		key := fmt.Sprintf("template.%d", i)
		if !slices.Contains(TemplateKinds, t.Kind) {
			l.fault(f, key+".kind", "unknown kind of letter %q: %s", t.Kind, didYouMean(t.Kind, TemplateKinds))
			continue
		}
		if !slices.Contains(langs, t.Lang) {
			l.fault(f, key+".lang", "unknown language %q: %s", t.Lang, didYouMean(t.Lang, langs))
		}
		if !contentSID.MatchString(t.SID) {
			l.fault(f, key+".sid", "the sid of a template is %q: it must be HX and 32 characters, from Twilio's Content Template Builder", t.SID)
		}
		if len(t.Variables) == 0 {
			l.fault(f, key, "the template says nothing of the letter: write variables = [\"text\"], what stands at its {{1}}, {{2}}, …")
		}
		for _, name := range t.Variables {
			if known := TemplateVariables(t.Kind); !slices.Contains(known, name) {
				l.fault(f, key+".variables", "unknown variable %q of a template of kind %s: %s", name, t.Kind, didYouMean(name, known))
			}
		}
		if one := t.Kind + " " + t.Lang; seen[one] {
			l.fault(f, key, "there are two templates of kind %s in %q: remove one", t.Kind, t.Lang)
		} else {
			seen[one] = true
		}
	}
	return raw
}
