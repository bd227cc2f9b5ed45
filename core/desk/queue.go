package desk

import (
	"context"
	"slices"
	"sync"
	"time"

	"loket/core"
)

// item is a message that waits for its commit.
type item struct {
	in   core.Inbound
	done chan error // of one answer, which nobody may be waiting for any more
}

// queue holds what is waiting, in the order of arrival. Messages of one address are never on two trays at once, so that
// they are handled in their order whatever the number of gatherers.
type queue struct {
	room chan struct{} // one element for each message in the queue

	mu      sync.Mutex
	changed sync.Cond
	waiting []*item
	busy    map[core.Address]bool // on a tray
	closed  bool
	late    bool        // what waits has waited long enough for company
	alarm   *time.Timer // says so; nil: it is not set
	last    int         // messages on the tray that ended last
}

// A tray's own cost is that of dozens of messages. So the next waits for company: for as many as are on trays, or were on the one
// that ended last, since who was answered often has more to say. It does not wait longer than that is worth.
const (
	company = 10 * time.Millisecond // while others are on trays, at most …
	beside  = 12                    // … and unless there are so many, or messages come one by one
	still   = 2 * time.Millisecond  // while none are, at most
)

func newQueue(size int) *queue {
	q := &queue{room: make(chan struct{}, size), busy: map[core.Address]bool{}}
	q.changed.L = &q.mu
	return q
}

// put adds a message, if there is room or soon will be.
func (q *queue) put(ctx context.Context, it *item, patience time.Duration) error {
	select {
	case q.room <- struct{}{}:
	default:
		t := time.NewTimer(patience)
		defer t.Stop()
		select {
		case q.room <- struct{}{}:
		case <-t.C:
			return core.Errorf(core.Away, "the desk is full: %d messages are waiting", cap(q.room))
		case <-ctx.Done():
			return core.Errorf(core.Away, "the desk is full: %w", ctx.Err())
		}
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		<-q.room
		return core.Errorf(core.Away, "the desk is closing")
	}
	q.waiting = append(q.waiting, it)
	q.changed.Signal()
	return nil
}

// tray takes the messages that have waited longest, one of each address, and waits for some if there are none. It returns
// nil when the queue is closed and empty.
func (q *queue) tray(most int) (tray []*item) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		enough := max(len(q.busy), q.last)
		if len(q.busy) > 0 && enough > 1 {
			enough = max(enough, beside)
		}
		if len(q.waiting) >= min(enough, most) || q.late || q.closed {
			tray = q.take(most)
		} else if q.alarm == nil && len(q.waiting) > 0 {
			wait := company
			if len(q.busy) == 0 {
				wait = still
			}
			q.alarm = time.AfterFunc(wait, q.enough)
		}
		if len(tray) > 0 || q.closed && len(q.waiting) == 0 {
			return tray
		}
		q.changed.Wait()
	}
}

func (q *queue) take(most int) (tray []*item) {
	rest := q.waiting[:0]
	for _, it := range q.waiting {
		if len(tray) < most && !q.busy[it.in.From] {
			q.busy[it.in.From] = true
			tray = append(tray, it)
		} else {
			rest = append(rest, it)
		}
	}
	clear(q.waiting[len(rest):])
	q.waiting, q.late = rest, false
	return tray
}

// enough lets what waits wait no longer.
func (q *queue) enough() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.late, q.alarm = true, nil
	q.changed.Broadcast()
}

// back ends a tray. Those of its messages that were not handled wait again, before all others.
func (q *queue) back(tray, unhandled []*item) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.last = len(tray)
	if q.alarm != nil && q.alarm.Stop() {
		q.alarm = nil // what waits has less to wait for now
	}
	for _, it := range tray {
		delete(q.busy, it.in.From)
		if !slices.Contains(unhandled, it) {
			<-q.room
		}
	}
	q.waiting = slices.Insert(q.waiting, 0, unhandled...)
	q.changed.Broadcast()
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.changed.Broadcast()
}

func (q *queue) len() int { return len(q.room) }

// Receive is a core.Receiver: it returns nil when the message is on disk. If ctx ends before, the message may be on disk or
// may get there; hearing it again changes nothing.
func (d *Desk) Receive(ctx context.Context, in core.Inbound) error {
	if in.ID == "" || in.Account == "" || in.From.Channel == "" || in.From.ID == "" {
		return core.Errorf(core.Invalid, "a message must name its id, its account and who wrote it")
	}
	it := &item{in: in, done: make(chan error, 1)}
	if err := d.queue.put(ctx, it, d.o.Patience); err != nil {
		return err
	}
	select {
	case err := <-it.done:
		return err
	case <-ctx.Done():
		return core.Errorf(core.Away, "nobody waits for the message any more: %w", ctx.Err())
	}
}
