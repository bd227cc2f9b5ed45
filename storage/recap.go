package storage

import (
	"fmt"
	"strings"

	"loket/core"
)

// Recap is the core.Tx's.
func (t *tx) Recap(c *core.Calendar, from core.Date) ([]core.Date, error) {
	if err := t.holdDays(); err != nil {
		return nil, err
	}
	now, err := t.Now()
	if err != nil {
		return nil, err
	}
	dates, err := read[core.Date](t, nil, "SELECT day FROM days WHERE day >= ? ORDER BY day", from.String())
	if err != nil || len(dates) == 0 {
		return nil, err
	}
	b, err := t.holdBoard(dates, c.Quota)
	if err != nil {
		return nil, err
	}
	var free []core.Date
	for _, d := range dates {
		r := b.days[d]
		if n := c.Quota(d); n != r.Cap {
			r.Cap, r.Ceiling, r.changed = n, max(n, r.Held), true
		}
		if r.free() > 0 {
			free = append(free, d)
		}
		for _, s := range b.shares[d] {
			n := r.Cap // it is no part of its own any more
			service, _ := strings.CutPrefix(s.Name, core.ServiceShare(""))
			for _, share := range c.Shares(d, service, "", now) {
				if share.Name == s.Name {
					n = share.Cap
				}
			}
			if n != s.Cap {
				s.Cap, s.Ceiling, s.changed = n, max(n, s.Held), true
			}
		}
	}
	if err := t.keepBoard(b); err != nil {
		return nil, fmt.Errorf("change the quota of days: %w", err)
	}
	return free, nil
}
