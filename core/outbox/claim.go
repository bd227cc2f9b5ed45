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

// claim asks for letters, if there may be any and they could leave within a moment, and says when to look again if that is
// known. While half of what is wanted is in hand only letters that were announced are asked for, so that claims are few.
func (p *pump) claim(ctx context.Context, now time.Time) (later time.Time) {
	if p.claiming || !p.more || p.stuck.Load() {
		return time.Time{}
	}
	for _, from := range []time.Time{p.again, p.pause.Add(-ahead), p.pace.at(now).Add(-ahead)} {
		if from.After(now) && from.After(later) {
			later = from
		}
	}
	if !later.IsZero() {
		return later
	}
	want, ready := p.want(), p.hand.ready(now)
	if ready > want/2 && !p.woken {
		return time.Time{}
	}
	n := min(want-ready, held-len(p.hand.letters), most-p.unsettled)
	if n <= 0 {
		return time.Time{}
	}
	p.claiming, p.woken = true, false
	go func() {
		// A stop must not leave it open whether letters were claimed.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.o.TTL/2)
		defer cancel()
		ls, err := p.store.Claim(ctx, p.account, n)
		p.claims <- claim{ls, n, err}
	}()
	return time.Time{}
}

// want is how many letters could leave within a moment: the account's rate allows them, and there is a call free for each,
// or will be if calls take as long as they did lately.
func (p *pump) want() int {
	n := p.workers - p.inFlight
	if p.takes > 0 {
		n += int(min(float64(p.workers)*float64(ahead)/float64(p.takes), held/2))
	} else {
		n += p.workers
	}
	if rate := p.pace.rate(); rate > 0 {
		n = min(n, max(1, int(math.Ceil(rate*ahead.Seconds()))))
	}
	return n
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
	now := time.Now()
	p.hand.add(c.letters, now)
	p.giveBack(p.hand.drop(now))
	p.looked = time.Time{}
}
