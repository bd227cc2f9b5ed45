package outbox

import (
	"context"
	"math"
	"time"

	"loket/core"
)

// ahead is how far ahead letters are claimed: what is posted within that time still overtakes.
const ahead = 250 * time.Millisecond

const unclaimed = "letters owed cannot be claimed"

// claim is the answer of the database.
type claim struct {
	letters []core.Letter
	asked   int
	err     error
}

// claim asks for letters, if there may be any and they could leave within a moment.
func (p *pump) claim(ctx context.Context, now time.Time) {
	soon := now.Add(ahead)
	if p.claiming || !p.more || p.stuck.Load() || p.again.After(now) || p.pause.After(soon) || p.pace.at(now).After(soon) {
		return
	}
	ready := p.hand.ready(now)
	n := 2*p.workers - p.inFlight - ready
	if rate := p.limits.Rate; rate > 0 {
		n = min(n, max(1, int(math.Ceil(rate*ahead.Seconds())))-ready)
	}
	n = min(n, held-len(p.hand.letters), most-p.unsettled)
	if n <= 0 {
		return
	}
	p.claiming, p.woken = true, false
	go func() {
		// A stop must not leave it open whether letters were claimed.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.o.TTL/2)
		defer cancel()
		ls, err := p.store.Claim(ctx, p.account, n)
		p.claims <- claim{ls, n, err}
	}()
}

// claimed takes the answer of a claim, also one that comes after a stop.
func (p *pump) claimed(ctx context.Context, c claim) {
	p.claiming = false
	p.more = p.woken || c.err == nil && len(c.letters) == c.asked
	if c.err != nil {
		if ctx.Err() == nil {
			p.trouble(unclaimed, c.err)
		}
		if core.KindOf(c.err) == core.Away {
			p.lost = true
			p.lose()
			return
		}
		p.again = time.Now().Add(backoff(p.refused, p.o.Idle, time.Minute))
		p.refused++
		return
	}
	p.works(unclaimed)
	p.refused = 0
	p.unsettled += len(c.letters)
	p.hand.add(c.letters)
}
