package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"loket/core"
	"loket/core/catalog"
	"loket/core/desk"
	"loket/core/outbox"
	"loket/storage"
)

// serveCommand is `loket serve`: the wiring of the office.
//
//	provider ─▶ hook or poll ─▶ desk ─▶ database ─▶ outbox, one runner an account ─▶ channel ─▶ provider
//
// The start first looks at everything that may be wrong and touches nothing; then it makes and migrates. Where nothing is to be
// made, nobody who writes waits for a provider that is slow to say whether it knows us.
type serveCommand struct {
	Place
	Wires
	Port
	Running
}

// grace is how long what is in flight may take to settle when the office closes: a provider has 20 s to answer a call, and
// then its outcome is written down.
const grace = 25 * time.Second

func (c *serveCommand) Run(ctx context.Context, t *console) error {
	log := newLog(t.err, c.Log)
	slog.SetDefault(log)
	cat, err := c.catalog()
	if err != nil {
		return err
	}
	ignored := newTally()
	open, err := c.Wires.open(tools{cat, log, ignored.of})
	if err != nil {
		return err
	}
	if len(open) == 0 {
		return errNoChannel
	}
	port, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen at %s: %w: set LOKET_LISTEN to another address", c.Listen, errors.Unwrap(err))
	}
	door := openDoor(port, log)
	defer door.server.Close()
	closing, err := profiles(c.Pprof, log)
	if err != nil {
		return err
	}
	defer closing()
	trial := knock(ctx, open, log)
	store, err := c.establish(ctx, c.Clock, log, trial.wait)
	if err != nil {
		return err
	}
	defer store.Close()
	store.Trouble(func(err error) { log.Error("letters cannot be read", "error", err) })
	log.Info("the office opens", "version", version, "office", cat.Office.ShortName.In(cat.Office.Languages[0]), "files", cat.Fingerprint())
	o := newOffice(store, cat, open, ignored, log, uploadsAt(c.PublicURL))
	o.trial = trial
	address := "http://" + port.Addr().String()
	routes, err := o.routes(ctx, publicAddress(c.PublicURL, port.Addr().String()), false)
	if err != nil {
		return err
	}
	door.opens(routes)
	fmt.Fprintln(t.out, "listening", address)
	log.Info("listening " + address)
	return o.run(ctx, door)
}

// office is a running one.
type office struct {
	log     *slog.Logger
	cat     *catalog.Catalog
	store   *storage.Store
	desk    *desk.Desk
	runners map[string]*outbox.Runner // by account
	open    []core.Channel
	receive core.Receiver
	ignored *tally
	trial   *trial
	debts   atomic.Pointer[[]debt] // of accounts that nobody here serves

	ceilings atomic.Pointer[[]string] // accounts that may send no more today
}

func newOffice(store *storage.Store, cat *catalog.Catalog, open []core.Channel, ignored *tally, log *slog.Logger, more ...func(*desk.Options)) *office {
	o := &office{log: log, cat: cat, store: store, open: open, ignored: ignored, trial: knock(context.Background(), nil, log),
		runners: map[string]*outbox.Runner{}}
	o.desk = newDesk(store, cat, open, o.wake, log, more...)
	o.receive = answering(cat.Office.SMS, open, o.desk.Receive)
	for _, ch := range open {
		o.runners[ch.Account()] = outbox.New(ch, store, outbox.Options{Receive: o.receive, Log: log, Stop: grace - 2*time.Second})
	}
	return o
}

// wake says that letters of an account were committed: to who sends them, here or in another process.
func (o *office) wake(account string) {
	if r := o.runners[account]; r != nil {
		if r.Wake(); r.Stats().Holding {
			return
		}
	}
	o.store.Ring(account)
}

// heard is what other processes have committed: letters of an account, or anything.
func (o *office) heard(account string) {
	if account == "" {
		o.desk.Stir()
	}
	for name, r := range o.runners {
		if account == "" || account == name {
			r.Wake()
		}
	}
}

// run serves until ctx ends, without a door (nil) only the channels that need none. Then nothing new is taken, what is in
// flight settles, and the accounts are given back: the accounts and the door first, for the desk must be there for whom they
// still bring in.
func (o *office) run(ctx context.Context, d *door) error {
	var failed chan error
	if d != nil {
		failed = d.failed
	}

	desking, closeDesk := context.WithCancel(context.WithoutCancel(ctx))
	defer closeDesk()
	accounts, closeAccounts := context.WithCancel(ctx)
	defer closeAccounts()
	var desk, bringing sync.WaitGroup
	desk.Go(func() { _ = o.desk.Run(desking) })
	for _, ch := range o.open {
		bringing.Go(func() {
			if _, tried := ch.(knocker); !tried || o.trial.passed(accounts) {
				_ = o.runners[ch.Account()].Run(accounts)
			}
		})
	}
	bringing.Go(func() { o.store.Hear(accounts, o.heard) })
	bringing.Go(func() { o.watchFiles(accounts) })
	bringing.Go(func() { o.watchAccounts(accounts) })

	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
		err = fmt.Errorf("the HTTP server ended: %w", err)
	case err = <-o.trial.refused:
	}
	o.log.Info("the office closes: nothing new is taken, what is in flight settles")
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	closeAccounts()
	if d != nil {
		bringing.Go(func() {
			if e := d.shut(limit); e != nil {
				o.log.Warn("some requests were cut off", "error", e)
			}
		})
	}
	settled := make(chan struct{})
	go func() {
		bringing.Wait()
		closeDesk()
		desk.Wait()
		close(settled)
	}()
	select {
	case <-settled:
		o.log.Info("the office is closed")
	case <-limit.Done():
		o.log.Error("the office closes with work in flight; what it was is in the database and is taken up again")
	}
	return err
}

// filesLease is a lease that all replicas with the same office files hold together: it is taken in the name of the files.
const (
	filesLease = "office files"
	filesTTL   = 90 * time.Second
)

// watchFiles warns when another replica of this office has other files than we: then citizens are told different things. Who
// closes as planned gives the lease back, for the next may come with new files; replicas that go on take it again.
func (o *office) watchFiles(ctx context.Context) {
	for alike := true; ; {
		held, err := o.store.Lease(ctx, filesLease, o.cat.Fingerprint(), filesTTL)
		if err == nil {
			if alike && !held {
				o.log.Warn("another replica has other office files than this one, or was killed with others within 90 s: give all the same", "files", o.cat.Fingerprint())
			}
			alike = held
		}
		select {
		case <-time.After(filesTTL / 3):
		case <-ctx.Done():
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
			defer cancel()
			_ = o.store.Release(ctx, filesLease, o.cat.Fingerprint()) // else it runs out
			return
		}
	}
}
