package outbox_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"loket/core"
	"loket/core/outbox"
)

// A provider that says 429 again within a minute is sent less, down to a tenth, until an hour without one.
func TestSlower(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := office(t)
		owe(t, store, core.ReplyLane, 1600, 1)
		refuse := make(chan time.Duration, 1) // the next call is refused for so long
		f := newFaraway(core.Limits{Rate: 5})
		f.answering = func(int) error {
			select {
			case wait := <-refuse:
				return &core.Error{Kind: core.Busy, After: wait}
			default:
				return nil
			}
		}
		o := bubble(t)
		o.TTL, o.Idle, o.Doubt = time.Minute, 10*time.Second, time.Minute // less to do in an hour
		r := outbox.New(f, store, o)
		run(t, r)
		is := func(want float64) {
			t.Helper()
			if have := r.Stats().Rate; have < want-0.01 || have > want+0.01 {
				t.Errorf("the rate is %.2f instead of %.2f", have, want)
			}
		}
		time.Sleep(2 * time.Second)
		is(5)
		refuse <- 2 * time.Second
		time.Sleep(70 * time.Second)
		is(5) // once is nothing
		refuse <- 2 * time.Second
		time.Sleep(70 * time.Second) // more than a minute after the first
		is(5)
		refuse <- 90 * time.Second
		time.Sleep(100 * time.Second)
		is(5)
		refuse <- time.Second // within a minute of the pause
		time.Sleep(5 * time.Second)
		is(4)
		for len(f.arrived) > 0 {
			<-f.arrived
		}
		calls := f.await(60)
		if n := most(calls, time.Second); n > 4 {
			t.Errorf("%d calls in a second", n)
		}
		if got := rateOf(calls); got < 4*0.97 {
			t.Errorf("%.1f a second of 4", got)
		}
		for range 12 {
			refuse <- time.Second
			time.Sleep(5 * time.Second)
		}
		is(0.5)
		time.Sleep(59 * time.Minute)
		is(0.5)
		time.Sleep(2 * time.Minute)
		is(5)
	})
}

// A group has a limit of its own, and a person theirs.
func TestGroupRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := office(t)
		oweTo(t, store, core.Address{Channel: core.TelegramChannel, ID: "-100"}, 2)
		oweTo(t, store, core.Address{Channel: core.TelegramChannel, ID: "100"}, 2)
		f := newFaraway(core.Limits{Chat: 1, Group: 20.0 / 60})
		run(t, outbox.New(f, store, bubble(t)))
		calls := f.await(4)
		for to, step := range map[string]time.Duration{"-100": 3 * time.Second, "100": time.Second} {
			own := slices.DeleteFunc(slices.Clone(calls), func(c call) bool { return c.To != to })
			if d := own[1].At.Sub(own[0].At); d < step || d > step+step/2 {
				t.Errorf("%v between two letters to %s", d, to)
			}
		}
	})
}
