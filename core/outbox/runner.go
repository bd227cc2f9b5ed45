package outbox

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"loket/core"
)

// Store is what a Runner needs of a core.Store.
type Store interface {
	core.Outbox
	core.Leases
}

// Options are what a Runner may be told. Every zero value has a good default.
type Options struct {
	Receive core.Receiver // takes what a core.Poller hears; without it nobody listens
	Log     *slog.Logger  // without it nothing is logged

	TTL   time.Duration // of the lease: another process takes over so long after a death; 8 s
	Call  time.Duration // the longest that one call may take; 20 s
	Stop  time.Duration // the longest that calls in flight may take to end and be settled at a planned stop; 23 s
	Idle  time.Duration // how often to look for letters that nobody announced by Wake; 1 s
	Doubt time.Duration // how often to look at letters in doubt; 3 s
}

// Runner sends for one account.
type Runner struct {
	ch      core.Channel
	store   Store
	o       Options
	log     *slog.Logger
	account string
	holder  string // this runner, among all processes
	limits  core.Limits
	pace    *pace // outlives the lease: giving it up and taking it again is no licence to hurry
	wake    chan struct{}
	count   counters
	end     atomic.Pointer[time.Time] // of the lease
	stuck   atomic.Bool               // outcomes wait to be written down: nothing new is begun
	troubles
}

// New makes the runner of a channel's account. It does nothing until Run.
func New(ch core.Channel, store Store, o Options) *Runner {
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	for _, d := range []struct {
		of *time.Duration
		or time.Duration
	}{
		{&o.TTL, 8 * time.Second}, {&o.Call, 20 * time.Second}, {&o.Stop, 23 * time.Second},
		{&o.Idle, time.Second}, {&o.Doubt, 3 * time.Second},
	} {
		if *d.of <= 0 {
			*d.of = d.or
		}
	}
	l := ch.Limits()
	return &Runner{
		ch: ch, store: store, o: o, account: ch.Account(), holder: rand.Text(), limits: l, pace: newPace(l.Rate),
		log:  o.Log.With("channel", ch.Name(), "account", ch.Account()),
		wake: make(chan struct{}, 1),
	}
}

// Account is the account that the runner serves.
func (r *Runner) Account() string { return r.account }

// Wake says that letters of the account have just been committed. It never blocks.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run serves the account until ctx ends: waiting for the lease, or holding it. It then claims and listens no more, lets
// the calls in flight end, settles them, gives the lease back, and returns nil.
func (r *Runner) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		if until, held, _ := r.lease(ctx); held {
			r.hold(ctx, until)
			sleep(ctx, r.o.TTL/4) // longer than inherit's margin
		}
		sleep(ctx, jitter(r.o.TTL/10))
	}
	return nil
}

// hold speaks and listens for the account while it has the lease, and returns when everything that was begun has ended and
// is written down. A database that is away is waited for: what a provider has taken is known only here. So outcomes are on
// disk before anybody of this process looks for letters left behind. Only a planned stop waits no longer than r.o.Stop.
func (r *Runner) hold(ctx context.Context, until time.Time) {
	r.log.Info("this process now serves the account")
	r.end.Store(&until)
	r.count.holding.Store(true)
	held, lose := context.WithCancel(ctx) // ends when the lease is lost, or a stop is wanted
	defer lose()
	context.AfterFunc(held, func() { r.count.holding.Store(false) })
	drained, done := context.WithCancel(context.WithoutCancel(ctx))

	var keeping, working sync.WaitGroup
	kept := true
	keeping.Go(func() { kept = r.keep(drained, lose) })
	working.Go(func() { r.listen(held) })
	working.Go(func() { r.clear(held) })
	lost := r.pump(held, ctx, lose)
	lose()
	working.Wait()
	done()
	keeping.Wait()
	if kept && !lost {
		r.release() // after a lost claim the lease runs on, so that nobody begins too soon to see what was taken
	}
	r.log.Info("this process serves the account no more", "planned", ctx.Err() != nil)
}

// sleep waits, but no longer than ctx lasts.
func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
