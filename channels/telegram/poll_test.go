package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"loket/channels/channeltest/minitelegram"
	"loket/core"
)

func TestPoll(t *testing.T) {
	o := newOffice(t)
	stop := o.polling(t)
	for n := range 250 {
		o.tg.Say(1000+int64(n%10), fmt.Sprint(n))
	}
	last := map[core.Address]int{}
	for _, in := range o.desk.wait(t, 250) {
		var n int
		fmt.Sscan(in.Text, &n)
		if before, known := last[in.From]; known && n <= before {
			t.Errorf("%d after %d of one chat", n, before)
		}
		last[in.From] = n
		if in.Account != "telegram:110201543" {
			t.Fatalf("heard by %q", in.Account)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if n := o.tg.Pending(); n != 0 {
		t.Errorf("%d updates unconfirmed after a planned stop", n)
	}
	for _, c := range o.tg.Calls("getUpdates") {
		if c.Params["allowed_updates"] != `["message","edited_message","callback_query","my_chat_member","channel_post"]` {
			t.Fatalf("allowed_updates=%s", c.Params["allowed_updates"])
		}
	}
}

// The process dies after the commit, before the next getUpdates: the update comes again, to whoever polls then.
func TestCrashAfterTheCommit(t *testing.T) {
	o := newOffice(t)
	o.tempo.farewell = 0 // a process that dies confirms nothing
	o.tg.Say(siti, "DAFTAR")
	ctx, die := context.WithCancel(t.Context())
	if err := o.Poll(ctx, func(ctx context.Context, in core.Inbound) error {
		defer die()
		return o.desk.receive(ctx, in)
	}); err != nil {
		t.Fatal(err)
	}
	if n := o.tg.Pending(); n != 1 {
		t.Fatalf("%d updates unconfirmed, want 1", n)
	}
	second := newBot(t, o.tg)
	stop := polling(t, second, o.desk.receive)
	again := o.desk.wait(t, 2)
	if again[0].ID != again[1].ID {
		t.Errorf("heard %s, then %s", again[0].ID, again[1].ID)
	}
	if err := stop(); err != nil || o.tg.Pending() != 0 {
		t.Errorf("%v with %d unconfirmed", err, o.tg.Pending())
	}
}

// The process is stopped before the commit: nothing is confirmed.
func TestStopBeforeTheCommit(t *testing.T) {
	o := newOffice(t)
	o.tg.Say(budi, "done")
	o.tg.Say(siti, "DAFTAR")
	ctx, cancel := context.WithCancel(t.Context())
	if err := o.Poll(ctx, func(ctx context.Context, in core.Inbound) error {
		if in.Text == "done" {
			return nil
		}
		cancel()
		<-ctx.Done()
		return ctx.Err()
	}); err != nil {
		t.Fatal(err)
	}
	if n := o.tg.Pending(); n != 1 {
		t.Errorf("%d updates unconfirmed, want the one that was not stored", n)
	}
}

// While one chat cannot be stored the others are, once each; the offset waits for it.
func TestOneChatInTrouble(t *testing.T) {
	o := newOffice(t)
	o.desk.fail(func(in core.Inbound) error {
		if in.From == address(siti) {
			return core.Errorf(core.Away, "8123400017: DAFTAR") // even of an indiscreet error nothing is logged
		}
		return nil
	})
	o.polling(t)
	for n := range 20 {
		o.tg.Say(siti, fmt.Sprint("siti ", n))
		o.tg.Say(budi, fmt.Sprint("budi ", n))
	}
	for _, in := range o.desk.wait(t, 20) {
		if in.From != address(budi) {
			t.Fatalf("%v heard", in.From)
		}
	}
	eventually(t, func() bool { return strings.Contains(o.log.String(), "not stored: away") }) // so the operator is told
	if n := o.tg.Pending(); n != 40 {
		t.Errorf("%d unconfirmed, want all", n)
	}
	o.desk.fail(nil)
	heard := o.desk.wait(t, 40)
	eventually(t, func() bool { return o.tg.Pending() == 0 })
	for n, in := range heard[:20] {
		if times := o.desk.tries(in.ID); times != 1 {
			t.Errorf("%d: brought %d times", n, times)
		}
	}
	for n, in := range heard[20:] {
		if in.Text != fmt.Sprint("siti ", n) {
			t.Fatalf("%d: %q", n, in.Text)
		}
	}
}

func TestTelegramFailsToAnswer(t *testing.T) {
	o := newOffice(t)
	o.tg.Next("getUpdates", minitelegram.ServerError(500), minitelegram.BadGateway(), minitelegram.Garbage(),
		minitelegram.ResetAfter(), minitelegram.Truncated(), minitelegram.ResetBefore())
	o.tg.Say(siti, "DAFTAR")
	stop := o.polling(t)
	o.desk.wait(t, 1)
	o.tg.Down()
	time.Sleep(20 * time.Millisecond) // a few attempts in vain
	if err := o.tg.Up(); err != nil {
		t.Fatal(err)
	}
	o.tg.Say(siti, "STATUS")
	if heard := o.desk.wait(t, 2); heard[1].Text != "STATUS" || len(heard) != 2 {
		t.Errorf("heard %d", len(heard))
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestToldToWait(t *testing.T) {
	o := newOffice(t)
	o.tg.Next("getUpdates", minitelegram.TooManyRequests(1))
	o.tg.Say(siti, "DAFTAR")
	start := time.Now()
	o.polling(t)
	o.desk.wait(t, 1)
	if d := time.Since(start); d < time.Second {
		t.Errorf("asked again after %v", d)
	}
}

func TestTheOperatorMustHelp(t *testing.T) {
	o := newOffice(t)
	c := newBot(t, o.tg, func(c *Config) { c.Token = "110201543:wrong-wrong" })
	err := c.Poll(t.Context(), o.desk.receive)
	if core.KindOf(err) != core.Operator || !strings.Contains(err.Error(), "LOKET_TELEGRAM_TOKEN") {
		t.Error(err)
	}
	discreet(t, "the error", err.Error(), "wrong-wrong")
}

func TestPollingEndsAWebhook(t *testing.T) {
	o := newOffice(t)
	hooked := newBot(t, o.tg, func(c *Config) { c.Mode, c.PublicURL = ByWebhook, "https://loket.example" })
	if err := hooked.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.tg.Say(siti, "DAFTAR")
	o.polling(t)
	o.desk.wait(t, 1)
	if !strings.Contains(o.log.String(), "webhook is active") {
		t.Errorf("the operator is not told:\n%s", o.log)
	}
}

func TestAnotherPoller(t *testing.T) {
	o := newOffice(t)
	o.tempo.conflict, o.tempo.longest = 50*time.Millisecond, 50*time.Millisecond
	o.polling(t)
	other := &poller{Channel: newBot(t, o.tg)}
	eventually(t, func() bool { // a call that comes before the office's own poll displaces nothing
		if _, err := other.fetch(t.Context(), 1, 0); err != nil {
			t.Fatal(err)
		}
		return strings.Contains(o.log.String(), "only one bot instance") // so the operator is told
	})
	o.tg.Say(siti, "DAFTAR")
	o.desk.wait(t, 1)
}

// Poll comes to an end soon in whatever it is doing, and starting it again at once meets no other poller.
func TestStopAndStart(t *testing.T) {
	o := newOffice(t)
	for n := range 10 {
		stop := o.polling(t)
		o.tg.WaitCount(t, "getUpdates", n+1, soon)
		if n%2 == 0 {
			o.tg.Say(siti, "DAFTAR")
		}
		start := time.Now()
		if err := stop(); err != nil || time.Since(start) > time.Second {
			t.Fatalf("stopped after %v: %v", time.Since(start), err)
		}
	}
	if n := o.tg.Conflicts(); n != 0 {
		t.Errorf("%d conflicts", n)
	}
}

func TestOddUpdatesBlockNothing(t *testing.T) {
	o := newOffice(t)
	o.tg.Raw(`{"message": 5}`)
	o.tg.Raw(`{"message": {"chat": "x", "text": ["DAFTAR"]}}`)
	o.tg.Raw(`{"tomorrow": {"kind": "of update"}}`)
	o.tg.Raw(fmt.Sprintf(`{"message": {"message_id": "x", "date": "y", "chat": {"id": %d, "type": "private"},
		"from": {"id": %d}, "text": "heard all the same"}}`, siti, siti))
	o.tg.Say(siti, "DAFTAR")
	o.polling(t)
	heard := o.desk.wait(t, 2)
	if heard[0].Text != "heard all the same" || heard[1].Text != "DAFTAR" {
		t.Errorf("heard %q, %q", heard[0].Text, heard[1].Text)
	}
	eventually(t, func() bool { return o.tg.Pending() == 0 })
}

// A batch without a single number cannot be confirmed: it must not become a loop that never rests.
func TestUpdatesWithoutNumber(t *testing.T) {
	var calls atomic.Int64
	ctx, cancel := context.WithCancel(t.Context())
	var counted tally
	c, err := New(Config{Token: "1:a", Log: slog.New(slog.DiscardHandler), Count: counted.add, Transport: answering(func() string {
		if calls.Add(1) == 3 {
			cancel()
		}
		return `{"ok":true,"result":[{"message":{}},7,null]}`
	})})
	if err != nil {
		t.Fatal(err)
	}
	c.tempo.pause = 30 * time.Millisecond
	start := time.Now()
	if err := c.Poll(ctx, nil); err != nil {
		t.Error(err)
	}
	if d := time.Since(start); d < 30*time.Millisecond {
		t.Errorf("asked three times within %v", d)
	}
	if n := counted.ignored()[undecodable]; n < 6 {
		t.Errorf("%d counted", n)
	}
}

func TestPollInWebhookModeOnlyWaits(t *testing.T) {
	o := newOffice(t, func(c *Config) { c.Mode, c.PublicURL = ByWebhook, "https://loket.example" })
	stop := o.polling(t)
	if err := stop(); err != nil || o.tg.Count("getUpdates") != 0 {
		t.Errorf("%v, %d calls", err, o.tg.Count("getUpdates"))
	}
	if errors.Is(stop(), context.DeadlineExceeded) {
		t.Error("it did not end")
	}
}
