package storage

import (
	"context"
	"fmt"
	"time"
)

// Now is the core.Tx's: the database's clock and the office's offset, read once.
func (t *tx) Now() (time.Time, error) {
	if _, err := t.clock(); err != nil {
		return time.Time{}, err
	}
	return instant(t.office), nil
}

// clock is the database's own time, by which leases and letters live. The versions of what is kept in memory come with it.
func (t *tx) clock() (int64, error) {
	if t.machine != 0 {
		return t.machine, nil
	}
	now, err := read[struct {
		Machine int64 `db:"machine"`
		Offset  int64 `db:"clock_offset"`
		News    int64 `db:"news_version"`
		Set     int64 `db:"overrides_version"`
	}](t, nil, "SELECT "+t.d.now+" AS machine, clock_offset, news_version, overrides_version FROM meta")
	if err != nil {
		return 0, fmt.Errorf("read the clock: %w", err)
	}
	t.machine, t.office, t.news, t.set = now[0].Machine, now[0].Machine+now[0].Offset, now[0].News, now[0].Set
	return t.machine, nil
}

// micro is Now as it is stored.
func (t *tx) micro() (int64, error) {
	_, err := t.clock()
	return t.office, err
}

// meanwhile is an instant of the office's clock by the database's, by which letters are settled.
func (t *tx) meanwhile(at time.Time) (int64, error) {
	_, err := t.clock()
	return micros(at) - (t.office - t.machine), err
}

// SetClock makes the office's clock stand at least at the given time; from there it runs on. An office that nobody has
// written to yet takes any time, later the clock only moves forward: an earlier time changes nothing.
func (s *Store) SetClock(ctx context.Context, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.change(nil, `UPDATE meta SET clock_offset = CAST(? AS BIGINT) - `+t.d.now+`
			WHERE CAST(? AS BIGINT) - `+t.d.now+` > clock_offset
			   OR NOT EXISTS (SELECT 1 FROM inbox) AND NOT EXISTS (SELECT 1 FROM requests)`, at.UnixMicro(), at.UnixMicro())
		if err != nil {
			return fmt.Errorf("set the office's clock: %w", err)
		}
		return nil
	})
}
