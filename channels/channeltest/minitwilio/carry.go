package minitwilio

import (
	"sync"
	"time"
)

// reports is the queue of messages whose reports go by themselves; a few carriers serve it, one message each at a time.
type reports struct {
	sync.Mutex
	due      []due
	carriers int
	closed   bool
}

type due struct {
	sid string
	at  time.Time
}

const carriersMax = 16

func (s *Server) schedule(k *Knobs, m Message) {
	if !k.Reports.Auto {
		return
	}
	q := &s.queue
	q.Lock()
	defer q.Unlock()
	if q.closed {
		return
	}
	q.due = append(q.due, due{m.SID, time.Now().Add(k.Reports.Delay)})
	if q.carriers < carriersMax {
		q.carriers++
		s.work.Go(s.carry)
	}
}

// carry plays reports until none is left.
func (s *Server) carry() {
	for {
		next, ok := s.queue.take()
		if !ok {
			return
		}
		if pause := time.Until(next.at); pause > 0 && !s.wait(s.ctx, pause) {
			return
		}
		s.ReportAll(next.sid)
	}
}

func (q *reports) take() (next due, ok bool) {
	q.Lock()
	defer q.Unlock()
	if len(q.due) == 0 || q.closed {
		q.carriers--
		return due{}, false
	}
	next, q.due = q.due[0], q.due[1:]
	return next, true
}

func (q *reports) close() {
	q.Lock()
	defer q.Unlock()
	q.closed, q.due = true, nil
}
