package outbox

import (
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"loket/core"
)

const (
	doubts   = 100              // looked at together
	nextLook = 30 * time.Second // between two looks at one letter
)

const (
	unseen   = "letters left behind were not looked for"
	unlooked = "letters in doubt were not cleared up"
)

// clear clears up what is not known: letters that a process left behind when it died, and letters in doubt.
func (r *Runner) clear(ctx context.Context) {
	began := time.Now() // before this runner claims anything
	for behind := true; ctx.Err() == nil; {
		if behind {
			behind = r.inherit(ctx, began)
		}
		for r.look(ctx, began) == doubts {
		}
		wait := r.o.Doubt
		if behind {
			wait = min(wait, time.Second)
		}
		sleep(ctx, wait)
	}
}

// inherit puts in doubt what earlier holders of the lease had claimed and cannot be sending any more. It tells whether
// there may be more of that: only letters claimed before we began are meant, and a call lasts no longer than r.o.Call.
func (r *Runner) inherit(ctx context.Context, began time.Time) (more bool) {
	over := r.o.Call + r.o.TTL/4
	ours := elapsed(began) + r.o.TTL/8 // an earlier holder fell silent before its lease ended
	n, err := r.store.Abandoned(ctx, r.account, max(over, ours))
	if err != nil {
		if ctx.Err() == nil {
			r.trouble(unseen, err)
		}
		return true
	}
	r.works(unseen)
	if n > 0 {
		r.count.doubtful.Add(int64(n))
		r.log.Warn("letters were left behind by a process that died; they are in doubt now", "letters", n)
	}
	return ours < over
}

// look takes letters in doubt that are due and says how many there were. Where the provider can be asked, it is; elsewhere
// letters are sent again, but for those on hold.
func (r *Runner) look(ctx context.Context, began time.Time) int {
	resolver, asks := r.ch.(core.Resolver) // who is asked does not guess: then there is nothing for staff to decide
	ls, err := r.store.Doubts(ctx, r.account, doubts, nextLook, asks)
	if err != nil || len(ls) == 0 {
		switch {
		case err == nil:
			r.works(unlooked)
		case ctx.Err() == nil:
			r.trouble(unlooked, err)
		}
		return 0
	}
	found := make([][]core.Outcome, len(ls))
	var resent int64
	var group errgroup.Group
	group.SetLimit(4)
	for i, l := range ls {
		switch {
		case asks:
			group.Go(func() error {
				found[i] = r.resolve(ctx, resolver, l, began)
				return nil
			})
		default:
			found[i] = []core.Outcome{returned(l, 0)}
			resent++
		}
	}
	_ = group.Wait() // none fails
	if err := r.store.Settle(ctx, slices.Concat(found...)); err != nil {
		r.trouble(unlooked, err)
		return 0
	}
	r.works(unlooked)
	if resent > 0 {
		r.log.Warn("letters in doubt are sent again; each may arrive twice", "letters", resent)
		r.count.resent.Add(resent)
	}
	r.Wake()
	return len(ls)
}

// resolve asks the provider what became of a letter, or of its part whose turn it was. Who does not know for a day is asked
// no more; but not because this process, or the provider, was away for that day.
func (r *Runner) resolve(ctx context.Context, resolver core.Resolver, l core.Letter, began time.Time) []core.Outcome {
	limited, cancel := context.WithTimeout(ctx, r.o.Call)
	defer cancel()
	o := core.Outcome{Letter: l.ID, Attempt: l.Attempt}
	asked := part(l, r.limits, l.AttemptAt)
	err := guard(func() (err error) {
		o.State, o.Receipt, err = resolver.Resolve(limited, asked)
		return err
	})
	wait := r.o.Doubt
	if err != nil {
		if ctx.Err() == nil {
			r.log.Warn("the provider did not say what became of a letter", "letter", l.ID, "error", err)
		}
		o.State, o.Receipt, wait = core.Doubtful, "", nextLook
	}
	switch {
	case o.State == core.Doubtful && core.KindOf(err) != core.Operator && time.Since(l.AttemptAt) > lastTry && time.Since(began) > time.Hour:
		o.State, o.Reason = core.Failed, "unreachable"
	case o.State == core.Doubtful:
		o.Wait = wait
	case o.State == core.Sent && !last(asked):
		o.State = core.Sending
		next := l
		next.Attempt++
		return []core.Outcome{o, returned(next, 0)}
	}
	return []core.Outcome{o}
}
