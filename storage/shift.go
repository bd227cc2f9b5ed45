package storage

import (
	"fmt"

	"loket/core"
)

// Shift is the core.Tx's. Who had a place comes before those who wait for one. The ticket keeps its name; the number is the new
// day's. Of the days only those are made that are looked at: the others the office's file may still give another quota.
func (t *tx) Shift(ss []core.Shift, days []core.Date, c *core.Calendar) ([]core.Shifted, error) {
	if len(ss) == 0 {
		return nil, nil
	}
	if err := t.holdCalendar(); err != nil {
		return nil, err
	}
	which := make([]int64, len(ss))
	for i, s := range ss {
		which[i] = s.Request
	}
	now, err := t.lockRequests(which)
	if err != nil {
		return nil, err
	}
	at, err := t.Now()
	if err != nil {
		return nil, err
	}
	all := append([]core.Date{}, days...)
	for _, r := range now {
		all = append(all, r.Day)
	}
	b, err := t.readBoard(all)
	if err != nil {
		return nil, err
	}
	shifted := make([]core.Shifted, len(ss))
	changed := map[int64]core.Request{}
	for i, s := range ss {
		r := now[s.Request]
		shifted[i] = core.Shifted{Was: r.Day, Request: r}
		if !r.Status.Active() || r.Number == 0 || !s.Was.IsZero() && s.Was != r.Day {
			continue
		}
		for n, day := range days {
			if err := t.makeDays(b, []core.Date{day}, c.Quota); err != nil {
				return nil, err
			}
			shares := c.Shares(day, r.Service, r.Via, at)
			if err := t.makeShares(b, day, shares); err != nil {
				return nil, err
			}
			if _, ok := b.fits(day, seatOf(r), shares); !ok || day == r.Day {
				continue
			}
			b.give(r.Day, seatOf(r))
			b.take(day, seatOf(r), shares)
			r.Day, r.Number = day, b.number(day)
			if n < len(s.Earliest) && !r.Earliest.IsZero() {
				r.Earliest = s.Earliest[n]
			}
			now[r.ID], changed[r.ID] = r, r
			shifted[i].OK, shifted[i].Request = true, r
			break
		}
	}
	if err := t.keepBoard(b); err != nil {
		return nil, err
	}
	places := newBatch("id", "BIGINT", "day", "TEXT", "number", "BIGINT", "earliest", "TEXT")
	for id, r := range changed {
		places.add(id, r.Day.String(), r.Number, r.Earliest.String())
	}
	if _, err := t.change(places, `UPDATE requests SET day = b.day, number = b.number, earliest = b.earliest FROM b WHERE requests.id = b.id`); err != nil {
		return nil, fmt.Errorf("shift requests: %w", err)
	}
	return shifted, nil
}
