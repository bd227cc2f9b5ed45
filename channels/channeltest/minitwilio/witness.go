package minitwilio

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// This file is what a test asks about, and tells, the account.

// Message is the message of that sid as it stands.
func (s *Server) Message(sid string) (Message, bool) {
	s.ledger.Lock()
	defer s.ledger.Unlock()
	if m := s.ledger.bySID[sid]; m != nil {
		return *m, true
	}
	return Message{}, false
}

// Sent is what was accepted for a number, or for all of them when to is empty, in order.
func (s *Server) Sent(to string) []Message {
	s.ledger.Lock()
	defer s.ledger.Unlock()
	return s.ledger.sent(to)
}

func (l *ledger) sent(to string) (found []Message) {
	from := l.all
	if to != "" {
		from = l.byTo[to]
	}
	for _, m := range from {
		if m.Direction != "inbound" {
			found = append(found, *m)
		}
	}
	return found
}

// Tally counts what was accepted for each number that anything was accepted for.
func (s *Server) Tally() map[string]int {
	s.ledger.Lock()
	defer s.ledger.Unlock()
	tally := make(map[string]int, len(s.ledger.byTo))
	for _, m := range s.ledger.all {
		if m.Direction != "inbound" {
			tally[m.To]++
		}
	}
	return tally
}

// Pace is how many messages were accepted a second, from the first to the last, by Twilio's clock, and how many at most
// in one second, wherever it begins.
func (s *Server) Pace() (perSecond float64, most int) {
	var at []time.Time
	s.ledger.Lock()
	for _, m := range s.ledger.all {
		if m.Direction != "inbound" {
			at = append(at, m.Created)
		}
	}
	s.ledger.Unlock()
	slices.SortFunc(at, time.Time.Compare)
	first := 0
	for i := range at {
		for at[i].Sub(at[first]) >= time.Second {
			first++
		}
		most = max(most, i-first+1)
	}
	if n := len(at); n > 1 && at[n-1].After(at[0]) {
		perSecond = float64(n-1) / at[n-1].Sub(at[0]).Seconds()
	}
	return perSecond, most
}

// WaitSent returns as soon as n messages were accepted for a number, and fails the test when time runs out.
func (s *Server) WaitSent(t testing.TB, to string, n int, timeout time.Duration) []Message {
	t.Helper()
	late := time.NewTimer(timeout)
	defer late.Stop()
	for {
		s.ledger.Lock()
		found := s.ledger.sent(to)
		if s.ledger.changed == nil {
			s.ledger.changed = make(chan struct{})
		}
		changed := s.ledger.changed
		s.ledger.Unlock()
		if len(found) >= n {
			return found
		}
		select {
		case <-changed:
		case <-late.C:
			t.Fatalf("twilio: %d messages for %q after %v, want %d", len(found), to, timeout, n)
		}
	}
}

// Duplicates is the messages whose receiver and text had been accepted before, in order.
func (s *Server) Duplicates() (again []Message) {
	for _, m := range s.Sent("") {
		if m.Again {
			again = append(again, m)
		}
	}
	return again
}

// Calls is every call of the API, in the order in which they were decided.
func (s *Server) Calls() []Call {
	s.ledger.Lock()
	defer s.ledger.Unlock()
	return slices.Clone(s.ledger.calls)
}

// Counts is the totals so far.
func (s *Server) Counts() Counts {
	s.ledger.Lock()
	defer s.ledger.Unlock()
	return s.ledger.counts
}

// Violations is what broke the specification so far.
func (s *Server) Violations() []string {
	s.ledger.Lock()
	defer s.ledger.Unlock()
	return slices.Clone(s.ledger.violations)
}

// TakeViolations is Violations, and forgets them: for a test that meant them.
func (s *Server) TakeViolations() []string {
	s.ledger.Lock()
	defer s.ledger.Unlock()
	taken := s.ledger.violations
	s.ledger.violations = nil
	return taken
}

func (s *Server) violate(format string, args ...any) {
	s.ledger.Lock()
	defer s.ledger.Unlock()
	if len(s.ledger.violations) < 100 {
		s.ledger.violations = append(s.ledger.violations, fmt.Sprintf(format, args...))
	}
}

// Refuse makes every message to a number fail with a code: 21211 not a number, 21408 region, 21610 stopped, 21614 a
// landline. Code 0 heals it.
func (s *Server) Refuse(number string, code int) {
	s.ledger.Lock()
	defer s.ledger.Unlock()
	s.ledger.refused[number] = code
}
