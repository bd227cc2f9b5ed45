package outbox_test

import (
	"context"
	"math/rand/v2"
	"net/http/httptrace"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"loket/core"
	"loket/core/outbox"
)

// Here the time is a bubble's, so that a busy machine changes nothing. The database's clock goes on as ever; no test here
// leans on it.

// faraway is a provider that a call reaches after a moment and that answers after another.
type faraway struct {
	limits    core.Limits
	written   func() time.Duration // until a call is written; nil: nobody can see that
	to, from  func() time.Duration // until it arrives after that, and until the answer is back
	arrived   chan call
	answering func(n int) error // to the n-th call; nil: all is well

	calls atomic.Int64
}

func (f *faraway) Name() string        { return core.TelegramChannel }
func (f *faraway) Account() string     { return account }
func (f *faraway) Limits() core.Limits { return f.limits }

func (f *faraway) Send(ctx context.Context, l core.Letter) (string, error) {
	if f.written != nil {
		time.Sleep(f.written())
		httptrace.ContextClientTrace(ctx).WroteRequest(httptrace.WroteRequestInfo{})
	}
	time.Sleep(f.to())
	n := int(f.calls.Add(1)) - 1
	f.arrived <- call{At: time.Now(), To: l.To.ID, Text: l.Message.Text}
	var err error
	if f.answering != nil {
		err = f.answering(n)
	}
	time.Sleep(f.from())
	return "receipt", err
}

// await returns the next n calls, as they came.
func (f *faraway) await(n int) (calls []call) {
	for range n {
		calls = append(calls, <-f.arrived)
	}
	slices.SortFunc(calls, func(a, b call) int { return a.At.Compare(b.At) })
	return calls
}

// always takes so long, upTo anything up to so long.
func always(d time.Duration) func() time.Duration { return func() time.Duration { return d } }
func upTo(d time.Duration) func() time.Duration   { return func() time.Duration { return rand.N(d) } }

// newFaraway is a provider at a usual distance.
func newFaraway(l core.Limits) *faraway {
	return &faraway{limits: l, written: upTo(2 * time.Millisecond), to: always(25 * time.Millisecond), from: always(25 * time.Millisecond),
		arrived: make(chan call, 100_000)}
}

// most is how many calls came in any one span of time, wherever it begins.
func most(calls []call, span time.Duration) (n int) {
	first := 0
	for i, c := range calls {
		for c.At.Sub(calls[first].At) >= span {
			first++
		}
		n = max(n, i-first+1)
	}
	return n
}

// rateOf is how many calls came a second.
func rateOf(calls []call) float64 {
	n := len(calls) - 1
	return float64(n) / calls[n].At.Sub(calls[0].At).Seconds()
}

// In no second, wherever it begins, does the provider see more calls than allowed, and hardly fewer than that.
func TestRate(t *testing.T) {
	rarely := func() time.Duration { // and then much later
		if rand.N(50) == 0 {
			return 80 * time.Millisecond
		}
		return 25 * time.Millisecond
	}
	near := func(f *faraway) { f.written, f.to, f.from = always(0), always(0), always(0) }
	for _, c := range []struct {
		name     string
		rate     float64
		calls    int
		provider func(*faraway)
		least    float64 // of the rate
	}{
		{"30 at 50 ms", 30, 240, func(*faraway) {}, 0.97},
		{"30 with jitter", 30, 240, func(f *faraway) {
			f.to = func() time.Duration { return 20*time.Millisecond + rand.N(14*time.Millisecond) }
			f.from = func() time.Duration { return 16*time.Millisecond + rand.N(20*time.Millisecond) }
		}, 0.97},
		{"30 with hiccups", 30, 300, func(f *faraway) { f.to = rarely }, 0.97},
		{"30 with slow answers", 30, 240, func(f *faraway) { f.from = upTo(500 * time.Millisecond) }, 0.97},
		{"30 that are not traced", 30, 240, func(f *faraway) { f.written, f.to = nil, upTo(50*time.Millisecond) }, 0.93},
		{"10 that are written late", 10, 80, func(f *faraway) { f.written = upTo(50 * time.Millisecond) }, 0.93},
		{"1", 1, 8, near, 0.97},
		{"0.3", 0.3, 8, near, 0.97},
		{"80", 80, 400, near, 0.97},
		{"1000", 1000, 2500, near, 0.97},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := office(t)
				owe(t, store, core.NoticeLane, c.calls, 1)
				f := newFaraway(core.Limits{Rate: c.rate})
				c.provider(f)
				o := bubble(t)
				o.Idle = time.Minute // the rate is used whether or not somebody looks
				run(t, outbox.New(f, store, o))
				calls := f.await(c.calls)
				allowed, span := max(1, int(c.rate)), time.Second
				if c.rate < 1 {
					span = time.Duration(float64(time.Second) / c.rate)
				}
				if n := most(calls, span); n > allowed {
					t.Errorf("%d calls in a second", n)
				}
				used := rateOf(calls) / c.rate
				t.Logf("%.2f a second, %.1f %% of the rate", rateOf(calls), 100*used)
				if used < c.least {
					t.Errorf("only %.1f %% of the rate used", 100*used)
				}
			})
		})
	}
}

// The letters to one address keep the distance that the channel asks for.
func TestChatRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := office(t)
		owe(t, store, core.ReplyLane, 3, 3)
		f := newFaraway(core.Limits{Chat: 4})
		f.written, f.to, f.from = always(0), always(0), always(0)
		run(t, outbox.New(f, store, bubble(t)))
		last := map[string]time.Time{}
		for _, c := range f.await(9) {
			if at, ok := last[c.To]; ok && c.At.Sub(at) < 250*time.Millisecond {
				t.Errorf("%s came %v after the one before", c.Text, c.At.Sub(at))
			}
			last[c.To] = c.At
		}
	})
}

// A reply leaves before the notices that were owed first, but for those that are on their way already.
func TestRepliesOvertake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := office(t)
		owe(t, store, core.NoticeLane, 200, 1)
		f := newFaraway(core.Limits{Rate: 40})
		r := outbox.New(f, store, bubble(t))
		run(t, r)
		f.await(10)
		owe(t, store, core.ReplyLane, 1, 1, func(l *core.Letter) { l.Message.Text = "reply" })
		r.Wake()
		calls := f.await(20)
		if at := slices.IndexFunc(calls, func(c call) bool { return c.Text == "reply" }); at < 0 || at > 12 {
			t.Errorf("the reply came after %d others", at) // a quarter of a second's worth of letters was in hand
		}
	})
}
