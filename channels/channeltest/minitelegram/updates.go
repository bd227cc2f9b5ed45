package minitelegram

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
)

// update is one thing that happened, as it will be told to the bot.
type update struct {
	id   int64
	lane int64 // chat it happened in: a webhook keeps order within it
	body []byte
}

// inbox is what the bot has yet to hear. Updates are numbered as they come and wait, in that order, for a poll to fetch
// and confirm them, or go to the webhook while one is set.
type inbox struct {
	mu        sync.Mutex
	last      int64
	pending   []update
	allowed   map[string]bool // nil: every kind but those that must be asked for
	poll      *poll
	conflicts int
	hooks     hooks
}

var mustBeAskedFor = map[string]bool{"chat_member": true, "message_reaction": true, "message_reaction_count": true}

func (b *inbox) init(s *Server) {
	b.last = 100_000_000
	b.hooks.init(s)
}

// add numbers a new update and returns its number, 0 if the bot does not want this kind and it is not always told.
func (b *inbox) add(kind string, lane int64, content []byte, always bool) int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	wanted := b.allowed[kind] || b.allowed == nil && !mustBeAskedFor[kind]
	if !wanted && !always {
		return 0
	}
	b.last++
	b.put(update{b.last, lane, fmt.Appendf(nil, `{"update_id":%d,%q:%s}`, b.last, kind, content)})
	return b.last
}

func (b *inbox) put(u update) {
	if b.hooks.now != nil {
		b.hooks.now.push(u)
		return
	}
	b.pending = append(b.pending, u)
	if b.poll != nil {
		select {
		case b.poll.wake <- struct{}{}:
		default:
		}
	}
}

// choose remembers the kinds the bot wants. Absent, null or unreadable means as before; an empty list, the default.
func (b *inbox) choose(list string) {
	var kinds []string
	if list == "" || list == "null" || json.Unmarshal([]byte(list), &kinds) != nil {
		return
	}
	b.allowed = nil
	for _, k := range kinds {
		if b.allowed == nil {
			b.allowed = map[string]bool{}
		}
		b.allowed[k] = true
	}
}

// confirm forgets what lies before the offset; a negative one keeps that many from the end.
func (b *inbox) confirm(offset int64) {
	n := 0
	if offset < 0 {
		n = max(0, len(b.pending)+int(offset))
	} else {
		n, _ = slices.BinarySearchFunc(b.pending, offset, func(u update, id int64) int { return int(u.id - id) })
	}
	b.pending = b.pending[n:]
}

// Conflicts counts how often two pollers met.
func (s *Server) Conflicts() int {
	s.inbox.mu.Lock()
	defer s.inbox.mu.Unlock()
	return s.inbox.conflicts
}

// Pending counts the updates that the bot has not confirmed.
func (s *Server) Pending() int {
	s.inbox.mu.Lock()
	defer s.inbox.mu.Unlock()
	return len(s.inbox.pending) + s.inbox.hooks.pending()
}
