package dialog

import (
	"time"

	"loket/core"
	"loket/core/catalog"
)

// Engine answers for one office. It is safe for concurrent use: nothing in it changes after New.
type Engine struct {
	cat   *catalog.Catalog
	words lexicon
}

// New is the engine of the office that cat describes.
func New(cat *catalog.Catalog) *Engine { return &Engine{cat: cat, words: newLexicon(cat)} }

// Life is the office's rules for what becomes of requests.
func (e *Engine) Life() catalog.Life { return e.cat.Office.Life }

// Step reacts to one event of one person. It returns the person with what is to be remembered, and what is to be done, in
// order. It never fails: any bytes at all get an answer or are passed over.
func (e *Engine) Step(p core.Person, f core.Facts, ev Event) (core.Person, []Effect) {
	if p.Talk.Form != nil { // the caller's person is not ours to change
		form := *p.Talk.Form
		p.Talk.Form = &form
	}
	if p.Talk.Notice != nil {
		p.Talk.Notice = copied(*p.Talk.Notice)
	}
	t := &turn{Engine: e, p: p, f: f}
	switch ev := ev.(type) {
	case Heard:
		t.heard(ev.In)
	case Booked:
		t.booked(ev)
	case Moved:
		t.moved(ev.Moved)
	case Found:
		if ev.Find.Why == whyRename {
			t.renaming(ev)
			break
		}
		t.found(ev)
	case Joined:
		t.joined(ev)
	case Previewed:
		t.previewed(ev)
	case Daily:
		t.daily(ev.Today)
	case Listed:
		t.listed(ev)
	case Announced:
		t.announced(ev)
	case Steered:
		t.steered(ev)
	case QuotaSet:
		t.quotaSet(ev)
	case DaysClosed:
		t.daysClosed(ev)
	case OpenedAgain:
		t.openedAgain(ev)
	case Foreseen:
		t.foreseen(ev)
	case Advanced:
		t.advanced(ev)
	case UnreadyMoved:
		t.unreadyMoved(ev)
	case Renamed:
		t.renamed(ev)
	case Rescheduled:
		t.rescheduled(ev)
	case Failed:
		t.settled = true
		t.say("failed", catalog.Args{"reference": ev.Reference})
	}
	t.finish()
	return t.p, t.effects
}

// News is the letter that tells the holder of a request how far it has come, sent when staff move it. ok is false when the
// move is none that citizens are told of.
func (e *Engine) News(lang string, l core.Limits, m core.Moved) (msg core.Message, ok bool) {
	key := "news." + string(m.Request.Status)
	if !m.OK || m.Was == m.Request.Status || !e.cat.Has(key) {
		return core.Message{}, false
	}
	return e.letter(lang, l, key, e.requestArgs(lang, l, m.Request)), true
}

// Receipt is the letter that confirms a request which staff filed for somebody.
func (e *Engine) Receipt(lang string, l core.Limits, r core.Request) core.Message {
	return e.letter(lang, l, "receipt", e.requestArgs(lang, l, r))
}

// Answer is an officer's own words to a citizen.
func (e *Engine) Answer(lang string, l core.Limits, text string) core.Message {
	return e.letter(lang, l, "answer", catalog.Args{"text": text})
}

// letter is a message that answers nothing the person wrote.
func (e *Engine) letter(lang string, l core.Limits, key string, a catalog.Args) core.Message {
	t := &turn{Engine: e, p: core.Person{Lang: lang}, f: core.Facts{Limits: l}}
	return core.Message{Text: t.text(key, a)}
}

// requestArgs is what texts say of a request. The NIK never, and the name only by its first word, are written out.
func (e *Engine) requestArgs(lang string, l core.Limits, r core.Request) catalog.Args {
	t := &turn{Engine: e, p: core.Person{Lang: lang}, f: core.Facts{Limits: l}}
	reason := r.Reason
	if reason == "" {
		reason = t.text("reason.none", nil)
	} else if l.Short {
		reason = brief(reason)
	}
	from := r.From.In(e.cat.Office.Zone)
	return catalog.Args{
		"ticket":  r.Ticket,
		"service": t.serviceName(r.Service),
		"status":  e.cat.Status(t.lang(), r.Status, l.Short),
		"pickup":  t.date(core.DateOf(from)),
		"hours":   e.cat.Clock(from) + "-" + e.cat.Clock(r.To.In(e.cat.Office.Zone)),
		"name":    t.shortName(r.Name),
		"reason":  reason,
		"terms":   t.requirements(r.Service),
	}
}

// brief cuts a reason to the room that short texts leave for it; the whole of it stands in the full form, and with staff.
func brief(reason string) string {
	const room, more = 40, "..."
	pages := core.SplitSMS(core.CleanSMS(reason), room-len(more))
	switch len(pages) {
	case 0:
		return ""
	case 1:
		return pages[0]
	}
	return pages[0] + more
}

// serviceName is how a service is called in the form of the channel. A code that left the catalog stands for itself.
func (t *turn) serviceName(code string) string {
	s, ok := t.cat.Service(code)
	switch {
	case !ok:
		return code
	case t.f.Limits.Short:
		return s.ShortIn(t.lang())
	}
	return s.NameIn(t.lang())
}

func (t *turn) date(d core.Date) string { return t.cat.Date(t.lang(), d, t.f.Limits.Short) }

func (t *turn) now() time.Time { return t.f.Now }
