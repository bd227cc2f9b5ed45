package storage

import (
	"fmt"

	"loket/core"
)

type dayRow struct {
	Day        core.Date
	Cap        int
	Held       int
	LastNumber int `db:"last_number"`
	Ceiling    int
	Waiting    int
}

func (r dayRow) left() int { return max(0, r.Cap-r.Held) }

func (r dayRow) core() core.Day {
	return core.Day{Date: r.Day, Cap: r.Cap, Held: r.Held, LastNumber: r.LastNumber, Waiting: r.Waiting, Made: true}
}

const selectDays = "SELECT day, cap, held, last_number, ceiling, waiting FROM days WHERE day IN (SELECT day FROM b) ORDER BY day"

// Days is the core.Tx's.
func (t *tx) Days(ds []core.Date) ([]core.Day, error) {
	rows, err := read[dayRow](t, daysBatch(ds), selectDays)
	if err != nil {
		return nil, fmt.Errorf("read days: %w", err)
	}
	made := make(map[core.Date]core.Day, len(rows))
	for _, r := range rows {
		made[r.Day] = r.core()
	}
	days := make([]core.Day, len(ds))
	for i, d := range ds {
		if day, ok := made[d]; ok {
			days[i] = day
		} else {
			days[i].Date = d
		}
	}
	return days, nil
}

// holdDays makes this transaction the only one that changes days. One lock for all of them, since a tray books on some
// days and withdraws from others, in no order; and since it is today's row anyway that everybody is after.
func (t *tx) holdDays() error {
	if t.holdsDays {
		return nil
	}
	if err := t.alone("days"); err != nil {
		return fmt.Errorf("hold the days: %w", err)
	}
	t.holdsDays = true
	return nil
}

// lockDays locks those of the days that exist.
func (t *tx) lockDays(ds []core.Date) (map[core.Date]*dayRow, error) {
	if len(ds) == 0 {
		return nil, nil
	}
	if err := t.holdDays(); err != nil {
		return nil, err
	}
	rows, err := read[dayRow](t, daysBatch(ds), selectDays)
	if err != nil {
		return nil, fmt.Errorf("lock days: %w", err)
	}
	days := make(map[core.Date]*dayRow, len(rows))
	for i := range rows {
		days[rows[i].Day] = &rows[i]
	}
	return days, nil
}

// keepDays writes back the counts of locked days, all by one statement.
func (t *tx) keepDays(days map[core.Date]*dayRow) error {
	b := newBatch("day", "TEXT", "held", "BIGINT", "last_number", "BIGINT", "ceiling", "BIGINT", "waiting", "BIGINT")
	for _, d := range days {
		b.add(d.Day.String(), d.Held, d.LastNumber, d.Ceiling, d.Waiting)
	}
	if _, err := t.change(b, `UPDATE days SET held = b.held, last_number = b.last_number, ceiling = b.ceiling, waiting = b.waiting
		FROM b WHERE days.day = b.day`); err != nil {
		return fmt.Errorf("count places: %w", err)
	}
	return nil
}

func daysBatch(ds []core.Date) *batch {
	b := newBatch("day", "TEXT")
	for _, d := range ds {
		b.add(d.String())
	}
	return b
}
