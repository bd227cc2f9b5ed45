package storage

import (
	"context"
	"fmt"
	"time"
)

// Lease is the core.Leases'.
func (s *Store) Lease(ctx context.Context, account, holder string, ttl time.Duration) (held bool, err error) {
	err = s.single(ctx, func(t *tx) error {
		n, err := t.change(nil, `INSERT INTO leases (account, holder, ends_at) VALUES (?, ?, `+t.d.now+` + ?)
			ON CONFLICT (account) DO UPDATE SET holder = excluded.holder, ends_at = `+t.d.now+` + ?
			WHERE leases.holder = excluded.holder OR leases.ends_at <= `+t.d.now,
			account, holder, ttl.Microseconds(), ttl.Microseconds())
		held = n == 1
		return err
	})
	if err != nil {
		return false, fmt.Errorf("lease an account: %w", err)
	}
	return held, nil
}

// Leased tells whether somebody has the lease of an account now.
func (s *Store) Leased(ctx context.Context, account string) (held bool, err error) {
	err = s.look(ctx, func(t *tx) error {
		n, err := read[int](t, nil, "SELECT COUNT(*) FROM leases WHERE account = ? AND ends_at > "+t.d.now, account)
		held = err == nil && n[0] > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("look for a lease: %w", err)
	}
	return held, nil
}

// Release is the core.Leases'.
func (s *Store) Release(ctx context.Context, account, holder string) error {
	err := s.single(ctx, func(t *tx) error {
		_, err := t.change(nil, "DELETE FROM leases WHERE account = ? AND holder = ?", account, holder)
		return err
	})
	if err != nil {
		return fmt.Errorf("release an account: %w", err)
	}
	return nil
}
