package outbox

import (
	"context"
	"time"
)

const unasked = "the lease of the account cannot be asked for"

// lease asks for the account's lease. Until is when it ends by this process's own clock: early by a margin, so that we have
// fallen silent before anybody else may speak.
func (r *Runner) lease(ctx context.Context) (until time.Time, held bool, err error) {
	asked := time.Now() // before the database's answer, which therefore ends later
	limited, cancel := context.WithTimeout(ctx, r.o.TTL/2)
	defer cancel()
	held, err = r.store.Lease(limited, r.account, r.holder, r.o.TTL)
	switch {
	case err == nil:
		r.works(away)
		r.works(unasked)
	case ctx.Err() == nil:
		r.trouble(unasked, err)
	}
	return asked.Add(r.o.TTL - r.o.TTL/5), held, err
}

// keep prolongs the lease until ctx ends, and calls lose when it is gone or may be. It tells whether we still have it.
func (r *Runner) keep(ctx context.Context, until time.Time, lose func()) bool {
	// The alarm does not wait for an answer of the database.
	alarm := time.AfterFunc(time.Until(until), lose)
	defer alarm.Stop()
	for wait := r.o.TTL / 4; ; {
		sleep(ctx, wait)
		if ctx.Err() != nil {
			return time.Now().Before(until)
		}
		next, held, err := r.lease(ctx)
		switch {
		case ctx.Err() != nil:
			return time.Now().Before(until)
		case err != nil && time.Now().Before(until):
			wait = r.o.TTL / 16
			continue
		case err != nil || !held || time.Now().After(until):
			r.log.Warn("the lease of the account is lost")
			lose()
			return false
		}
		until, wait = next, r.o.TTL/4
		alarm.Reset(time.Until(until))
	}
}

// release gives the lease back, so that the next process need not wait for its end.
func (r *Runner) release() {
	ctx, cancel := context.WithTimeout(context.Background(), r.o.TTL/4)
	defer cancel()
	if err := r.store.Release(ctx, r.account, r.holder); err != nil {
		r.log.Warn("the lease of the account was not given back and will run out", "error", err)
	}
}
