package dialog

import (
	"maps"
	"slices"
	"strings"

	"loket/core"
)

// sorted is the files of which it can be that they are taken, and the text that says why others are not.
func sorted(all []core.Media) (fit []core.Media, bad string) {
	for _, m := range all {
		kind, _, _ := strings.Cut(strings.ToLower(m.Kind), ";")
		switch kind {
		case "", "application/octet-stream", "image/jpeg", "image/jpg", "image/pjpeg", "image/png", "image/*", "application/pdf", "application/x-pdf":
			if m.Size <= core.PaperMost {
				fit = append(fit, m)
				continue
			}
			bad = "papers.large"
		default:
			bad = "papers.kind"
		}
	}
	return fit, bad
}

// paperMeant is the paper that a file without a press is: the one that its caption names, or a correction, or that was asked for, or the
// first that is lacking; "" if that must be asked.
func (t *turn) paperMeant(r core.Request, caption string) (code string, replace bool) {
	if code := t.paperIn(r, caption); code != "" {
		return code, false
	}
	if r.Status == core.Incomplete { // whatever was asked for before
		return t.paperWanted(r), false
	}
	if t.awaits(r) && t.p.Talk.Ask.Note != "" {
		return strings.CutSuffix(t.p.Talk.Ask.Note, replacing)
	}
	return t.paperLacking(r), false
}

// paperWanted is the paper that a correction asks for: the one that it names, or one that the service does not know. "" if it may as
// well be one that is lacking.
func (t *turn) paperWanted(r core.Request) string {
	all := t.papersFor(r)
	switch code := t.paperIn(r, t.because(r.Reason)); {
	case code != "":
		return code
	case t.paperLacking(r) != "" && len(all) > 1:
		return ""
	case len(all) == 1:
		return all[0].Code
	}
	return core.OtherPaper
}

// paperIn is the paper of a request that a text names: that of whose words most stand in it, if there is one such.
func (t *turn) paperIn(r core.Request, text string) (code string) {
	said := map[string]bool{}
	for _, w := range tokens(text) {
		said[w] = !t.cat.Filler(w)
	}
	best := 0
	for _, p := range t.papersFor(r) {
		n, counted := 0, map[string]bool{}
		for _, name := range append(slices.Collect(maps.Values(p.Name)), p.Code) {
			for _, w := range tokens(name) {
				if said[w] && !counted[w] && len(w) > 1 {
					n, counted[w] = n+1, true
				}
			}
		}
		switch {
		case n > best:
			best, code = n, p.Code
		case n == best:
			code = ""
		}
	}
	return code
}
