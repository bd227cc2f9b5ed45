package dialog

import (
	"slices"

	"loket/core"
	"loket/core/catalog"
)

// Template is what stands for a letter of a kind where free text may not be sent any more, nil if the office has none that fits. Say says
// the letter in a language: the template's, which may be another than the reader's. A letter about no request takes only a template that
// asks for nothing of one.
func (e *Engine) Template(kind, lang string, l core.Limits, about *core.Request, say func(lang string) string) *core.Template {
	t, ok := e.cat.Office.Template(kind, lang)
	if !ok || l.Window == 0 {
		return nil
	}
	a := catalog.Args{}
	if about != nil {
		a = e.requestArgs(t.Lang, l, *about)
		a["day"] = a["pickup"] // of that day people read who are to fetch something
		if about.Place == "" && !about.IsZero() {
			a["place"] = e.cat.Office.Address.In(t.Lang)
		}
		if about.Reason == "" {
			delete(a, "reason")
		}
	} else if slices.ContainsFunc(t.Variables, func(name string) bool { return name != "office" && name != "text" }) {
		return nil
	}
	a["office"], a["text"] = e.cat.Office.Name.In(t.Lang), say(t.Lang)
	more := "template.notice"
	if about != nil {
		more = "template.request"
	}
	return t.Fill(a, e.cat.Text(t.Lang, more, false, a))
}
