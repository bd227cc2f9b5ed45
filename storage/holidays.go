package storage

import (
	"fmt"

	"loket/core"
)

// ImportHolidays is the core.Tx's.
func (t *tx) ImportHolidays(years []int, holidays []core.Override, by string) error {
	now, err := t.micro()
	if err != nil {
		return err
	}
	if err := t.holdDays(); err != nil {
		return err
	}
	if err := t.changeOverrides(); err != nil {
		return fmt.Errorf("import holidays: %w", err)
	}
	b := newBatch("first", "TEXT", "last", "TEXT")
	for _, y := range years {
		b.add(core.Date{Year: y, Month: 1, Day: 1}.String(), core.Date{Year: y, Month: 12, Day: 31}.String())
	}
	if _, err := t.change(b, `UPDATE overrides SET removed_at = ?, removed_by = ? WHERE kind = 'holiday' AND removed_at = 0
		AND EXISTS (SELECT 1 FROM b WHERE overrides.from_day >= b.first AND overrides.from_day <= b.last)`, now, by); err != nil {
		return fmt.Errorf("end the holidays imported before: %w", err)
	}
	days := newBatch("day", "TEXT", "names", "TEXT")
	for _, h := range holidays {
		names, err := toJSON(h.Names, len(h.Names) == 0)
		if err != nil {
			return fmt.Errorf("import holidays: %w", err)
		}
		days.add(h.From.String(), names)
	}
	if _, err := t.change(days, `INSERT INTO overrides (kind, from_day, to_day, cap, service, intake, reason, names, set_by, set_at)
		SELECT 'holiday', day, day, 0, '', FALSE, '', names, CAST(? AS TEXT), CAST(? AS BIGINT) FROM b ORDER BY n`, by, now); err != nil {
		return fmt.Errorf("import holidays: %w", err)
	}
	return nil
}
