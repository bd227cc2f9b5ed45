package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/schollz/progressbar/v3"

	"loket/storage"
)

// keyCommand is `loket key`: the file that seals personal data.
type keyCommand struct {
	New    keyNew    `cmd:"" help:"Make a key file."`
	Rotate keyRotate `cmd:"" help:"Add a new sealing key and seal everything with it; the office may go on meanwhile."`
}

type keyNew struct{ Place }

func (c *keyNew) Run(t *console) error {
	path := c.keyPath()
	if path == "" {
		path = "loket.key"
	}
	keys, err := storage.NewKeys()
	if err != nil {
		return err
	}
	err = keys.Save(path)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already and may be all that opens somebody's data: name another with --key-file", path)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "made %s: keep a copy of it elsewhere, without it nothing it sealed can be read again\n", path)
	return nil
}

type keyRotate struct{ Place }

func (c *keyRotate) Run(ctx context.Context, t *console) error {
	store, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	keys, err := c.keys()
	if err != nil {
		return err
	}
	if err := keys.Rotate(); err != nil {
		return err
	}
	if err := keys.Replace(); err != nil {
		return err
	}
	// Opened anew, with the new key. An office that runs beside us goes on with the one before, which stays, until it
	// meets the new one.
	resealing, err := storage.Open(ctx, c.DatabaseURL, keys)
	if err != nil {
		return c.explain(err)
	}
	defer resealing.Close()
	progress, done := func(int) {}, 0
	if interactive(t.err) {
		bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetDescription("sealing"))
		defer bar.Close()
		progress = func(n int) { _ = bar.Set(n) }
	}
	if err := resealing.Reseal(ctx, func(n int) { done = n; progress(n) }); err != nil {
		return fmt.Errorf("%w (run `loket key rotate` again to finish; nothing is lost)", err)
	}
	fmt.Fprintf(t.out, "sealed %d values with a new key in %s: replace the copy of that file\n", done, c.keyPath())
	return nil
}
