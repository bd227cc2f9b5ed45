package outbox_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"loket/core"
	"loket/core/outbox"
)

// A provider that says 429 again within a minute is sent less from then on, and the operator is told how much.
func TestSlower(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := office(t)
		owe(t, store, core.ReplyLane, 300, 1)
		f := newFaraway(core.Limits{Rate: 20})
		f.from = always(100 * time.Millisecond) // longer than from one call to the next: two are on their way together
		f.answering = func(n int) error {
			if n == 40 || n == 100 || n == 101 {
				return &core.Error{Kind: core.Busy, After: 2 * time.Second}
			}
			return nil
		}
		r := outbox.New(f, store, bubble(t))
		run(t, r)
		f.await(90)
		if rate := r.Stats().Rate; rate != 20 { // once is nothing
			t.Errorf("the rate is %v", rate)
		}
		f.await(30)
		if rate := r.Stats().Rate; rate != 16 { // calls that were on their way together are told the same
			t.Errorf("the rate is %v", rate)
		}
		calls := f.await(100)
		if n := most(calls, time.Second); n > 16 {
			t.Errorf("%d calls in a second", n)
		}
		if got := rateOf(calls); got < 16*0.97 {
			t.Errorf("%.1f a second of 16", got)
		}
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
