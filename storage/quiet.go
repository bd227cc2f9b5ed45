package storage

import (
	"context"
	"fmt"
	"sync"
)

// An office with nothing to do looks each second whether there is something. It asks by one statement, without a transaction and
// without keeping an SQLite file from whoever writes; only if there is, the work goes on in the usual way.

// anything tells whether a question has an answer.
func (s *Store) anything(ctx context.Context, question string, args ...any) (is bool, err error) {
	if err := s.reader.GetContext(ctx, &is, s.reader.Rebind("SELECT "+question), args...); err != nil {
		return false, told(fmt.Errorf("look whether there is anything to do: %w", err))
	}
	return is, nil
}

// Due is the core.Store's.
func (s *Store) Due(ctx context.Context) (bool, error) {
	return s.anything(ctx, "EXISTS (SELECT 1 FROM acts WHERE done_at = 0 AND due_at <= (SELECT "+s.d.now+" + clock_offset FROM meta))")
}

// doubtful tells whether a letter of the account in doubt may be due for a look.
func (s *Store) doubtful(ctx context.Context, account string) (bool, error) {
	return s.anything(ctx, "EXISTS (SELECT 1 FROM letters WHERE account = ? AND state = 'doubt' AND due_at <= (SELECT "+s.d.now+"))", account)
}

// owes tells whether the account may have something to send, of a notice or not.
func (s *Store) owes(ctx context.Context, account string) (bool, error) {
	return s.anything(ctx, fmt.Sprintf(`EXISTS (SELECT 1 FROM letters WHERE account = ? AND state = 'owed' AND lane < %d)
		OR EXISTS (SELECT 1 FROM notices WHERE state IN ('preparing', 'sending'))`, noticeLanes), account)
}

// idlers are the accounts whose last claim found nothing.
type idlers struct {
	mu   sync.Mutex
	idle map[string]bool
}

func (i *idlers) is(account string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.idle[account]
}

func (i *idlers) set(account string, idle bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.idle == nil {
		i.idle = map[string]bool{}
	}
	i.idle[account] = idle
}

// single runs a function of one statement, which is a transaction by itself.
func (s *Store) single(ctx context.Context, fn func(*tx) error) error {
	return told(fn(&tx{ctx: ctx, x: s.writer, d: s.d}))
}
