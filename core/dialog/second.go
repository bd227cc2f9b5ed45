package dialog

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// AskSecond asks another member of staff for the second yes.
func (e *Engine) AskSecond(lang string, l core.Limits, p core.Preview) core.Message {
	t := &turn{Engine: e, p: core.Person{Lang: lang}, f: core.Facts{Limits: l}}
	id := strconv.FormatInt(p.Notice.ID, 10)
	parts := append([]string{t.text("staff.second.ask", catalog.Args{"by": p.Notice.By, "n": id})}, t.asRead(p.Notice)...)
	parts = append(parts, strings.Join(append(t.reach(p), t.timing(p)...), "\n"))
	return core.Message{Text: strings.Join(parts, "\n\n"), Choices: t.seconding(p.Notice.ID)}
}

// seconding offers the second yes and no.
func (t *turn) seconding(notice int64) []core.Choice {
	id := strconv.FormatInt(notice, 10)
	return []core.Choice{t.button(tokenSteer+string(core.Approve)+":"+id, "approve", nil),
		t.button(tokenSteer+string(core.Refuse)+":"+id, "refuse", nil)}
}

// asRead is the texts of a notice as people will read them.
func (t *turn) asRead(n core.Notice) (texts []string) {
	for _, lang := range t.versions(n) {
		m := t.frozen(n, n.Kind, lang, core.Limits{})
		texts = append(texts, t.text("staff.preview.text", catalog.Args{"language": t.tongue(t.lang(), lang), "text": m.Text}))
	}
	return texts
}

// reach tells whom a notice goes to, and whom it does not reach.
func (t *turn) reach(p core.Preview) []string {
	lines := []string{t.text("staff.preview.to", catalog.Args{"audience": t.cat.Describe(t.lang(), p.Notice.Audience)})}
	by, skipped := map[string]int{}, map[string]int{}
	sum := 0
	for _, r := range p.Reach {
		if r.Skip != "" {
			skipped[r.Skip] += r.Letters
		} else {
			by[r.Channel] += r.Letters
			sum += r.Letters
		}
	}
	if sum == 0 {
		lines = append(lines, t.text("staff.preview.nobody", nil))
	} else {
		var parts []string
		for _, channel := range slices.Sorted(maps.Keys(by)) {
			parts = append(parts, t.text("staff.preview.part", catalog.Args{"channel": t.channel(t.lang(), channel), "n": t.figure(by[channel])}))
		}
		lines = append(lines, t.text("staff.preview.reach", catalog.Args{"n": t.figure(sum), "list": strings.Join(parts, ", ")}))
	}
	if all, gone := p.Letters(); gone > 0 && all > 0 {
		lines = append(lines, t.text("staff.preview.skip", catalog.Args{"n": t.figure(gone), "list": t.why(skipped)}))
	}
	if p.Contacts > 0 {
		lines = append(lines, t.text("staff.preview.contacts", catalog.Args{"n": t.figure(p.Contacts)}))
	}
	return lines
}

// timing tells when a notice is sent and how long it holds.
func (t *turn) timing(p core.Preview) (lines []string) {
	n := p.Notice
	add := func(key string, a catalog.Args) { lines = append(lines, t.text("staff.preview."+key, a)) }
	switch {
	case !n.At.IsZero():
		add("at", catalog.Args{"when": t.moment(t.lang(), n.At, false)})
	default:
		add("now", nil)
	}
	if !p.Begins.IsZero() && !p.Begins.Equal(n.At) {
		add("begins", catalog.Args{"when": t.moment(t.lang(), p.Begins, false)})
	}
	if !n.Expires.IsZero() {
		add("until", catalog.Args{"until": t.moment(t.lang(), n.Expires, false)})
	}
	if n.Spread > 0 {
		add("spread", catalog.Args{"span": t.span(t.lang(), n.Spread)})
	}
	if n.Every > 0 {
		add("every", catalog.Args{"n": t.figure(n.Every)})
	}
	if n.Urgent {
		add("urgent", nil)
	}
	if n.AnyHour && !n.Urgent {
		add("night", nil)
	}
	if n.Hold {
		add("hold", nil)
	}
	return lines
}
