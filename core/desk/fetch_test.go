package desk_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
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

// TestFetchEnded: what was not fetched when its request came to its end is not fetched any more, and not asked for again.
func TestFetchEnded(t *testing.T) {
	eachArchive(t, func(a *archive) {
		a.has("kk", serving(aPhoto(0)))
		a.send("KK", "kk")
		a.tx(func(tx core.Tx) error {
			_, err := tx.Move([]core.Move{{Request: a.request.ID, To: core.Rejected, By: "Dewi"}})
			return err
		})
		a.catchUp()
		a.letters() // of the rejection
		a.later(time.Hour)
		if got := a.states(); !slices.Equal(got, []string{"failed gone"}) || a.times("kk") > 0 || a.lying() > 0 {
			a.Errorf("%q, asked for %d times", got, a.times("kk"))
		}
		if said := a.said(); len(said) > 0 {
			a.Errorf("said %q", said)
		}
	})
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

// TestFetchCrash: wherever a process dies between a message and its paper, another one brings it to its end, once; what lies about of it goes
// with the night.
func TestFetchCrash(t *testing.T) {
	eachArchive(t, func(a *archive) {
		a.has("kk", serving(aPhoto(0)))
		a.has("zip", serving([]byte("PK")))
		for at := 1; at <= 4; at++ { // an act, what came of it, another act, what came of that
			for _, after := range []bool{false, true} {
				a.send("KK", "kk")
				a.send("KTP", "zip")
				dying := desk.New(&breaking{Store: a.store, at: at, after: after}, catalogue(), nil,
					desk.Options{Still: true, Fetchers: map[string]core.Fetcher{bot: a.provider}, Limits: map[string]core.Limits{}, Accounts: map[string]string{core.SMSChannel: gateway}})
				_ = dying.CatchUp(a.Context())
				for range 4 {
					a.later(4 * time.Minute)
				}
				if got := a.states(); !slices.Equal(got, []string{"kept", "failed kind"}) {
					a.Errorf("dead at %d, %v: %q", at, after, got)
				}
				if said := a.said(); len(said) != 1 {
					a.Errorf("dead at %d, %v: said %q", at, after, said)
				}
				a.read(a.papers()[0].ID)
				a.tx(func(tx core.Tx) error {
					_, err := tx.Attach([]core.Attachment{{Request: a.request.ID, Code: "KK", Replace: true}, {Request: a.request.ID, Code: "KTP", Replace: true}}, 200)
					return err
				})
			}
		}
		a.age()
		if _, err := a.store.Sweep(a.Context(), time.Hour, 99); err != nil {
			a.Fatal(err)
		}
		if n := a.lying(); n != 0 {
			a.Errorf("%d files are left", n)
		}
	})
}

// lying is how many files there are, be they somebody's or nobody's.
func (a *archive) lying() (n int) {
	a.Helper()
	if a.local() {
		return len(a.files())
	}
	db, err := storagetest.Raw(a.office.address)
	if err != nil {
		a.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow("SELECT COUNT(*) FROM files").Scan(&n); err != nil {
		a.Fatal(err)
	}
	return n
}

// TestFetchTogether: a paper that another replica has fetched meanwhile, when the time of the first was up, is kept once; the file of the first
// goes.
func TestFetchTogether(t *testing.T) {
	eachArchive(t, func(a *archive) {
		other := desk.New(a.store, catalogue(), nil, desk.Options{Still: true, Fetchers: map[string]core.Fetcher{bot: a.provider}})
		photo := aPhoto(0)
		a.has("kk", func(w http.ResponseWriter, _ *http.Request) {
			if a.times("kk") == 1 {
				a.now = a.now.Add(4 * time.Minute)
				if err := errors.Join(a.store.SetClock(a.Context(), a.now), other.CatchUp(a.Context())); err != nil {
					a.Error(err)
				}
			}
			_, _ = w.Write(photo)
		})
		ids := a.send("KK", "kk")
		a.catchUp()
		a.later(time.Hour)
		if got := a.states(); !slices.Equal(got, []string{"kept"}) || a.times("kk") != 2 {
			a.Errorf("%q after %d times", got, a.times("kk"))
		}
		if n := a.lying(); n != 1 {
			a.Errorf("%d files", n)
		}
		if got := a.read(ids[0]); !bytes.Equal(got, photo) {
			a.Errorf("%d bytes", len(got))
		}
	})
}

// full is a store on whose disk there is no more room.
type full struct {
	core.Store
	room bool
}

func (f *full) SaveFile(ctx context.Context, fill func(io.Writer) error) (core.File, error) {
	if f.room {
		return f.Store.SaveFile(ctx, fill)
	}
	return core.File{}, core.Errorf(core.Operator, "the disk is full")
}

// TestFetchFull: that our disk is full is no fault of a citizen's: the paper stays owed, the log says it, and with room again it comes.
func TestFetchFull(t *testing.T) {
	a := newArchive(t, storagetest.SQLite(t), false)
	a.has("kk", serving(aPhoto(0)))
	a.send("KK", "kk")
	store := &full{Store: a.store}
	var log bytes.Buffer
	d := desk.New(store, catalogue(), nil, desk.Options{Still: true, Fetchers: map[string]core.Fetcher{bot: a.provider}, Log: slog.New(slog.NewTextHandler(&log, nil))})
	hour := func() {
		for range 60 {
			a.now = a.now.Add(time.Minute)
			if err := errors.Join(a.store.SetClock(t.Context(), a.now), d.CatchUp(t.Context())); err != nil {
				t.Fatal(err)
			}
		}
	}
	hour()
	if got := a.states(); !slices.Equal(got, []string{"owed"}) || !strings.Contains(log.String(), "the disk is full") {
		t.Errorf("%q; %s", got, log.String())
	}
	store.room = true
	hour()
	if got := a.states(); !slices.Equal(got, []string{"kept"}) {
		t.Errorf("%q", got)
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
