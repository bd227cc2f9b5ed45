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

// Messages of the same text to the same number are told apart as far as they can be.
func TestResolveAmongEquals(t *testing.T) {
	o := open(t)
	first, _ := o.send(t, t.Context(), letter(1))
	if state, receipt, err := o.Resolve(t.Context(), letter(2)); state != core.Doubtful {
		t.Fatalf("letter 2 never left, and is taken for letter 1: %s %q %v", state, receipt, err)
	}
	o.tw.Fail(minitwilio.LateReset, minitwilio.LateReset)
	o.send(t, t.Context(), letter(2))
	o.send(t, t.Context(), letter(3))
	sent := o.tw.Sent(citizen)
	if _, receipt, _ := o.Resolve(t.Context(), letter(2)); receipt != sent[1].SID {
		t.Errorf("%s is not the earliest, %s", receipt, sent[1].SID)
	}
	found := map[string]bool{first: true}
	for _, id := range []int64{2, 3, 2, 3} { // asking again finds the same
		state, receipt, err := o.Resolve(t.Context(), letter(id))
		if state != core.Sent || err != nil {
			t.Fatalf("letter %d: %s %v", id, state, err)
		}
		found[receipt] = true
	}
	if len(found) != 3 {
		t.Errorf("three letters share %d messages", len(found))
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

func TestReceiptsForget(t *testing.T) {
	var r receipts
	for i := range int64(3 * receiptsMax) {
		r.note(fmt.Sprint(i), i)
	}
	if n := len(r.young) + len(r.old); n > 2*receiptsMax {
		t.Errorf("%d are kept", n)
	}
	if _, ok := r.claim([]string{fmt.Sprint(3*receiptsMax - 1)}, 1); ok {
		t.Error("the latest is forgotten")
	}
}
