package storagetest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"loket/storage"
)

// SQLite returns the URL of an SQLite database that does not exist yet, and is gone when the test ends. Open makes it.
func SQLite(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp(quickDir(), "loket-sqlite-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return "sqlite:" + filepath.Join(dir, "loket.db")
}

// Both runs a test on each kind of database.
func Both(t *testing.T, test func(t *testing.T, address string)) { both(t, Postgres, test) }

// BothEmpty is Both before the first migration.
func BothEmpty(t *testing.T, test func(t *testing.T, address string)) { both(t, EmptyPostgres, test) }

func both(t *testing.T, postgres func(testing.TB) string, test func(t *testing.T, address string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, postgres(t)) })
}

// Keys are the same for all databases of a test process.
var Keys = sync.OnceValue(func() *storage.Keys {
	keys, err := storage.NewKeys()
	if err != nil {
		panic(err)
	}
	return keys
})

// Open opens a database, makes and migrates it if need be, and closes it when the test ends.
func Open(t testing.TB, address string) *storage.Store {
	t.Helper()
	return OpenWith(t, address, Keys())
}

// OpenWith is Open with keys of the test's own.
func OpenWith(t testing.TB, address string, keys *storage.Keys) *storage.Store {
	t.Helper()
	if err := copyMigrated(address); err != nil {
		t.Fatal(err)
	}
	store, err := storage.Open(context.Background(), address, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := store.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return store
}
