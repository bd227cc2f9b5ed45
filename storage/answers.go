package storage

import (
	"fmt"

	"loket/core"
)

// ending is how an offer ends.
type ending struct {
	which  int // of the answers
	offer  core.Offer
	how    string
	since  int64 // the request's new place in line; stays: the old one
	now    core.Request
	answer core.OfferAnswer
}

// stays is the place in line of who keeps it.
const stays = -1

// AnswerOffers is the core.Tx's. What it reads when it holds the days nobody changes until the transaction ends: who puts somebody
// into the line, or takes them out of it, holds the days.
func (t *tx) AnswerOffers(as []core.OfferAnswer, c *core.Calendar) ([]core.Answered, error) {
	if len(as) == 0 {
		return nil, nil
	}
	open, board, err := t.answeredOffers(as, c)
	if err != nil {
		return nil, err
	}
	now, err := t.Now()
	if err != nil {
		return nil, err
	}
	answered := make([]core.Answered, len(as))
	if len(open) == 0 {
		return answered, nil
	}
	shelf := c.Shelf(t.Held)
	var ends []*ending
	for i, a := range as {
		e := open[a.Request]
		if e == nil || a.Offer != 0 && a.Offer != e.offer.ID || a.Lapsed && e.offer.Until.After(now) {
			continue
		}
		e.which, e.answer, e.now = i, a, e.offer.Request
		waited := e.now.Status == core.Waiting
		switch {
		case !waited && a.Take:
			continue
		case !waited: // a process that knows no offers has withdrawn it, and left the place held
			board.give(e.offer.Day, seatOf(e.now))
			e.how, e.since = offerWithdrawn, stays
		case a.Take:
			if ok, err := e.take(board, shelf); err != nil {
				return nil, err
			} else if !ok {
				continue
			}
		default:
			e.pass(board)
		}
		board.offer(e.offer.Request.Day, -1)
		if waited && e.now.Status != core.Waiting {
			board.wait(e.offer.Request.Day, -1)
		}
		delete(open, a.Request)
		ends = append(ends, e)
	}
	if err := t.keepBoard(board); err != nil {
		return nil, err
	}
	if err := t.keepSlots(shelf, c); err != nil {
		return nil, err
	}
	if err := t.keepEndings(ends); err != nil {
		return nil, err
	}
	var story []historyLine
	var moved []int
	for _, e := range ends {
		answered[e.which] = core.Answered{OK: true, Offer: e.offer, Request: e.now}
		if e.how == offerTaken {
			answered[e.which].Left = board.left(e.offer.Day, core.DateOf(now.In(c.Zone)))
		}
		if e.now.Status != e.offer.Request.Status {
			story = append(story, historyLine{request: e.now.ID, was: core.Waiting, to: e.now.Status, by: e.answer.By, reason: e.now.Reason})
			moved = append(moved, e.which)
		}
	}
	lines, err := t.tell(story)
	if err != nil {
		return nil, err
	}
	for n, i := range moved {
		answered[i].ID = lines[n]
	}
	return answered, nil
}

// answeredOffers finds the open offers that are answered, by their requests, and holds their days.
func (t *tx) answeredOffers(as []core.OfferAnswer, c *core.Calendar) (map[int64]*ending, *board, error) {
	if err := t.holdDays(); err != nil {
		return nil, nil, err
	}
	which := make([]int64, len(as))
	for i, a := range as {
		which[i] = a.Request
	}
	requests, err := t.lockRequests(which)
	if err != nil {
		return nil, nil, err
	}
	offers, err := t.offersTo(which)
	if err != nil || len(offers) == 0 {
		return nil, nil, err
	}
	open := make(map[int64]*ending, len(offers))
	var dates []core.Date
	for id, o := range offers {
		open[id] = &ending{offer: o.core(requests[id])}
		dates = append(dates, o.Day, requests[id].Day)
	}
	board, err := t.holdBoard(dates, c.Quota) // and all days for which somebody waits
	return open, board, err
}

// take makes a request of who waited; ok is false if there is no slot for it.
func (e *ending) take(board *board, shelf *core.Shelf) (ok bool, err error) {
	e.now.Earliest = e.answer.Earliest
	if !e.now.Earliest.IsZero() {
		if e.now.Slot, ok, err = shelf.Take(e.now.Place, e.now.Earliest, e.answer.After); err != nil || !ok {
			return false, err
		}
	}
	e.how = offerTaken
	e.now.Status, e.now.Day, e.now.Number, e.now.Reason = core.Submitted, e.offer.Day, board.number(e.offer.Day), ""
	e.now.Ticket = core.Ticket(e.answer.Letter, e.now.Day, e.now.Number)
	return true, nil
}

// pass gives the place back.
func (e *ending) pass(board *board) {
	board.give(e.offer.Day, seatOf(e.now))
	switch {
	case e.answer.Untold:
		e.how, e.since = offerUntold, stays
	case e.answer.Lapsed:
		e.how = offerLapsed
	case e.answer.Leave:
		e.how = offerWithdrawn
	default:
		e.how = offerPassed
	}
	if e.answer.Leave {
		e.now.Status, e.now.Reason = core.Withdrawn, e.answer.Reason
	}
}

// keepEndings writes what became of offers and of those who had them.
func (t *tx) keepEndings(ends []*ending) error {
	if len(ends) == 0 {
		return nil
	}
	if err := t.behindAll(ends); err != nil {
		return err
	}
	ended := map[string][]int64{}
	requests := newBatch("id", "BIGINT", "day", "TEXT", "number", "BIGINT", "ticket", "TEXT", "status", "TEXT", "pickup_from", "BIGINT",
		"pickup_to", "BIGINT", "earliest", "TEXT", "waits_since", "BIGINT", "reason", "BYTEA")
	for _, e := range ends {
		reason, err := t.keys.sealText(requestReason, e.now.Reason)
		if err != nil {
			return err
		}
		ended[e.how] = append(ended[e.how], e.offer.ID)
		requests.add(e.now.ID, e.now.Day.String(), e.now.Number, e.now.Ticket, e.now.Status, micros(e.now.From), micros(e.now.To),
			e.now.Earliest.String(), e.since, reason)
	}
	for how, which := range ended {
		if err := t.endOffers(which, how); err != nil {
			return err
		}
	}
	if _, err := t.change(requests, `UPDATE requests SET day = b.day, number = NULLIF(b.number, 0), ticket = NULLIF(b.ticket, ''), status = b.status,
			pickup_from = b.pickup_from, pickup_to = b.pickup_to, earliest = b.earliest,
			waits_since = CASE WHEN b.waits_since < 0 THEN requests.waits_since ELSE b.waits_since END, reason = b.reason
		FROM b WHERE requests.id = b.id`); err != nil {
		return fmt.Errorf("take requests out of the line: %w", err)
	}
	return nil
}

// behindAll gives those who wait on their new places in line: behind everybody, in the order in which they stood.
func (t *tx) behindAll(ends []*ending) error {
	stay, b := map[int64]*ending{}, newBatch("id", "BIGINT")
	for _, e := range ends {
		if e.now.Status == core.Waiting && e.since != stays {
			stay[e.now.ID] = e
			b.add(e.now.ID)
		}
	}
	order, err := read[int64](t, b, "SELECT id FROM requests WHERE id IN (SELECT id FROM b) ORDER BY waits_since, id")
	if err != nil || len(order) == 0 {
		return err
	}
	since, err := t.endOfLine()
	if err != nil {
		return err
	}
	for i, id := range order {
		stay[id].since = since + int64(i)
	}
	return nil
}
