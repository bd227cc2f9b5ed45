package minitelegram

import (
	"context"
	"fmt"
	"testing"
	"time"
)

func texts(list []heard) (out string) {
	for _, u := range list {
		out += u.Message.Text
	}
	return out
}

func TestOffsetConfirms(t *testing.T) {
	s := New(t)
	for _, word := range []string{"a", "b", "c", "d"} {
		s.Say(7, word)
	}
	first := accepted[[]heard](t, s, "getUpdates", "limit", "2")
	if texts(first) != "ab" || first[1].ID != first[0].ID+1 {
		t.Fatalf("first: %+v", first)
	}
	for _, step := range []struct {
		offset int64
		want   string
		left   int
	}{
		{0, "abcd", 4}, {first[0].ID, "abcd", 4}, {first[1].ID, "bcd", 3}, {first[0].ID, "bcd", 3}, {-1, "d", 1}, {first[0].ID + 4, "", 0},
	} {
		got := accepted[[]heard](t, s, "getUpdates", "offset", fmt.Sprint(step.offset))
		if texts(got) != step.want || s.Pending() != step.left {
			t.Errorf("offset %d: %q with %d pending, want %q with %d", step.offset, texts(got), s.Pending(), step.want, step.left)
		}
	}
}

func TestLongPollWakesAndEnds(t *testing.T) {
	s := New(t)
	s.WaitCount(t, "getMe", 0, patience)
	got := make(chan []heard)
	go func() { got <- accepted[[]heard](t, s, "getUpdates", "timeout", "50") }()
	s.WaitCount(t, "getUpdates", 1, patience)
	s.Say(7, "halo")
	if list := <-got; texts(list) != "halo" {
		t.Errorf("heard %+v", list)
	}
	if list := accepted[[]heard](t, s, "getUpdates", "timeout", "1", "offset", "-1"); len(list) != 1 {
		t.Errorf("pending updates must be answered at once: %+v", list)
	}
	start := time.Now()
	if list := accepted[[]heard](t, s, "getUpdates", "timeout", "1", "offset", "200000000"); len(list) != 0 {
		t.Errorf("heard %+v", list)
	}
	if d := time.Since(start); d < 900*time.Millisecond {
		t.Errorf("an empty long poll lasted %v", d)
	}
}

func TestCloseEndsPolls(t *testing.T) {
	s := New(nil)
	ended := make(chan bool)
	go func() { _, _ = try(context.Background(), s, "getUpdates", "timeout", "50"); ended <- true }()
	s.WaitCount(t, "getUpdates", 1, patience)
	s.Close()
	s.Close()
	select {
	case <-ended:
	case <-time.After(patience):
		t.Fatal("the poll outlived the server")
	}
}

func TestTwoPollersConflict(t *testing.T) {
	s := New(t)
	first := make(chan reply)
	go func() { first <- call(t, s, "getUpdates", "timeout", "50") }()
	s.WaitCount(t, "getUpdates", 1, patience)
	for { // the first must be waiting before the second displaces it
		s.inbox.mu.Lock()
		waiting := s.inbox.poll != nil
		s.inbox.mu.Unlock()
		if waiting {
			break
		}
		time.Sleep(time.Millisecond)
	}
	call(t, s, "getUpdates")
	if r := <-first; r.Code != 409 || r.Description != "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running" {
		t.Errorf("the first got %+v", r)
	}
	if n := s.Conflicts(); n != 1 {
		t.Errorf("%d conflicts", n)
	}
}

func TestHangingUpAndPollingAgainIsNoConflict(t *testing.T) {
	s := New(t)
	for range 20 {
		ctx, cancel := context.WithCancel(t.Context())
		n := s.Count("getUpdates")
		ended := make(chan bool)
		go func() { _, _ = try(ctx, s, "getUpdates", "timeout", "50"); ended <- true }()
		s.WaitCount(t, "getUpdates", n+1, patience)
		cancel()
		<-ended
		call(t, s, "getUpdates")
	}
	time.Sleep(2 * goneGrace)
	if n := s.Conflicts(); n != 0 {
		t.Errorf("%d conflicts", n)
	}
}

func TestAllowedUpdatesAreRemembered(t *testing.T) {
	s := New(nil) // "null" is a violation, and meant
	defer s.Close()
	call(t, s, "getUpdates", "allowed_updates", `["callback_query"]`)
	s.Say(7, "no")
	call(t, s, "getUpdates", "allowed_updates", "null")
	s.Say(7, "no")
	s.Press(7, 1, "x")
	if n := s.Pending(); n != 1 {
		t.Errorf("%d pending, want only the press", n)
	}
	call(t, s, "getUpdates", "allowed_updates", "[]")
	s.Say(7, "yes")
	if n := s.Pending(); n != 2 {
		t.Errorf("%d pending, want press and message", n)
	}
}
