package minitelegram

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// Longest answer and longest wait of one getUpdates; a longer wish is cut, not refused.
const (
	maxUpdates = 100
	maxPoll    = 50 * time.Second
)

// goneGrace is how long a poll that another one displaces may take to notice that its own client has left: a client that
// hangs up and polls again at once is no second poller.
const goneGrace = 100 * time.Millisecond

const otherPoller = "other getUpdates"

// poll is the getUpdates under way.
type poll struct {
	wake      chan struct{}
	displaced chan struct{} // closed by whoever takes its place
	by        string        // and who that is
}

func (s *Server) getUpdates(ctx context.Context, c *Call) answer {
	b := &s.inbox
	limit := int(c.integer("limit", maxUpdates))
	if limit < 1 || limit > maxUpdates {
		limit = maxUpdates
	}
	wait := min(time.Duration(max(0, c.integer("timeout", 0)))*time.Second, maxPoll)

	b.mu.Lock()
	if b.hooks.now != nil {
		b.mu.Unlock()
		return fail(http.StatusConflict, "Conflict: can't use getUpdates method while webhook is active; "+
			"use deleteWebhook to delete the webhook first")
	}
	me := &poll{wake: make(chan struct{}, 1), displaced: make(chan struct{})}
	b.displace(otherPoller)
	b.poll = me
	b.choose(c.Params["allowed_updates"])
	b.confirm(c.integer("offset", 0))
	b.await(ctx, s.done, me, wait)
	if b.poll != me {
		b.mu.Unlock()
		gone := left(ctx)
		b.mu.Lock()
		defer b.mu.Unlock()
		if me.by == otherPoller && !gone {
			b.conflicts++
		}
		return fail(http.StatusConflict, "Conflict: terminated by "+me.by+" request; "+
			"make sure that only one bot instance is running")
	}
	defer b.mu.Unlock()
	b.poll = nil
	list := []json.RawMessage{}
	for _, u := range b.pending[:min(limit, len(b.pending))] {
		list = append(list, u.body)
	}
	return ok(list)
}

// await returns, with the lock held as it was before, when something is pending, the time is over, or nobody listens.
func (b *inbox) await(ctx context.Context, done <-chan struct{}, me *poll, wait time.Duration) {
	timeout := time.NewTimer(wait)
	defer timeout.Stop()
	for over := wait == 0; !over && len(b.pending) == 0; {
		b.mu.Unlock()
		select {
		case <-me.wake:
		case <-timeout.C:
			over = true
		case <-ctx.Done():
			over = true
		case <-done:
			over = true
		case <-me.displaced:
			over = true
		}
		b.mu.Lock()
	}
}

// displace ends the poll under way, if there is one.
func (b *inbox) displace(by string) {
	if b.poll != nil {
		b.poll.by = by
		close(b.poll.displaced)
		b.poll = nil
	}
}

// left tells whether the client of a displaced poll has hung up.
func left(ctx context.Context) bool {
	grace := time.NewTimer(goneGrace)
	defer grace.Stop()
	select {
	case <-ctx.Done():
		return true
	case <-grace.C:
		return false
	}
}
