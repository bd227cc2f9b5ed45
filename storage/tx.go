package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"loket/core"
)

// tries bounds how often a function is run again on contention.
const tries = 12

// Tx is the core.Store's. The function is run again when others were in the way; in the end it has run once, or nothing
// has happened.
func (s *Store) Tx(ctx context.Context, fn func(core.Tx) error) error {
	return s.write(ctx, func(t *tx) error { return fn(t) })
}

// View is the core.Store's.
func (s *Store) View(ctx context.Context, fn func(core.Tx) error) error {
	return s.look(ctx, func(t *tx) error { return fn(t) })
}

func (s *Store) write(ctx context.Context, fn func(*tx) error) error {
	for n := 1; ; n++ {
		err := s.once(ctx, n > 1, fn)
		if err == nil || !again(err) {
			return told(err)
		}
		if n == tries {
			return core.Errorf(core.Away, "the database was too busy %d times: %w", tries, err)
		}
		select {
		case <-time.After(rand.N(time.Duration(n*n) * 2 * time.Millisecond)):
		case <-ctx.Done():
			return told(ctx.Err())
		}
	}
}

func (s *Store) once(ctx context.Context, rerun bool, fn func(*tx) error) error {
	x, err := s.writer.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer x.Rollback() // after a commit, and after all else, it does nothing
	t := &tx{ctx: ctx, x: x, d: s.d, keys: s.keys, zone: s.zone, memory: &s.memory, rerun: rerun}
	if err := fn(t); err != nil {
		return err
	}
	if t.broken != nil { // the function kept silent about it
		return t.broken
	}
	if err := x.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if t.trouble != nil {
		s.trouble(t.trouble)
	}
	return nil
}

func (s *Store) look(ctx context.Context, fn func(*tx) error) error {
	x, err := s.reader.BeginTxx(ctx, s.snapshot)
	if err != nil {
		return told(fmt.Errorf("begin: %w", err))
	}
	defer x.Rollback()
	return told(fn(&tx{ctx: ctx, x: x, d: s.d, keys: s.keys, zone: s.zone, memory: &s.memory, view: true}))
}

// statements is what a transaction does its work by.
type statements interface {
	SelectContext(ctx context.Context, rows any, query string, args ...any) error
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	Rebind(query string) string
}

// tx is one transaction.
type tx struct {
	ctx    context.Context
	x      statements
	d      *dialect
	keys   *Keys
	zone   *time.Location
	view   bool  // may change nothing
	rerun  bool  // others were in the way of the same function before
	broken error // the first statement that failed: nothing may be committed after it

	memory *memory

	trouble error // what somebody should know though the transaction is committed

	machine, office int64                // the database's clock and the office's, once read
	news, set       int64                // versions of the news and of the overrides, read with them
	holdsDays       bool                 // nobody else changes days until this transaction ends
	overrides       int64                // version of the overrides that this transaction has read, plus 1; 0: none read
	homes           map[home]homeAddress // of people it has met
	sets            bool                 // it has changed them
}

var _ core.Tx = (*tx)(nil)

var errView = errors.New("a view can change nothing")

// read selects rows of T, whose fields bear the names of the columns. The batch, if there is one, is the relation b.
func read[T any](t *tx, b *batch, query string, args ...any) (all []T, err error) {
	err = t.each(b, func(with string, values []any) error {
		var rows []T
		err := t.x.SelectContext(t.ctx, &rows, t.x.Rebind(with+query), append(values, args...)...)
		all = append(all, rows...)
		return err
	})
	return all, err
}

// change runs a statement that writes, and returns how many rows it wrote.
func (t *tx) change(b *batch, query string, args ...any) (n int64, err error) {
	if t.view {
		return 0, errView
	}
	err = t.each(b, func(with string, values []any) error {
		r, err := t.x.ExecContext(t.ctx, t.x.Rebind(with+query), append(values, args...)...)
		if err != nil {
			return err
		}
		m, err := r.RowsAffected()
		n += m
		return err
	})
	return n, err
}

// returning is a change that answers rows.
func returning[T any](t *tx, b *batch, query string, args ...any) ([]T, error) {
	if t.view {
		return nil, errView
	}
	return read[T](t, b, query, args...)
}

// each runs a statement for the parts of a batch, once if there is no batch, never if it is empty.
func (t *tx) each(b *batch, run func(with string, values []any) error) error {
	if t.broken != nil {
		return t.broken
	}
	if b == nil {
		t.broken = run("", nil)
		return t.broken
	}
	for lo, step := 0, t.d.chunk(len(b.types)); lo < len(b.rows); lo += step {
		rows, values := t.d.relation(b, lo, min(lo+step, len(b.rows)))
		with := "WITH b (" + strings.Join(b.names, ", ") + ", n) AS (" + rows + ")\n"
		if t.broken = run(with, values); t.broken != nil {
			return t.broken
		}
	}
	return nil
}

// alone keeps other transactions that name the same word waiting until this one ends. On SQLite they wait anyway.
func (t *tx) alone(word string) error {
	if t.view {
		return errView
	}
	if t.d.alone == "" {
		return nil
	}
	_, err := t.change(nil, t.d.alone, word)
	return err
}

// whole tells the database that what comes reads much of large tables. Otherwise statements take few rows of them, and go
// from one to the next by the indexes (planning). SQLite goes by the indexes anyway.
func (t *tx) whole() error {
	if t.d.whole == "" {
		return nil
	}
	return t.each(nil, func(string, []any) error {
		_, err := t.x.ExecContext(t.ctx, t.d.whole)
		return err
	})
}

// micros is how instants are stored: microseconds since 1970, the zero time as 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}
