package storage_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

// TestFlat: files of the largest size, several at once, take a few hundred KB of memory each, however large they are.
func TestFlat(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		s := storagetest.Open(t, url)
		alive := func() uint64 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			return m.HeapAlloc
		}
		step := bytes.Repeat([]byte("0123456789abcdef"), 1<<12)
		const at = 2
		before := alive()
		peak := before
		var fill func(depth int, w io.Writer) error
		save := func(depth int) (f core.File, err error) {
			return s.SaveFile(t.Context(), func(w io.Writer) error { return fill(depth, w) })
		}
		var last core.File
		fill = func(depth int, w io.Writer) error { // each begins another when it is half through
			for n := 0; n < core.PaperMost; n += len(step) {
				if _, err := w.Write(step); err != nil {
					return err
				}
				if n == core.PaperMost/2 && depth < at {
					if _, err := save(depth + 1); err != nil {
						return err
					}
				} else if n%(core.PaperMost/4) == 0 {
					peak = max(peak, alive())
				}
			}
			return nil
		}
		last, err := save(1)
		if err != nil {
			t.Fatal(err)
		}
		if grown := int64(peak) - int64(before); grown > 4<<20 {
			t.Errorf("%d files at once took %d KB", at, grown>>10)
		}
		r, err := s.OpenFile(t.Context(), last)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		before, peak = alive(), 0
		n := 0
		for buffer := make([]byte, 1<<20); ; {
			m, err := io.ReadFull(r, buffer)
			n += m
			peak = max(peak, alive())
			if errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
		}
		if grown := int64(peak) - int64(before); grown > 3<<20 || n != core.PaperMost {
			t.Errorf("%d bytes were read with %d KB", n, grown>>10)
		}
	})
}

// TestRotateFiles: a rotation seals the keys of files anew and touches no file; without the former key they open all the same.
func TestRotateFiles(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		ctx := t.Context()
		keys, path := savedKeys(t)
		s := storagetest.OpenWith(t, url, load(t, path))
		var f core.File
		must(t, s, func(tx core.Tx) error {
			_, err := handle(tx, []int{1})
			return err
		})
		f, err := s.SaveFile(ctx, func(w io.Writer) error { _, err := io.WriteString(w, "kartu keluarga"); return err })
		if err != nil {
			t.Fatal(err)
		}
		const request = 1
		must(t, s, func(tx core.Tx) error {
			ids, err := tx.Attach([]core.Attachment{{Request: request, Code: "KK", Media: []core.Media{{Handle: "h1"}, {Handle: "h2"}}}}, 9)
			if err != nil {
				return err
			}
			attempt, err := tx.TryPaper(ids[0][0])
			if err != nil {
				return err
			}
			_, err = tx.SettlePaper(core.PaperOutcome{Paper: ids[0][0], Attempt: attempt, State: core.PaperKept, File: f})
			return err
		})
		if err := errors.Join(keys.Rotate(), keys.Replace()); err != nil {
			t.Fatal(err)
		}
		rotated := storagetest.OpenWith(t, url, load(t, path))
		if err := rotated.Reseal(ctx, func(int) {}); err != nil {
			t.Fatal(err)
		}
		read := func(s *storage.Store) (text, handle string, key []byte) {
			t.Helper()
			var papers []core.Paper
			must(t, s, func(tx core.Tx) error {
				all, err := tx.Papers([]int64{request})
				if err != nil {
					return err
				}
				papers = all[request]
				p, _, err := tx.Paper(papers[1].ID)
				handle = p.Handle
				return err
			})
			r, err := s.OpenFile(ctx, papers[0].File)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			b, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			return string(b), handle, papers[0].File.Key
		}
		text, owed, key := read(rotated)
		if text != "kartu keluarga" || owed != "h2" || bytes.Equal(key[:5], f.Key[:5]) {
			t.Errorf("%q, %q, the key of the file sealed by %x as before: %x", text, owed, key[:5], f.Key[:5])
		}
		if text, owed, _ := read(s); text != "kartu keluarga" || owed != "h2" {
			t.Errorf("beside a running office: %q, %q", text, owed)
		}
		if _, err := storagetest.OpenWith(t, storagetest.SQLite(t), newKeys(t)).OpenFile(ctx, f); err == nil || core.KindOf(err) != core.Operator {
			t.Errorf("with the keys of another office: %v", err)
		}
	})
}

// TestFolder: the folder of papers is its owner's alone, and what stops it from being used is told to who can do something about it, without
// the name of a file.
func TestFolder(t *testing.T) {
	url := storagetest.SQLite(t)
	s := storagetest.Open(t, url)
	folder := strings.TrimPrefix(url, "sqlite:") + ".papers"
	write := func(w io.Writer) error { _, err := w.Write(make([]byte, 9000)); return err }
	f, err := s.SaveFile(t.Context(), write)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{folder: 0o700 | os.ModeDir, filepath.Join(folder, f.Name): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode() != want {
			t.Errorf("%v, %v", info.Mode(), err)
		}
	}
	for _, name := range []string{"", "..", "../" + filepath.Base(strings.TrimPrefix(url, "sqlite:"))} {
		if r, err := s.OpenFile(t.Context(), core.File{Name: name, Key: f.Key}); err == nil {
			if b, err := io.ReadAll(r); err == nil {
				t.Errorf("of %q %d bytes were read", name, len(b))
			}
			r.Close()
		}
		_ = s.DropFile(t.Context(), core.File{Name: name})
	}
	if r, err := s.OpenFile(t.Context(), f); err != nil {
		t.Errorf("after names that lead elsewhere: %v", err)
	} else if err := r.Close(); err != nil {
		t.Error(err)
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(folder, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveFile(t.Context(), write); core.KindOf(err) != core.Operator || strings.Contains(err.Error(), folder) {
		t.Errorf("where no folder can be: %v", err)
	}
}
