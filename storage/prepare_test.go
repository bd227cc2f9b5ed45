package storage_test

import (
	"io"
	"net"
	"net/url"
	"testing"

	"loket/storage/storagetest"
)

// TestKeptStatements: a connection straight to the database keeps its statements, and does not trip over one that a migration
// has changed, or that is gone.
func TestKeptStatements(t *testing.T) {
	ctx := t.Context()
	address := storagetest.Postgres(t)
	s := storagetest.Open(t, address)
	ask := func(query string) string {
		t.Helper()
		answer, err := s.Ask(ctx, query)
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
	const keptHere = "SELECT COUNT(*)::text FROM pg_prepared_statements"
	if n := ask(keptHere); n == "0" {
		t.Error("no statement is kept")
	}
	ask("SELECT id FROM meta")
	for _, change := range []string{"ALTER TABLE meta ALTER id TYPE BIGINT", "ALTER TABLE meta ALTER id TYPE TEXT USING id::text"} {
		if _, err := raw(t, address).Exec("ALTER TABLE meta DROP CONSTRAINT IF EXISTS meta_id_check"); err != nil {
			t.Fatal(err)
		}
		if _, err := raw(t, address).Exec(change); err != nil {
			t.Fatal(err)
		}
		if id := ask("SELECT id FROM meta"); id != "1" {
			t.Errorf("after %s: %q", change, id)
		}
	}
	ask("DEALLOCATE ALL")
	for range 3 {
		if id := ask("SELECT id FROM meta"); id != "1" {
			t.Errorf("after the statements were lost: %q", id)
		}
	}
	if n := ask(keptHere); n != "0" {
		t.Errorf("%s statements are kept where they get lost", n)
	}
}

// TestPooler: what does not lead straight to the database may lead to another server connection each time. Nothing is kept
// there, nor set beyond a transaction.
func TestPooler(t *testing.T) {
	ctx := t.Context()
	between, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer between.Close()
	u, err := url.Parse(storagetest.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	go relay(between, u.Host)
	u.Host = between.Addr().String()
	s := storagetest.Open(t, u.String())
	for query, want := range map[string]string{
		"SELECT COUNT(*)::text FROM pg_prepared_statements":             "0",
		"SELECT current_setting('idle_in_transaction_session_timeout')": "30s",
		"SELECT current_setting('enable_seqscan')":                      "off",
	} {
		if got, err := s.Ask(ctx, query); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", query, got, err, want)
		}
	}
}

// relay passes connections on.
func relay(from net.Listener, to string) {
	for {
		a, err := from.Accept()
		if err != nil {
			return
		}
		b, err := net.Dial("tcp", to)
		if err != nil {
			a.Close()
			return
		}
		pass := func(into, out net.Conn) {
			_, _ = io.Copy(into, out)
			into.Close()
		}
		go pass(a, b)
		go pass(b, a)
	}
}
