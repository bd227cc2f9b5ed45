package desk_test

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"loket/core"
	"loket/core/desk"
	"loket/storage/storagetest"
)

// away is a database that comes and goes.
type away struct {
	core.Store
	gone atomic.Bool
}

func (a *away) Tx(ctx context.Context, fn func(core.Tx) error) error {
	if a.gone.Load() {
		return core.Errorf(core.Away, "the database is away")
	}
	return a.Store.Tx(ctx, fn)
}

// While the database is away nothing is acknowledged, and nothing is lost when it is back.
func TestDatabaseAway(t *testing.T) {
	both(t, func(o *office) {
		db := &away{Store: o.store}
		o.stop()
		lost := &office{TB: o.TB, store: o.store}
		lost.Desk = desk.New(db, catalogue(), engine(), desk.Options{})
		ctx, cancel := context.WithCancel(o.Context())
		done := make(chan error, 1)
		go func() { done <- lost.Run(ctx) }()
		db.gone.Store(true)
		for n := range 5 {
			o.kind(lost.Receive(o.Context(), filing(n)), core.Away)
		}
		db.gone.Store(false)
		for n := range 5 {
			lost.hear(filing(n))
		}
		cancel()
		if err := <-done; err != nil || len(lost.requests()) != 5 {
			o.Errorf("%d requests, %v", len(lost.requests()), err)
		}
	})
}

// A stop handles what was received and leaves nothing running; after it nothing is taken.
func TestStop(t *testing.T) {
	address := storagetest.SQLite(t)
	open(t, address).stop() // whatever a first use starts for good is running now
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) }) // the last of all, after the database is closed
	o := open(t, address)
	var all sync.WaitGroup
	var stored, refused atomic.Int64
	for n := range 60 {
		all.Go(func() {
			switch err := o.Receive(context.Background(), filing(n)); {
			case err == nil:
				stored.Add(1)
			case core.KindOf(err) == core.Away:
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	time.Sleep(time.Millisecond)
	o.stop()
	all.Wait()
	o.kind(o.Receive(context.Background(), filing(100)), core.Away)
	if n := len(o.requests()); int64(n) != stored.Load() || stored.Load()+refused.Load() != 60 {
		t.Errorf("%d requests, %d acknowledged, %d refused", n, stored.Load(), refused.Load())
	}
}

// A full queue says so instead of growing.
func TestFull(t *testing.T) {
	o := open(t, storagetest.SQLite(t))
	o.stop()
	d := desk.New(o.store, catalogue(), engine(), desk.Options{Queue: 2, Patience: 10 * time.Millisecond}) // does not run
	for n := range 2 {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		o.kind(d.Receive(ctx, filing(n)), core.Away)
		cancel()
	}
	err := d.Receive(t.Context(), filing(2))
	o.kind(err, core.Away)
	if !strings.Contains(fmt.Sprint(err), "full") || d.Stats().Waiting != 2 {
		t.Errorf("error: %v, stats: %+v", err, d.Stats())
	}
	o.kind(d.Receive(t.Context(), core.Inbound{}), core.Invalid)
}

// After a commit the senders are woken, and delivery reports reach their letters.
func TestWakeAndReport(t *testing.T) {
	both(t, func(o *office) {
		for o.Stats().Acts == 0 { // the day's ceilings, which wake them too
			time.Sleep(time.Millisecond)
		}
		if err := o.CatchUp(o.Context()); err != nil {
			o.Fatal(err)
		}
		o.woken.Store(0)
		o.hear(filing(1))
		if o.woken.Load() < 1 { // also when a day's ceilings begin
			o.Errorf("woken %d times", o.woken.Load())
		}
		l := o.letters()[0]
		var all sync.WaitGroup
		for range 30 {
			all.Go(func() {
				if err := o.Report(o.Context(), core.Report{Letter: l.ID, Account: gateway, State: core.Delivered}); err != nil {
					o.Error(err)
				}
			})
		}
		all.Wait()
		states, err := o.store.Owing(o.Context(), gateway)
		if err != nil || !maps.Equal(states, map[core.State]int{core.Delivered: 1}) {
			o.Errorf("letters: %v, %v", states, err)
		}
	})
}
