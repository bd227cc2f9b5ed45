package outbox_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loket/core"
	"loket/core/outbox"
)

// outage is a database that can be away for everything.
type outage struct {
	outbox.Store
	off atomic.Bool
}

func (o *outage) gone() error {
	if o.off.Load() {
		return core.Errorf(core.Away, "away")
	}
	return nil
}

func (o *outage) Lease(ctx context.Context, account, holder string, ttl time.Duration) (bool, error) {
	if err := o.gone(); err != nil {
		return false, err
	}
	return o.Store.Lease(ctx, account, holder, ttl)
}

func (o *outage) Claim(ctx context.Context, account string, n int) ([]core.Letter, error) {
	if err := o.gone(); err != nil {
		return nil, err
	}
	return o.Store.Claim(ctx, account, n)
}

func (o *outage) Settle(ctx context.Context, outcomes []core.Outcome) error {
	if err := o.gone(); err != nil {
		return err
	}
	return o.Store.Settle(ctx, outcomes)
}

func (o *outage) Abandoned(ctx context.Context, account string, age time.Duration) (int, error) {
	if err := o.gone(); err != nil {
		return 0, err
	}
	return o.Store.Abandoned(ctx, account, age)
}

func (o *outage) Doubts(ctx context.Context, account string, n int, again time.Duration, held bool) ([]core.Letter, error) {
	if err := o.gone(); err != nil {
		return nil, err
	}
	return o.Store.Doubts(ctx, account, n, again, held)
}

// logbook keeps what was logged.
type logbook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logbook) count(what string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.b.String(), what)
}

// The database is away for much longer than the lease and a planned stop last, while calls are in flight and letters in
// hand. What the provider took is remembered: nothing is in doubt afterwards, nothing is sent twice, and the operator was
// told once that it went and once that it came back.
func TestOutage(t *testing.T) {
	store, log := office(t), &logbook{}
	owe(t, store, core.ReplyLane, 60, 1)
	p := newProvider(t, func(int, call) int {
		time.Sleep(200 * time.Millisecond)
		return http.StatusOK
	})
	o := quick(t)
	o.TTL, o.Stop, o.Log = time.Second, 500*time.Millisecond, slog.New(slog.NewTextHandler(log, nil))
	db := &outage{Store: store}
	r := outbox.New(&wire{provider: p, limits: core.Limits{Workers: 8, Rate: 100}}, db, o)
	run(t, r)
	p.await(t, 10)
	db.off.Store(true)
	time.Sleep(3 * o.TTL) // the outage itself
	if r.Stats().Holding {
		t.Error("it holds an account whose lease is over")
	}
	db.off.Store(false)
	owing(t, store, map[core.State]int{core.Sent: 60})
	if n := len(p.seen()); n != 60 || r.Stats().Doubtful != 0 {
		t.Errorf("%d calls for 60 letters: %+v", n, r.Stats())
	}
	for _, level := range []string{"level=ERROR", "no longer"} {
		if n := log.count(level); n != 1 {
			t.Errorf("%d lines of %s:\n%s", n, level, log.b.String())
		}
	}
}

// faulty is a store whose claims meet a fault for a while.
type faulty struct {
	outbox.Store
	left atomic.Int64
}

func (f *faulty) Claim(ctx context.Context, account string, n int) ([]core.Letter, error) {
	if f.left.Add(-1) >= 0 {
		return nil, errors.New("a letter cannot be read")
	}
	return f.Store.Claim(ctx, account, n)
}

// A claim that meets a fault, not an outage, is tried again at growing distances. The account is not laid down for it, and
// people are heard all the while.
func TestFaultyClaim(t *testing.T) {
	store, log := office(t), &logbook{}
	owe(t, store, core.ReplyLane, 3, 1)
	p := newProvider(t, nil)
	o := quick(t)
	o.Log = slog.New(slog.NewTextHandler(log, nil))
	o.Receive = func(context.Context, core.Inbound) error { return nil }
	db := &faulty{Store: store}
	db.left.Store(4)
	run(t, outbox.New(&poller{wire{provider: p}}, db, o))
	owing(t, store, map[core.State]int{core.Sent: 3})
	p.mu.Lock()
	defer p.mu.Unlock()
	if polls, held, told := p.polled, log.count("now serves"), log.count("level=ERROR"); polls != 1 || held != 1 || told != 1 {
		t.Errorf("%d polls, taken %d times, told %d times:\n%s", polls, held, told, log.b.String())
	}
}
