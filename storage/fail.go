package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"os"
	"strings"

	"github.com/lib/pq"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"loket/core"
)

// errAgain says that somebody else was faster and that the function must see the world as it is now.
var errAgain = errors.New("others were in the way")

// racy are the constraints that two transactions can only break by doing the right thing at the same moment; and the one
// that a statement may break which does not look first (fanout.go).
var racy = []string{"requests_active", "requests_place", "addresses_prf_key", "follows_active", "conversations_open", "letters_receipt_once",
	"staff_address", "letters_cause_key", "letters_detoured"}

// again tells whether running the whole function once more can help.
func again(err error) bool {
	if errors.Is(err, errAgain) {
		return true
	}
	if e, ok := errors.AsType[*pq.Error](err); ok {
		switch e.Code {
		case "40001", "40P01": // serialization, deadlock
			return true
		case unknownStatement, duplicateStatement, changedStatement: // next time by a connection that has not kept it
			return true
		case "23505":
			for _, name := range racy {
				if e.Constraint == name {
					return true
				}
			}
		}
		return false
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return true
		}
	}
	return false
}

// told is what the outside is told of an error. Kind Away or Operator is the database's trouble and says nothing of what was
// asked of it; Internal is ours, and meets the same again: a value that it refuses, or a fault in a function. The cause says
// what happened, never where: addresses and passwords stay here.
func told(err error) error {
	if err == nil || core.KindOf(err) != core.Internal {
		return err
	}
	if e, ok := errors.AsType[*pq.Error](err); ok {
		return ofPostgres(err, e)
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return ofSQLite(err, e.Code()&0xff)
	}
	if e, ok := errors.AsType[*net.OpError](err); ok {
		return core.Errorf(core.Away, "the database is not reachable: %w", e.Err)
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return core.Errorf(core.Away, "the database's host is not known by its name")
	}
	switch {
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone), errors.Is(err, net.ErrClosed),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return core.Errorf(core.Away, "the database hung up")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return core.Errorf(core.Away, "the database did not answer in time: %w", err)
	case errors.Is(err, context.Canceled), errors.Is(err, sql.ErrTxDone): // the second is what statements after the first get
		return core.Errorf(core.Away, "the database was not waited for: %w", err)
	case strings.Contains(err.Error(), "pq: SSL is not enabled on the server"):
		return core.Errorf(core.Operator, "the database speaks no TLS: add sslmode=disable if its network is safe")
	}
	return err
}

// ofPostgres sorts what the server says. Only what it says of values is ours; whatever else is new to us will pass.
func ofPostgres(err error, e *pq.Error) error {
	switch e.Code.Class() {
	case "22", "23": // a value it cannot take; a constraint
		return err
	case "28", "3D", "42": // wrong role or password; no such database; no right, or no such table
		return core.Errorf(core.Operator, "the database refuses us: %s", e.Message)
	}
	return core.Errorf(core.Away, "the database is away: %s", e.Message)
}

// ofSQLite does the same by the primary code.
func ofSQLite(err error, code int) error {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_RANGE:
		return err
	case sqlite3.SQLITE_NOTADB:
		return core.Errorf(core.Operator, "the file is no SQLite database: set LOKET_DATABASE_URL to another, or put a copy of the office's back")
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CORRUPT,
		sqlite3.SQLITE_AUTH, sqlite3.SQLITE_ERROR:
		return &core.Error{Kind: core.Operator, Cause: err}
	}
	return core.Errorf(core.Away, "the database cannot serve now: %w", err)
}
