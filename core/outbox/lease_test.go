package outbox_test

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"loket/core"
	"loket/core/outbox"
	"loket/storage"
	"loket/storage/storagetest"
)

// A planned stop claims no more, lets what is under way end, writes it down, and gives the account free.
func TestStop(t *testing.T) {
	store := office(t)
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	owe(t, store, core.ReplyLane, 20, 1)
	begun := make(chan struct{}, 20)
	p := newProvider(t, func(int, call) int {
		begun <- struct{}{}
		time.Sleep(300 * time.Millisecond)
		return http.StatusOK
	})
	o := quick(t)
	w := &wire{provider: p, limits: core.Limits{Workers: 4}}
	stop := run(t, outbox.New(w, store, o))
	for range 4 {
		<-begun
	}
	stop()
	owing(t, store, map[core.State]int{core.Sent: 4, core.Owed: 16})
	if held, err := store.Lease(context.Background(), account, "the next", time.Second); err != nil || !held {
		t.Errorf("the account was not given free: %v", err)
	}
	w.client.CloseIdleConnections()
	p.Close()
}

// cut is a database that can be lost sight of.
type cut struct {
	*storage.Store
	off atomic.Bool
}

func (c *cut) Lease(ctx context.Context, account, holder string, ttl time.Duration) (bool, error) {
	if c.off.Load() {
		<-ctx.Done() // it never answers
		return false, core.Errorf(core.Away, "lost sight of")
	}
	return c.Store.Lease(ctx, account, holder, ttl)
}

// Two processes with one account: only one sends and listens. One that loses sight of the database falls silent before
// the other takes over.
func TestOneAtATime(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		p := newProvider(t, nil)
		o := quick(t)
		o.Receive = func(context.Context, core.Inbound) error { return nil }
		first, second := &cut{Store: storagetest.Open(t, address)}, &cut{Store: storagetest.Open(t, address)}
		a := outbox.New(&poller{wire{provider: p}}, first, o)
		b := outbox.New(&poller{wire{provider: p}}, second, o)
		run(t, a)
		run(t, b)
		until := func(what string, ok func() bool) {
			t.Helper()
			for range 1000 {
				if ok() {
					return
				}
				time.Sleep(5 * time.Millisecond)
			}
			t.Fatal("not in time: " + what)
		}
		polls := func() int {
			p.mu.Lock()
			defer p.mu.Unlock()
			return p.polled
		}
		holders := func() int {
			n := 0
			for _, r := range []*outbox.Runner{a, b} {
				if r.Stats().Holding {
					n++
				}
			}
			return n
		}
		until("somebody listens", func() bool { return polls() > 0 })
		holder, other, gone := a, b, first
		if b.Stats().Holding {
			holder, other, gone = b, a, second
		}
		lost := time.Now()
		gone.off.Store(true)
		until("the holder gives up", func() bool { return !holder.Stats().Holding })
		if other.Stats().Holding {
			t.Error("the other took over before the holder gave up")
		}
		until("the other takes over", func() bool { return other.Stats().Holding && polls() > 1 })
		if took := time.Since(lost); took > o.TTL*10/8 {
			t.Errorf("taken over after %v", took)
		}
		gone.off.Store(false)
		owe(t, first, core.ReplyLane, 50, 1)
		p.await(t, 50)
		owing(t, first, map[core.State]int{core.Sent: 50})
		if n := len(p.seen()); n != 50 || holders() != 1 || p.met {
			t.Errorf("%d calls, %d holders, pollers met: %v", n, holders(), p.met)
		}
	})
}
