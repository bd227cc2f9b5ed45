package desk_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/core"
	"loket/core/desk"
	"loket/core/dialog"
	"loket/storage"
	"loket/storage/storagetest"
)

// What the database cannot do in time is nobody's fault: the message is not admitted, and comes again.
func TestStatementTimeout(t *testing.T) {
	for _, limit := range []string{"lock_timeout", "statement_timeout", "the desk's"} {
		t.Run(limit, func(t *testing.T) {
			t.Parallel()
			address := storagetest.Postgres(t)
			storagetest.Open(t, address)
			with, within := address, 2*time.Second
			if limit != "the desk's" {
				separator := "?"
				if strings.Contains(address, "?") {
					separator = "&"
				}
				with, within = address+separator+limit+"=2000", time.Minute
			}
			o := open(t, with, func(d *desk.Options, _ *desk.Engine) { d.Timeout = within })
			db, err := storagetest.Raw(address)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			x, err := db.Begin()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := x.Exec("LOCK TABLE requests IN ACCESS EXCLUSIVE MODE"); err != nil {
				t.Fatal(err)
			}
			o.kind(o.Receive(t.Context(), filing(1)), core.Away)
			if err := x.Rollback(); err != nil {
				t.Fatal(err)
			}
			o.hear(filing(1))
			if n, s := len(o.requests()), o.Stats(); n != 1 || s.Failed != 0 || s.Repeated != 0 {
				t.Errorf("%d requests, stats %+v", n, s)
			}
		})
	}
}

// A process with an old copy of the keys answers nobody whom it cannot read, and swallows nothing.
func TestOldKeys(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		path, copied := filepath.Join(t.TempDir(), "loket.key"), filepath.Join(t.TempDir(), "old.key")
		keys, err := storage.NewKeys()
		must(err)
		must(keys.Save(path))
		must(keys.Save(copied))
		serving := func(path string) *desk.Desk {
			keys, err := storage.LoadKeys(path)
			must(err)
			d := desk.New(storagetest.OpenWith(t, address, keys), catalogue(), dialog.New(catalogue()),
				desk.Options{Limits: map[string]core.Limits{core.SMSChannel: {Short: true}}})
			ctx, cancel := context.WithCancel(context.Background())
			done := make(chan error, 1)
			go func() { done <- d.Run(ctx) }()
			t.Cleanup(func() { cancel(); <-done })
			return d
		}
		old := serving(copied)
		keys, err = storage.LoadKeys(path)
		must(err)
		must(keys.Rotate())
		must(keys.Replace())
		present := serving(path)
		must(present.Receive(t.Context(), message(1, "1", "DAFTAR")))

		err = old.Receive(t.Context(), message(1, "2", "AKTA LAHIR"))
		if core.KindOf(err) != core.Operator || !strings.Contains(err.Error(), "key file") {
			t.Errorf("with the old keys: %v", err)
		}
		must(present.Receive(t.Context(), message(1, "2", "AKTA LAHIR")))
		if s, p := old.Stats(), present.Stats(); s.Failed+s.Handled != 0 || p.Handled != 2 {
			t.Errorf("old %+v, present %+v", s, p)
		}
	})
}
