package outbox

import (
	"math"
	"math/rand/v2"
	"time"

	"golang.org/x/time/rate"
)

// grace is how long a call is taken to be on its way to the provider at most.
const grace = 40 * time.Millisecond

// pace keeps an account within its rate as the provider sees it: in no second, wherever it begins, more calls than allowed.
// A token clock spreads the calls. It cannot see that a call which starts late arrives late while those behind it are on
// time; so each call also takes a slot, which is free again a second after the call came back, or after it must have
// arrived.
type pace struct {
	clock  *rate.Limiter // nil: no limit
	second time.Duration // how long a slot lasts: a second, or what one call takes if less than one a second is allowed
	slots  []slot        // a ring
	next   int           // the slot that has been taken longest
}

type slot struct{ start, end time.Time }

// arrived is when the provider had seen the call at the latest.
func (s slot) arrived() time.Time {
	if at := s.start.Add(grace); s.end.IsZero() || s.end.After(at) {
		return at
	}
	return s.end
}

func newPace(perSecond float64) *pace {
	if perSecond <= 0 || math.IsInf(perSecond, 0) {
		return &pace{}
	}
	p := &pace{second: time.Second}
	if perSecond < 1 {
		p.second = time.Duration(float64(time.Second) / perSecond)
	}
	whole := max(1, math.Floor(perSecond))
	p.slots = make([]slot, int(whole))
	// A little slack lets the clock make up for a slot that came free late, and for timers that are coarse beside a high rate.
	p.clock = rate.NewLimiter(rate.Limit(perSecond), 1+max(1, int(whole/20)))
	return p
}

// at is the earliest time, not before now, at which the next call may start.
func (p *pace) at(now time.Time) time.Time {
	if p.clock == nil {
		return now
	}
	at := now
	if s := p.slots[p.next]; !s.start.IsZero() {
		if free := s.arrived().Add(p.second); free.After(at) {
			at = free
		}
	}
	if lack := 1 - p.clock.TokensAt(now); lack > 0 {
		if spread := now.Add(time.Duration(lack / float64(p.clock.Limit()) * float64(time.Second))); spread.After(at) {
			at = spread
		}
	}
	return at
}

// take starts a call now, at a time that at allowed, and returns what to call when it has come back.
func (p *pace) take(now time.Time) (back func(time.Time)) {
	if p.clock == nil {
		return func(time.Time) {}
	}
	p.clock.ReserveN(now, 1)
	s := &p.slots[p.next]
	*s = slot{start: now}
	p.next = (p.next + 1) % len(p.slots)
	return func(end time.Time) {
		if s.start.Equal(now) {
			s.end = end
		}
	}
}

// backoff grows from first by doubling, up to most, and varies by a fifth so that not all come back at once.
func backoff(n int, first, most time.Duration) time.Duration {
	d := most
	if n < 30 && first<<n < most {
		d = first << n
	}
	return jitter(d)
}

func jitter(d time.Duration) time.Duration {
	return d - d/10 + rand.N(d/5+1)
}
