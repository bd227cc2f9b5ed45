package storage

import (
	"context"

	"github.com/pressly/goose/v3"
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
