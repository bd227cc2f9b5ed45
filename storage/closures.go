package storage

import (
	"fmt"

	"loket/core"
)

// RemoveOverride is the core.Tx's. Who has chosen it among overrides that others have changed since chooses again.
func (t *tx) RemoveOverride(id int64, by string) error {
	now, err := t.micro()
	if err != nil {
		return err
	}
	if err := t.holdCalendar(); err != nil {
		return err
	}
	if err := t.changeOverrides(); err != nil {
		return fmt.Errorf("remove an override: %w", err)
	}
	n, err := t.change(nil, "UPDATE overrides SET removed_at = ?, removed_by = ? WHERE id = ? AND removed_at = 0", now, by, id)
	switch {
	case err != nil:
		return fmt.Errorf("remove an override: %w", err)
	case n == 0:
		return core.Errorf(core.Missing, "there is no override %d, or no more", id)
	}
	return nil
}
