package outbox

import (
	"context"
	"errors"
	"math"
	"time"

	"loket/core"
)

const (
	unlimited = 16   // calls in flight when the channel does not say
	most      = 4096 // letters claimed and not settled, whatever is owed
	held      = 1024 // letters in hand, most of them waiting for their address
)

// pump moves letters from the database through the hand to the channel and their outcomes back. All its state belongs to
// the one goroutine that runs it.
type pump struct {
	*Runner
	hand      *hand
	workers   int
	inFlight  int
	unsettled int
	more      bool // there may be letters to claim
	claiming  bool
	woken     bool      // during a claim
	pause     time.Time // nothing leaves before
	paused    time.Time // when the pause was ordered
	streak    int       // calls in a row that ended in trouble
	told      bool      // the operator knows of this trouble
	luck      map[int64]luck
	lose      func()
	lost      bool      // a claim's answer
	refused   int       // claims in a row that the database answered with a fault
	again     time.Time // no claim before

	claims   chan claim
	results  chan result
	outcomes chan core.Outcome
	settled  chan int
}

// errSilent is the end of a call that was not made: the lease was over.
var errSilent = errors.New("the account is not ours any more")

type result struct {
	letter  core.Letter
	receipt string
	err     error
	start   time.Time
	back    func(time.Time)
}

// pump runs until ctx, the lease, ends and everything in flight has been settled, however long the database is away; or
// until r.o.Stop has passed since planned ended. It tells whether a claim was lost.
//
// A claim whose answer did not come may have been committed all the same. The account is then laid down, by lose, and taken
// again: so what the claim took is found like anything else that was left behind. Any other fault of a claim took nothing.
func (r *Runner) pump(ctx, planned context.Context, lose func()) (lost bool) {
	p := &pump{Runner: r, lose: lose, hand: newHand(r.limits.Chat), workers: workers(r.limits), more: true, luck: map[int64]luck{},
		pause:  time.Now().Add(r.pace.second), // who had the lease before may have sent until a moment ago
		claims: make(chan claim, 1), outcomes: make(chan core.Outcome, most), settled: make(chan int, most)}
	p.results = make(chan result, p.workers)
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
		} else if at := p.send(now); !at.IsZero() {
			alarm.Reset(time.Until(at))
		}
		if stop != nil {
			p.claim(ctx, now)
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
		case n := <-p.settled:
			p.unsettled -= n
		case <-p.wake:
			p.more, p.woken = true, true
		case <-idle.C:
			p.more = true
			p.hand.tidy(time.Now())
		case <-alarm.C:
		}
	}
}

// send starts what calls may start now, and says when to look again if that is known.
func (p *pump) send(now time.Time) (later time.Time) {
	if !p.speaks() {
		p.lose()
		return time.Time{}
	}
	if p.pause.After(now) {
		if p.pause.Sub(now) > patience {
			p.giveBack(p.hand.empty())
		}
		return p.pause
	}
	p.giveBack(p.hand.drop(now))
	p.giveBack(p.hand.giveBack(now))
	for p.inFlight < p.workers {
		i, at := p.hand.next(now)
		if i < 0 {
			return at
		}
		if at = p.pace.at(now); at.After(now) {
			return at
		}
		l := p.hand.take(i)
		p.hand.line(l.To).busy = true
		p.inFlight++
		go p.call(l, now, p.pace.take(now))
	}
	return time.Time{}
}

// call makes one call. It may outlive the lease by the length of a call, and nothing else may.
func (p *pump) call(l core.Letter, start time.Time, back func(time.Time)) {
	ctx, cancel := context.WithTimeout(context.Background(), p.o.Call)
	defer cancel()
	res := result{letter: l, start: start, back: back}
	res.err = guard(func() (err error) {
		if !p.speaks() { // we may have been frozen since the pump looked
			return errSilent
		}
		res.receipt, err = p.ch.Send(ctx, l)
		return err
	})
	p.results <- res
}

// returned takes the end of a call.
func (p *pump) returned(res result) {
	now := time.Now()
	res.back(now)
	line := p.hand.line(res.letter.To)
	line.busy = false
	if p.limits.Chat > 0 {
		line.from = slot{res.start, now}.arrived().Add(p.hand.step)
	}
	if errors.Is(res.err, errSilent) {
		p.lose()
		p.outcomes <- returned(res.letter, 0)
		return
	}
	id := res.letter.ID
	v := judge(res.letter, res.receipt, res.err, p.luck[id], now, p.streak)
	p.note(res, v)
	if l := p.luck[id]; v.trouble && v.outcome.State == core.Owed && len(p.luck) < most {
		if l.tries == 0 {
			l.since = now
		}
		l.tries++
		p.luck[id] = l
	} else {
		delete(p.luck, id)
	}
	if v.chat > 0 {
		line.from = now.Add(v.chat)
	}
	if v.outcome.Shut {
		line.shut = now.Add(time.Second)
	}
	if until := now.Add(v.account); v.account > 0 && until.After(p.pause) {
		p.pause, p.paused = until, now
	}
	if v.again {
		p.hand.back(res.letter)
		return
	}
	p.outcomes <- v.outcome
}

// note counts and logs the end of a call.
func (p *pump) note(res result, v verdict) {
	switch {
	case !v.trouble:
		p.streak, p.told = 0, false
		p.count.contact.Store(time.Now().UnixNano())
	case !res.start.Before(p.paused): // calls that had started before the pause are the same trouble
		p.streak++
	}
	switch v.outcome.State {
	case core.Sent:
		p.count.sent.Add(1)
		return
	case core.Failed:
		p.count.failed.Add(1)
	case core.Doubtful:
		p.count.doubtful.Add(1)
	default:
		p.count.retried.Add(1)
	}
	attrs := []any{"letter", res.letter.ID, "kind", core.KindOf(res.err).String(), "error", res.err}
	switch kind := core.KindOf(res.err); {
	case kind == core.Operator && !p.told:
		p.told = true
		p.log.Error("the account cannot send; letters wait until this is mended", attrs...)
	case kind == core.Internal || kind == core.Doubt || kind == core.Refused || kind == core.Window:
		p.log.Warn("a letter was not accepted", attrs...)
	case kind == core.Busy:
		p.log.Warn("the provider asks the account to wait", "for", v.account)
	default:
		p.log.Debug("a letter was not sent", attrs...)
	}
}

// giveBack settles letters that never left.
func (p *pump) giveBack(given []core.Outcome) {
	for _, o := range given {
		p.outcomes <- o
	}
}
