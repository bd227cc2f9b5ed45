package desk_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/core"
	"loket/storage/storagetest"
)

// TestOldPapers: papers stay as long as the office file says after their request came to its end, and their files with them. A file that no
// paper came to name goes when nobody can be writing it any more.
func TestOldPapers(t *testing.T) {
	halls(t, func(h *hall) {
		t := h.TB
		h.hear(filing(1), filing(2))
		all := h.requests()
		keep := func(request int64) core.File {
			t.Helper()
			file, err := h.store.SaveFile(h.Context(), func(w io.Writer) error { _, err := io.WriteString(w, "kartu keluarga"); return err })
			if err != nil {
				t.Fatal(err)
			}
			if err := h.store.Tx(h.Context(), func(tx core.Tx) error {
				ids, err := tx.Attach([]core.Attachment{{Request: request, Code: "KK", Media: []core.Media{{Handle: "h"}}}}, 9)
				if err != nil {
					return err
				}
				paper := ids[0][0]
				attempt, err := tx.TryPaper(paper)
				if err != nil {
					return err
				}
				_, err = tx.SettlePaper(core.PaperOutcome{Paper: paper, Attempt: attempt, State: core.PaperKept, File: file})
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return file
		}
		over, stands := keep(all[0].ID), keep(all[1].ID)
		nobodys, err := h.store.SaveFile(h.Context(), func(io.Writer) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		if err := h.store.Tx(h.Context(), func(tx core.Tx) error {
			_, err := tx.Move([]core.Move{{Request: all[0].ID, To: core.Done, By: "Dewi"}})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		there := func() (n int) {
			t.Helper()
			for _, f := range []core.File{over, stands, nobodys} {
				r, err := h.store.OpenFile(h.Context(), f)
				if core.KindOf(err) == core.Missing {
					continue
				} else if err != nil {
					t.Fatal(err)
				}
				n++
				if err := r.Close(); err != nil {
					t.Fatal(err)
				}
			}
			return n
		}
		h.night()
		if n := there(); n != 3 {
			t.Errorf("%d files after the first night", n)
		}
		h.age()
		h.night()
		if n := there(); n != 2 || h.Stats().Pruned[core.OldPapers] != 0 {
			t.Errorf("%d files, %d papers are gone", n, h.Stats().Pruned[core.OldPapers])
		}
		zone := catalogue().Office.Zone
		if err := h.store.SetClock(h.Context(), tuesday.Add(catalogue().Office.Papers.KeepDays+1).At(12*60, zone)); err != nil {
			t.Fatal(err)
		}
		h.night()
		if n := there(); n != 1 || h.Stats().Pruned[core.OldPapers] != 1 {
			t.Errorf("in the end %d files, %d papers are gone", n, h.Stats().Pruned[core.OldPapers])
		}
		if r, err := h.store.OpenFile(h.Context(), stands); err != nil {
			t.Errorf("of a request that is not over: %v", err)
		} else if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
}

// age makes all files two days older.
func (o *office) age() {
	o.Helper()
	if path, ok := strings.CutPrefix(o.address, "sqlite:"); ok {
		files, err := filepath.Glob(path + ".papers/*")
		for _, f := range files {
			if err == nil {
				before := time.Now().Add(-48 * time.Hour)
				err = os.Chtimes(f, before, before)
			}
		}
		if err != nil || len(files) == 0 {
			o.Fatalf("%d files, %v", len(files), err)
		}
		return
	}
	db, err := storagetest.Raw(o.address)
	if err != nil {
		o.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("UPDATE files SET made_at = made_at - 172800000000"); err != nil {
		o.Fatal(err)
	}
}
