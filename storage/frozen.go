package storage

import (
	"fmt"
	"sync"
	"sync/atomic"

	"loket/core"
)

// memory is what a store need not read again.
type memory struct {
	overrides  atomic.Pointer[overrides]
	milestones milestones

	// The frozen messages of notices that are being sent: they never change, and a letter of theirs has none of its own.
	mu       sync.Mutex
	messages map[int64]core.Frozen
}

// remembered bounds how many notices' messages are kept. More are under way at one time only where much goes wrong.
const remembered = 32

// frozen is the message of a notice for a channel in a version. The notice has been committed: no other will have its id.
func (t *tx) frozen(notice int64, channel, version string) (core.Message, error) {
	t.memory.mu.Lock()
	defer t.memory.mu.Unlock()
	f, ok := t.memory.messages[notice]
	if !ok {
		rows, err := read[[]byte](t, nil, "SELECT body FROM notices WHERE id = ?", notice)
		if err != nil {
			return core.Message{}, fmt.Errorf("read the messages of a notice: %w", err)
		}
		if len(rows) == 0 {
			return core.Message{}, fmt.Errorf("letters of notice %d, which there is not", notice)
		}
		var body wording
		if err := t.keys.openJSON(noticeBody, rows[0], &body); err != nil {
			return core.Message{}, err
		}
		if t.memory.messages == nil || len(t.memory.messages) >= remembered {
			t.memory.messages = map[int64]core.Frozen{}
		}
		f = body.Frozen
		t.memory.messages[notice] = f
	}
	m, ok := f[channel][version]
	if !ok {
		return core.Message{}, fmt.Errorf("notice %d has no message for %s in the version %q", notice, channel, version)
	}
	return m, nil
}
