package storage

import (
	"context"
	"fmt"
)

// resealed is how many rows are locked at once while they are sealed anew: few, for the office goes on.
const resealed = 200

// Reseal seals with the newest key all that is sealed with an older one, while the office goes on. It may be interrupted
// and begun again at any time. progress is told how many seals were renewed so far.
func (s *Store) Reseal(ctx context.Context, progress func(done int)) error {
	if s.keys == nil {
		return ErrNoKey
	}
	done := 0
	for {
		before := done
		for _, c := range sealed {
			for after, more := int64(0), true; more; {
				last, n := int64(0), 0
				err := s.write(ctx, func(t *tx) (err error) {
					last, n, err = t.reseal(c, after)
					return err
				})
				if err != nil {
					return fmt.Errorf("seal %s anew: %w", c, err)
				}
				after, more = last, n > 0
				done += n
				progress(done)
			}
		}
		if done == before { // nothing was left, not even what was written meanwhile by a process that has the key only now
			return s.remark(ctx)
		}
	}
}

// reseal renews the next few seals of a column, and returns the id up to which that is done.
func (t *tx) reseal(c column, after int64) (last int64, n int, err error) {
	rows, err := returning[struct {
		ID   int64
		Seal []byte
	}](t, nil, fmt.Sprintf(`SELECT id, %[2]s AS seal FROM %[1]s
		WHERE id > ? AND length(%[2]s) > 0 AND substr(%[2]s, 1, 5) <> ? ORDER BY id LIMIT ?`, c.table, c.name)+t.d.lock,
		after, t.keys.now.Load().primary, resealed)
	if err != nil || len(rows) == 0 {
		return after, 0, err
	}
	b := newBatch("id", "BIGINT", "seal", "BYTEA")
	for _, r := range rows {
		plain, err := t.keys.open(c, r.Seal)
		if err != nil {
			return after, 0, err
		}
		seal, err := t.keys.seal(c, plain)
		if err != nil {
			return after, 0, err
		}
		b.add(r.ID, seal)
	}
	if _, err := t.change(b, fmt.Sprintf("UPDATE %[1]s SET %[2]s = b.seal FROM b WHERE %[1]s.id = b.id", c.table, c.name)); err != nil {
		return after, 0, err
	}
	return rows[len(rows)-1].ID, len(rows), nil
}

// remark seals the database's own mark anew, last of all: from now on an old copy of the key file is refused.
func (s *Store) remark(ctx context.Context) error {
	seal, err := s.keys.sealText(keySeal, "loket")
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.change(nil, "UPDATE meta SET key_seal = ?", seal)
		return err
	})
}
