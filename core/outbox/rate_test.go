package outbox_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
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
	limits  core.Limits
	far     bool // or there are no such moments
	arrived chan call
}

func (f *faraway) Name() string        { return core.TelegramChannel }
func (f *faraway) Account() string     { return account }
func (f *faraway) Limits() core.Limits { return f.limits }

func (f *faraway) Send(_ context.Context, l core.Letter) (string, error) {
	if f.far {
		time.Sleep(rand.N(30 * time.Millisecond))
	}
	f.arrived <- call{At: time.Now(), To: l.To.ID, Text: l.Message.Text}
	if f.far {
		time.Sleep(rand.N(500 * time.Millisecond))
	}
	return "receipt", nil
}

// await returns the next n calls.
func (f *faraway) await(n int) (calls []call) {
	for range n {
		calls = append(calls, <-f.arrived)
	}
	return calls
}

func newFaraway(l core.Limits) *faraway { return &faraway{l, true, make(chan call, 10_000)} }

// In no second, wherever it begins, does the provider see more calls than allowed, and hardly fewer than that.
func TestRate(t *testing.T) {
	for _, rate := range []int{1, 10, 30} {
		t.Run(fmt.Sprint(rate), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const seconds = 6
				store := office(t)
				owe(t, store, core.NoticeLane, rate*seconds, 1)
				f := newFaraway(core.Limits{Rate: float64(rate)})
				run(t, outbox.New(f, store, quick(t)))
				calls := f.await(rate * seconds)
				slices.SortFunc(calls, func(a, b call) int { return a.At.Compare(b.At) })
				for i := rate; i < len(calls); i++ {
					if d := calls[i].At.Sub(calls[i-rate].At); d < time.Second {
						t.Errorf("calls %d to %d came within %v", i-rate, i, d)
					}
				}
				n := len(calls) - 1
				used := float64(n) / (calls[n].At.Sub(calls[0].At).Seconds() * float64(rate))
				t.Logf("%.1f %% of the rate used", 100*used)
				if used < 0.95 {
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
		f.far = false
		run(t, outbox.New(f, store, quick(t)))
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
		r := outbox.New(f, store, quick(t))
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
