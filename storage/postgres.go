package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/lib/pq"

	"loket/core"
)

func openPostgres(address string) (*Store, error) {
	wrong := core.Errorf(core.Invalid, "the database's URL is not of the form postgres://user:password@host:port/database?sslmode=…")
	u, err := url.Parse(address)
	if err != nil {
		return nil, wrong // the cause would quote the password
	}
	q := u.Query()
	q.Set("binary_parameters", "yes") // one round trip for what is not kept, too
	for name, value := range map[string]string{"application_name": "loket", "connect_timeout": "5"} {
		if !q.Has(name) {
			q.Set(name, value)
		}
	}
	thaw := !q.Has(thawing)
	u.RawQuery = q.Encode()
	connector, err := pq.NewConnector(u.String())
	if err != nil {
		return nil, wrong
	}
	connector.Dialer(dialer{})
	q.Set("application_name", q.Get("application_name")+" listener")
	u.RawQuery = q.Encode()
	db := pool(&greeting{keepers: keepers{Connector: connector}, settings: sessionSettings(thaw)}, postgresDialect.driver, connections)
	s := &Store{d: &postgresDialect, writer: db, reader: db, bell: newBell(db, u.String()),
		snapshot: &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}}
	s.vault = fileParts{s}
	return s, nil
}

// A process that is frozen in the middle of a transaction does not hold its locks for ever.
const thawing, thawed = "idle_in_transaction_session_timeout", "30s"

// planning keeps the planner from reading whole tables, or all of an index to make a bitmap of. Our statements take few rows of
// large tables and go from one to the next by their indexes, whatever PostgreSQL believes of their number: of a crowd that was
// imported a moment ago it believes nothing. So there is one way to go about a statement, which is planned once, and what looks
// dear is not to be compiled.
var planning = [][2]string{{"enable_seqscan", "off"}, {"enable_bitmapscan", "off"}, {"enable_hashjoin", "off"}, {"enable_mergejoin", "off"},
	{"jit", "off"}, {"plan_cache_mode", "force_generic_plan"}}

// sessionSettings sets all this for a connection (false) or for one transaction (true). It is said by a statement: poolers
// refuse parameters of the start that they do not know.
func sessionSettings(thaw bool) func(local bool) string {
	return func(local bool) string {
		var set []string
		for _, s := range planning {
			set = append(set, fmt.Sprintf("set_config('%s', '%s', %t)", s[0], s[1], local))
		}
		if thaw {
			set = append(set, fmt.Sprintf("set_config('%s', '%s', %t)", thawing, thawed, local))
		}
		return strings.Join(set, ", ")
	}
}

// greeting opens connections, and finds out what they lead to.
type greeting struct {
	keepers
	settings func(local bool) string
}

// Connect is a driver.Connector's. If the server does not see the connection come from where it went out, something stands in
// between. That may be a pooler, whose server connections are others' in the next transaction: then nothing may be left there.
func (g *greeting) Connect(ctx context.Context) (driver.Conn, error) {
	var from net.Addr
	made, err := g.Connector.Connect(context.WithValue(ctx, dialled{}, &from))
	if err != nil {
		return nil, err
	}
	c := made.(driverConn)
	port, err := one(ctx, c, "SELECT COALESCE(inet_client_port(), 0)")
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	here, ok := from.(*net.TCPAddr)
	if !ok || port != int64(here.Port) {
		return &pooled{c, "SELECT " + g.settings(true)}, nil
	}
	if _, err := one(ctx, c, "SELECT 0, "+g.settings(false)); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return g.keep(c, "DISCARD PLANS"), nil
}

// one asks for a row and returns its first column.
func one(ctx context.Context, c driver.QueryerContext, query string) (driver.Value, error) {
	rows, err := c.QueryContext(ctx, query, nil)
	if err != nil {
		return nil, err
	}
	row := make([]driver.Value, len(rows.Columns()))
	if err = rows.Next(row); errors.Is(err, io.EOF) {
		err = nil
	}
	return row[0], errors.Join(err, rows.Close())
}

// pooled is a connection that may be another's after each transaction.
type pooled struct {
	driverConn
	settings string
}

// BeginTx is a driver.ConnBeginTx's.
func (p *pooled) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	x, err := p.driverConn.BeginTx(ctx, o)
	if err != nil {
		return nil, err
	}
	if _, err := one(ctx, p, p.settings); err != nil {
		return nil, errors.Join(err, x.Rollback())
	}
	return x, nil
}

// CheckNamedValue is a driver.NamedValueChecker's.
func (p *pooled) CheckNamedValue(v *driver.NamedValue) error {
	return p.driverConn.(driver.NamedValueChecker).CheckNamedValue(v)
}

// dialled names, in a context, where the address of our end of a connection is wanted.
type dialled struct{}

// dialer is a pq.DialerContext that tells from which address a connection goes out.
type dialer struct{}

// DialContext is a pq.DialerContext's.
func (dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if from, ok := ctx.Value(dialled{}).(*net.Addr); ok && err == nil {
		*from = c.LocalAddr()
	}
	return c, err
}

// Dial is a pq.Dialer's.
func (d dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

// DialTimeout is a pq.Dialer's.
func (d dialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}
