package storage

import (
	"fmt"
	"time"

	"loket/core"
)

// AddLink is the core.Tx's. A member has one link, by the table's key; links and sessions that are over go on the way, for nobody
// comes to have one but by a link.
func (t *tx) AddLink(token string, staff int64, lasts time.Duration) error {
	now, err := t.clock()
	if err != nil {
		return err
	}
	prf, err := t.keys.find("link", token)
	if err != nil {
		return err
	}
	if _, err := t.change(nil, "DELETE FROM links WHERE ends_at <= ?", now); err != nil {
		return fmt.Errorf("sweep links up: %w", err)
	}
	if _, err := t.change(nil, "DELETE FROM sessions WHERE ends_at <= ?", since(now, remembrance)); err != nil {
		return fmt.Errorf("sweep sessions up: %w", err)
	}
	if _, err := t.change(nil, `INSERT INTO links (staff_id, prf, ends_at) VALUES (?, ?, ?)
		ON CONFLICT (staff_id) DO UPDATE SET prf = excluded.prf, ends_at = excluded.ends_at`, staff, prf, since(now, -lasts)); err != nil {
		return fmt.Errorf("keep a link: %w", err)
	}
	return nil
}

// FindLink is the core.Tx's.
func (t *tx) FindLink(token string) (core.Staff, bool, error) {
	now, err := t.clock()
	if err != nil {
		return core.Staff{}, false, err
	}
	prf, err := t.keys.find("link", token)
	if err != nil {
		return core.Staff{}, false, err
	}
	return first(t.staff("s.removed_at = 0 AND s.id = (SELECT l.staff_id FROM links l WHERE l.prf = ? AND l.ends_at > ?)", prf, now))
}

// UseLink is the core.Tx's. Of two who come with one link at the same moment the second waits, and finds it gone.
func (t *tx) UseLink(token string) (s core.Staff, ok bool, err error) {
	now, err := t.clock()
	if err != nil {
		return s, false, err
	}
	prf, err := t.keys.find("link", token)
	if err != nil {
		return s, false, err
	}
	used, err := returning[int64](t, nil, "DELETE FROM links WHERE prf = ? AND ends_at > ? RETURNING staff_id", prf, now)
	if err != nil {
		return s, false, fmt.Errorf("use a link: %w", err)
	}
	if len(used) == 0 {
		return s, false, nil
	}
	return first(t.staff("s.removed_at = 0 AND s.id = ?", used[0]))
}

// endLogins ends what a member who was removed is logged in by.
func (t *tx) endLogins(member int64) error {
	if _, err := t.change(nil, "DELETE FROM links WHERE staff_id = ?", member); err != nil {
		return fmt.Errorf("end a link: %w", err)
	}
	_, err := t.EndSessions(member, 0)
	return err
}

// first is the first of what was found, if there is one.
func first[T any](all []T, err error) (one T, ok bool, _ error) {
	if err != nil || len(all) == 0 {
		return one, false, err
	}
	return all[0], true, nil
}
