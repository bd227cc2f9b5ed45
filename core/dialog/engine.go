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
	case SlotsFree:
		t.slotsFree(ev)
	case Reslotted:
		t.reslotted(ev.Reslotted)
	case OfferAnswered:
		t.offerAnswered(ev)
	case Amended:
		t.amended(ev)
	case Attached:
		t.attached(ev)
	case UploadLinked:
		t.uploadLinked(ev)
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
	case CodeSent:
		t.codeSent(ev)
	case United:
		t.united(ev)
	case Parted:
		t.parted(ev)
	case Failed:
		t.settled = true
		t.say("failed", catalog.Args{"reference": ev.Reference})
	}
	t.finish()
	return t.p, t.effects
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
