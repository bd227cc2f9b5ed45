package dialog

import (
	"slices"
	"strconv"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// wait is TUNGGU: the form that is open, or the one that these words begin, waits in line if its day is full. Without either it
// tells where the person stands in line.
func (t *turn) wait(rest string) {
	switch {
	case !t.cat.Office.Life.Line:
		t.say("wait.none", nil)
	case t.names(rest):
		t.register(said{text: rest, verb: "register", rest: rest, sure: true, wait: true})
	case t.p.Talk.Form != nil:
		t.awaitPlace()
	default:
		t.seek("wait", "", "", "")
	}
}

// beginWaiting opens a form that waits if it must.
func (t *turn) beginWaiting() { t.awaitPlace() }

// awaitPlace lets the form wait for the day that is full, and goes on with what is missing.
func (t *turn) awaitPlace() {
	if len(t.f.Bookable) == 0 {
		t.say("shut", nil)
		return
	}
	f := t.form()
	f.Wait = true
	if f.Day.IsZero() && !t.f.Open() {
		f.Day = t.f.Bookable[0]
	}
	if f.Service != "" || f.Group != "" || f.NIK != "" {
		t.proceed()
		return
	}
	day := t.day(t.serviceDay())
	key := "wait.begin"
	if t.lack(day, "") == "" {
		key = "wait.free"
	}
	t.say(key, catalog.Args{"day": t.date(day.Date), "left": t.cat.Number(t.lang(), day.Left())}, t.groups(tokenGrp, tokenSvc)...)
}

// tellLine tells where a request stands in line, after what has happened to it: it was "queued", its offer was "passed" on by
// its holder, or had "lapsed" before they answered; or because its "status" was asked for.
func (t *turn) tellLine(r core.Request, args catalog.Args, after string) {
	w := t.waiters[r.ID]
	if r.Status != core.Waiting {
		t.tell(r, args)
		return
	}
	args["n"] = t.cat.Number(t.lang(), w.Position)
	args["count"] = t.cat.Number(t.lang(), int(t.cat.Office.Life.Offer.Hours()))
	leave := t.extras(t.button(tokenAsk+ref(r), "cancel", nil))
	if t.isOpen(w) && after == "status" {
		t.offerArgs(args, w.Day, w.Until)
		t.say("line.open", args, t.offerButtons(w.Offer)...)
		return
	}
	if after != "status" {
		t.settled = true
	}
	t.say("line."+after, args, leave...)
}

// saysYes tells whether a text is a plain yes.
func (t *turn) saysYes(text string) bool {
	s := t.understand(text)
	return s.verb == "yes" && s.sure
}

// isOpen tells whether somebody in line has a place on offer, and has been told.
func (t *turn) isOpen(w core.Waiter) bool {
	return w.Offer != 0 && !w.From.After(t.now()) && w.Until.After(t.now())
}

// foundOffers goes on with a yes, a no (LEWATI), or a press, now that it is known what is on offer. A yes means the offer if
// the office has asked nothing since it was made, and else what was asked.
func (t *turn) foundOffers(rs []core.Request, why string) {
	what, words, _ := strings.Cut(why, "/")
	var open []core.Request
	fresh := false
	for _, r := range rs {
		if w := t.waiters[r.ID]; t.isOpen(w) {
			open = append(open, r)
			fresh = fresh || w.From.Unix() >= t.p.Talk.Spoke
		}
	}
	if what == "take" || what == "pass" && words != "" {
		open = slices.DeleteFunc(open, func(r core.Request) bool {
			return strconv.FormatInt(t.waiters[r.ID].Offer, 10) != words
		})
	}
	if what == "yes" && words != "" && !fresh && t.questioned(words) || what == "yes" && len(open) == 0 && t.otherwise(rs, words) {
		return
	}
	switch {
	case len(open) == 0 && len(rs) == 0:
		t.say("offer.nothing", nil)
	case len(open) == 0 && len(rs) == 1 && t.isOpen(t.waiters[rs[0].ID]): // the button of an older offer
		t.tellLine(rs[0], t.argsOf(rs[0]), "status")
	case len(open) == 0 && len(rs) == 1:
		t.tellLine(rs[0], t.argsOf(rs[0]), "lapsed")
	case len(open) == 0:
		t.whichOne(rs, "status")
	case len(open) > 1:
		t.whichOffer(open, what == "pass")
	case what == "pass" && t.onlyOne(t.waiters[open[0].ID]):
		w := t.waiters[open[0].ID]
		args := t.argsOf(open[0])
		t.offerArgs(args, w.Day, w.Until)
		t.say("line.alone", args, t.extras(t.button(tokenTake+strconv.FormatInt(w.Offer, 10), "take", nil), t.button(tokenAsk+ref(open[0]), "cancel", nil))...)
	case what == "pass":
		t.do(AnswerOffer{core.OfferAnswer{Request: open[0].ID, Offer: t.waiters[open[0].ID].Offer}})
	default:
		t.take(open[0], t.waiters[open[0].ID])
	}
}

// placeDay is the day from which a place on offer counts: its own, or today when that is over.
func (t *turn) placeDay(w core.Waiter) core.Date {
	if w.Day.Before(t.f.Today()) {
		return t.f.Today()
	}
	return w.Day
}

// onlyOne tells whether nobody else waits for a place on offer: whoever let it go would be offered it again at once, so it stays
// theirs until its time is over.
func (t *turn) onlyOne(w core.Waiter) bool {
	row, known := t.f.Days[t.placeDay(w)]
	return known && row.Made && row.Line == 0
}

// questioned answers a yes to what the office has asked since the offer was made, if it has asked something.
func (t *turn) questioned(text string) bool {
	_, listed := t.offered(text)
	if _, asked := t.answering(true); !listed && !asked {
		return false
	}
	t.listenOn(text)
	return true
}

// otherwise answers a yes when nothing is on offer: it means what was asked, an officer, or the latest request; a person whose
// place on offer went to the next, though, is told so.
func (t *turn) otherwise(rs []core.Request, text string) bool {
	waits := slices.ContainsFunc(rs, func(r core.Request) bool { return r.Status == core.Waiting })
	switch {
	case !t.p.Talk.Officer && t.askAgain():
	case text == "" && t.p.Talk.Form != nil:
		t.proceed()
	case text == "" && len(rs) == 0:
		t.puzzled("puzzled")
	case text == "" && waits:
		return false
	case text == "":
		t.about(rs[0], "status")
	case t.questioned(text):
	case waits && t.p.Talk.Form == nil && !t.p.Talk.Officer:
		return false
	default:
		t.listenOn(text)
	}
	return true
}

// whichOffer asks which of several places on offer is meant.
func (t *turn) whichOffer(open []core.Request, pass bool) {
	token := tokenTake
	if pass {
		token = tokenPass
	}
	var offer []core.Choice
	for _, r := range open {
		offer = append(offer, core.Choice{Token: token + strconv.FormatInt(t.waiters[r.ID].Offer, 10), Label: t.serviceName(r.Service), Wide: true})
	}
	t.say("offer.which", nil, offer...)
}

// take takes a place on offer.
func (t *turn) take(r core.Request, w core.Waiter) {
	s, _ := t.cat.Service(r.Service)
	a := core.OfferAnswer{Request: r.ID, Offer: w.Offer, Take: true, Letter: t.cat.Office.Letter, After: t.now().UTC()}
	a.Earliest, _ = t.earliest(t.placeDay(w), s)
	t.do(AnswerOffer{a})
}

// offerAnswered tells what became of a place on offer.
func (t *turn) offerAnswered(ev OfferAnswered) {
	r := ev.Answered.Request
	t.p.Talk.Offer = nil
	switch {
	case !ev.Answered.OK:
		t.seekRef("#"+strconv.FormatInt(ev.Answer.Request, 10), "lapsed")
	case ev.Answer.Take:
		t.settled = true
		t.registered(r)
	default:
		t.seekRef(ref(r), "passed")
	}
}
