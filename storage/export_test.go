package storage

import (
	"context"
	"database/sql"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"

	"loket/core"
)

// Ask asks something in a transaction of its own, as the store's own statements are asked.
func (s *Store) Ask(ctx context.Context, query string, args ...any) (value string, err error) {
	err = s.write(ctx, func(t *tx) error {
		all, err := read[string](t, nil, query, args...)
		if err == nil && len(all) > 0 {
			value = all[0]
		}
		return err
	})
	return value, err
}

// Explain does something in a transaction and returns how the database went about each of its statements.
func (s *Store) Explain(ctx context.Context, fn func(core.Tx) error) (plans []string, err error) {
	err = s.write(ctx, func(t *tx) error {
		e := &explained{Tx: t.x.(*sqlx.Tx), word: "EXPLAIN "}
		if s.d == &sqliteDialect {
			e.word = "EXPLAIN QUERY PLAN "
		}
		t.x = e
		err := fn(t)
		plans = e.plans
		return err
	})
	return plans, err
}

// ExplainClaim is Explain of a claim.
func (s *Store) ExplainClaim(ctx context.Context, account string, n int) (plans []string, err error) {
	return s.Explain(ctx, func(of core.Tx) error {
		_, _, err := of.(*tx).claim(account, n)
		return err
	})
}

// explained asks for the plan of every statement before it is run.
type explained struct {
	*sqlx.Tx
	word  string
	plans []string
}

func (e *explained) SelectContext(ctx context.Context, rows any, query string, args ...any) error {
	if err := e.explain(ctx, query, args); err != nil {
		return err
	}
	return e.Tx.SelectContext(ctx, rows, query, args...)
}

func (e *explained) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := e.explain(ctx, query, args); err != nil {
		return nil, err
	}
	return e.Tx.ExecContext(ctx, query, args...)
}

func (e *explained) explain(ctx context.Context, query string, args []any) error {
	rows, err := e.QueryContext(ctx, e.word+query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var plan strings.Builder
	plan.WriteString(query)
	for rows.Next() {
		var id, parent, unused int
		var line string
		into := []any{&line}
		if e.word != "EXPLAIN " {
			into = []any{&id, &parent, &unused, &line}
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		plan.WriteString("\n" + line)
	}
	e.plans = append(e.plans, plan.String())
	return rows.Err()
}

// MigrateTo brings an empty database to an earlier version only.
func (s *Store) MigrateTo(ctx context.Context, version int64) error {
	all, err := s.migrations()
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(s.d.goose, s.writer.DB, nil,
		goose.WithGoMigrations(all...), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	_, err = p.UpTo(ctx, version)
	return err
}
