package dialog

import (
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// tell shows a request: how far it has come, what is to be done next, and the way so far.
func (t *turn) tell(r core.Request, args catalog.Args) {
	key := t.unfetched("status.one", r)
	var offer []core.Choice
	do := func(why, label string) { offer = append(offer, t.button(tokenDo+ref(r)+":"+why, label, nil)) }
	switch {
	case r.Status == core.Waiting:
		t.tellLine(r, args, "status")
		return
	case r.Status == core.Rejected:
		key = "status.rejected"
		do("refile", "refile")
	case !r.Status.Active():
		key = waiting("status.over", r)
	case r.Status == core.Incomplete:
		if key = "status.fixup"; !r.Until.IsZero() && t.now().After(r.Until) {
			key = "status.fixup.late"
		}
		do("fixup", "fixup")
	case r.Status == core.NoShow && r.Missed > 1:
		key = "status.missed.again"
	case r.Status == core.NoShow:
		key = "status.missed"
		do("slots", "slots")
	case t.slotStays(r) == "":
		do("slots", "slots")
	}
	if r.Status.May(core.Withdrawn) {
		offer = append(offer, t.button(tokenAsk+ref(r), "cancel", nil))
	}
	way := t.way(r)
	args["way"] = strings.Join(way, "\n")
	papers := ""
	if lines := t.paperLines(r); t.looked && t.f.Limits.Media && takesPapers(r) && lines != "" {
		papers = "\n\n" + t.text("papers.status", catalog.Args{"papers": lines})
		if t.paperLacking(r) != "" {
			do("papers", "papers")
		}
	}
	t.speak(t.text(key, args)+papers, t.extras(offer...))
	if t.f.Limits.Short { // behind LANJUT, which the text names
		more := "\n(" + t.text("button.more", nil) + ")"
		t.p.Talk.Rest = core.SplitSMS(strings.Join(way, "; "), smsRoom-len(more))
	}
}

// way is the steps of a request, one a line.
func (t *turn) way(r core.Request) (lines []string) {
	steps := t.ways[r.ID]
	if len(steps) == 0 {
		steps = []core.Step{{Status: r.Status, At: r.FiledAt}}
	}
	for _, s := range steps {
		key := "way"
		if s.Reason != "" {
			key = "way.reason"
		}
		lines = append(lines, t.text(key, catalog.Args{"date": t.date(core.DateOf(s.At.In(t.cat.Office.Zone))),
			"status": t.cat.Status(t.lang(), s.Status, t.f.Limits.Short), "reason": t.because(s.Reason)}))
	}
	return lines
}
