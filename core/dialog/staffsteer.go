package dialog

import (
	"slices"
	"strconv"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// deeds are what a button may do with a notice.
var deeds = []core.Steering{core.Approve, core.Refuse, core.Pause, core.Resume, core.Cancel, core.SendAll, core.DropAll, core.Retry,
	core.Withdraw}

// steer is a button of the message that tells how a notice goes: DEED:ID. Taking back is asked about once more.
func (t *turn) steer(arg string) {
	t.begun, t.settled = true, true
	word, id, _ := strings.Cut(arg, ":")
	deed, ask := strings.CutPrefix(word, sure)
	n, err := strconv.ParseInt(id, 10, 64)
	switch {
	case err != nil || !slices.Contains(deeds, core.Steering(deed)):
		t.say("button.old", nil)
	case !t.allowed(core.Announce):
	case ask:
		t.say("staff.done.sure", catalog.Args{"n": id}, t.button(tokenSteer+deed+":"+id, "surely", nil), t.button(tokenKeep+tokenSteer+id, "no", nil))
	default:
		t.do(Steer{Notice: n, Deed: core.Steering(deed)})
	}
}

// steered tells what was done with a notice.
func (t *turn) steered(ev Steered) {
	t.begun, t.settled = true, true
	t.p.Talk.Offer = nil
	if ev.Err != nil {
		t.speak(t.mended(ev.Err), nil)
		return
	}
	key := string(ev.Steer.Deed)
	if ev.Steer.Deed == core.Cancel && ev.Ledger.Gone() == 0 {
		key = "early"
	}
	t.say("staff.done."+key, catalog.Args{"n": strconv.FormatInt(ev.Steer.Notice, 10), "letters": t.figure(ev.Letters),
		"gone": t.figure(ev.Ledger.Gone()), "count": t.figure(ev.Ledger.Audience)})
}

// show looks at how one notice goes.
func (t *turn) show(arg string) {
	t.begun, t.settled = true, true
	id, err := strconv.ParseInt(arg, 10, 64)
	switch {
	case err != nil:
		t.say("button.old", nil)
	case t.allowed(core.See):
		t.do(Look{What: Notices, Notice: core.Notice{ID: id}})
	}
}

// listed tells of the latest notices, or of one.
func (t *turn) listed(ev Listed) {
	t.begun, t.settled = true, true
	if ev.ID != 0 {
		if len(ev.Notices) == 0 {
			t.say("bad.missing", nil)
			return
		}
		m := t.Progress(t.lang(), t.f.Limits, ev.Notices[0].Notice, ev.Notices[0].Ledger)
		switch n := ev.Notices[0].Notice; {
		case !t.p.Staff.Role.May(core.Announce):
			m.Choices = nil
		case n.State == core.Awaiting && n.By != t.p.Staff.Name:
			m.Text = strings.Join(append([]string{m.Text}, t.asRead(n)...), "\n\n") // nobody agrees to what they have not read
			m.Choices = t.seconding(n.ID)
		}
		t.speak(m.Text, m.Choices)
		return
	}
	if len(ev.Notices) == 0 {
		t.say("staff.list.none", nil)
		return
	}
	lines := []string{t.text("staff.list.head", nil)}
	var offer []core.Choice
	for _, n := range ev.Notices {
		id, key := strconv.FormatInt(n.Notice.ID, 10), "line"
		if n.Ledger.Audience == 0 {
			key = "empty"
		}
		lines = append(lines, t.text("staff.list."+key, catalog.Args{"n": id, "text": excerpt(n.Notice.Texts["id"]),
			"status": t.text("notice."+string(n.Notice.Now(n.Ledger)), nil), "list": t.counts(n.Ledger)}))
		offer = append(offer, t.button(tokenShow+id, "show", catalog.Args{"n": id}))
	}
	t.speak(strings.Join(lines, "\n\n"), offer)
}
