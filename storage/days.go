package storage

import (
	"fmt"

	"loket/core"
)

type dayRow struct {
	Version    int64 // of the overrides, read with it
	Day        core.Date
	Cap        int
	Held       int
	LastNumber int `db:"last_number"`
	Ceiling    int
	Waiting    int
	Offered    int // of those who wait
	Divided    int // how many shares it has

	changed bool
}

func (r *dayRow) free() int { return max(0, r.Cap-r.Held) }

// selectDays reads those of b, and all for which somebody waits: a few. There is always a row, for the version's sake.
const selectDays = `SELECT m.overrides_version AS version, d.day, COALESCE(d.cap, 0) AS cap, COALESCE(d.held, 0) AS held,
		COALESCE(d.last_number, 0) AS last_number, COALESCE(d.ceiling, 0) AS ceiling, COALESCE(d.waiting, 0) AS waiting,
		COALESCE(d.offered, 0) AS offered, COALESCE(d.divided, 0) AS divided
	FROM meta m LEFT JOIN (SELECT day, cap, held, last_number, ceiling, waiting, offered,
			(SELECT COUNT(*) FROM shares s WHERE s.day = days.day) AS divided
		FROM days WHERE day IN (SELECT day FROM b UNION SELECT w.day FROM days w WHERE w.waiting > 0)) d ON TRUE`

// Days is the core.Tx's.
func (t *tx) Days(ds []core.Date) ([]core.Day, error) {
	now, err := t.Now()
	if err != nil {
		return nil, err
	}
	b, err := t.readBoard(ds)
	if err != nil {
		return nil, err
	}
	today := core.DateOf(now.In(t.zone))
	days := make([]core.Day, len(ds))
	for i, d := range ds {
		days[i] = core.Day{Date: d, Line: b.line(d, today)}
		r := b.days[d]
		if r == nil {
			continue
		}
		days[i].Cap, days[i].Held, days[i].LastNumber, days[i].Waiting, days[i].Made = r.Cap, r.Held, r.LastNumber, r.Waiting, true
		for _, s := range b.shares[d] {
			if days[i].Shares == nil {
				days[i].Shares = map[string]int{}
			}
			days[i].Shares[s.Name] = max(0, s.Cap-s.Held)
		}
	}
	return days, nil
}

// holdDays makes this transaction the only one that changes days, their shares, slots, offers, and the line. One lock for all of
// them, since a tray books on some days and withdraws from others, in no order; and since it is today's row anyway that everybody
// is after.
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

func daysBatch(ds []core.Date) *batch {
	b := newBatch("day", "TEXT")
	for _, d := range ds {
		b.add(d.String())
	}
	return b
}
