package storage

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"

	"loket/core"
)

// ErrNewer says that a newer binary has migrated the database. The mend is to run that binary: migrations go forward only.
var ErrNewer = errors.New("the database is newer than this binary")

//go:embed migrations/*.sql
var migrations embed.FS

// migrationLock is the advisory lock that one migrating replica holds on PostgreSQL.
const migrationLock = 0x6c6f6b6574 // "loket"

// Version is the version of the schema that the database has (0: none yet), and the one that this binary wants.
func (s *Store) Version(ctx context.Context) (have, want int64, err error) {
	all, err := s.migrations()
	if err != nil {
		return 0, 0, err
	}
	want = all[len(all)-1].Version
	table := "SELECT COUNT(*) FROM sqlite_master WHERE name = 'goose_db_version'"
	if s.d == &postgresDialect {
		table = "SELECT COUNT(*) FROM pg_class WHERE oid = to_regclass('goose_db_version')"
	}
	var there int
	if err := s.writer.GetContext(ctx, &there, table); err != nil || there == 0 {
		return 0, want, told(err)
	}
	err = s.writer.GetContext(ctx, &have, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied")
	return have, want, told(err)
}

// Migrate brings the database to this binary's version and binds it to the store's keys. Any number of replicas may call
// it at the same time; where nothing is to be done it takes no lock.
func (s *Store) Migrate(ctx context.Context) error {
	return s.patiently(ctx, func() error { return s.migrateOnce(ctx) })
}

func (s *Store) migrateOnce(ctx context.Context) error {
	for n := 1; ; n++ {
		have, want, err := s.Version(ctx)
		if err != nil {
			return err
		}
		if have > want {
			return fmt.Errorf("%w: it is at version %d, this binary knows %d", ErrNewer, have, want)
		}
		if have == want {
			return s.bind(ctx)
		}
		// On SQLite two processes may both see work and one of them fail: then the other has done it.
		if err := s.migrate(ctx); err != nil && n == tries {
			return told(fmt.Errorf("migrate the database: %w", err))
		} else if err != nil {
			if e := told(err); core.KindOf(e) == core.Away || ctx.Err() != nil || s.d == &postgresDialect {
				return fmt.Errorf("migrate the database: %w", e)
			}
			time.Sleep(time.Duration(n) * 10 * time.Millisecond)
		}
	}
}

func (s *Store) migrate(ctx context.Context) (err error) {
	all, err := s.migrations()
	if err != nil {
		return err
	}
	if s.d == &postgresDialect {
		conn, err := s.writer.Conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
			return err
		}
		defer conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(migrationLock))
	}
	p, err := goose.NewProvider(s.d.goose, s.writer.DB, nil,
		goose.WithGoMigrations(all...), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// migrations reads the embedded files, in the words of the dialect. A file is one migration and one transaction.
func (s *Store) migrations() (all []*goose.Migration, err error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			return nil, fmt.Errorf("migration %s: %w", name, err)
		}
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("migration %s: %w", name, err)
		}
		up := func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, s.d.words.Replace(string(text)))
			return err
		}
		all = append(all, goose.NewGoMigration(version, &goose.GoFunc{RunTx: up}, nil))
	}
	return all, nil
}
