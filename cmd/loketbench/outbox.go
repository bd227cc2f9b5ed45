package main

import (
	"context"
	"crypto/rand"
	"errors"
	"strconv"
	"strings"
	"sync/atomic"

	"loket/core"
	"loket/core/outbox"
	"loket/storage"
)

// outboxCommand is a process that does nothing but send what is owed, through a channel that answers at once: the ledger's own
// speed, without a provider's wire.
type outboxCommand struct {
	Database, Keys, Account, Profile string
}

func (c *outboxCommand) Run(ctx context.Context) (err error) {
	keys, err := storage.LoadKeys(c.Keys)
	if err != nil {
		return err
	}
	store, err := storage.Open(ctx, c.Database, keys)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	o := &Outbox{instant: &instant{account: c.Account, name: rand.Text()[:8]}, ended: make(chan struct{})}
	running, stop := context.WithCancel(ctx)
	o.stop = stop
	go func() {
		defer close(o.ended)
		_ = outbox.New(o.instant, store, outbox.Options{}).Run(running)
	}()
	err = profiled(c.Profile, "outbound", func() error { return serveChild("Outbox", o) })
	stop()
	<-o.ended
	return err
}

// instant is a channel whose provider answers at once.
type instant struct {
	account string
	name    string // what its receipts begin with: no two of an address may be alike
	sent    atomic.Int64
}

// inFlight is how many calls are made at once: half as many as a fast account's channel makes at most.
const inFlight = 64

func (c *instant) Name() string    { return strings.Split(c.account, ":")[0] }
func (c *instant) Account() string { return c.account }
func (c *instant) Limits() core.Limits {
	return core.Limits{Workers: inFlight, Text: 4096, Buttons: 100}
}

func (c *instant) Send(context.Context, core.Letter) (string, error) {
	return c.name + strconv.FormatInt(c.sent.Add(1), 36), nil
}

// Outbox is what the process of the ledger can be asked.
type Outbox struct {
	instant *instant
	stop    func()
	ended   chan struct{}
}

// Sent counts the letters that were sent.
func (o *Outbox) Sent(_ struct{}, n *int) error {
	*n = int(o.instant.sent.Load())
	return nil
}

// Stop ends the sending, settles what was sent, and counts it.
func (o *Outbox) Stop(_ struct{}, n *int) error {
	o.stop()
	<-o.ended
	return o.Sent(struct{}{}, n)
}
