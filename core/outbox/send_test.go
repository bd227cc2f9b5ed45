package outbox_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/core"
	"loket/core/outbox"
)

// The letters of an address arrive in their order and one after another, those of others beside them.
func TestOrder(t *testing.T) {
	store := office(t)
	owe(t, store, core.ReplyLane, 8, 12)
	p := newProvider(t, func(int, call) int {
		time.Sleep(rand.N(5 * time.Millisecond))
		return http.StatusOK
	})
	run(t, outbox.New(&wire{provider: p}, store, quick(t)))
	p.await(t, 8*12)
	owing(t, store, map[core.State]int{core.Sent: 8 * 12})

	last := map[string]call{}
	for _, c := range p.seen() {
		before, any := last[c.To]
		want := c.To + "/0"
		if any {
			var n int
			fmt.Sscanf(before.Text, c.To+"/%d", &n)
			want = fmt.Sprintf("%s/%d", c.To, n+1)
			if c.At.Before(before.Ended) {
				t.Errorf("%s was sent while %s was under way", c.Text, before.Text)
			}
		}
		if c.Text != want {
			t.Errorf("%s came instead of %s", c.Text, want)
		}
		last[c.To] = c
	}
}

// What the end of a call means for its letter.
func TestFailures(t *testing.T) {
	for _, c := range []struct {
		status int
		want   map[core.State]int // of two letters to one address, the first of which meets the status
	}{
		{http.StatusForbidden, map[core.State]int{core.Failed: 1, core.Skipped: 1}},
		{http.StatusNotFound, map[core.State]int{core.Failed: 1, core.Sent: 1}},
		{http.StatusBadRequest, map[core.State]int{core.Failed: 1, core.Sent: 1}},
		{470, map[core.State]int{core.Failed: 1, core.Sent: 1}},
		{http.StatusServiceUnavailable, map[core.State]int{core.Sent: 2}},
		{http.StatusTooManyRequests, map[core.State]int{core.Sent: 2}},
		{420, map[core.State]int{core.Sent: 2}},
		{http.StatusBadGateway, map[core.State]int{core.Sent: 2}},
		{http.StatusUnauthorized, map[core.State]int{core.Owed: 2}},
	} {
		t.Run(http.StatusText(c.status), func(t *testing.T) {
			t.Parallel()
			store := office(t)
			owe(t, store, core.ReplyLane, 1, 2)
			p := newProvider(t, func(n int, _ call) int {
				if n == 0 {
					return c.status
				}
				return http.StatusOK
			})
			run(t, outbox.New(&wire{provider: p}, store, quick(t)))
			p.await(t, 1)
			owing(t, store, c.want)
		})
	}
}

// An account that is told to wait waits as a whole, and then goes on where it was.
func TestBusy(t *testing.T) {
	store := office(t)
	owe(t, store, core.ReplyLane, 10, 1)
	p := newProvider(t, func(n int, _ call) int {
		if n == 3 {
			return http.StatusTooManyRequests
		}
		return http.StatusOK
	})
	run(t, outbox.New(&wire{provider: p, limits: core.Limits{Workers: 1}}, store, quick(t)))
	p.await(t, 11)
	calls := p.seen()
	if pause := calls[4].At.Sub(calls[3].Ended); pause < time.Second {
		t.Errorf("the account went on after %v", pause)
	}
	want := strings.Fields("0/0 1/0 2/0 3/0 3/0 4/0 5/0 6/0 7/0 8/0 9/0")
	if diff := cmp.Diff(want, p.texts()); diff != "" {
		t.Error(diff)
	}
}

// An address that is told to wait keeps nobody else waiting, and nothing of its own overtakes.
func TestBusyChat(t *testing.T) {
	store := office(t)
	owe(t, store, core.ReplyLane, 5, 3)
	p := newProvider(t, func(n int, c call) int {
		if n == 0 {
			return 420
		}
		return http.StatusOK
	})
	run(t, outbox.New(&wire{provider: p}, store, quick(t)))
	p.await(t, 16)
	first := p.seen()[0]
	var own []string
	for i, c := range p.seen() {
		if c.To == first.To {
			own = append(own, c.Text)
			if i > 0 && c.At.Sub(first.Ended) < time.Second {
				t.Errorf("%s came after %v", c.Text, c.At.Sub(first.Ended))
			}
		} else if c.At.Sub(first.At) > 900*time.Millisecond {
			t.Errorf("%s had to wait", c.Text)
		}
	}
	to := first.To
	if diff := cmp.Diff([]string{to + "/0", to + "/0", to + "/1", to + "/2"}, own); diff != "" {
		t.Error(diff)
	}
}

// Letters that nobody announces are found all the same.
func TestUnannounced(t *testing.T) {
	store := office(t)
	p := newProvider(t, nil)
	r := outbox.New(&wire{provider: p}, store, quick(t))
	run(t, r)
	for n := range 3 {
		owe(t, store, core.ReplyLane, 1, n+1)
		p.await(t, 1)
	}
	owing(t, store, map[core.State]int{core.Sent: 3})
	if s := r.Stats(); s.Sent != 3 || !s.Holding || s.Contact.IsZero() {
		t.Errorf("stats: %+v", s)
	}
}
