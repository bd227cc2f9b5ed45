package outbox_test

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"loket/core"
	"loket/core/outbox"
)

// hang lets the first call arrive and leaves it without an answer.
func hang(n int, _ call) int {
	if n == 0 {
		time.Sleep(time.Second)
	}
	return http.StatusOK
}

// hasty is quick, with less patience than hang.
func hasty(t *testing.T) outbox.Options {
	o := quick(t)
	o.Call = 500 * time.Millisecond
	return o
}

func TestDoubtIsSentAgain(t *testing.T) {
	store := office(t)
	owe(t, store, core.ReplyLane, 1, 2)
	p := newProvider(t, hang)
	r := outbox.New(&wire{provider: p}, store, hasty(t))
	run(t, r)
	owing(t, store, map[core.State]int{core.Sent: 2})
	if n := len(p.seen()); n != 3 {
		t.Errorf("%d calls", n)
	}
	if s := r.Stats(); s.Doubtful != 1 || s.Resent != 1 || s.Sent != 2 {
		t.Errorf("stats: %+v", s)
	}
}

func TestDoubtIsResolved(t *testing.T) {
	store := office(t)
	owe(t, store, core.ReplyLane, 1, 2)
	p := newProvider(t, hang)
	r := outbox.New(&resolver{wire{provider: p}}, store, hasty(t))
	run(t, r)
	owing(t, store, map[core.State]int{core.Sent: 2})
	if n := len(p.seen()); n != 2 {
		t.Errorf("%d calls: a letter that had arrived was sent again", n)
	}
	if s := r.Stats(); s.Resent != 0 {
		t.Errorf("stats: %+v", s)
	}
}

func TestDoubtIsHeld(t *testing.T) {
	store := office(t)
	owe(t, store, core.NoticeLane, 1, 2, func(l *core.Letter) { l.Hold = true })
	p := newProvider(t, hang)
	stop := run(t, outbox.New(&wire{provider: p}, store, hasty(t)))
	owing(t, store, map[core.State]int{core.Sent: 1, core.Doubtful: 1})
	time.Sleep(500 * time.Millisecond) // several looks at what is in doubt
	stop()
	if n := len(p.seen()); n != 2 {
		t.Errorf("%d calls: a letter on hold was sent again", n)
	}
}

// Nor is a letter on hold that a process left behind when it died.
func TestLeftBehindIsHeld(t *testing.T) {
	store := office(t)
	ctx := context.Background()
	owe(t, store, core.NoticeLane, 3, 1, func(l *core.Letter) { l.Hold = true })
	if held, err := store.Lease(ctx, account, "the dead", time.Second); err != nil || !held {
		t.Fatal(held, err)
	}
	if ls, err := store.Claim(ctx, account, 2); err != nil || len(ls) != 2 {
		t.Fatal(ls, err)
	}
	p := newProvider(t, nil)
	stop := run(t, outbox.New(&wire{provider: p}, store, hasty(t)))
	owing(t, store, map[core.State]int{core.Sent: 1, core.Doubtful: 2})
	time.Sleep(500 * time.Millisecond) // several looks at what is in doubt
	stop()
	owing(t, store, map[core.State]int{core.Sent: 1, core.Doubtful: 2})
	if n := len(p.seen()); n != 1 {
		t.Errorf("%d calls: a letter on hold was sent again", n)
	}
}

// A planned stop leaves in doubt the calls that were not answered for as long as one may take, and nothing else; what they
// may have cost is counted.
func TestStopUnanswered(t *testing.T) {
	store := office(t)
	owe(t, store, core.ReplyLane, 20, 1)
	silent := make(chan struct{})
	p := newProvider(t, func(n int, _ call) int {
		if n == 2 {
			close(silent)
			time.Sleep(2 * time.Second)
		}
		time.Sleep(20 * time.Millisecond)
		return http.StatusOK
	})
	book := &ledger{Store: store}
	stop := run(t, outbox.New(&wire{provider: p, limits: core.Limits{Workers: 4, Short: true}}, book, hasty(t)))
	<-silent
	stop()
	have, err := store.Owing(context.Background(), account)
	if err != nil || have[core.Doubtful] != 1 || have[core.Sending] != 0 {
		t.Errorf("after the stop: %v, %v", have, err)
	}
	for _, o := range book.written() {
		if paid := o.State == core.Sent || o.State == core.Doubtful; paid != (o.Cost == 1) {
			t.Errorf("%s cost %d", o.State, o.Cost)
		}
	}
}

// Letters that a process had claimed when it died are in doubt, and in the end sent; the account changes hands in time.
func TestDeath(t *testing.T) {
	store := office(t)
	owe(t, store, core.ReplyLane, 3, 1)
	ctx := context.Background()
	o := quick(t)
	if held, err := store.Lease(ctx, account, "the dead", o.TTL); err != nil || !held {
		t.Fatal(held, err)
	}
	died := time.Now()
	if ls, err := store.Claim(ctx, account, 2); err != nil || len(ls) != 2 {
		t.Fatal(ls, err)
	}
	p := newProvider(t, nil)
	r := outbox.New(&wire{provider: p}, store, o)
	run(t, r)
	p.await(t, 3)
	owing(t, store, map[core.State]int{core.Sent: 3})
	calls := p.seen()
	// With the lease of 8 s that offices have, the account changes hands within 10 s: the margin is 2 s, whatever the lease.
	if took := calls[0].At.Sub(died); took < o.TTL || took > o.TTL+2*time.Second {
		t.Errorf("taken over after %v; the lease was for %v", took, o.TTL)
	}
	texts := p.texts()
	slices.Sort(texts)
	if !slices.Equal(texts, []string{"0/0", "1/0", "2/0"}) {
		t.Errorf("calls: %v", texts)
	}
	if s := r.Stats(); s.Resent != 2 {
		t.Errorf("stats: %+v", s)
	}
}

// The letters in the new holder's own hands are not mistaken for those of the dead.
func TestOwnLettersAreNotAbandoned(t *testing.T) {
	store := office(t)
	o := quick(t)
	p := newProvider(t, func(int, call) int {
		time.Sleep(250 * time.Millisecond)
		return http.StatusOK
	})
	owe(t, store, core.ReplyLane, 40, 1)
	r := outbox.New(&wire{provider: p, limits: core.Limits{Workers: 3}}, store, o)
	run(t, r)
	owing(t, store, map[core.State]int{core.Sent: 40})
	if s := r.Stats(); s.Doubtful != 0 || len(p.seen()) != 40 {
		t.Errorf("stats: %+v, calls: %d", s, len(p.seen()))
	}
}

// deaf is a store whose first claim is committed while its answer is lost, as when a connection breaks at the commit.
type deaf struct {
	outbox.Store
	once sync.Once
}

func (d *deaf) Claim(ctx context.Context, account string, n int) (ls []core.Letter, err error) {
	ls, err = d.Store.Claim(ctx, account, n)
	d.once.Do(func() { ls, err = nil, core.Errorf(core.Away, "the connection is lost") })
	return ls, err
}

// What a claim took whose answer was lost is found again, without anybody else taking the account.
func TestLostClaim(t *testing.T) {
	store := office(t)
	owe(t, store, core.ReplyLane, 3, 1)
	p := newProvider(t, nil)
	r := outbox.New(&wire{provider: p}, &deaf{Store: store}, quick(t))
	run(t, r)
	owing(t, store, map[core.State]int{core.Sent: 3})
	if n := len(p.seen()); n != 3 {
		t.Errorf("%d calls for 3 letters", n)
	}
}
