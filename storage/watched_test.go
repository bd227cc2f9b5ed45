package storage

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net/url"
	"strings"

	"github.com/lib/pq"
	"modernc.org/sqlite"
)

// Asked is a statement that is about to be run, and the connection on which it will be.
type Asked struct {
	Query string
	Args  []driver.NamedValue
	Alone bool // outside of any transaction
	conn  driverConn
}

// Rows runs something else on the statement's connection, before it.
func (a Asked) Rows(query string, args ...driver.NamedValue) (rows [][]driver.Value, err error) {
	r, err := a.conn.QueryContext(context.Background(), query, args)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	for {
		row := make([]driver.Value, len(r.Columns()))
		if err := r.Next(row); errors.Is(err, io.EOF) {
			return rows, nil
		} else if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
}

// Watch lets somebody look at every statement of the store before it is run. It is called before the store is used.
func (s *Store) Watch(address string, look func(Asked) error) error {
	path, isFile := strings.CutPrefix(address, "sqlite:")
	if isFile {
		c, err := sqlite.NewConnector("file:" + url.PathEscape(path) + "?_dqs=0&_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_txlock=immediate")
		if err != nil {
			return err
		}
		return s.watched(watching{c, look, ""}, 1)
	}
	c, err := pq.NewConnector(address + "&binary_parameters=yes")
	if err != nil {
		return err
	}
	return s.watched(watching{c, look, "SELECT 0, " + sessionSettings(true)(false)}, connections)
}

func (s *Store) watched(w watching, most int) error {
	err := s.Close()
	s.writer = pool(w, s.d.driver, most)
	s.reader = s.writer
	return err
}

type watching struct {
	driver.Connector
	look     func(Asked) error
	settings string
}

// Connect is a driver.Connector's.
func (w watching) Connect(ctx context.Context) (driver.Conn, error) {
	made, err := w.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	c := made.(driverConn)
	if w.settings != "" {
		_, err = one(ctx, c, w.settings)
	}
	return &watchedConn{driverConn: c, look: w.look}, err
}

type watchedConn struct {
	driverConn
	look   func(Asked) error
	within bool // a transaction
}

// BeginTx is a driver.ConnBeginTx's.
func (w *watchedConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	x, err := w.driverConn.BeginTx(ctx, o)
	w.within = err == nil
	return watchedTx{x, w}, err
}

type watchedTx struct {
	driver.Tx
	of *watchedConn
}

// Commit is a driver.Tx's.
func (x watchedTx) Commit() error {
	x.of.within = false
	return x.Tx.Commit()
}

// Rollback is a driver.Tx's.
func (x watchedTx) Rollback() error {
	x.of.within = false
	return x.Tx.Rollback()
}

// ExecContext is a driver.ExecerContext's.
func (w *watchedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if err := w.look(Asked{query, args, !w.within, w.driverConn}); err != nil {
		return nil, err
	}
	return w.driverConn.ExecContext(ctx, query, args)
}

// QueryContext is a driver.QueryerContext's.
func (w *watchedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if err := w.look(Asked{query, args, !w.within, w.driverConn}); err != nil {
		return nil, err
	}
	return w.driverConn.QueryContext(ctx, query, args)
}

// CheckNamedValue is a driver.NamedValueChecker's.
func (w *watchedConn) CheckNamedValue(v *driver.NamedValue) error {
	if c, ok := w.driverConn.(driver.NamedValueChecker); ok {
		return c.CheckNamedValue(v)
	}
	return driver.ErrSkip
}
