package dialog

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// Progress is what a notice's author is told while it is being sent: one message, replaced as it goes on.
func (e *Engine) Progress(lang string, l core.Limits, n core.Notice, ledger core.Ledger) core.Message {
	t := &turn{Engine: e, p: core.Person{Lang: lang}, f: core.Facts{Limits: l}}
	n.State = n.Now(ledger)
	head := catalog.Args{"kind": t.text("kind."+string(kindOf(n)), nil), "n": strconv.FormatInt(n.ID, 10),
		"parent": strconv.FormatInt(n.Parent, 10), "status": t.text("notice."+string(n.State), nil)}
	key := "staff.progress.head"
	if n.Parent != 0 {
		key = "staff.progress.child"
	}
	lines := []string{t.text(key, head), t.text("staff.progress.text", catalog.Args{"text": excerpt(n.Texts["id"])}),
		t.text("staff.progress.to", catalog.Args{"audience": e.cat.Describe(t.lang(), n.Audience)})}
	if n.Yes != "" {
		lines = append(lines, t.text("staff.progress.second", catalog.Args{"by": n.Yes}))
	}
	if n.State == core.Scheduled || n.State == core.Awaiting && !n.At.IsZero() {
		lines = append(lines, t.text("staff.progress.at", catalog.Args{"when": e.moment(t.lang(), n.At, false)}))
	}
	lines = append(lines, t.ledger(n, ledger)...)
	return core.Message{Text: strings.Join(lines, "\n"), Choices: t.steering(n, ledger)}
}

func kindOf(n core.Notice) core.NoticeKind { return cmp.Or(n.Kind, core.Announcement) }

// ledger tells how far the letters are, and why some did not arrive.
func (t *turn) ledger(n core.Notice, l core.Ledger) (lines []string) {
	switch {
	case l.Audience > 0:
		lines = append(lines, t.text("staff.progress.bar", catalog.Args{"bar": bar(percent(l)), "percent": strconv.Itoa(percent(l))}), t.counts(l))
	case n.State == core.Preparing:
		return []string{t.text("staff.progress.none", nil)}
	}
	for _, state := range []core.State{core.Failed, core.Skipped} {
		if why := t.reasons(l.Lines, state); why != "" {
			lines = append(lines, t.text("staff.progress."+string(state), catalog.Args{"list": why}))
		}
	}
	return lines
}

// counts names the states in which there are letters.
func (t *turn) counts(l core.Ledger) string {
	var parts []string
	for _, c := range []struct {
		state core.State
		n     int
	}{{core.Sent, l.Sent}, {core.Delivered, l.Delivered}, {core.Owed, l.Owed}, {core.Sending, l.Sending}, {core.Doubtful, l.Doubt},
		{core.Failed, l.Failed}, {core.Skipped, l.Skipped}} {
		if c.n > 0 {
			parts = append(parts, t.text("staff.progress.count", catalog.Args{"n": t.figure(c.n), "status": t.text("letter."+string(c.state), nil)}))
		}
	}
	return strings.Join(parts, ", ")
}

// figure is a count as people write it.
func (t *turn) figure(n int) string { return t.cat.Number(t.lang(), n) }

// reasons lists why letters are in a state, the most frequent first.
func (t *turn) reasons(lines []core.LedgerLine, state core.State) string {
	count := map[string]int{}
	for _, l := range lines {
		if l.State == state {
			count[l.Reason] += l.Letters
		}
	}
	return t.why(count)
}

func (t *turn) why(count map[string]int) string {
	most := func(a, b string) int { return cmp.Or(count[b]-count[a], strings.Compare(a, b)) }
	var parts []string
	for _, reason := range slices.SortedFunc(maps.Keys(count), most) {
		parts = append(parts, t.text("staff.preview.reason", catalog.Args{"n": t.figure(count[reason]), "reason": t.reason(reason)}))
	}
	return strings.Join(parts, ", ")
}

// reason is why a letter did not arrive, in words.
func (t *turn) reason(word string) string {
	if key := "reason." + word; t.cat.Has(key) {
		return t.text(key, nil)
	}
	return word
}

// percent is how much of a notice is over, in whole percent; 100 only when all of it is.
func percent(l core.Ledger) int {
	if l.Audience == 0 {
		return 0
	}
	return (l.Sent + l.Delivered + l.Failed + l.Skipped) * 100 / l.Audience
}

// bar shows a part of a hundred.
func bar(percent int) string {
	const width = 20
	full := percent * width / 100
	return strings.Repeat("█", full) + strings.Repeat("░", width-full)
}

// steering offers what can be done with a notice now.
func (t *turn) steering(n core.Notice, l core.Ledger) (offer []core.Choice) {
	add := func(deed core.Steering, label string) {
		offer = append(offer, t.button(tokenSteer+string(deed)+":"+strconv.FormatInt(n.ID, 10), label, nil))
	}
	switch n.State {
	case core.Preparing, core.Running:
		add(core.Pause, "pause")
	case core.Paused:
		add(core.Resume, "resume")
	}
	if l.Doubt > 0 && n.Hold {
		add(core.SendAll, "resend")
		add(core.DropAll, "leave_be")
	}
	if n.State.Open() && n.State != core.Attention {
		add(core.Cancel, "stop")
		return offer
	}
	if l.Failed > 0 && n.Kind != core.Withdrawal {
		add(core.Retry, "retry")
	}
	if l.Gone() > 0 && n.Kind != core.Withdrawal {
		offer = append(offer, t.button(tokenAmend+strconv.FormatInt(n.ID, 10), "correct", nil))
		add(sure+core.Withdraw, "withdraw")
	}
	return offer
}
