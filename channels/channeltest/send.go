package channeltest

import (
	"context"
	"errors"
	"testing"
	"time"

	"loket/core"
)

func testReceipt(t *testing.T, s Subject) {
	seen := map[string]bool{}
	for id := range int64(3) {
		receipt, err := s.send(t, t.Context(), 1+id)
		if err != nil || receipt == "" || seen[receipt] {
			t.Fatalf("letter %d: receipt %q, error %v", 1+id, receipt, err)
		}
		seen[receipt] = true
	}
}

func testKinds(t *testing.T, s Subject) {
	id := int64(0)
	for kind, fail := range s.Fail {
		fail()
		id++
		receipt, err := s.send(t, t.Context(), id)
		if core.KindOf(err) != kind || receipt != "" {
			t.Errorf("receipt %q, error %v (%s), want one of kind %s", receipt, err, core.KindOf(err), kind)
			continue
		}
		var e *core.Error
		if !errors.As(err, &e) {
			t.Errorf("%T is no *core.Error", err)
		}
		if kind == core.Busy && core.After(err) <= 0 {
			t.Error("Busy does not say for how long")
		}
		id++
		if _, err := s.send(t, t.Context(), id); err != nil {
			t.Errorf("after %s, with the provider well again: %v", kind, err)
		}
	}
}

func testStall(t *testing.T, s Subject) {
	if s.Stall == nil {
		return
	}
	s.Stall()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := s.send(t, ctx, 1); core.KindOf(err) != core.Doubt {
		t.Errorf("%v is of kind %s, want %s", err, core.KindOf(err), core.Doubt)
	}
	if _, err := s.send(t, t.Context(), 2); err != nil {
		t.Errorf("after a stall: %v", err)
	}
}

func testEnded(t *testing.T, s Subject) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.send(t, ctx, 1)
	if kind := core.KindOf(err); kind != core.Away && kind != core.Doubt {
		t.Errorf("%v is of kind %s, want %s", err, kind, core.Away)
	}
}
