package twilio

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"loket/channels/channeltest/minitwilio"
	"loket/core"
)

func TestAway(t *testing.T) {
	o := open(t)
	o.down.Store(true)
	if _, err := o.send(t, t.Context(), letter(1)); core.KindOf(err) != core.Away {
		t.Errorf("%v (%s)", err, core.KindOf(err))
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	o.down.Store(false)
	if _, err := o.send(t, ended, letter(1)); core.KindOf(err) != core.Away || !errors.Is(err, context.Canceled) {
		t.Errorf("%v (%s)", err, core.KindOf(err))
	}
	if _, err := o.send(t, t.Context(), letter(1)); err != nil {
		t.Error(err)
	}
	// A connection that died while it lay idle: nothing is written on it, and there is no other.
	o.dead.Store(true)
	o.down.Store(true)
	if _, err := o.send(t, t.Context(), letter(2)); core.KindOf(err) != core.Away {
		t.Errorf("%v (%s)", err, core.KindOf(err))
	}
	if n := len(o.tw.Sent("")); n != 1 {
		t.Errorf("%d messages", n)
	}
}

// Whatever the misfortune, Resolve finds out whether the letter left.
func TestDoubt(t *testing.T) {
	for fault, taken := range map[minitwilio.Fault]bool{
		minitwilio.ServerError: false, minitwilio.Unavailable: false, minitwilio.BadGateway: false, minitwilio.Reset: false, minitwilio.Stall: false,
		minitwilio.Hang: true, minitwilio.LateReset: true, minitwilio.LateError: true, minitwilio.Garbage: true, minitwilio.Truncated: true,
	} {
		t.Run(string(fault), func(t *testing.T) {
			o := open(t)
			o.tw.Fail(fault)
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			l := letter(1)
			begun := time.Now()
			if _, err := o.send(t, ctx, l); core.KindOf(err) != core.Doubt {
				t.Fatalf("%v (%s)", err, core.KindOf(err))
			}
			if took := time.Since(begun); took > 2*time.Second {
				t.Errorf("Send took %v", took)
			}
			state, receipt, err := o.Resolve(t.Context(), l)
			if sent := o.tw.Sent(citizen); taken {
				if err != nil || state != core.Sent || receipt != sent[0].SID {
					t.Errorf("%s %q %v, want %s", state, receipt, err, sent[0].SID)
				}
				return
			}
			if err != nil || state != core.Doubtful || receipt != "" {
				t.Errorf("at once: %s %q %v", state, receipt, err)
			}
			o.Lock()
			o.later = time.Minute
			o.Unlock()
			if state, _, err := o.Resolve(t.Context(), l); err != nil || state != core.Owed {
				t.Errorf("after a minute: %s %v", state, err)
			}
		})
	}
}

func TestResolveMessagingService(t *testing.T) {
	o := open(t, func(c *Config) { c.From = "MG0123456789abcdef0123456789abcdef" })
	o.tw.Fail(minitwilio.Hang)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := o.send(t, ctx, letter(1)); core.KindOf(err) != core.Doubt {
		t.Fatal(err)
	}
	if state, _, err := o.Resolve(t.Context(), letter(1)); state != core.Sent {
		t.Errorf("%s %v", state, err)
	}
}

// knowing is a letter in doubt with the receipts that the ledger has of others.
func knowing(id int64, known ...string) core.Letter {
	l := letter(id)
	l.Known = known
	return l
}

// Messages of the same text to the same number are told apart by what the ledger knows.
func TestResolveAmongEquals(t *testing.T) {
	o := open(t)
	first, _ := o.send(t, t.Context(), letter(1))
	if state, receipt, err := o.Resolve(t.Context(), knowing(2, first)); state != core.Doubtful {
		t.Fatalf("letter 2 never left, and is taken for letter 1: %s %q %v", state, receipt, err)
	}
	o.tw.Fail(minitwilio.LateReset, minitwilio.LateReset)
	o.send(t, t.Context(), letter(2))
	o.send(t, t.Context(), letter(3))
	sent := o.tw.Sent(citizen)
	for n, known := range [][]string{{first}, {first, sent[1].SID}} {
		for range 2 { // asking again finds the same
			if state, receipt, err := o.Resolve(t.Context(), knowing(2, known...)); state != core.Sent || receipt != sent[n+1].SID || err != nil {
				t.Errorf("%s %q %v is not the earliest that is free, %s", state, receipt, err, sent[n+1].SID)
			}
		}
	}
	// What was sent long before the attempt is not it, nor is another text.
	o.tw.Fail(minitwilio.LateReset)
	o.send(t, t.Context(), letter(4))
	old := letter(4)
	old.AttemptAt = time.Now().Add(time.Hour)
	other := letter(5)
	other.Message.Text = "lain"
	for _, l := range []core.Letter{old, other} {
		if state, receipt, err := o.Resolve(t.Context(), l); state != core.Doubtful || receipt != "" {
			t.Errorf("letter %d: %s %q %v", l.ID, state, receipt, err)
		}
	}
}

func TestResolveBeyondOnePage(t *testing.T) {
	o := open(t)
	o.tw.Fail(minitwilio.LateReset)
	o.send(t, t.Context(), letter(1))
	for i := range int64(30) {
		l := letter(10 + i)
		l.Message.Text = fmt.Sprint("berita ", i)
		o.send(t, t.Context(), l)
	}
	if state, _, err := o.Resolve(t.Context(), letter(1)); state != core.Sent {
		t.Errorf("%s %v", state, err)
	}
}

func TestResolveWhenTwilioIsAway(t *testing.T) {
	o := open(t)
	o.down.Store(true)
	state, _, err := o.Resolve(t.Context(), letter(1))
	if state != core.Doubtful || core.KindOf(err) != core.Away {
		t.Errorf("%s %v", state, err)
	}
	o.private(t, "error", fmt.Sprintf("%v %+v %#v", err, err, errors.Unwrap(err)))
}

// Whatever Twilio's clock says, a letter is found among what it took since the attempt and not among what came before.
func TestResolveByTwiliosClock(t *testing.T) {
	for _, off := range []time.Duration{-time.Hour, -8 * time.Second, 8 * time.Second, time.Hour} {
		t.Run(off.String(), func(t *testing.T) {
			o := open(t)
			clock := func(off time.Duration) {
				o.tw.Set(func(k *minitwilio.Knobs) { k.Now = func() time.Time { return time.Now().Add(off) } })
			}
			clock(off - 30*time.Second)
			o.send(t, t.Context(), letter(1))
			clock(off)
			if state, receipt, err := o.Resolve(t.Context(), letter(2)); state != core.Doubtful {
				t.Errorf("an earlier message is taken for it: %s %q %v", state, receipt, err)
			}
			o.tw.Fail(minitwilio.LateReset)
			o.send(t, t.Context(), letter(2))
			if state, receipt, err := o.Resolve(t.Context(), letter(2)); state != core.Sent || receipt != o.tw.Sent(citizen)[1].SID {
				t.Errorf("%s %q %v", state, receipt, err)
			}
		})
	}
}
