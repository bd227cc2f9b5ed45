package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
	sqlite3 "modernc.org/sqlite/lib"

	"loket/core"
)

// TestTold: of all that a database can say, only a refused value is the fault of what was asked of it.
func TestTold(t *testing.T) {
	kinds := map[core.Kind][]pqerror.Code{
		core.Away: {"57014", "55P03", "53100", "53200", "53300", "58000", "58030", "25006", "25P03", "57P01", "57P02", "57P03",
			"08006", "40001", "XX000", "0A000"},
		core.Operator: {"28P01", "3D000", "42501", "42P01"},
		core.Internal: {"22P02", "23502", "23514"},
	}
	for want, codes := range kinds {
		for _, code := range codes {
			if err := told(fmt.Errorf("book: %w", &pq.Error{Code: code})); core.KindOf(err) != want {
				t.Errorf("%s is %v, want %v", code, core.KindOf(err), want)
			}
		}
	}
	for want, codes := range map[core.Kind][]int{
		core.Away:     {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_NOMEM},
		core.Operator: {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_ERROR},
		core.Internal: {sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_TOOBIG},
	} {
		for _, code := range codes {
			if err := ofSQLite(errors.New("x"), code); core.KindOf(err) != want {
				t.Errorf("SQLite's %d is %v, want %v", code, core.KindOf(err), want)
			}
		}
	}
	for _, cause := range []error{sql.ErrTxDone, sql.ErrConnDone, context.DeadlineExceeded, context.Canceled, os.ErrDeadlineExceeded} {
		if err := told(fmt.Errorf("book: %w", cause)); core.KindOf(err) != core.Away {
			t.Errorf("%v is %v", cause, core.KindOf(err))
		}
	}
	full := toldFile(fmt.Errorf("write a file: %w", &os.PathError{Op: "write", Path: "/var/office/x", Err: syscall.ENOSPC}))
	if core.KindOf(full) != core.Operator || !strings.Contains(full.Error(), "the disk is full") || strings.Contains(full.Error(), "office/x") {
		t.Errorf("a full disk: %v", full)
	}
}
