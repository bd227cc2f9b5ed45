package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"loket/storage"
)

// migrateCommand is `loket migrate`.
type migrateCommand struct{ Place }

// Run needs no key file: what it does touches nothing that is sealed. One that is there is checked.
func (c *migrateCommand) Run(ctx context.Context, t *console) error {
	log := newLog(t.err, "info")
	var keys *storage.Keys
	if path := c.keyPath(); path != "" {
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) || c.KeyFile != "" {
			if keys, err = c.keys(); err != nil {
				return err
			}
		}
	}
	var have, want int64
	err := c.wait(ctx, log, func() error {
		store, err := storage.Open(ctx, c.DatabaseURL, keys)
		if err != nil {
			return err
		}
		defer store.Close()
		if have, want, err = store.Version(ctx); err != nil {
			return err
		}
		return store.Migrate(ctx)
	})
	if err != nil {
		return err
	}
	if have == want {
		fmt.Fprintf(t.out, "the database is at version %d already\n", want)
	} else {
		fmt.Fprintf(t.out, "the database went from version %d to %d\n", have, want)
	}
	return nil
}
