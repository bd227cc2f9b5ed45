package minitelegram

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// maxViolations bounds what is kept of a bot that is wrong a million times.
const maxViolations = 100

// record is what the bot did, as the tester reads it.
type record struct {
	mu         sync.Mutex
	calls      []*Call
	counts     map[string]int // by lower-case method
	statuses   map[int]int
	violations []string
	more       int // violations beyond those kept
	grown      signal
}

func (r *record) call(c *Call, lean bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.counts == nil {
		r.counts, r.statuses = map[string]int{}, map[int]int{}
	}
	r.counts[strings.ToLower(c.Method)]++
	if !lean {
		r.calls = append(r.calls, c)
	}
	r.grown.fire()
}

// answered notes how a call ended: status 0 is no answer at all.
func (r *record) answered(c *Call, status int, fault string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c.Status, c.Fault = status, fault
	r.statuses[status]++
}

func (r *record) violate(form string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.violations) == maxViolations {
		r.more++
		return
	}
	r.violations = append(r.violations, fmt.Sprintf(form, args...))
}

// Calls returns what the bot called, in order; with a method, only calls of it. Empty on a lean server.
func (s *Server) Calls(method ...string) (calls []Call) {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	for _, c := range s.record.calls {
		if len(method) == 0 || slices.ContainsFunc(method, c.is) {
			calls = append(calls, *c)
		}
	}
	return calls
}

// Count tells how often a method was called.
func (s *Server) Count(method string) int {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	return s.record.counts[strings.ToLower(method)]
}

// Answers tells how many answers had each HTTP status; 0 are calls that got none.
func (s *Server) Answers() map[int]int {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	return maps.Clone(s.record.statuses)
}

// Violations lists what Telegram would not have understood as meant.
func (s *Server) Violations() []string {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	out := slices.Clone(s.record.violations)
	if s.record.more > 0 {
		out = append(out, fmt.Sprintf("and %d more", s.record.more))
	}
	return out
}

// Sent returns what the bot sent into a chat, in order, as it stands now (edits done, deletions marked).
func (s *Server) Sent(chatID int64) []Message {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	if c := s.world.chats[chatID]; c != nil {
		return copies(s.world.sentTo(c))
	}
	return nil
}

// AllSent is Sent for all chats together.
func (s *Server) AllSent() []Message {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	return copies(s.world.sent)
}

// Tally counts the messages sent into each chat that got any.
func (s *Server) Tally() map[int64]int {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	tally := make(map[int64]int, len(s.world.chats))
	for _, m := range s.world.sent {
		tally[m.Chat]++
	}
	return tally
}

// Total counts the messages sent into all chats.
func (s *Server) Total() int {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	return len(s.world.sent)
}

func copies(messages []*Message) []Message {
	out := make([]Message, len(messages))
	for i, m := range messages {
		out[i] = *m
	}
	return out
}

// WaitSent waits until a chat holds n messages of the bot, and returns all it holds; the test fails when the time is over.
func (s *Server) WaitSent(t testing.TB, chatID int64, n int, timeout time.Duration) []Message {
	t.Helper()
	s.wait(t, timeout, fmt.Sprintf("%d messages in chat %d", n, chatID), func() (int, <-chan struct{}) {
		s.world.mu.Lock()
		defer s.world.mu.Unlock()
		if c := s.world.chats[chatID]; c != nil {
			return n - len(s.world.sentTo(c)), c.grown.wait()
		}
		return n, s.world.grown.wait()
	})
	return s.Sent(chatID)
}

// WaitTotal waits until the bot has sent n messages altogether.
func (s *Server) WaitTotal(t testing.TB, n int, timeout time.Duration) {
	t.Helper()
	s.wait(t, timeout, fmt.Sprintf("%d messages altogether", n), func() (int, <-chan struct{}) {
		s.world.mu.Lock()
		defer s.world.mu.Unlock()
		return n - len(s.world.sent), s.world.grown.wait()
	})
}

// WaitCount waits until a method was called n times.
func (s *Server) WaitCount(t testing.TB, method string, n int, timeout time.Duration) {
	t.Helper()
	s.wait(t, timeout, fmt.Sprintf("%d calls of %s", n, method), func() (int, <-chan struct{}) {
		s.record.mu.Lock()
		defer s.record.mu.Unlock()
		return n - s.record.counts[strings.ToLower(method)], s.record.grown.wait()
	})
}

// wait asks what is missing whenever something grew, until nothing is.
func (s *Server) wait(t testing.TB, timeout time.Duration, what string, missing func() (int, <-chan struct{})) {
	t.Helper()
	over := time.After(timeout)
	for {
		n, grown := missing()
		if n <= 0 {
			return
		}
		select {
		case <-grown:
		case <-over:
			t.Fatalf("waited %v for %s: %d missing", timeout, what, n)
		}
	}
}
