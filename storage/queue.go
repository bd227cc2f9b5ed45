package storage

import (
	"fmt"
	"time"

	"loket/core"
)

// queue sees that nobody who comes now takes a place that somebody in line could have.
type queue struct {
	t        *tx
	board    *board
	calendar *core.Calendar
	now      time.Time
	today    core.Date

	read  bool
	waits []wait // those in line without a place on offer, each kind once
}

// wait is what somebody in line waits for.
type wait struct {
	Day     core.Date
	Service string
	Via     string
	Weight  int
}

// place tells whether a request that comes now can have a place of its day: Granted or Full, and the share that is full.
func (q *queue) place(r core.Request, shares []core.Share) (v core.Verdict, share string, err error) {
	if err := q.t.makeShares(q.board, r.Day, shares); err != nil {
		return 0, "", err
	}
	share, ok := q.board.fits(r.Day, seatOf(r), shares)
	if !ok {
		return core.Full, share, nil
	}
	if q.board.line(r.Day, q.today) == 0 {
		return core.Granted, "", nil
	}
	claimed, err := q.claimed(r.Day)
	if err != nil || claimed {
		return core.Full, "", err
	}
	return core.Granted, "", nil
}

// claimed tells whether a free place of a day could be given to somebody in line. It cannot where all of them wait for a share
// that is full: then seats kept for others go on being theirs.
func (q *queue) claimed(day core.Date) (bool, error) {
	if !q.read {
		waits, err := read[wait](q.t, nil, `SELECT DISTINCT r.day, r.service, r.via, r.weight FROM requests r
			WHERE r.`+inLine+` AND NOT EXISTS (SELECT 1 FROM offers o WHERE o.request_id = r.id AND o.state = 'open')`)
		if err != nil {
			return false, fmt.Errorf("read the line: %w", err)
		}
		q.read, q.waits = true, append(q.waits, waits...)
	}
	for _, w := range q.waits {
		if w.Day.Before(day) && !w.Day.Before(q.today) {
			continue
		}
		shares := q.calendar.Shares(day, w.Service, w.Via, q.now)
		if err := q.t.makeShares(q.board, day, shares); err != nil {
			return false, err
		}
		if _, ok := q.board.fits(day, seat{w.Weight, w.Service, w.Via}, shares); ok {
			return true, nil
		}
	}
	return false, nil
}

// join puts a request at the end of the line.
func (q *queue) join(r core.Request) {
	q.board.wait(r.Day, 1)
	q.waits = append(q.waits, wait{r.Day, r.Service, r.Via, r.Weight})
}
