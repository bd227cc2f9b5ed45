package storage

import (
	"fmt"

	"loket/core"
)

// shareRow counts a share of a day: every seat of the day that is in it, whatever it was called for.
type shareRow struct {
	Day     core.Date
	Name    string
	Cap     int
	Held    int
	Ceiling int

	changed bool
}

// in tells whether the seat counts in a share.
func (s seat) in(name string) bool {
	if name == core.OpenShare {
		return s.via != core.ViaKecamatan
	}
	return name == core.ServiceShare(s.service)
}

func (b *board) share(day core.Date, name string) *shareRow {
	for _, s := range b.shares[day] {
		if s.Name == name {
			return s
		}
	}
	return nil
}

func (t *tx) readShares(b *board, days []core.Date) error {
	rows, err := read[shareRow](t, daysBatch(days), "SELECT day, name, cap, held, ceiling FROM shares WHERE day IN (SELECT day FROM b) ORDER BY day, name")
	if err != nil {
		return fmt.Errorf("read shares: %w", err)
	}
	for i, r := range rows {
		b.shares[r.Day] = append(b.shares[r.Day], &rows[i])
	}
	return nil
}

// makeShares makes those rows of a day that are missing. They count what the day's requests, and its places on offer, hold already.
func (t *tx) makeShares(b *board, day core.Date, shares []core.Share) error {
	var missing []core.Share
	for _, s := range shares {
		if b.share(day, s.Name) == nil {
			missing = append(missing, s)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	held, err := t.seatsOf(day)
	if err != nil {
		return err
	}
	rows := newBatch("day", "TEXT", "name", "TEXT", "cap", "BIGINT", "held", "BIGINT", "ceiling", "BIGINT")
	for _, s := range missing {
		r := &shareRow{Day: day, Name: s.Name, Cap: s.Cap}
		for _, h := range held {
			if h.in(s.Name) {
				r.Held += h.weight
			}
		}
		r.Ceiling = max(r.Cap, r.Held)
		b.shares[day] = append(b.shares[day], r)
		rows.add(day.String(), r.Name, r.Cap, r.Held, r.Ceiling)
	}
	if _, err := t.change(rows, "INSERT INTO shares (day, name, cap, held, ceiling) SELECT day, name, cap, held, ceiling FROM b ORDER BY n"); err != nil {
		return fmt.Errorf("divide a day: %w", err)
	}
	return nil
}

// seatsOf adds up the seats of a day by what they are for. It reads the whole day, once in the life of each share.
func (t *tx) seatsOf(day core.Date) (seats []seat, err error) {
	rows, err := read[struct {
		Service, Via string
		Weight       int
	}](t, nil, `SELECT service, via, CAST(SUM(weight) AS BIGINT) AS weight FROM requests
			WHERE day = ? AND number > 0 AND status <> 'DIBATALKAN' GROUP BY service, via
		UNION ALL SELECT r.service, r.via, r.weight FROM offers o JOIN requests r ON r.id = o.request_id
			WHERE o.state = 'open' AND o.day = ?`, day.String(), day.String())
	if err != nil {
		return nil, fmt.Errorf("add up the seats of a day: %w", err)
	}
	for _, r := range rows {
		seats = append(seats, seat{r.Weight, r.Service, r.Via})
	}
	return seats, nil
}

func (t *tx) keepShares(b *board) error {
	rows := newBatch("day", "TEXT", "name", "TEXT", "cap", "BIGINT", "held", "BIGINT", "ceiling", "BIGINT")
	for _, day := range b.shares {
		for _, s := range day {
			if s.changed {
				rows.add(s.Day.String(), s.Name, s.Cap, s.Held, s.Ceiling)
				s.changed = false
			}
		}
	}
	if _, err := t.change(rows, `UPDATE shares SET cap = b.cap, held = b.held, ceiling = b.ceiling
		FROM b WHERE shares.day = b.day AND shares.name = b.name`); err != nil {
		return fmt.Errorf("count shares: %w", err)
	}
	return nil
}
