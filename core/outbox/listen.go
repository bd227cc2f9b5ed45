package outbox

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"loket/core"
)

// listen prepares the channel and lets it poll, for as long as the lease is held.
func (r *Runner) listen(ctx context.Context) {
	if p, ok := r.ch.(core.Preparer); ok {
		r.insist(ctx, "prepare the channel", func() error {
			err := guard(func() error { return p.Prepare(ctx) })
			if k := core.KindOf(err); err == nil || k == core.Away || k == core.Busy || k == core.Operator {
				return err
			}
			// What the provider will not have is no reason to leave people unheard.
			r.log.Error("the channel could not be prepared", "error", err)
			return nil
		})
	}
	if p, ok := r.ch.(core.Poller); ok && r.o.Receive != nil {
		r.insist(ctx, "poll the channel", func() error {
			err := guard(func() error { return p.Poll(ctx, r.o.Receive) })
			if err == nil && ctx.Err() == nil {
				err = fmt.Errorf("polling ended by itself")
			}
			return err
		})
	}
}

// insist does something again after each failure, at growing distances, until it succeeds or ctx ends.
func (r *Runner) insist(ctx context.Context, what string, do func() error) {
	for n := 0; ctx.Err() == nil; n++ {
		begun := time.Now()
		err := do()
		if err == nil || ctx.Err() != nil {
			return
		}
		if time.Since(begun) > time.Minute {
			n = 0 // it had worked
		}
		wait := max(backoff(n, time.Second, 5*time.Minute), core.After(err))
		r.log.Error("could not "+what, "kind", core.KindOf(err).String(), "error", err, "again_in", wait)
		sleep(ctx, wait)
	}
}

// guard turns a panic of a channel into an error: one account's fault must not end the office.
func guard(do func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return do()
}
