package channeltest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"loket/core"
)

// heard is what a Receiver was given, and what it answers.
type heard struct {
	ins []core.Inbound
	err error
}

// serve gives a request to the channel's routes as the office's server does, and returns the answer.
func (s Subject) serve(t *testing.T, h *heard, r *http.Request) *http.Response {
	t.Helper()
	hook, ok := s.Channel.(core.Hook)
	if !ok {
		t.Fatal("the subject has a Hook, and the channel has none")
	}
	mux := http.NewServeMux()
	receive := func(_ context.Context, in core.Inbound) error { h.ins = append(h.ins, in); return h.err }
	report := func(context.Context, core.Report) error { return h.err }
	for pattern, handler := range hook.Routes(receive, report) {
		mux.Handle(pattern, handler)
	}
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	answer := w.Result()
	body, _ := io.ReadAll(answer.Body)
	s.private(t, "answer of the hook", string(body))
	return answer
}

// twice makes a request that can be served more than once.
func twice(t *testing.T, r *http.Request) func() *http.Request {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return func() *http.Request {
		again := r.Clone(t.Context())
		again.Body = io.NopCloser(bytes.NewReader(body))
		again.ContentLength = int64(len(body))
		return again
	}
}

func testHook(t *testing.T, s Subject) {
	if s.Hook == nil {
		return
	}
	h := &heard{}
	first := twice(t, s.Hook("DAFTAR"))
	for _, r := range []*http.Request{first(), first(), s.Hook("DAFTAR")} {
		if answer := s.serve(t, h, r); answer.StatusCode != http.StatusOK {
			t.Fatalf("status %d", answer.StatusCode)
		}
	}
	if len(h.ins) != 3 {
		t.Fatalf("%d messages were received, want 3", len(h.ins))
	}
	a, again, b := h.ins[0], h.ins[1], h.ins[2]
	if a.ID == "" || a.ID != again.ID {
		t.Errorf("the same message came as %q and as %q", a.ID, again.ID)
	}
	if a.ID == b.ID {
		t.Error("two messages have one id")
	}
	if a.From != s.To || a.Text != "DAFTAR" || a.Account != s.Channel.Account() || a.At.IsZero() {
		t.Errorf("from %v to %q: %q at %v", a.From, a.Account, a.Text, a.At)
	}
}

func testNotReceived(t *testing.T, s Subject) {
	if s.Hook == nil {
		return
	}
	for _, err := range []error{
		core.Errorf(core.Away, "store: %s", confidential), core.Errorf(core.Internal, "desk: %s", confidential), errors.New(confidential),
	} {
		if answer := s.serve(t, &heard{err: err}, s.Hook("halo")); answer.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("status %d though the receiver said %s", answer.StatusCode, core.KindOf(err))
		}
	}
}

func testForged(t *testing.T, s Subject) {
	if s.Forge == nil {
		return
	}
	h := &heard{}
	answer := s.serve(t, h, s.Forge("DAFTAR"))
	if answer.StatusCode != http.StatusUnauthorized && answer.StatusCode != http.StatusForbidden || len(h.ins) > 0 {
		t.Errorf("status %d, %d messages received", answer.StatusCode, len(h.ins))
	}
}

func testTooLong(t *testing.T, s Subject) {
	if s.Hook == nil {
		return
	}
	h := &heard{}
	r := s.Hook("halo")
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), bytes.NewReader(make([]byte, 1<<20))))
	r.ContentLength = -1
	if answer := s.serve(t, h, r); answer.StatusCode != http.StatusRequestEntityTooLarge || len(h.ins) > 0 {
		t.Errorf("status %d, %d messages received", answer.StatusCode, len(h.ins))
	}
}
