package desk

import (
	"fmt"

	"loket/core"
	"loket/core/dialog"
)

// wanted is what the talks of a tray want of one kind, in their order.
type wanted[T any] struct {
	by  []*talk
	all []T
}

func (w *wanted[T]) add(t *talk, v T) { w.by, w.all = append(w.by, t), append(w.all, v) }

// wants is what a round of the dialog wants done that has an outcome, one call for each kind.
type wants struct {
	moves   wanted[core.Move]
	answers wanted[core.OfferAnswer]
	amends  wanted[core.Amendment]
	drafts  wanted[core.Draft]
	reslots wanted[core.Reslot]
	slots   wanted[dialog.FreeSlots]
	attach  wanted[dialog.Attach]
	links   wanted[dialog.LinkUpload]
	finds   wanted[dialog.Find]
	staff   []func() error // what staff want, one by one: it is rare
}

// take notes an effect; it returns false if it has no outcome.
func (w *wants) take(r *rounds, t *talk, ef dialog.Effect) bool {
	switch ef := ef.(type) {
	case dialog.Move:
		w.moves.add(t, ef.Move)
	case dialog.AnswerOffer:
		w.answers.add(t, ef.Answer)
	case dialog.Amend:
		w.amends.add(t, ef.Amendment)
	case dialog.Book:
		w.drafts.add(t, ef.Draft)
	case dialog.Reslot:
		w.reslots.add(t, ef.Reslot)
	case dialog.FreeSlots:
		w.slots.add(t, ef)
	case dialog.Attach:
		w.attach.add(t, ef)
	case dialog.LinkUpload:
		w.links.add(t, ef)
	case dialog.Find:
		w.finds.add(t, ef)
	case dialog.Join, dialog.Announce, dialog.Steer, dialog.SetQuota, dialog.CloseDays, dialog.OpenAgain, dialog.Advance, dialog.Reschedule,
		dialog.MoveUnready, dialog.Rename:
		w.staff = append(w.staff, func() error { return r.serve(t, ef) })
	default:
		return false
	}
	return true
}

// fulfil does what is wanted. What returns places comes before what takes them, and what only looks comes last.
func (r *rounds) fulfil(w *wants) error {
	return inOrder(
		func() error { return w.moves.do(r.move) },
		func() error { return w.answers.do(r.answerOffers) },
		func() error { return w.amends.do(r.amend) },
		func() error { return w.drafts.do(r.book) },
		func() error { return w.reslots.do(r.reslot) },
		func() error { return w.slots.do(r.freeSlots) },
		func() error { return w.attach.do(r.attach) },
		func() error { return w.links.do(r.linkUploads) },
		func() error { return w.finds.do(r.find) },
		func() error { return inOrder(w.staff...) },
	)
}

// do does what is wanted of one kind, if anything is, and tells each talk its outcome.
func (w wanted[T]) do(how func(by []*talk, all []T) ([]dialog.Event, error)) error {
	if len(w.all) == 0 {
		return nil
	}
	outcomes, err := how(w.by, w.all)
	if err != nil {
		return err
	}
	for i, t := range w.by {
		t.events = append(t.events, outcomes[i])
	}
	return nil
}

// each makes outcomes of what the database returned.
func each[T any](all []T, outcome func(i int, v T) dialog.Event) []dialog.Event {
	events := make([]dialog.Event, len(all))
	for i, v := range all {
		events[i] = outcome(i, v)
	}
	return events
}

func (r *rounds) move(_ []*talk, moves []core.Move) ([]dialog.Event, error) {
	moved, err := r.tx.Move(moves)
	if err != nil {
		return nil, err
	}
	r.later(r.afterMoves(moved, r.facts.Now)...)
	return each(moved, func(_ int, m core.Moved) dialog.Event { return dialog.Moved{Moved: m} }), nil
}

func (r *rounds) answerOffers(_ []*talk, answers []core.OfferAnswer) ([]dialog.Event, error) {
	answered, err := r.tx.AnswerOffers(answers, r.facts.Calendar)
	if err != nil {
		return nil, err
	}
	for i, a := range answered {
		switch {
		case a.OK && answers[i].Take:
			r.later(r.remindLater(r.facts.Calendar, r.facts.Now, a.Request.Slot)...)
			r.later(displacedLater(r.facts.Calendar, r.facts.Now, a, answers[i].By)...)
		case a.OK:
			r.later(r.afterOffer(r.facts.Calendar, r.facts.Now, a)...)
		}
	}
	return each(answered, func(i int, a core.Answered) dialog.Event {
		return dialog.OfferAnswered{Answer: answers[i], Answered: a}
	}), nil
}

// amend corrects requests. Another service may draw less from the day, or from other parts of it, than the one before.
func (r *rounds) amend(by []*talk, amendments []core.Amendment) ([]dialog.Event, error) {
	amended, err := r.tx.Amend(amendments, r.facts.Calendar)
	if err != nil {
		return nil, err
	}
	for i, a := range amended {
		if a.OK && amendments[i].Service != "" {
			r.later(r.remindLater(r.facts.Calendar, r.facts.Now, a.Request.Slot)...)
			r.later(offerLater(fmt.Sprintf("%s/%d", by[i].cause, a.Request.ID), a.Request.Day, r.facts.Now))
		}
	}
	return each(amended, func(i int, a core.Amended) dialog.Event { return dialog.Amended{Amendment: amendments[i], Amended: a} }), nil
}

func (r *rounds) book(_ []*talk, drafts []core.Draft) ([]dialog.Event, error) {
	bookings, err := r.tx.Book(drafts, r.facts.Calendar)
	if err != nil {
		return nil, err
	}
	for _, b := range bookings {
		r.later(r.afterBooking(r.facts, b)...)
	}
	return each(bookings, func(i int, b core.Booking) dialog.Event { return dialog.Booked{Draft: drafts[i], Booking: b} }), nil
}

func (r *rounds) reslot(_ []*talk, reslots []core.Reslot) ([]dialog.Event, error) {
	reslotted, err := r.tx.Reslot(reslots, r.facts.Calendar)
	if err != nil {
		return nil, err
	}
	for _, s := range reslotted {
		if s.OK {
			r.later(r.remindLater(r.facts.Calendar, r.facts.Now, s.Request.Slot)...)
		}
	}
	return each(reslotted, func(_ int, s core.Reslotted) dialog.Event { return dialog.Reslotted{Reslotted: s} }), nil
}

// freeSlots looks for slots beside those that requests have already.
func (r *rounds) freeSlots(_ []*talk, asked []dialog.FreeSlots) ([]dialog.Event, error) {
	shelf := r.facts.Calendar.Shelf(r.tx.Held)
	events := make([]dialog.Event, len(asked))
	for i, a := range asked {
		found := dialog.SlotsFree{Asked: a}
		if !a.Request.Earliest.IsZero() {
			day, after := a.Request.Earliest, a.After
			if a.Day.After(day) {
				day = a.Day
			}
			free, err := shelf.Free(a.Request.Place, day, later(after, r.facts.Now), a.N+1)
			if err != nil {
				return nil, err
			}
			for _, s := range free {
				if len(found.Free) < a.N && !s.From.Equal(a.Request.From) {
					found.Free = append(found.Free, s)
				}
			}
		}
		events[i] = found
	}
	return events, nil
}

func (r *rounds) find(_ []*talk, finds []dialog.Find) ([]dialog.Event, error) {
	queries := make([]core.RequestQuery, len(finds))
	for i, f := range finds {
		queries[i] = f.Query
	}
	found, err := r.tx.Requests(queries)
	if err != nil {
		return nil, err
	}
	var whole, inLine, sent, tied []int64
	for i, f := range finds {
		if f.Ties {
			tied = append(tied, f.Query.Person)
		}
		for _, q := range found[i] {
			if f.Papers {
				sent = append(sent, q.ID)
			}
			if f.Whole {
				whole = append(whole, q.ID)
			}
			if f.Whole && q.Status == core.Waiting {
				inLine = append(inLine, q.ID)
			}
		}
	}
	var ways map[int64][]core.Step
	var waiters map[int64]core.Waiter
	if len(whole) > 0 {
		if ways, err = r.tx.Ways(whole); err != nil {
			return nil, err
		}
	}
	if len(inLine) > 0 {
		if waiters, err = r.tx.Waiters(inLine); err != nil {
			return nil, err
		}
	}
	var papers map[int64][]core.Paper
	if len(sent) > 0 {
		if papers, err = r.tx.Papers(sent); err != nil {
			return nil, err
		}
	}
	var ties map[int64][]core.Tie
	if len(tied) > 0 {
		if ties, err = r.tx.Ties(tied); err != nil {
			return nil, err
		}
	}
	return each(finds, func(i int, f dialog.Find) dialog.Event {
		ev := dialog.Found{Find: f, Requests: found[i]}
		if f.Papers {
			ev.Papers = papers
		}
		if f.Ties {
			ev.Ties = ties[f.Query.Person]
		}
		if f.Whole {
			ev.Ways, ev.Waiters = ways, waiters
		}
		return ev
	}), nil
}

// later defers acts at the end of the transaction; what is due already is looked for right after.
func (r *rounds) later(acts ...core.Act) {
	r.acts = append(r.acts, acts...)
	for _, a := range acts {
		r.stir = r.stir || !a.Due.After(r.facts.Now)
	}
}
