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

// speaks tells whether the lease still lasts. A process may be frozen and find out later: the monotonic clock may have stood
// still while the machine slept, the other may have been set back. The lease is over when either says so.
func (r *Runner) speaks() bool {
	now, end := time.Now(), *r.end.Load()
	return now.Before(end) && now.Round(0).Before(end.Round(0))
}

// elapsed is how long ago t was, by whichever clock says longer.
func elapsed(t time.Time) time.Duration {
	now := time.Now()
	return max(now.Sub(t), now.Round(0).Sub(t.Round(0)))
}

// keep prolongs the lease until ctx ends, and calls lose when it is gone or may be. It tells whether we still have it.
func (r *Runner) keep(ctx context.Context, lose func()) bool {
	// The alarm does not wait for an answer of the database.
	alarm := time.AfterFunc(time.Until(*r.end.Load()), lose)
	defer alarm.Stop()
	for wait := r.o.TTL / 4; ; {
		sleep(ctx, wait)
		if ctx.Err() != nil {
			return r.speaks()
		}
		next, held, err := r.lease(ctx)
		switch {
		case ctx.Err() != nil:
			return r.speaks()
		case err != nil && r.speaks():
			wait = r.o.TTL / 16
			continue
		case err != nil || !held || !r.speaks():
			r.log.Warn("the lease of the account is lost")
			lose()
			return false
		}
		r.end.Store(&next)
		wait = r.o.TTL / 4
		alarm.Reset(time.Until(next))
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
