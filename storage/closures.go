package storage

import (
	"fmt"
	"time"
)

// RemoveOverride is the core.Tx's.
func (t *tx) RemoveOverride(id int64, by string) error {
	now, err := t.micro()
	if err != nil {
		return err
	}
	if err := t.holdDays(); err != nil {
		return err
	}
	if err := t.changeOverrides(); err != nil {
		return fmt.Errorf("remove an override: %w", err)
	}
	if _, err := t.change(nil, "UPDATE overrides SET removed_at = ?, removed_by = ? WHERE id = ? AND removed_at = 0", now, by, id); err != nil {
		return fmt.Errorf("remove an override: %w", err)
	}
	return nil
}

// Pickups is the core.Tx's. It reads all active requests: for people who look, not for paths that must be quick.
func (t *tx) Pickups(from, to time.Time) (int, error) {
	n, err := read[int](t, nil, "SELECT COUNT(*) FROM requests WHERE "+activeStatus+" AND pickup_from >= ? AND pickup_from < ?", micros(from), micros(to))
	if err != nil {
		return 0, fmt.Errorf("count pickups: %w", err)
	}
	return n[0], nil
}
