package outbox

import (
	"context"
	"math"
	"time"

	"loket/core"
)

const (
	unlimited = 16   // calls in flight when the channel does not say
	most      = 4096 // letters claimed and not settled, whatever is owed
	held      = 2048 // letters in hand, most of them waiting for their address
)

// pump moves letters from the database through the hand to the channel and their outcomes back. All its state belongs to
// the one goroutine that runs it.
type pump struct {
	*Runner
	hand      *hand
	workers   int
	hired     int // goroutines that make calls, or wait for one to make: no more than ever were in flight at once
	inFlight  int
	unsettled int
	more      bool // there may be letters to claim
	claiming  bool
	woken     bool          // letters were announced since the last claim
	takes     time.Duration // what a call has taken lately
	asking    time.Duration // what claims took lately
	pause     time.Time     // nothing leaves before
	paused    time.Time     // when the pause was ordered
	looked    time.Time     // when the hand was looked through for what has waited too long
	look      time.Time     // when it must be again, at the latest
	streak    int           // calls in a row that ended in trouble
	told      bool          // the operator knows of this trouble
	luck      map[int64]luck
	lose      func()
	lost      bool      // a claim's answer
	plenty    int       // so many letters may leave before it is looked again whether enough are in hand
	refused   int       // claims in a row that the database answered with a fault
	again     time.Time // no claim before

	parts map[int64]core.Letter // of which a part was taken that is not written down yet

	jobs     chan job
	claims   chan claim
	results  chan result
	written  chan struct{} // a call was written
	outcomes chan core.Outcome
	settled  chan []core.Outcome
}

// pump runs until ctx, the lease, ends and everything in flight has been settled, however long the database is away; or
// until r.o.Stop has passed since planned ended. It tells whether a claim was lost.
//
// A claim whose answer did not come may have been committed all the same. The account is then laid down, by lose, and taken
// again: so what the claim took is found like anything else that was left behind. Any other fault of a claim took nothing.
func (r *Runner) pump(ctx, planned context.Context, lose func()) (lost bool) {
	p := &pump{Runner: r, lose: lose, hand: newHand(r.limits), workers: workers(r.limits), more: true,
		luck: map[int64]luck{}, parts: map[int64]core.Letter{},
		pause:  time.Now().Add(r.pace.second), // who had the lease before may have sent until a moment ago
		claims: make(chan claim, 1), written: make(chan struct{}, 1),
		outcomes: make(chan core.Outcome, most), settled: make(chan []core.Outcome, most)}
	p.jobs, p.results = make(chan job, p.workers), make(chan result, p.workers)
	defer close(p.jobs)
	writing, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.settle(writing, p.outcomes, p.settled)
	}()
	p.run(ctx, planned)
	giveUp()
	close(p.outcomes)
	<-done
	return p.lost
}

// workers is how many calls may be in flight: enough to use the rate when each takes a second.
func workers(l core.Limits) int {
	switch {
	case l.Workers > 0:
		return l.Workers
	case l.Rate > 0:
		return min(max(int(math.Ceil(l.Rate)), 4), 64)
	}
	return unlimited
}

func (p *pump) run(ctx, planned context.Context) {
	idle := time.NewTicker(p.o.Idle)
	defer idle.Stop()
	alarm := time.NewTimer(0)
	defer alarm.Stop()
	stop, closing := ctx.Done(), planned.Done()
	var deadline <-chan time.Time
	for {
		now := time.Now()
		if stop == nil {
			p.giveBack(p.hand.empty())
			if p.inFlight == 0 && p.unsettled == 0 && !p.claiming {
				return
			}
		} else if at := sooner(p.send(now), p.claim(ctx, now)); !at.IsZero() {
			alarm.Reset(time.Until(at))
		}
		select {
		case <-stop:
			stop = nil
		case <-closing:
			closing = nil
			deadline = time.After(p.o.Stop)
		case <-deadline:
			p.log.Error("calls in flight did not end in time; their letters will be in doubt", "letters", p.unsettled)
			return
		case c := <-p.claims:
			p.claimed(ctx, c)
		case res := <-p.results:
			p.inFlight--
			p.returned(res)
		case group := <-p.settled:
			p.writtenDown(group)
		case <-p.written:
		case <-p.wake:
			p.more, p.woken = true, true
		case <-idle.C:
			p.more = true
			p.hand.tidy(time.Now())
		case <-alarm.C:
		}
	}
}

// send gives back what cannot leave in time, starts what may, and says when to look again if that is known.
func (p *pump) send(now time.Time) (later time.Time) {
	if !p.speaks() {
		p.lose()
		return time.Time{}
	}
	if p.pause.After(now) {
		p.giveBack(p.hand.rest(now, p.pause))
		return p.pause
	}
	if now.Sub(p.looked) >= glance {
		var given []core.Outcome
		given, p.look = p.hand.giveBack(now)
		p.giveBack(given)
		if p.looked = now; !p.look.IsZero() && p.look.Before(now.Add(glance)) {
			p.look = now.Add(glance)
		}
	}
	return sooner(p.look, p.start(now))
}

// sooner is the earlier of two times, of which a zero one does not count.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// start starts what calls may start now, and says when another may if that is known.
func (p *pump) start(now time.Time) (later time.Time) {
	for p.inFlight < p.workers {
		i, at := p.hand.next(now)
		if i < 0 {
			return at
		}
		if at = p.pace.at(now); at.After(now) {
			return at
		}
		l := p.hand.take(i)
		p.plenty--
		if over(l, now) {
			p.hand.line(l.To).busy = false
			p.outcomes <- skipped(l, "expired")
			continue
		}
		if p.inFlight++; p.inFlight > p.hired {
			p.hired++
			go p.work()
		}
		p.jobs <- job{l, p.pace.take(now)}
	}
	return time.Time{}
}

// giveBack settles letters that never left.
func (p *pump) giveBack(given []core.Outcome) {
	p.plenty -= len(given)
	for _, o := range given {
		p.outcomes <- o
	}
}
