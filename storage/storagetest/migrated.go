package storagetest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"loket/storage"
)

// To migrate a database takes longer than most tests do what they are for. So a test process migrates one of each kind, which no
// keys are bound to and nobody has written to, and the tests get copies.

// migrate brings an empty database to this binary's version.
func migrate(address string) error {
	store, err := storage.Open(context.Background(), address, nil)
	if err != nil {
		return err
	}
	return errors.Join(store.Migrate(context.Background()), store.Close())
}

// Migrated makes a database like Database, which is migrated already.
func (c *Cluster) Migrated() (address string, drop func() error, err error) {
	pattern, err := c.pattern()
	if err != nil {
		return "", nil, fmt.Errorf("make a database to copy: %w", err)
	}
	name, address, err := c.make(pattern)
	return address, func() error { return c.drop(name) }, err
}

// pattern is the database to copy.
func (c *Cluster) pattern() (string, error) {
	c.migrating.Lock()
	defer c.migrating.Unlock()
	if c.migrated != "" {
		return c.migrated, nil
	}
	name, address, err := c.make("template0")
	if err != nil {
		return "", err
	}
	if err := migrate(address); err != nil {
		return "", errors.Join(err, c.drop(name))
	}
	c.migrated = name
	return name, nil
}

// migratedFile is an SQLite file that is migrated.
var migratedFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp(quickDir(), "loket-sqlite-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "loket.db")
	if err := migrate("sqlite:" + path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// copyMigrated puts a migrated SQLite file where there is none.
func copyMigrated(address string) error {
	path, ok := strings.CutPrefix(address, "sqlite:")
	if _, err := os.Stat(path); !ok || !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	file, err := migratedFile()
	if err != nil {
		return err
	}
	return os.WriteFile(path, file, 0o600)
}
