package dialog

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// Closures are extended and ended by their numbers, which TUTUP alone lists.

// closures tells which closures are in force or to come, and how one is made, extended and ended.
func (t *turn) closures() {
	var lines []string
	all := slices.Clone(t.f.Calendar.Closures)
	slices.SortStableFunc(all, func(a, b core.Closure) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.ID, b.ID)) })
	for _, k := range all {
		if k.To.Before(t.f.Today()) {
			continue
		}
		key := "line"
		switch {
		case k.ID == 0:
			key = "office"
		case k.Intake:
			key = "all"
		}
		lines = append(lines, t.text("staff.closures."+key, t.closureOf(k)))
	}
	head := "head"
	if len(lines) == 0 {
		head = "none"
	}
	lines = append([]string{t.text("staff.closures."+head, nil)}, lines...)
	t.speak(strings.Join(lines, "\n")+"\n\n"+t.text("staff.closures.how", t.examples()), nil)
}

func (t *turn) closureOf(k core.Closure) catalog.Args {
	return catalog.Args{"n": strconv.FormatInt(k.ID, 10), "from": t.date(k.From), "until": t.date(k.To),
		"reason": catalog.Localized(k.Reason).In(t.lang())}
}

// numberedClosure takes the number of a closure off the head of a text, and finds it; it says so if there is none.
func (t *turn) numberedClosure(text, bad string) (k core.Closure, rest string, ok bool) {
	word, rest, _ := strings.Cut(text, " ")
	n, err := strconv.ParseInt(strings.Trim(word, ".,:#"), 10, 64)
	if err != nil || n < 1 {
		t.say(bad, t.examples())
		return k, rest, false
	}
	for _, k := range t.f.Calendar.Closures {
		if k.ID == n && !k.To.Before(t.f.Today()) {
			return k, rest, true
		}
	}
	t.say("bad.closure", catalog.Args{"n": strconv.FormatInt(n, 10)})
	return k, rest, false
}

// extend is the word PERPANJANG: the number of a closure, and the day until which it is to last.
func (t *turn) extend(text string) {
	if !t.allowed(core.CloseDays) {
		return
	}
	k, rest, ok := t.numberedClosure(text, "bad.extend")
	if !ok {
		return
	}
	to, rest, ok := t.dayAhead(t.without("until", rest))
	switch {
	case !ok || rest != "":
		t.say("bad.extend", t.examples())
	case !to.After(k.To):
		args := t.examples()
		args["n"], args["until"] = strconv.FormatInt(k.ID, 10), t.date(k.To)
		t.say("bad.extended", args)
	default:
		t.foresee(core.Override{ID: k.ID, Kind: core.ClosureOverride, From: k.From, To: to, Intake: k.Intake, Reason: k.Reason["id"]})
	}
}

// reopen is the word BUKA: the number of a closure that is to end, which its author is asked to be sure of.
func (t *turn) reopen(text string) {
	if !t.allowed(core.CloseDays) {
		return
	}
	k, rest, ok := t.numberedClosure(text, "bad.reopen")
	switch {
	case !ok:
	case rest != "":
		t.say("bad.reopen", t.examples())
	default:
		t.wish(core.Wish{Reopen: k.ID})
		t.beSure(t.text("staff.reopen.ask", t.closureOf(k)), "reopen")
	}
}

func (t *turn) openedAgain(ev OpenedAgain) {
	t.begun, t.settled = true, true
	if ev.Err != nil {
		t.speak(t.mended(ev.Err), nil)
		return
	}
	t.say("staff.reopen.done", catalog.Args{"n": strconv.FormatInt(ev.ID, 10), "from": t.date(ev.Was.From), "until": t.date(ev.Was.To)})
}
