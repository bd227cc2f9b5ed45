package outbox

import (
	"context"
	"time"

	"loket/core"
)

// A group is what came while the one before was being written, and a moment's more: half as long as that took, for what is
// written together costs a busy database less. The moment is short: what was sent and is not written down is what a death
// leaves in doubt.
const (
	groupSize   = 1000
	groupTime   = 2 * time.Millisecond // a moment, at least …
	groupLonger = 8 * time.Millisecond // … and at most
)

const unsettled = "outcomes cannot be written down yet"

// settle writes outcomes down in groups, until in is closed, and tells which each time. A database that is away is waited
// for: what a provider has taken must not be forgotten. When ctx ends each group has had its last try, and nobody listens.
func (r *Runner) settle(ctx context.Context, in <-chan core.Outcome, settled chan<- []core.Outcome) {
	var took time.Duration
	for first := range in {
		group := append(make([]core.Outcome, 0, min(len(in)+100, groupSize)), first)
		full := time.NewTimer(min(max(took/2, groupTime), groupLonger))
	gather:
		for len(group) < groupSize {
			select {
			case o, ok := <-in:
				if !ok {
					break gather
				}
				group = append(group, o)
			case <-full.C:
				break gather
			}
		}
		full.Stop()
		began := time.Now()
		for n := 0; ; n++ {
			err := r.write(ctx, group)
			if err == nil {
				r.works(unsettled)
				break
			}
			if ctx.Err() != nil {
				r.log.Error("outcomes were not written down; these letters will be in doubt", "letters", len(group), "error", err)
				break
			}
			r.stuck.Store(true)
			r.trouble(unsettled, err)
			sleep(ctx, backoff(n, 50*time.Millisecond, 2*time.Second))
		}
		r.stuck.Store(false)
		took = time.Since(began)
		settled <- group
	}
}

// write settles a group. A connection that has died without a word is not waited for: to write an outcome twice changes
// nothing.
func (r *Runner) write(ctx context.Context, group []core.Outcome) error {
	ctx, cancel := context.WithTimeout(ctx, 2*r.o.TTL)
	defer cancel()
	return r.store.Settle(ctx, group)
}
