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

// clockRow is the database's clock, and what of the office's only row is read with it.
type clockRow struct {
	Machine int64
	Offset  int64 `db:"clock_offset"`
	News    int64 `db:"news_version"`
	Set     int64 `db:"overrides_version"`
}

// ofMeta is the columns of a clockRow beside the clock, where another table is read or written.
const ofMeta = `(SELECT clock_offset FROM meta) AS clock_offset, (SELECT news_version FROM meta) AS news_version,
			(SELECT overrides_version FROM meta) AS overrides_version`

// clock is the database's own time, by which leases and letters live. The versions of what is kept in memory come with it.
func (t *tx) clock() (int64, error) {
	if t.machine != 0 {
		return t.machine, nil
	}
	now, err := read[clockRow](t, nil, "SELECT "+t.d.now+" AS machine, clock_offset, news_version, overrides_version FROM meta")
	if err != nil {
		return 0, fmt.Errorf("read the clock: %w", err)
	}
	t.strikes(now[0])
	return t.machine, nil
}

func (t *tx) strikes(c clockRow) {
	t.machine, t.office, t.news, t.set = c.Machine, c.Machine+c.Offset, c.News, c.Set
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
