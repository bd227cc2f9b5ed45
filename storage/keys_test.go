package storage_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func newKeys(t *testing.T) *storage.Keys {
	t.Helper()
	keys, err := storage.NewKeys()
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// savedKeys are keys in a file of their own.
func savedKeys(t *testing.T) (*storage.Keys, string) {
	t.Helper()
	keys, path := newKeys(t), filepath.Join(t.TempDir(), "loket.key")
	if err := keys.Save(path); err != nil {
		t.Fatal(err)
	}
	return keys, path
}

func load(t *testing.T, path string) *storage.Keys {
	t.Helper()
	keys, err := storage.LoadKeys(path)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// TestKeyFile: only the owner reads it, nothing overwrites it, and what is no key file is refused without being quoted.
func TestKeyFile(t *testing.T) {
	keys, path := savedKeys(t)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := newKeys(t).Save(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("overwritten: %v", err)
	}
	if all, _ := os.ReadDir(filepath.Dir(path)); len(all) != 1 {
		t.Errorf("left behind: %v", all)
	}
	if err := keys.Save(filepath.Join(t.TempDir(), "missing", "loket.key")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("into a missing folder: %v", err)
	}
	if _, err := storage.LoadKeys(path + ".not"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	for _, text := range []string{"", "s3cret", `{"sealing":"s3cret"}`, `{"sealing":{"key":[{"s3cret":1}]},"finding":{}}`} {
		write(t, path, text)
		if _, err := storage.LoadKeys(path); err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("loaded %q: %v", text, err)
		}
	}
}

// TestKeysOfADatabase: the first keys are a database's keys for ever.
func TestKeysOfADatabase(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		open := func(keys *storage.Keys) error {
			s, err := storage.Open(t.Context(), url, keys)
			if err != nil {
				return err
			}
			return errors.Join(s.Migrate(t.Context()), s.Close())
		}
		keys := newKeys(t)
		for about, c := range []struct {
			keys *storage.Keys
			want error
		}{{nil, nil}, {keys, nil}, {keys, nil}, {nil, storage.ErrNoKey}, {newKeys(t), storage.ErrForeignKey}} {
			if err := open(c.keys); !errors.Is(err, c.want) {
				t.Errorf("step %d: %v", about, err)
			}
		}
		s := storagetest.OpenWith(t, url, keys)
		if err := s.Tx(t.Context(), func(tx core.Tx) error { _, err := tx.People([]core.Address{address(1)}); return err }); err != nil {
			t.Error(err)
		}
	})
}

// TestNoKeys: without keys nothing personal can be stored.
func TestNoKeys(t *testing.T) {
	s := storagetest.OpenWith(t, storagetest.SQLite(t), nil)
	if err := s.Tx(t.Context(), func(tx core.Tx) error { _, err := tx.People([]core.Address{address(1)}); return err }); err == nil {
		t.Error("an address was stored without a key")
	}
	if err := s.Reseal(t.Context(), func(int) {}); err == nil {
		t.Error("nothing sealed anew without a key")
	}
}

// TestRotate: keys rotate beside an office that goes on; afterwards the old copy of the file is refused, and a seal that
// is moved to another column, or changed, does not open.
func TestRotate(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		ctx := context.Background()
		_, path := savedKeys(t)
		kept := filepath.Join(t.TempDir(), "backup.key")
		if err := os.Link(path, kept); err != nil { // Replace makes a new file, so that this one stays as it is
			t.Fatal(err)
		}
		serving := storagetest.OpenWith(t, url, load(t, path))
		file := func(from, to int) error {
			return serving.Tx(ctx, func(tx core.Tx) error {
				var tray []int
				for n := from; n < to; n++ {
					tray = append(tray, n)
				}
				_, err := handle(tx, tray)
				return err
			})
		}
		if err := file(0, 450); err != nil {
			t.Fatal(err)
		}

		keys := load(t, path)
		if err := errors.Join(keys.Rotate(), keys.Replace()); err != nil {
			t.Fatal(err)
		}
		rotating := storagetest.OpenWith(t, url, load(t, path))
		interrupted, stop := context.WithCancel(ctx)
		if err := rotating.Reseal(interrupted, func(int) { stop() }); err == nil {
			t.Error("an interrupted reseal says it is done")
		}
		var g errgroup.Group
		g.Go(func() error { return file(400, 500) }) // 400 to 449 are known: what was sealed anew is read meanwhile
		last := 0
		g.Go(func() error { return rotating.Reseal(ctx, func(done int) { last = done }) })
		if err := g.Wait(); err != nil {
			t.Fatal(err)
		}
		if last < 450 {
			t.Errorf("sealed anew: %d", last)
		}
		// What the other process sealed before it met the new key may be left; after that there is nothing.
		left := 0
		for range 2 {
			if err := rotating.Reseal(ctx, func(done int) { left = done }); err != nil {
				t.Fatal(err)
			}
		}
		if left != 0 {
			t.Errorf("the third time: %d", left)
		}
		letters, err := serving.Claim(ctx, "sms", 1000)
		if err != nil || len(letters) != 500 {
			t.Errorf("%d letters, %v", len(letters), err)
		}
		if _, err := storage.Open(ctx, url, load(t, kept)); !errors.Is(err, storage.ErrForeignKey) {
			t.Errorf("the old copy: %v", err)
		}

		if _, err := raw(t, url).Exec("UPDATE requests SET name = nik"); err != nil {
			t.Fatal(err)
		}
		err = serving.View(ctx, func(tx core.Tx) error { _, err := tx.Requests([]core.RequestQuery{{}}); return err })
		if err == nil {
			t.Error("a seal was read in another column")
		}
	})
}
