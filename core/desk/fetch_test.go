package desk_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/core"
	"loket/core/desk"
	"loket/storage/storagetest"
)

func eachArchive(t *testing.T, test func(a *archive)) {
	storagetest.Both(t, func(t *testing.T, address string) { test(newArchive(t, address, false)) })
}

// TestFetch: a paper is fetched after its message, kept as it is looked at, and shown to staff, which is written down.
func TestFetch(t *testing.T) {
	eachArchive(t, func(a *archive) {
		photo := aPhoto(0)
		a.has("kk", serving(photo))
		ids := a.send("KK", "kk")
		a.catchUp()
		if got := a.states(); !slices.Equal(got, []string{"kept"}) {
			a.Fatal(got)
		}
		if got := a.read(ids[0]); !bytes.Equal(got, photo) {
			a.Errorf("%d bytes came, not %d", len(got), len(photo))
		}
		a.audited("open paper", "Sri: "+a.request.Ticket+" KK 1")
		_, _, err := a.OpenPaper(a.Context(), ids[0], core.Actor{Name: "Budi", Role: core.Viewer})
		a.kind(err, core.Conflict)
		_, _, err = a.OpenPaper(a.Context(), 99, staffed)
		a.kind(err, core.Missing)
		a.audited("open paper", "Sri: "+a.request.Ticket+" KK 1")
		if said := a.said(); len(said) > 0 {
			a.Errorf("said %q", said)
		}
		a.later(time.Hour)
		if n := a.times("kk"); n != 1 {
			a.Errorf("it was fetched %d times", n)
		}
	})
}

// TestUnfit: whatever is wrong with a file is told in words, once for those of one paper.
func TestUnfit(t *testing.T) {
	eachArchive(t, func(a *archive) {
		photo := aPhoto(0)
		a.has("empty", serving(nil))
		a.has("zip", serving([]byte("PK\x03\x04")))
		a.has("broken", serving(photo[:len(photo)/2]))
		a.has("large", answering(http.StatusRequestEntityTooLarge))
		a.has("endless", func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write(photo[:len(photo)-2])
			for part := make([]byte, 1<<16); r.Context().Err() == nil; {
				if _, err := w.Write(part); err != nil {
					return
				}
			}
		})
		a.has("fine", serving(photo))
		a.send("KK", "gone", "empty", "zip", "broken", "large", "endless", "fine")
		a.catchUp()
		want := []string{"failed gone", "failed empty", "failed kind", "failed broken", "failed large", "failed large", "kept"}
		if got := a.states(); !slices.Equal(got, want) {
			a.Fatalf("%q", got)
		}
		a.later(10 * time.Second)
		said := a.said()
		if len(said) != 1 || !strings.Contains(said[0], "6 berkas") || !strings.Contains(said[0], "BERKAS "+a.request.Ticket) {
			a.Errorf("said %q", said)
		}
		a.later(time.Hour)
		if said := a.said(); len(said) > 0 {
			a.Errorf("said again %q", said)
		}

		a.send("KTP", "zip")
		a.catchUp()
		if said := a.said(); len(said) != 1 || !strings.Contains(said[0], "bukan foto atau PDF") {
			a.Errorf("said %q", said)
		}
	})
}

// TestAway: a provider that is away is asked again, less and less often, and after some hours the citizen is.
func TestAway(t *testing.T) {
	eachArchive(t, func(a *archive) {
		a.has("kk", answering(http.StatusServiceUnavailable))
		a.has("ktp", answering(http.StatusServiceUnavailable))
		a.send("KK", "kk")
		a.send("KTP", "ktp")
		a.catchUp()
		for range 4 * 60 { // a minute or two may pass between an attempt's time and the attempt: the last of them is not yet due
			a.later(time.Minute)
		}
		if got := a.states(); !slices.Equal(got, []string{"owed", "owed"}) {
			a.Fatalf("%q", got)
		}
		if n := a.times("kk"); n < 8 || n > 14 {
			a.Errorf("in four hours it was asked %d times", n)
		}
		a.has("kk", serving(aPhoto(0)))
		for range 3 * 60 {
			a.later(time.Minute)
		}
		if got := a.states(); !slices.Equal(got, []string{"kept", "failed gone"}) {
			a.Errorf("%q", got)
		}
		if said := a.said(); len(said) != 1 || !strings.Contains(said[0], "tidak sampai") {
			a.Errorf("said %q", said)
		}
	})
}

// TestBroken: a provider that breaks off is asked some times, one that says when is asked then, and one whose channel is off later.
func TestBroken(t *testing.T) {
	a := newArchive(t, storagetest.SQLite(t), false)
	a.has("cut", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100000")
		_, _ = w.Write(aPhoto(0)[:100])
	})
	a.has("busy", answering(http.StatusTooManyRequests))
	a.send("KK", "cut", "busy")
	a.catchUp()
	a.later(80 * time.Second)
	if n := a.times("busy"); n != 1 {
		t.Errorf("asked %d times although it said when", n)
	}
	a.later(20 * time.Second)
	if n := a.times("busy"); n != 2 {
		t.Errorf("asked %d times when it had said", n)
	}
	a.has("busy", serving(aPhoto(0)))
	for range 60 {
		a.later(time.Minute)
	}
	if got := a.states(); !slices.Equal(got, []string{"failed gone", "kept"}) || a.times("cut") != 5 {
		t.Errorf("%q after %d times", got, a.times("cut"))
	}
}

// TestReplaced: what was replaced while it was fetched is dropped, its file too.
func TestReplaced(t *testing.T) {
	a := newArchive(t, storagetest.SQLite(t), false)
	a.has("old", func(w http.ResponseWriter, _ *http.Request) {
		a.tx(func(tx core.Tx) error {
			_, err := tx.Attach([]core.Attachment{{Request: a.request.ID, Code: "KK", AddressID: a.address, Replace: true, Later: true}}, 200)
			return err
		})
		_, _ = w.Write(aPhoto(0))
	})
	a.send("KK", "old")
	a.catchUp()
	if got := a.states(); !slices.Equal(got, []string{"later"}) {
		t.Errorf("%q", got)
	}
	if files := a.files(); len(files) > 0 {
		t.Errorf("files stay: %q", files)
	}
}

// files are those that lie beside the database.
func (a *archive) files() []string {
	a.Helper()
	all, err := filepath.Glob(filepath.Join(strings.TrimPrefix(a.office.address, "sqlite:")+".papers", "*"))
	if err != nil {
		a.Fatal(err)
	}
	return all
}

// TestSweepNobodys: files that are nobody's go with the night.
func TestSweepNobodys(t *testing.T) {
	a := newArchive(t, storagetest.SQLite(t), false)
	a.has("kk", serving(aPhoto(0)))
	ids := a.send("KK", "kk")
	a.catchUp()
	for range 3 { // of attempts that broke off between the file and its row
		if _, err := a.store.SaveFile(t.Context(), func(w io.Writer) error {
			_, err := w.Write(aPhoto(0))
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range a.files() {
		old := time.Now().Add(-25 * time.Hour)
		if err := os.Chtimes(f, old, old); err != nil {
			t.Fatal(err)
		}
	}
	a.later(24 * time.Hour)
	if files := a.files(); len(files) != 1 {
		t.Errorf("%d files are left", len(files))
	}
	a.read(ids[0])
}

// breaking is a store that loses a transaction, or the memory of one that was committed.
type breaking struct {
	core.Store
	at    int // of the transactions: this one …
	after bool
	n     int
}

func (b *breaking) Tx(ctx context.Context, do func(core.Tx) error) error {
	b.n++
	if b.n != b.at {
		return b.Store.Tx(ctx, do)
	}
	if b.after {
		if err := b.Store.Tx(ctx, do); err != nil {
			return err
		}
	}
	return core.Errorf(core.Away, "the line is dead")
}

// TestFetchCrash: wherever a process dies between a message and its paper, another one brings it to its end, once.
func TestFetchCrash(t *testing.T) {
	for at := 1; at <= 3; at++ {
		for _, after := range []bool{false, true} {
			a := newArchive(t, storagetest.SQLite(t), false)
			a.has("kk", serving(aPhoto(0)))
			a.has("zip", serving([]byte("PK")))
			a.send("KK", "kk")
			a.send("KTP", "zip")
			dying := desk.New(&breaking{Store: a.store, at: at, after: after}, catalogue(), nil,
				desk.Options{Still: true, Fetchers: map[string]core.Fetcher{bot: a.provider}})
			_ = dying.CatchUp(t.Context())
			for range 4 {
				a.later(4 * time.Minute)
			}
			if got := a.states(); !slices.Equal(got, []string{"kept", "failed kind"}) {
				t.Errorf("dead at %d, %v: %q", at, after, got)
			}
			if said := a.said(); len(said) != 1 {
				t.Errorf("dead at %d, %v: said %q", at, after, said)
			}
			if files := a.files(); len(files) > 2 { // one more at most, which the night sweeps
				t.Errorf("dead at %d, %v: %d files", at, after, len(files))
			}
		}
	}
}

// TestFetchStop: a process that is stopped gives the paper back that it is fetching, and the next has it at once.
func TestFetchStop(t *testing.T) {
	a := newArchive(t, storagetest.SQLite(t), true)
	begun := make(chan bool)
	a.has("kk", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		w.(http.Flusher).Flush()
		begun <- true
		<-r.Context().Done()
	})
	a.send("KK", "kk")
	<-begun
	a.stop()
	a.has("kk", serving(aPhoto(0)))
	next := desk.New(a.store, catalogue(), nil, desk.Options{Still: true, Fetchers: map[string]core.Fetcher{bot: a.provider}})
	if err := next.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := a.states(); !slices.Equal(got, []string{"kept"}) {
		t.Errorf("%q", got)
	}
}
