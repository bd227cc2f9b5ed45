package outbox_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"loket/core"
	"loket/core/outbox"
	"loket/storage/storagetest"
)

// point is a step between the intent to send and its result at which a process may end.
type point string

const (
	claiming    point = "a claim is committed, nobody knows yet"
	calling     point = "a call is about to be made"
	arriving    point = "a call has arrived"
	answering   point = "a call was answered, nobody knows yet"
	settling    point = "outcomes are about to be written"
	settled     point = "outcomes are written, nobody knows yet"
	partTaken   point = "a part is about to be written down as taken"
	partSettled point = "a part is written down, the next is to follow"
)

var points = []point{claiming, calling, arriving, answering, settling, settled, partTaken, partSettled}

// process is a store and a channel that may end at a point: by death, after which nothing it does has any effect, or by a
// planned stop.
type process struct {
	outbox.Store
	core.Channel
	at     point
	left   atomic.Int64 // how often the point is passed before
	strike func()
	struck chan struct{}
	dies   bool
	buried chan struct{} // the end of the test
}

func (p *process) pass(at point) {
	if at == p.at && p.left.Add(-1) == 0 {
		p.strike()
		close(p.struck)
	}
}

// alive does not return to who is dead.
func (p *process) alive() {
	select {
	case <-p.struck:
		if p.dies {
			<-p.buried
		}
	default:
	}
}

func (p *process) reach(at point) {
	p.alive()
	p.pass(at)
	p.alive()
}

func (p *process) Lease(ctx context.Context, account, holder string, ttl time.Duration) (bool, error) {
	p.alive()
	return p.Store.Lease(ctx, account, holder, ttl)
}

func (p *process) Release(ctx context.Context, account, holder string) error {
	p.alive()
	return p.Store.Release(ctx, account, holder)
}

func (p *process) Claim(ctx context.Context, account string, n int) ([]core.Letter, error) {
	p.alive()
	ls, err := p.Store.Claim(ctx, account, n)
	if len(ls) > 0 {
		p.reach(claiming)
	}
	return ls, err
}

func (p *process) Settle(ctx context.Context, outcomes []core.Outcome) error {
	part := slices.ContainsFunc(outcomes, func(o core.Outcome) bool { return o.State == core.Sending })
	p.reach(settling)
	if part {
		p.reach(partTaken)
	}
	err := p.Store.Settle(ctx, outcomes)
	p.reach(settled)
	if part {
		p.reach(partSettled)
	}
	return err
}

func (p *process) Abandoned(ctx context.Context, account string, age time.Duration) (int, error) {
	p.alive()
	return p.Store.Abandoned(ctx, account, age)
}

func (p *process) Doubts(ctx context.Context, account string, n int, again time.Duration, held bool) ([]core.Letter, error) {
	p.alive()
	return p.Store.Doubts(ctx, account, n, again, held)
}

func (p *process) Send(ctx context.Context, l core.Letter) (string, error) {
	p.reach(calling)
	receipt, err := p.Channel.Send(ctx, l)
	p.reach(answering)
	return receipt, err
}

// A process that dies at any step loses nothing. Where the provider can be asked nothing is sent twice; where it cannot, no
// more than was on its way. One that is stopped leaves nothing in doubt and nothing is sent twice. Whole letters and those
// in parts, by both databases.
func TestEveryStep(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		store := storagetest.Open(t, address)
		var all errgroup.Group
		all.SetLimit(6) // the machine has other work
		for i, at := range points {
			for kind, asks := range map[string]bool{"asked": true, "never asked": false} {
				for end, dies := range map[string]bool{"death": true, "stop": false} {
					all.Go(func() error {
						t.Run(fmt.Sprintf("%s, %s, %s", at, end, kind), func(t *testing.T) {
							step(t, store, at, 1+i%3, dies, asks)
						})
						return nil
					})
				}
			}
		}
		_ = all.Wait() // none fails
	})
}

// step ends a process when it passes a point for the n-th time, and looks at what its successor makes of it.
func step(t *testing.T, store core.Store, at point, n int, dies, asks bool) {
	const whole, long, workers = 6, 2, 3
	as := t.Name()
	owe(t, store, core.ReplyLane, whole, 1, func(l *core.Letter) { l.Account, l.Cause = as, as+l.Cause })
	owe(t, store, core.ServiceLane, long, 1, func(l *core.Letter) {
		l.Account, l.Cause = as, as+l.Cause
		l.Message.Text = fmt.Sprintf("%s satu %[1]s dua %[1]s tiga", l.Message.Text)
	})
	dead := &process{Store: store, at: at, dies: dies, strike: func() {}, struck: make(chan struct{}), buried: make(chan struct{})}
	dead.left.Store(int64(n))
	p := newProvider(t, func(int, call) int {
		dead.pass(arriving)
		time.Sleep(5 * time.Millisecond)
		return 200
	})
	wired := func() core.Channel {
		w := wire{provider: p, as: as, limits: core.Limits{Workers: workers, Text: 10}}
		if asks {
			return &resolver{w}
		}
		return &w
	}
	dead.Channel = wired()
	o := quick(t)
	o.TTL, o.Idle, o.Doubt = 4*time.Second, 500*time.Millisecond, 500*time.Millisecond
	stop := run(t, outbox.New(dead, dead, o))
	t.Cleanup(func() { close(dead.buried) }) // before the runner is waited for
	select {
	case <-dead.struck:
	case <-time.After(time.Minute):
		t.Fatal("the point was never passed")
	}
	if !dies {
		stop()
		have, err := store.Owing(context.Background(), as)
		if err != nil || have[core.Sending]+have[core.Doubtful] > 0 {
			t.Errorf("after a planned stop: %v, %v", have, err)
		}
	}
	next := outbox.New(wired(), store, o)
	run(t, next)
	owingBy(t, store, as, map[core.State]int{core.Sent: whole + long})
	times := map[string]int{}
	for _, text := range p.texts() {
		times[text]++
	}
	twice := 0
	for i := range whole {
		text := fmt.Sprintf("%d/0", i)
		twice += times[text] - 1
		if times[text] == 0 {
			t.Errorf("%q was lost", text)
		}
	}
	for i := range long {
		for _, part := range strings.Fields("satu dua tiga") {
			text := fmt.Sprintf("%d/0 %s", i, part)
			twice += times[text] - 1
			if times[text] == 0 {
				t.Errorf("%q was lost", text)
			}
		}
	}
	s := next.Stats()
	switch {
	case !dies && s.Doubtful > 0:
		t.Errorf("the successor of a planned stop was in doubt: %+v", s)
	case (!dies || asks) && twice > 0, twice > int(s.Doubtful):
		t.Errorf("%d of %d were sent twice: %v", twice, s.Doubtful, p.texts())
	}
}
