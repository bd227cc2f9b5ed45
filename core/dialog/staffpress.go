package dialog

import (
	"slices"
	"strconv"
	"strings"

	"loket/core"
)

// pressNotice is a button of the form of an announcement: NUMBER:WHAT[:VALUE].
func (t *turn) pressNotice(arg string) {
	number, what, _ := strings.Cut(arg, ":")
	if !t.currentNotice(number) {
		return
	}
	what, value, _ := strings.Cut(what, ":")
	f := t.p.Talk.Notice
	switch what {
	case "skip":
		f.Said = append(f.Said, value)
	case "to":
		a, err := t.cat.Audience(value)
		if err != nil {
			t.goOn("")
			return
		}
		f.Notice.Audience, f.To = a, true
	case "region":
		t.begun = true
		t.regions()
		return
	case "when":
		f.Notice, f.When = t.timed(f.Notice, value), true
	case "text":
		f.Notice.Texts, f.Said = nil, nil
	case "audience":
		f.To = false
	case "time":
		f.When = false
	case "sample":
		t.sample()
		return
	case "drop":
		t.dropNotice()
		return
	}
	t.renew()
	t.goOn("")
}

// currentNotice tells whether a button belongs to the announcement as it is now, and says so if it does not: nothing is
// ever sent by an old one.
func (t *turn) currentNotice(number string) bool {
	t.begun, t.settled = true, true
	n, err := strconv.Atoi(number)
	f := t.p.Talk.Notice
	switch {
	case !t.allowed(core.Announce):
		return false
	case f == nil:
		t.say("staff.ask.gone", nil)
		return false
	case err != nil || f.Serial != n:
		t.say("staff.ask.stale", nil)
		t.goOn("")
		return false
	}
	return true
}

// timed is a notice at one of the times that are offered.
func (t *turn) timed(n core.Notice, when string) core.Notice {
	n = untimed(n)
	switch when {
	case "urgent":
		n.Urgent = true
	case "morning":
		n.At = t.tomorrowMorning().UTC()
	}
	return n
}

// send is the author's yes to the preview.
func (t *turn) send(arg string) {
	number, again, _ := strings.Cut(arg, ":")
	if !t.currentNotice(number) {
		return
	}
	f := t.p.Talk.Notice
	if !f.Shown {
		t.goOn("")
		return
	}
	t.do(Announce{Notice: f.Notice, Again: again != ""})
}

// sample shows the author the announcement as people will get it, and offers the buttons of the preview again.
func (t *turn) sample() {
	n := t.p.Talk.Notice.Notice
	offer := t.p.Talk.Offer
	for _, m := range t.Samples(n, t.f.Limits, t.f.Channels) {
		t.do(Say{m})
	}
	if len(offer) == 0 || !strings.HasPrefix(offer[0].Token, tokenSend) {
		t.goOn(t.text("staff.ask.sampled", nil))
		return
	}
	t.say("staff.ask.sampled", nil, offer...)
}

// Samples are the versions of a notice as people get them: in the form of one channel, and as SMS if the office sends those.
func (e *Engine) Samples(n core.Notice, l core.Limits, channels []string) (all []core.Message) {
	for _, lang := range e.versions(n) {
		all = append(all, e.frozen(n, n.Kind, lang, l))
	}
	if l.Short || !slices.Contains(channels, core.SMSChannel) {
		return all
	}
	for _, lang := range e.versions(n) {
		all = append(all, e.frozen(n, n.Kind, lang, bySMS))
	}
	return all
}

// bySMS is what SMS can show.
var bySMS = core.Limits{Short: true}

// announced tells what becomes of an announcement after its author's yes.
func (t *turn) announced(ev Announced) {
	t.begun, t.settled = true, true
	if ev.Err != nil {
		if t.p.Talk.Notice == nil {
			t.speak(t.mended(ev.Err), nil)
			return
		}
		t.blame(ev.Err)
		return
	}
	n, skip := ev.Notice, 0
	if f := t.p.Talk.Notice; f != nil {
		skip = f.Skip
	}
	t.p.Talk.Notice, t.p.Talk.Offer = nil, nil
	args := map[string]any{"n": strconv.FormatInt(n.ID, 10), "count": t.figure(max(0, n.Expected-skip))}
	key := "now"
	switch {
	case n.Kind == core.Correction:
		key, args["parent"] = "correction", strconv.FormatInt(n.Parent, 10)
	case n.State == core.Awaiting:
		key = "awaiting"
	case n.State == core.Scheduled:
		key, args["when"] = "later", t.moment(t.lang(), n.At, false)
	case n.OpenAt.After(t.now()):
		key, args["when"] = "quiet", t.moment(t.lang(), n.OpenAt, false)
	}
	t.say("staff.sent."+key, args)
}
