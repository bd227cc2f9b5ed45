package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"loket/core"
	"loket/core/catalog"
	"loket/storage"
)

// patience is how long a database may be away at the start, and how often it is asked.
const (
	patience = time.Minute
	askAgain = 2 * time.Second
)

// catalog reads the office's files; everything wrong with them comes as catalog.Problems.
func (p *Place) catalog() (*catalog.Catalog, error) {
	if p.Office == "" {
		return catalog.Load(nil)
	}
	return catalog.Load(os.DirFS(p.Office))
}

// sqlite is the path of the SQLite file, "" if the database is another.
func (p *Place) sqlite() string {
	path, ok := strings.CutPrefix(p.DatabaseURL, "sqlite:")
	if !ok {
		return ""
	}
	return path
}

// keyPath is where the key file is, "" if nobody has said.
func (p *Place) keyPath() string {
	if p.KeyFile == "" && p.sqlite() != "" {
		return filepath.Join(filepath.Dir(p.sqlite()), "loket.key")
	}
	return p.KeyFile
}

// open opens the database of an office that is there already: of this binary's version, with its keys.
func (p *Place) open(ctx context.Context) (*storage.Store, error) {
	if path := p.sqlite(); path != "" {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no database %s yet: `loket serve` or `loket migrate` makes it", path)
		}
	}
	keys, err := p.keys()
	if err != nil {
		return nil, err
	}
	store, err := storage.Open(ctx, p.DatabaseURL, keys)
	if err != nil {
		return nil, p.explain(err)
	}
	have, want, err := store.Version(ctx)
	if err == nil && have < want {
		err = fmt.Errorf("the database is at version %d and this binary needs %d: run `loket migrate`", have, want)
	}
	if err != nil {
		return nil, errors.Join(p.explain(err), store.Close())
	}
	return store, nil
}

// keys loads the key file, which must be there.
func (p *Place) keys() (*storage.Keys, error) {
	path := p.keyPath()
	if path == "" {
		return nil, errors.New("no key file is named, and without it nothing personal can be read or kept: " +
			"set LOKET_KEY_FILE; `loket key new --key-file FILE` makes one")
	}
	keys, err := storage.LoadKeys(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the key file %s is missing: put it back from where its copy is kept, or set LOKET_KEY_FILE; "+
			"for an office with no data yet `loket key new` makes one", path)
	}
	return keys, err
}

// establish opens the database for who serves it: waits for it, makes a key file for a fresh SQLite office, migrates, and
// sets the clock. Nothing is made that a refusal would leave half done: before anything is, first is asked, if it is not nil.
func (p *Place) establish(ctx context.Context, clock string, log *slog.Logger, first func() error) (*storage.Store, error) {
	if first == nil {
		first = func() error { return nil }
	}
	keys, err := p.keys()
	if err != nil {
		path := p.keyPath()
		if _, e := os.Stat(path); p.sqlite() == "" || !errors.Is(e, fs.ErrNotExist) {
			return nil, err
		}
		if err := first(); err != nil {
			return nil, err
		}
		if keys, err = p.firstKeys(ctx, err, log); err != nil {
			return nil, err
		}
	}
	if _, err := os.Stat(p.sqlite()); p.sqlite() != "" && errors.Is(err, fs.ErrNotExist) {
		if err := first(); err != nil {
			return nil, err
		}
	}
	var store *storage.Store
	err = p.wait(ctx, log, func() (err error) {
		if store, err = storage.Open(ctx, p.DatabaseURL, keys); err != nil {
			return err
		}
		have, want, err := store.Version(ctx)
		if err == nil && have < want {
			err = first()
		}
		if err == nil {
			err = store.Migrate(ctx)
		}
		if err != nil {
			return errors.Join(err, store.Close())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if clock != "" {
		at, err := time.Parse(time.RFC3339, clock)
		if err == nil {
			err = store.SetClock(ctx, at)
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("set the office's clock: %w", err), store.Close())
		}
		log.Warn("LOKET_CLOCK is set: the office does not live in the present", "clock", clock)
	}
	return store, nil
}

// firstKeys makes the key file of an SQLite office that has no data yet; any other must have its own.
func (p *Place) firstKeys(ctx context.Context, missing error, log *slog.Logger) (*storage.Keys, error) {
	if _, err := os.Stat(p.sqlite()); err == nil {
		store, err := storage.Open(ctx, p.DatabaseURL, nil)
		if errors.Is(err, storage.ErrNoKey) {
			return nil, fmt.Errorf("%w; the data in %s are sealed with it", missing, p.sqlite())
		}
		if err != nil {
			return nil, p.explain(err)
		}
		if err := store.Close(); err != nil {
			return nil, fmt.Errorf("close the database: %w", err)
		}
	}
	keys, err := storage.NewKeys()
	if err != nil {
		return nil, err
	}
	if err := keys.Save(p.keyPath()); err != nil {
		return nil, err
	}
	log.Warn("a key file was made that seals personal data: keep a copy of it elsewhere, without it nothing can be read again",
		"file", p.keyPath())
	return keys, nil
}

// wait does something that needs the database again until it is reached, for a minute at most.
func (p *Place) wait(ctx context.Context, log *slog.Logger, do func() error) error {
	giveUp := time.Now().Add(patience)
	for {
		err := do()
		switch {
		case err == nil:
			return nil
		case core.KindOf(err) != core.Away:
			return p.explain(err)
		case time.Now().After(giveUp):
			return fmt.Errorf("the database was away for %s: %w", patience, err)
		}
		log.Warn("the database is away; waiting for it", "error", err, "until", giveUp)
		select {
		case <-time.After(askAgain):
		case <-ctx.Done():
			return errors.New("stopped while waiting for the database")
		}
	}
}

// explain adds the mend to what storage says.
func (p *Place) explain(err error) error {
	switch {
	case errors.Is(err, storage.ErrNewer):
		return fmt.Errorf("%w: run the newer binary, for a database never goes back", err)
	case errors.Is(err, storage.ErrForeignKey):
		return fmt.Errorf("%w: set LOKET_KEY_FILE to the right one (%s is not)", err, p.keyPath())
	case errors.Is(err, storage.ErrNoKey):
		return fmt.Errorf("%w: set LOKET_KEY_FILE", err)
	}
	return err
}
