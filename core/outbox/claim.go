package outbox

import (
	"context"
	"math"
	"time"

	"loket/core"
)

// ahead is how far ahead letters are claimed. A database that is slow to answer is asked earlier, by so much at most.
const (
	ahead = 250 * time.Millisecond
	extra = 150 * time.Millisecond
)

const unclaimed = "letters owed cannot be claimed"

// claim is the answer of the database.
type claim struct {
	begun   time.Time
	letters []core.Letter
	asked   int
	err     error
}

// claim asks for letters, if there may be any and they could leave within a moment, and says when to look again if that is
// known. While most of what is wanted is in hand only letters that were announced are asked for, so that claims are few.
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
	if p.plenty > 0 && !p.woken {
		return time.Time{}
	}
	want, ready := p.want(), p.hand.ready(now)
	if p.plenty = ready - enough(want); p.plenty > 0 && !p.woken {
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
		p.claims <- claim{now, ls, n, err}
	}()
	return time.Time{}
}

// enough is how many letters in hand are most of what is wanted. Of many wanted half are enough: claims of many letters cost
// less for each.
func enough(want int) int { return max(want/2, min(want*3/4, 96)) }

// want is how many letters could leave within a moment: the account's rate allows them, and there is a call free for each,
// or will be if calls take as long as they did lately.
func (p *pump) want() int {
	n, moment := p.workers-p.inFlight, ahead+min(p.asking, extra)
	if p.takes > 0 {
		n += int(min(float64(p.workers)*float64(moment)/float64(p.takes), held*3/4))
	} else {
		n += p.workers
	}
	if rate := p.pace.rate(); rate > 0 {
		n = min(n, max(1, int(math.Ceil(rate*moment.Seconds()))))
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
	p.asking = max(now.Sub(c.begun), p.asking*7/8)
	p.hand.add(c.letters, now)
	p.giveBack(p.hand.drop(now))
	p.looked = time.Time{}
}
