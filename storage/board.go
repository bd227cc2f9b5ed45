package storage

import (
	"fmt"
	"slices"

	"loket/core"
)

// board is the days that a transaction looks at: those that it asked for, and all for which somebody waits; with their
// shares. Who holds the days counts here what they decide, and writes it by keepBoard.
type board struct {
	version int64 // of the overrides
	days    map[core.Date]*dayRow
	shares  map[core.Date][]*shareRow
}

// seat is a place, or several, as a request takes it.
type seat struct {
	weight       int
	service, via string
}

func seatOf(r core.Request) seat { return seat{r.Weight, r.Service, r.Via} }

// holdBoard holds the days and reads them. Those that are missing are made with as many places as cap says, unless the overrides
// from which the calendar was made are no longer the ones in force. Who only gives back asks no calendar, and has no cap.
func (t *tx) holdBoard(dates []core.Date, cap func(core.Date) int) (*board, error) {
	if err := t.holdDays(); err != nil {
		return nil, err
	}
	b, err := t.readBoard(dates)
	if err != nil || cap == nil {
		return b, err
	}
	if err := t.makeDays(b, dates, cap); err != nil {
		return nil, err
	}
	return b, t.sameCalendar(b.version)
}

// makeDays makes those days that are missing, with as many places as cap says.
func (t *tx) makeDays(b *board, dates []core.Date, cap func(core.Date) int) error {
	missing := newBatch("day", "TEXT", "cap", "BIGINT")
	for _, d := range dates {
		if b.days[d] == nil {
			b.days[d] = &dayRow{Day: d, Cap: cap(d), Ceiling: cap(d)}
			missing.add(d.String(), cap(d))
		}
	}
	if _, err := t.change(missing, "INSERT INTO days (day, cap, ceiling) SELECT day, cap, cap FROM b ORDER BY day"); err != nil {
		return fmt.Errorf("make days: %w", err)
	}
	return nil
}

// holdCalendar holds the days for who decides by the calendar, and needs none of them, or makes them one by one.
func (t *tx) holdCalendar() error {
	if err := t.holdDays(); err != nil {
		return err
	}
	version, err := read[int64](t, nil, "SELECT overrides_version FROM meta")
	if err != nil {
		return fmt.Errorf("read the version of overrides: %w", err)
	}
	return t.sameCalendar(version[0])
}

// sameCalendar sees that the overrides which the transaction has read are those in force. Nobody changes them while it holds the
// days.
func (t *tx) sameCalendar(version int64) error {
	if t.overrides != 0 && t.overrides != version+1 {
		return errAgain
	}
	return nil
}

func (t *tx) readBoard(dates []core.Date) (*board, error) {
	b := &board{days: map[core.Date]*dayRow{}, shares: map[core.Date][]*shareRow{}}
	rows, err := read[dayRow](t, daysBatch(dates), selectDays)
	if err != nil {
		return nil, fmt.Errorf("read days: %w", err)
	}
	var divided []core.Date
	for i, r := range rows {
		b.version = r.Version
		if r.Day.IsZero() {
			continue
		}
		if b.days[r.Day] == nil && r.Divided > 0 {
			divided = append(divided, r.Day)
		}
		b.days[r.Day] = &rows[i]
	}
	return b, t.readShares(b, divided)
}

// line is how many stand in line before anybody who comes now for a day: those who wait for it or a later one, and those who
// waited for a day that is over, less those who have a place on offer.
func (b *board) line(day, today core.Date) (n int) {
	for d, r := range b.days {
		if !d.Before(day) || d.Before(today) {
			n += r.Waiting - r.Offered
		}
	}
	return max(0, n)
}

// left is how many places of a day can be given to who comes now.
func (b *board) left(day, today core.Date) int {
	if b.line(day, today) > 0 {
		return 0
	}
	return b.days[day].free()
}

// fits tells whether a day, and those of its shares that the seat draws from, have room for it. share names the one that has none; ""
// is the whole day.
func (b *board) fits(day core.Date, s seat, shares []core.Share) (share string, ok bool) {
	if b.days[day].free() < s.weight {
		return "", false
	}
	for _, of := range shares {
		if row := b.share(day, of.Name); row != nil && row.Cap-row.Held < s.weight {
			return of.Name, false
		}
	}
	return "", true
}

// take counts a seat that fits: what is taken has to stay beneath the ceilings. It counts in every share that it is in, and one
// from which it does not draw, as it no longer binds, may come to hold more than its cap.
func (b *board) take(day core.Date, s seat, shares []core.Share) {
	d := b.days[day]
	d.Held, d.changed = d.Held+s.weight, true
	for _, row := range b.shares[day] {
		if !s.in(row.Name) {
			continue
		}
		row.Held, row.changed = row.Held+s.weight, true
		if !slices.ContainsFunc(shares, func(of core.Share) bool { return of.Name == row.Name }) {
			row.Ceiling = max(row.Ceiling, row.Held)
		}
	}
}

// give counts a seat that returns to its day.
func (b *board) give(day core.Date, s seat) {
	d := b.days[day]
	d.Held, d.changed = d.Held-s.weight, true
	d.Ceiling = max(d.Cap, d.Held)
	for _, row := range b.shares[day] {
		if s.in(row.Name) {
			row.Held, row.changed = max(0, row.Held-s.weight), true // a process without shares may have taken it
			row.Ceiling = max(row.Cap, row.Held)
		}
	}
}

// number is the next number of a day. Numbers are never given twice.
func (b *board) number(day core.Date) int {
	d := b.days[day]
	d.LastNumber, d.changed = d.LastNumber+1, true
	return d.LastNumber
}

// wait counts those who wait for a day, offer those of them who have a place on offer.
func (b *board) wait(day core.Date, by int)  { b.days[day].Waiting += by; b.days[day].changed = true }
func (b *board) offer(day core.Date, by int) { b.days[day].Offered += by; b.days[day].changed = true }

// keepBoard writes what was counted, the days by one statement, and their shares by another.
func (t *tx) keepBoard(b *board) error {
	days := newBatch("day", "TEXT", "cap", "BIGINT", "held", "BIGINT", "last_number", "BIGINT", "ceiling", "BIGINT", "waiting", "BIGINT",
		"offered", "BIGINT")
	for _, d := range b.days {
		if d.changed {
			days.add(d.Day.String(), d.Cap, d.Held, d.LastNumber, d.Ceiling, d.Waiting, d.Offered)
			d.changed = false
		}
	}
	if _, err := t.change(days, `UPDATE days SET cap = b.cap, held = b.held, last_number = b.last_number, ceiling = b.ceiling,
		waiting = b.waiting, offered = b.offered FROM b WHERE days.day = b.day`); err != nil {
		return fmt.Errorf("count places: %w", err)
	}
	return t.keepShares(b)
}
