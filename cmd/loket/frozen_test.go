package main

import (
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"loket/channels/channeltest/minitelegram"
)

// TestFrozen freezes the process that speaks for a bot until another has taken over and answered everybody, and lets it go
// on: what it still has in hand it must not send.
func TestFrozen(t *testing.T) {
	t.Parallel()
	const crowd, each = 40, 3
	// A transaction that freezes with its process keeps its locks until the server ends it.
	there, err := url.Parse(databases["postgres"](t))
	if err != nil {
		t.Fatal(err)
	}
	q := there.Query()
	q.Set("idle_in_transaction_session_timeout", "5000")
	there.RawQuery = q.Encode()
	p := newProviders(t, there.String())
	p.env = append(p.env, "LOKET_TELEGRAM_RATE=30")
	first := serve(t, p.env...)
	until(t, 10*time.Second, "the first process holds the bot", func() bool { return strings.Contains(first.log.String(), `"account":"telegram:`) })
	serve(t, p.env...)
	for range each { // more than a chat may be sent in a second, so that letters wait in hand
		for chat := range int64(crowd) {
			p.tg.Say(1000+chat, "halo")
		}
	}
	until(t, 10*time.Second, "it is sending", func() bool { return p.tg.Total() >= crowd })
	if err := first.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	until(t, 90*time.Second, "the second has answered everybody", func() bool {
		for chat := range int64(crowd) {
			if len(p.tg.Sent(1000+chat)) < each {
				return false
			}
		}
		return true
	})
	before, since := p.tg.Total(), time.Now()
	until(t, 30*time.Second, "the second has no more to say", func() bool { // it also repeats what the first may not have sent
		if now := p.tg.Total(); now != before {
			before, since = now, time.Now()
		}
		return time.Since(since) > 3*time.Second
	})
	if err := first.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	until(t, 10*time.Second, "the first knows that it speaks for the bot no more", func() bool {
		return strings.Contains(first.log.String(), "serves the account no more")
	})
	time.Sleep(time.Second) // for a call that must not come
	if after := p.tg.Total(); after != before {
		t.Errorf("%d letters left a process that had lost the bot", after-before)
	}
}

// TestSlowAnswer has Telegram take its time with a call, less than the 20 s that a call has, while the office is closed: the
// closing waits for it, and nothing is sent twice.
func TestSlowAnswer(t *testing.T) {
	t.Parallel()
	p := newProviders(t, databases["sqlite"](t))
	p.tg.Next("sendMessage", minitelegram.Late(17*time.Second))
	first := serve(t, p.env...)
	p.tg.Say(1, "halo")
	p.tg.WaitSent(t, 1, 1, 10*time.Second)
	first.stop()
	if strings.Contains(first.log.String(), "doubt") {
		t.Error("the letter was left in doubt")
	}
	second := serve(t, p.env...)
	p.tg.Say(1, "halo")
	p.tg.WaitSent(t, 1, 2, 10*time.Second)
	second.stop()
	if n := len(p.tg.Sent(1)); n != 2 {
		t.Errorf("two greetings were answered %d times", n)
	}
}
