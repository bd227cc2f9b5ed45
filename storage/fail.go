package storage

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/lib/pq"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"loket/core"
)

// errAgain says that somebody else was faster and that the function must see the world as it is now.
var errAgain = errors.New("others were in the way")

// racy are the constraints that two transactions can only break by doing the right thing at the same moment.
var racy = []string{"requests_active", "addresses_prf_key", "follows_active", "conversations_open"}

// again tells whether running the whole function once more can help.
func again(err error) bool {
	if errors.Is(err, errAgain) {
		return true
	}
	if e, ok := errors.AsType[*pq.Error](err); ok {
		switch e.Code {
		case "40001", "40P01": // serialization, deadlock
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

// told is what the outside is told of an error: a database that cannot be reached is Away. The cause of that says what
// happened, never where: addresses and passwords stay here.
func told(err error) error {
	if err == nil || core.KindOf(err) != core.Internal {
		return err
	}
	if e, ok := errors.AsType[*pq.Error](err); ok {
		switch class := string(e.Code.Class()); {
		case class == "08", class == "57" && e.Code != "57014", e.Code == "53300": // connection; shutdown, starting up; too many
			return core.Errorf(core.Away, "the database is away: %s", e.Message)
		case class == "28", e.Code == "3D000": // wrong role or password; no such database
			return core.Errorf(core.Operator, "the database refuses us: %s", e.Message)
		}
		return err
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CORRUPT:
			return &core.Error{Kind: core.Operator, Cause: err}
		case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR:
			return core.Errorf(core.Away, "the database cannot write: %w", err)
		}
		return err
	}
	if e, ok := errors.AsType[*net.OpError](err); ok {
		return core.Errorf(core.Away, "the database is not reachable: %w", e.Err)
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return core.Errorf(core.Away, "the database's host is not known by its name")
	}
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return core.Errorf(core.Away, "the database hung up")
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return core.Errorf(core.Away, "the database did not answer in time: %w", err)
	}
	if strings.Contains(err.Error(), "pq: SSL is not enabled on the server") {
		return core.Errorf(core.Operator, "the database speaks no TLS: add sslmode=disable if its network is safe")
	}
	return err
}
