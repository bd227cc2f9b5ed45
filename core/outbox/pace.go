package outbox

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// How much later than expected a call is taken to arrive, so that it does not meet those of the second behind it.
const (
	margin = 14 * time.Millisecond // of every call, after it was written
	excess = 6 * time.Millisecond  // more than that, of the average call …
	hiccup = time.Second / 4       // … and of one
)

// How a provider that says 429 is met. The first only pauses the account; one that comes within a minute of the pause before
// lowers its rate by a fifth, and so does each further one, down to a tenth of what is set. An hour without one brings it
// back at once: were it still too much, the next two lower it again within seconds. An account without a rate has none to
// lower.
const (
	slower   = 0.8
	slowest  = 0.1
	repeated = time.Minute
	forgiven = time.Hour
)

// pace keeps an account within its rate as the provider sees it: in no second, wherever it begins, more calls than allowed.
// A token clock spreads the calls. It cannot see that a call which starts late arrives late while those behind it are on
// time; so each call also takes a slot, which is free again a second after the call has arrived (see flight).
type pace struct {
	set    float64       // calls a second, by the settings
	clock  *rate.Limiter // nil: no limit
	second time.Duration // how long a slot lasts: a second, or what one call takes if less than one a second is allowed
	slots  int           // whole calls in a second
	flying []*flight     // calls that have not come back, and whose slot is not free yet
	free   []time.Time   // when the slots of those that came back are free again, the earliest first
	least  time.Duration // that an answer took after its call was written, lately
	spare  time.Duration // that may be spent on a hiccup

	warned time.Time     // when the pause of the latest 429 is over
	force  atomic.Uint64 // the rate in force, as bits of a float64
}

func newPace(perSecond float64) *pace {
	if perSecond <= 0 || math.IsInf(perSecond, 0) {
		return &pace{}
	}
	p := &pace{set: perSecond, clock: rate.NewLimiter(0, 0), spare: hiccup}
	p.change(time.Time{}, perSecond)
	return p
}

// change sets the rate in force.
func (p *pace) change(now time.Time, perSecond float64) {
	p.force.Store(math.Float64bits(perSecond))
	p.second = time.Second
	if perSecond < 1 {
		p.second = time.Duration(float64(time.Second) / perSecond)
	}
	p.slots = max(1, int(perSecond))
	p.clock.SetLimitAt(now, rate.Limit(perSecond))
	// A little slack lets the clock make up for a slot that came free late, and for timers that are coarse beside a high rate.
	p.clock.SetBurstAt(now, 1+max(1, p.slots/20))
}

// rate is the rate in force, 0 if there is none.
func (p *pace) rate() float64 { return math.Float64frombits(p.force.Load()) }

// busy hears that the provider said 429 and asks for a pause, and tells whether the rate is lower for it.
func (p *pace) busy(now time.Time, pause time.Duration) (lower bool) {
	if p.clock == nil {
		return false
	}
	if r := max(p.rate()*slower, p.set*slowest); now.Sub(p.warned) < repeated && r < p.rate() {
		p.change(now, r)
		lower = true
	}
	p.warned = now.Add(pause)
	return lower
}

// at is the earliest time, not before now, at which the next call may start. It may have to be asked again then, and must
// be asked again when a call was written or came back: until then its slot is taken for ever.
func (p *pace) at(now time.Time) time.Time {
	if p.clock == nil {
		return now
	}
	if p.rate() < p.set && now.Sub(p.warned) >= forgiven {
		p.change(now, p.set)
	}
	at := now
	if free := p.slot(now); free.After(at) {
		at = free
	}
	if lack := 1 - p.clock.TokensAt(now); lack > 0 {
		if spread := now.Add(time.Duration(lack / float64(p.clock.Limit()) * float64(time.Second))); spread.After(at) {
			at = spread
		}
	}
	return at
}

// slot is when a slot is free, as far as is known now.
func (p *pace) slot(now time.Time) time.Time {
	for len(p.free) > 0 && !p.free[0].After(now) {
		p.free = p.free[1:]
	}
	if len(p.flying)+len(p.free) < p.slots {
		return now
	}
	soonest := now.Add(forgiven)
	p.flying = slices.DeleteFunc(p.flying, func(f *flight) bool {
		if !f.written() {
			return false
		}
		free := f.arrived(0).Add(p.second)
		if free.After(now) && free.Before(soonest) {
			soonest = free
		}
		return !free.After(now)
	})
	if len(p.flying)+len(p.free) < p.slots {
		return now
	}
	if len(p.free) > 0 && p.free[0].Before(soonest) {
		soonest = p.free[0]
	}
	return soonest
}

// take starts a call now, at a time that at allowed.
func (p *pace) take(now time.Time) *flight {
	f := &flight{start: now}
	if p.clock != nil {
		p.clock.ReserveN(now, 1)
		p.flying = append(p.flying, f)
	}
	return f
}

// back ends a call and says when it has arrived at the latest.
func (p *pace) back(f *flight, now time.Time) (arrived time.Time) {
	f.end = now
	if p.clock == nil {
		return f.arrived(0)
	}
	arrived = f.arrived(p.late(f))
	i := slices.Index(p.flying, f)
	if i < 0 {
		return arrived // so late that its slot is free again
	}
	p.flying = slices.Delete(p.flying, i, i+1)
	free := arrived.Add(p.second)
	n, _ := slices.BinarySearchFunc(p.free, free, time.Time.Compare)
	p.free = slices.Insert(p.free, n, free)
	return arrived
}

// late is how much later than the margin a call may have arrived. An answer that took longer than they do at best may have
// done so because the call was late, or because the provider thought for longer: nobody knows. So this is believed only of
// rare calls; were every answer late, it would cost too much of the rate.
func (p *pace) late(f *flight) time.Duration {
	p.spare = min(p.spare+excess, hiccup)
	if !f.written() {
		return 0
	}
	took := f.end.Sub(f.wrote())
	if p.least += p.least / 256; p.least == 0 || took < p.least {
		p.least = took
	}
	late := min(max(0, took-p.least-margin/2), p.spare)
	p.spare -= late
	return late
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
