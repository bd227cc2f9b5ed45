package dialog

import (
	"slices"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// Unfit tells who sent papers of one requirement that they could not be had, or may not be kept, and asks for them again.
func (e *Engine) Unfit(lang string, l core.Limits, r core.Request, failed []core.Paper) core.Message {
	t := &turn{Engine: e, p: core.Person{Lang: lang}, f: core.Facts{Limits: l}}
	a := e.requestArgs(lang, l, r)
	var why []string
	for _, p := range failed {
		if reason := t.unfitReason(p.Reason); !slices.Contains(why, reason) {
			why = append(why, reason)
		}
	}
	a["paper"], a["reason"] = e.cat.PaperName(t.lang(), r.Service, failed[0].Code), strings.Join(why, "; ")
	key := "letter.unfit"
	if len(failed) > 1 {
		key, a["count"] = "letter.unfit.some", t.figure(len(failed))
	}
	if l.Short {
		a["reason"] = brief(why[0])
	}
	return e.unasked(lang, l, key, a, attached{tokenDo + ref(r) + ":papers/" + failed[0].Code, "papers"})
}

// unfitReason is why a paper is not kept.
func (t *turn) unfitReason(reason string) string { return t.text("unfit."+reason, catalog.Args{}) }
