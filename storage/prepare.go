package storage

import (
	chain "container/list"
	"context"
	"database/sql/driver"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"github.com/lib/pq"
)

// Every statement of ours has the same text each time, so a connection keeps those it has seen, parsed and planned: a tray's
// statements cost more to plan than to carry out. Behind a pooler that hands its server connections from one client to another
// a kept statement may be somebody else's; there, nothing is kept (postgres.go).

// A plan is made for tables as large as they are at the moment, and they may be empty then and hold a crowd a little later. So
// plans are made again after a moment, and at once for a statement in which anew stands: one that takes from so many rows that
// not even for a moment may it go the wrong way.
const (
	anew   = "/* planned anew */ "
	moment = time.Second
)

const (
	keptStatements = 200      // of a connection; what was used least goes
	keptText       = 16 << 10 // bytes; longer texts are those of large batches, which hardly come twice
)

// driverConn is what the connections of both drivers can do.
type driverConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// statement is what the statements of both drivers can do.
type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// keeping is a connection that keeps its statements.
type keeping struct {
	driverConn
	lost  *atomic.Bool // statements get lost on the way: no connection of this store keeps any
	known map[string]*chain.Element
	used  chain.List // of *kept, the one used last first
	stale bool       // a kept statement was refused: the connection is not used again

	discard string // has plans made again; "": the database has no plans that depend on how large its tables are
	planned time.Time
}

type kept struct {
	text string
	statement
}

// ExecContext is a driver.ExecerContext's.
func (k *keeping) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := k.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return k.driverConn.ExecContext(ctx, query, args)
	}
	r, err := s.ExecContext(ctx, args)
	return r, k.heed(err)
}

// QueryContext is a driver.QueryerContext's.
func (k *keeping) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := k.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return k.driverConn.QueryContext(ctx, query, args)
	}
	r, err := s.QueryContext(ctx, args)
	return r, k.heed(err)
}

// BeginTx is a driver.ConnBeginTx's.
func (k *keeping) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	if now := time.Now(); k.discard != "" && now.Sub(k.planned) > moment {
		if _, err := k.driverConn.ExecContext(ctx, k.discard, nil); err != nil {
			return nil, err
		}
		k.planned = now
	}
	return k.driverConn.BeginTx(ctx, o)
}

// CheckNamedValue is a driver.NamedValueChecker's.
func (k *keeping) CheckNamedValue(v *driver.NamedValue) error {
	if c, ok := k.driverConn.(driver.NamedValueChecker); ok {
		return c.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

// IsValid is a driver.Validator's.
func (k *keeping) IsValid() bool { return !k.stale && k.driverConn.IsValid() }

// ResetSession is a driver.SessionResetter's.
func (k *keeping) ResetSession(ctx context.Context) error {
	if k.stale {
		return driver.ErrBadConn
	}
	return k.driverConn.ResetSession(ctx)
}

// statement is the kept one with this text, or nil if it is better sent as it is. A text with a semicolon may be several
// statements.
func (k *keeping) statement(ctx context.Context, query string) (statement, error) {
	if e, ok := k.known[query]; ok {
		k.used.MoveToFront(e)
		return e.Value.(*kept).statement, nil
	}
	if k.lost.Load() || len(query) > keptText || strings.Contains(query, anew) || strings.Contains(query, ";") {
		return nil, nil
	}
	made, err := k.PrepareContext(ctx, query)
	if err != nil {
		return nil, k.heed(err)
	}
	s, ok := made.(statement)
	if !ok {
		return nil, made.Close()
	}
	if k.used.Len() == keptStatements {
		last := k.used.Remove(k.used.Back()).(*kept)
		delete(k.known, last.text)
		if err := last.Close(); err != nil {
			return nil, err
		}
	}
	k.known[query] = k.used.PushFront(&kept{query, s})
	return s, nil
}

// Errors of kept statements that say nothing of what was asked.
const (
	unknownStatement   = "26000" // the server has not the statement: there is a pooler after all
	duplicateStatement = "42P05" // the server has another of that name: likewise
	changedStatement   = "0A000" // a migration has changed what its columns are
)

// heed looks whether a kept statement was refused for being one. The transaction is then run again without it.
func (k *keeping) heed(err error) error {
	if e, ok := errors.AsType[*pq.Error](err); ok {
		switch e.Code {
		case unknownStatement, duplicateStatement:
			k.lost.Store(true)
			k.stale = true
		case changedStatement:
			k.stale = true
		}
	}
	return err
}

// keepers opens connections that keep their statements.
type keepers struct {
	driver.Connector
	lost atomic.Bool
}

// Connect is a driver.Connector's.
func (o *keepers) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := o.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return o.keep(c.(driverConn), ""), nil
}

func (o *keepers) keep(c driverConn, discard string) driver.Conn {
	return &keeping{driverConn: c, lost: &o.lost, known: map[string]*chain.Element{}, discard: discard, planned: time.Now()}
}
