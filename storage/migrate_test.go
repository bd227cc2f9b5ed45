package storage_test

import (
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

// TestMigrateTogether: many replicas start at once on an empty database, and again on one that is ready.
func TestMigrateTogether(t *testing.T) {
	storagetest.BothEmpty(t, func(t *testing.T, url string) {
		for range 2 {
			var g errgroup.Group
			for range 6 {
				g.Go(func() error {
					s, err := storage.Open(t.Context(), url, storagetest.Keys())
					if err != nil {
						return err
					}
					return errors.Join(s.Migrate(t.Context()), s.Ping(t.Context()), s.Close())
				})
			}
			if err := g.Wait(); err != nil {
				t.Fatal(err)
			}
		}
		have, want, err := storagetest.Open(t, url).Version(t.Context())
		if err != nil || have != want || have < 1 {
			t.Errorf("version %d of %d, %v", have, want, err)
		}
	})
}

// TestLean: the tables that are written most are told so.
func TestLean(t *testing.T) {
	url := storagetest.Postgres(t)
	storagetest.Open(t, url)
	for table, want := range map[string]string{
		"persons": "fillfactor=50", "letters": "fillfactor=70 autovacuum_vacuum_threshold=20000 autovacuum_vacuum_scale_factor=0.02",
	} {
		var got string
		if err := raw(t, url).QueryRow("SELECT array_to_string(reloptions, ' ') FROM pg_class WHERE relname = $1", table).Scan(&got); err != nil || got != want {
			t.Errorf("%s: %q, not %q (%v)", table, got, want, err)
		}
	}
}

// TestNewer: a database that a newer binary has migrated is refused by name.
func TestNewer(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		s := storagetest.Open(t, url)
		if _, err := raw(t, url).Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)"); err != nil {
			t.Fatal(err)
		}
		if err := s.Migrate(t.Context()); !errors.Is(err, storage.ErrNewer) {
			t.Errorf("migrate: %v", err)
		}
		if _, err := storage.Open(t.Context(), url, storagetest.Keys()); !errors.Is(err, storage.ErrNewer) {
			t.Errorf("open: %v", err)
		}
	})
}

// TestUnusable: what cannot be opened says whether waiting helps, and never says the password.
func TestUnusable(t *testing.T) {
	there := storagetest.Postgres(t)
	file := filepath.Join(t.TempDir(), "notes.txt")
	write(t, file, strings.Repeat("this is no database\n", 100))
	for about, c := range map[string]struct {
		url  string
		kind core.Kind
	}{
		"nobody listens":    {"postgres://loket:s3cret@127.0.0.1:1/loket?sslmode=disable", core.Away},
		"no such host":      {"postgres://loket:s3cret@nowhere.invalid/loket", core.Away},
		"no such database":  {strings.Replace(there, "/loket_", "/s3cret_", 1), core.Operator},
		"a wrong password":  {wrongPassword(there), core.Operator},
		"not a URL":         {"postgres://loket:s3cret@%zz/loket", core.Invalid},
		"not a port":        {"postgres://loket:s3cret@host:port/loket", core.Invalid},
		"not a parameter":   {"postgres://loket:s3cret@127.0.0.1/loket?sslmode=maybe", core.Invalid},
		"another database":  {"mysql://loket:s3cret@127.0.0.1/loket", core.Invalid},
		"nothing":           {"", core.Invalid},
		"no file":           {"sqlite:", core.Invalid},
		"only in memory":    {"sqlite::memory:", core.Invalid},
		"a missing folder":  {"sqlite:" + filepath.Join(t.TempDir(), "missing", "loket.db"), core.Operator},
		"a file of letters": {"sqlite:" + file, core.Operator},
	} {
		_, err := storage.Open(t.Context(), c.url, nil)
		if err == nil || core.KindOf(err) != c.kind {
			t.Errorf("%s: %v (%v)", about, err, core.KindOf(err))
		} else if strings.Contains(err.Error(), "s3cret") && about != "no such database" {
			t.Errorf("%s: the error holds the password: %v", about, err)
		}
	}
}

// TestAwayLater: a database that goes away under a running office is Away, and the office finds it again.
func TestAwayLater(t *testing.T) {
	url := storagetest.Postgres(t)
	s := storagetest.Open(t, url)
	if err := s.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	// All of the store's connections are cut, as by a restart of the server.
	if _, err := raw(t, url).Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := s.Tx(t.Context(), func(tx core.Tx) error { _, err := tx.Now(); return err }); err != nil && core.KindOf(err) != core.Away {
			t.Errorf("not Away: %v", err)
		}
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("not found again: %v", err)
	}
}

// TestOddPaths: an SQLite file may have any name.
func TestOddPaths(t *testing.T) {
	for _, name := range []string{"a b.db", "50%.db", "what?.db", "#1.db", "ñandú.db"} {
		path := filepath.Join(t.TempDir(), name)
		storagetest.Open(t, "sqlite:"+path)
		if all, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*.db")); len(all) != 1 || all[0] != path {
			t.Errorf("%q became %q", path, all)
		}
	}
}

func wrongPassword(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	u.User = url.UserPassword("loket", "s3cret")
	return u.String()
}
