package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"modernc.org/sqlite"

	"loket/core"
)

// Store is an office's database.
type Store struct {
	d        *dialect
	writer   *sqlx.DB
	reader   *sqlx.DB // the same pool as writer on PostgreSQL
	snapshot *sql.TxOptions
	keys     *Keys
	trouble  func(error)
	zone     *time.Location
	memory   memory
	idlers   idlers
	bell     *bell // nil where the others cannot be told
	vault    vault
}

var _ core.Store = (*Store)(nil)

// Trouble names who is told of what does not stop the work and yet needs the operator: letters that cannot be opened. It is
// called before the store is used.
func (s *Store) Trouble(tell func(error)) { s.trouble = tell }

// Zone names the office's time zone: by its days the audiences are found that are to fetch something. It is called before the
// store is used; without it days are UTC's.
func (s *Store) Zone(zone *time.Location) { s.zone = zone }

// connections is how many a process has to a PostgreSQL; readers is how many it has to an SQLite file beside the writer.
const (
	connections = 16
	readers     = 4
)

// Open opens the database at sqlite:PATH or postgres://…, and looks whether it can be used with these keys by this
// binary. Without keys (nil) it serves Migrate, Ping and Version, and whatever touches no personal data.
//
// An error tells who must act. Kind Away: the database is not reached, try again. ErrNewer, ErrNoKey, ErrForeignKey, and
// Kind Operator or Invalid: waiting does not help. None of them holds a part of the URL.
func Open(ctx context.Context, address string, keys *Keys) (*Store, error) {
	s, err := connect(address)
	if err != nil {
		return nil, err
	}
	s.keys, s.trouble, s.zone = keys, func(error) {}, time.UTC
	if err := s.patiently(ctx, func() error { return s.examine(ctx) }); err != nil {
		return nil, errors.Join(told(err), s.Close())
	}
	return s, nil
}

// patiently does something again while an SQLite file is taken. Turning a fresh file to its write-ahead log, and closing
// it for the last time, exclude everybody else for a moment in which SQLite does not wait by itself.
func (s *Store) patiently(ctx context.Context, do func() error) error {
	for n := 1; ; n++ {
		err := do()
		if err == nil || s.d != &sqliteDialect || n == tries || ctx.Err() != nil || core.KindOf(told(err)) != core.Away {
			return err
		}
		time.Sleep(time.Duration(n) * 10 * time.Millisecond)
	}
}

func connect(address string) (*Store, error) {
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		return openSQLite(path)
	}
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		return openPostgres(address)
	}
	return nil, core.Errorf(core.Invalid, "the database's URL must be sqlite:PATH or postgres://user:password@host/database")
}

func openSQLite(path string) (*Store, error) {
	if path == "" || path == ":memory:" {
		return nil, core.Errorf(core.Invalid, "the database's URL names no file: write sqlite:PATH")
	}
	// PathEscape also hides what would begin a query or a fragment; SQLite reads it back.
	file := "file:" + url.PathEscape(path) + "?_dqs=0&_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)"
	writer, err1 := sqlite.NewConnector(file + "&_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	reader, err2 := sqlite.NewConnector(file + "&_pragma=query_only(1)")
	if err := errors.Join(err1, err2); err != nil {
		return nil, fmt.Errorf("open SQLite: %w", err)
	}
	s := &Store{d: &sqliteDialect, writer: pool(&keepers{Connector: writer}, sqliteDialect.driver, 1),
		reader: pool(&keepers{Connector: reader}, sqliteDialect.driver, readers), vault: folder(path + ".papers")}
	s.reader.SetMaxIdleConns(2) // a page cache each
	return s, nil
}

// pool is so many connections, which stay open.
func pool(c driver.Connector, name string, most int) *sqlx.DB {
	db := sqlx.NewDb(sql.OpenDB(c), name)
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(most)
	return db
}

// examine finds out whether the database is reached, whether this binary knows its schema, and whether the keys are its.
func (s *Store) examine(ctx context.Context) error {
	have, want, err := s.Version(ctx)
	if err != nil {
		return err
	}
	if have > want {
		return fmt.Errorf("%w: it is at version %d, this binary knows %d", ErrNewer, have, want)
	}
	if have == 0 {
		return nil
	}
	return s.bind(ctx)
}

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return told(s.reader.PingContext(ctx))
}

// Close ends all connections, after the transactions under way.
func (s *Store) Close() error {
	if s.bell != nil {
		s.bell.close()
	}
	if s.reader == s.writer {
		return s.writer.Close()
	}
	return errors.Join(s.reader.Close(), s.writer.Close())
}
