package minitelegram

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestFaults(t *testing.T) {
	s := New(t)
	s.User(7)
	for _, c := range []struct {
		fault    Fault
		accepted bool
		answered bool // with JSON that parses
		code     int
	}{
		{ServerError(500), false, true, 500},
		{Forbidden("user is deactivated"), false, true, 403},
		{BadGateway(), false, false, 0},
		{ResetBefore(), false, false, 0},
		{ResetAfter(), true, false, 0},
		{SilentBefore(), false, false, 0},
		{SilentAfter(), true, false, 0},
		{Late(time.Millisecond), true, true, 0},
		{Late(time.Hour), true, false, 0},
		{Garbage(), true, false, 0},
		{Truncated(), true, false, 0},
	} {
		before := s.Total()
		s.Next("sendMessage", c.fault)
		slow, within := c.fault.Never || c.fault.Wait > time.Minute, patience
		if slow {
			within = 500 * time.Millisecond
		}
		ctx, cancel := context.WithTimeout(t.Context(), within)
		r, err := try(ctx, s, "sendMessage", "chat_id", "7", "text", c.fault.Name)
		cancel()
		if got := s.Total() > before; got != c.accepted {
			t.Errorf("%s: accepted %v", c.fault.Name, got)
		}
		if (err == nil) != c.answered || r.Code != c.code {
			t.Errorf("%s: answer %+v, %v", c.fault.Name, r, err)
		}
		if slow != errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", c.fault.Name, err)
		}
	}
	if m := s.Faults(); m["late"] != 2 || m["502"] != 1 {
		t.Errorf("faults met: %v", m)
	}
}

func TestTooManyRequestsPausesTheBot(t *testing.T) {
	now := time.Date(2020, 3, 17, 0, 55, 0, 0, time.UTC)
	s := New(t, Clock(func() time.Time { return now }))
	s.Users(1, 3)
	s.Next("sendMessage", TooManyRequests(3))
	send := func(chat string) reply { return call(t, s, "sendMessage", "chat_id", chat, "text", "a") }
	if r := send("1"); r.Code != 429 || r.Parameters.RetryAfter != 3 || r.Description != "Too Many Requests: retry after 3" {
		t.Fatalf("got %+v", r)
	}
	now = now.Add(2 * time.Second)
	if r := send("2"); r.Code != 429 || r.Parameters.RetryAfter != 1 {
		t.Errorf("during the pause: %+v", r)
	}
	now = now.Add(time.Second)
	if r := send("2"); !r.OK {
		t.Errorf("after the pause: %+v", r)
	}
	if all, early := s.TooMany(); all != 2 || early != 1 {
		t.Errorf("%d refused, %d early", all, early)
	}
}

func TestLimits(t *testing.T) {
	now := time.Date(2020, 3, 17, 0, 55, 0, 0, time.UTC)
	s := New(t, Clock(func() time.Time { return now }))
	s.Limit(Telegrams)
	s.Users(1, 100)
	s.Group(-9, Supergroup, "Kelurahan")
	send := func(chat int) reply {
		return call(t, s, "sendMessage", "chat_id", fmt.Sprint(chat), "text", "a")
	}
	if !send(1).OK || send(1).Parameters.RetryAfter != 1 || !send(2).OK {
		t.Error("one a second into one chat, others go on")
	}
	now = now.Add(time.Second)
	for i := range 31 {
		if r := send(10 + i); r.OK != (i < 30) {
			t.Errorf("sending %d in one second: %+v", i+1, r)
		}
	}
	if r := call(t, s, "sendMessage", "chat_id", "90", "text", "a", "allow_paid_broadcast", "true"); r.OK {
		t.Error("a paused bot is paused for paid messages too")
	}
	now = now.Add(time.Second)
	for i := range 21 {
		if r := send(-9); r.OK != (i < 20) || !r.OK && r.Parameters.RetryAfter != 41 {
			t.Errorf("sending %d into a group: %+v", i+1, r)
		}
		now = now.Add(time.Second - time.Second/20)
	}
}

// Limits hold in every stretch of time, not from one full second to the next, and the server's own clock proves the rate.
func TestPace(t *testing.T) {
	start := time.Date(2020, 3, 17, 0, 55, 0, 0, time.UTC)
	now := start
	s := New(t, Clock(func() time.Time { return now }), Lean())
	s.Limit(Telegrams)
	s.Users(1, 1000)
	for i := range 301 {
		now = start.Add(time.Duration(i) * time.Second / 30).Add(time.Duration(i))
		if r := call(t, s, "sendMessage", "chat_id", fmt.Sprint(i+1), "text", "a"); !r.OK {
			t.Fatalf("sending %d: %+v", i, r)
		}
	}
	now = now.Add(time.Second - time.Millisecond) // after one that stands alone, 29 fit into what is left of its second
	for i := range 31 {
		if r := call(t, s, "sendMessage", "chat_id", fmt.Sprint(500+i), "text", "a"); r.OK != (i < 29) {
			t.Errorf("sending %d: %+v", i, r)
		}
	}
	perSecond, most := s.Pace()
	if most != 30 || perSecond < 29.9 || perSecond > 30 {
		t.Errorf("%.2f a second, at most %d", perSecond, most)
	}
	if at := s.Instants(); len(at) != 330 || !at[0].Equal(start) || !at[329].Equal(now) {
		t.Errorf("%d instants", len(at))
	}
	if all, _ := s.TooMany(); all != 2 {
		t.Errorf("%d refused", all)
	}
}

// A share of the people has stopped the bot, the same for the same seed, and everybody else gets theirs once.
func TestBlockSome(t *testing.T) {
	s := New(t, Lean())
	s.Users(1, 400)
	who := s.BlockSome(7, 0.1)
	if again := s.BlockSome(7, 0.1); len(who) < 20 || len(who) > 60 || fmt.Sprint(who) != fmt.Sprint(again) {
		t.Errorf("%d, then %d", len(who), len(again))
	}
	for i := range 400 {
		call(t, s, "sendMessage", "chat_id", fmt.Sprint(i+1), "text", "a")
	}
	tally := s.Tally()
	for _, id := range who {
		if tally[id] != 0 {
			t.Errorf("%d stopped the bot and got %d", id, tally[id])
		}
		tally[id]++
	}
	if len(tally) != 400 || s.Answers()[403] != len(who) {
		t.Errorf("%d people, answers %v", len(tally), s.Answers())
	}
}

func TestChaosIsTheSameForTheSameSeed(t *testing.T) {
	run := func() (out string) {
		s := New(t)
		s.User(7)
		s.Chaos(42, Chance{Of: 0.3, Fault: ServerError(500)}, Chance{Of: 0.3, Fault: ResetAfter()})
		for range 30 {
			r, err := try(t.Context(), s, "sendMessage", "chat_id", "7", "text", "a")
			out += fmt.Sprint(r.Code, err != nil, " ")
		}
		call(t, s, "getMe")
		s.Chaos(0)
		call(t, s, "sendMessage", "chat_id", "7", "text", "a")
		return out
	}
	if a, b := run(), run(); a != b {
		t.Errorf("two runs differ:\n%s\n%s", a, b)
	}
}

func TestFaultWhenSeesTheCall(t *testing.T) {
	s := New(t)
	s.Users(1, 2)
	s.FaultWhen(func(c Call) *Fault {
		if c.Params["chat_id"] == "2" {
			f := ServerError(503)
			return &f
		}
		return nil
	})
	call(t, s, "sendMessage", "chat_id", "1", "text", "a")
	refused(t, s, 503, "Service Unavailable", "sendMessage", "chat_id", "2", "text", "a")
	if c := s.Calls("sendmessage"); len(c) != 2 || c[1].Fault != "5xx" || c[1].Status != 503 || c[0].Status != 200 {
		t.Errorf("calls %+v", c)
	}
}
