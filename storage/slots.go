package storage

import (
	"fmt"
	"time"

	"loket/core"
)

// window is the row of a slot.
type window struct {
	place string
	from  int64
}

func windowOf(s core.Slot) window { return window{s.Place, micros(s.From)} }

// Held is the core.Tx's.
func (t *tx) Held(place string, from, to core.Date) (map[int64]int, error) {
	// The days bound the instants in every zone, and so lead to the rows by their key.
	rows, err := read[struct {
		From int64 `db:"from_at"`
		Held int
	}](t, nil, "SELECT from_at, held FROM slots WHERE place = ? AND from_at >= ? AND from_at < ? AND day >= ? AND day <= ? AND held > 0",
		place, micros(from.Add(-1).At(0, time.UTC)), micros(to.Add(2).At(0, time.UTC)), from.String(), to.String())
	if err != nil {
		return nil, fmt.Errorf("read slots: %w", err)
	}
	held := make(map[int64]int, len(rows))
	for _, r := range rows {
		held[r.From] = r.Held
	}
	return held, nil
}

// PickupDays is the core.Tx's.
func (t *tx) PickupDays(from, to core.Date) (map[core.Date]int, error) {
	rows, err := read[struct {
		Day  core.Date
		Held int
	}](t, nil, "SELECT day, CAST(SUM(held) AS BIGINT) AS held FROM slots WHERE day >= ? AND day <= ? AND held > 0 GROUP BY day",
		from.String(), to.String())
	if err != nil {
		return nil, fmt.Errorf("count pickups: %w", err)
	}
	days := make(map[core.Date]int, len(rows))
	for _, r := range rows {
		days[r.Day] = r.Held
	}
	return days, nil
}

// keepSlots writes what a shelf has given away and taken back. What is added is added to whatever the row holds by now, beneath
// what the calendar gives: who added to it without holding the days would meet the constraint.
func (t *tx) keepSlots(s *core.Shelf, c *core.Calendar) error {
	more := newBatch("place", "TEXT", "from_at", "BIGINT", "day", "TEXT", "held", "BIGINT", "ceiling", "BIGINT")
	less := map[window]int{}
	for slot, by := range s.Changes() {
		if by > 0 {
			more.add(slot.Place, micros(slot.From), core.DateOf(slot.From.In(c.Zone)).String(), by, c.Cap(slot))
		} else {
			less[windowOf(slot)] -= by
		}
	}
	if err := t.returnSlots(less); err != nil {
		return err
	}
	if _, err := t.change(more, `INSERT INTO slots (place, from_at, day, held, ceiling)
		SELECT place, from_at, day, held, ceiling FROM b WHERE TRUE ORDER BY place, from_at
		ON CONFLICT (place, from_at) DO UPDATE SET held = slots.held + excluded.held, ceiling = excluded.ceiling`); err != nil {
		return fmt.Errorf("give slots: %w", err)
	}
	return nil
}

// returnSlots takes so many pickups off slots. Those that a process without slots has filed were never counted.
func (t *tx) returnSlots(by map[window]int) error {
	b := newBatch("place", "TEXT", "from_at", "BIGINT", "held", "BIGINT")
	for w, n := range by {
		b.add(w.place, w.from, n)
	}
	if _, err := t.change(b, `UPDATE slots SET held = CASE WHEN slots.held > b.held THEN slots.held - b.held ELSE 0 END
		FROM b WHERE slots.place = b.place AND slots.from_at = b.from_at`); err != nil {
		return fmt.Errorf("return slots: %w", err)
	}
	return nil
}
