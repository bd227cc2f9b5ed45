package storage

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"loket/core"
)

// folder is the vault of an SQLite file: a folder beside it. In the file, each paper would keep its one writer busy, and swell what is
// copied every night.
type folder string

// drafted is what the name of a draft ends with.
const drafted = ".part"

// listed is how many names are looked at in one go.
const listed = 500

// at is where a file lies. Names are ours; a database that somebody has changed leads nowhere else all the same.
func (f folder) at(name string) string { return filepath.Join(string(f), filepath.Base(name)) }

type draftFile struct {
	*os.File
	folder folder
	name   string
}

func (f folder) create(_ context.Context, name string) (draft, error) {
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(f.at(name+drafted), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	return &draftFile{file, f, name}, err
}

// keep returns when the file is on the disk, under its name.
func (d *draftFile) keep() error {
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return err
	}
	if err := os.Rename(d.folder.at(d.name+drafted), d.folder.at(d.name)); err != nil {
		return err
	}
	dir, err := os.Open(string(d.folder))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func (d *draftFile) giveUp() error {
	_ = d.Close()
	return os.Remove(d.folder.at(d.name + drafted))
}

func (f folder) open(_ context.Context, name string) (io.ReadCloser, error) {
	file, err := os.Open(f.at(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, core.Errorf(core.Missing, "a file is not in %s", f)
	}
	return file, err
}

func (f folder) remove(_ context.Context, names []string) (err error) {
	for _, name := range names {
		if gone := os.Remove(f.at(name)); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}

func (f folder) list(ctx context.Context, age time.Duration, show func([]string) (bool, error)) error {
	dir, err := os.Open(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	defer dir.Close()
	for {
		entries, err := dir.ReadDir(listed)
		if errors.Is(err, io.EOF) {
			return ctx.Err()
		} else if err != nil {
			return err
		}
		var names []string
		for _, e := range entries {
			if info, err := e.Info(); err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > age {
				names = append(names, e.Name())
			}
		}
		if more, err := show(names); err != nil || !more || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
	}
}
