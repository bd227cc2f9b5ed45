package transcript_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/core"
	"loket/core/catalog"
	"loket/core/desk"
	"loket/core/dialog"
	"loket/core/transcript"
	"loket/storage"
	"loket/storage/storagetest"
)

func TestMain(m *testing.M) { storagetest.Main(m) }

var limits = map[string]core.Limits{
	core.SMSChannel:      {Short: true},
	core.TelegramChannel: {Buttons: 100, Edits: true, Contact: true, Media: true},
	core.WhatsAppChannel: {Buttons: 10, Media: true},
}

// TestSQLite and TestPostgres are the second stage: every transcript, played to a desk with a real database, gives the same
// bytes as the pure engine gave.
func TestSQLite(t *testing.T) {
	stage2(t, func(t *testing.T) string { return storagetest.SQLite(t) })
}

func TestPostgres(t *testing.T) {
	stage2(t, func(t *testing.T) string { return storagetest.Postgres(t) })
}

func stage2(t *testing.T, address func(*testing.T) string) {
	keys, err := storage.NewKeys()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../dialog/testdata/*.txt")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d transcripts, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			script, err := transcript.Parse(file, want)
			if err != nil {
				t.Fatal(err)
			}
			cat := office(t, script.Office())
			office := open(t, address(t), keys, cat, script.Limits(limits))
			got, err := script.Play(office, cat.Office.Zone)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("the real office differs from the pure one:\n%s", diff)
			}
		})
	}
}

// office is the catalog of the office in a folder beside the transcripts, or of the embedded one.
func office(t *testing.T, folder string) *catalog.Catalog {
	t.Helper()
	var overlay fs.FS
	if folder != "" {
		overlay = os.DirFS("../dialog/testdata/offices/" + folder)
	}
	cat, err := catalog.Load(overlay)
	if err != nil {
		t.Fatal(err)
	}
	// A real office's clock runs on while a transcript is played. What a transcript says at once must count as that on a
	// slow machine too, and what it says a minute later must not.
	cat.Office.Limits.BurstSeconds = 30
	return cat
}

// open is an office on an empty database, until the test ends.
func open(t *testing.T, address string, keys *storage.Keys, cat *catalog.Catalog, limits map[string]core.Limits) *transcript.Live {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	store, err := storage.Open(ctx, address, keys)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	store.Zone(cat.Office.Zone)
	accounts := map[string]string{core.SMSChannel: core.SMSChannel, core.TelegramChannel: core.TelegramChannel, core.WhatsAppChannel: core.WhatsAppChannel}
	d := desk.New(store, cat, dialog.New(cat), desk.Options{Limits: limits, Accounts: accounts, Still: true, Keep: transcript.Keep,
		Fetchers: map[string]core.Fetcher{core.TelegramChannel: transcript.Files{}, core.WhatsAppChannel: transcript.Files{}},
		Uploads:  transcript.Uploads, Secret: transcript.Secret()})
	ended := make(chan struct{})
	go func() { _ = d.Run(ctx); close(ended) }()
	t.Cleanup(func() {
		stop()
		<-ended
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return &transcript.Live{Store: store, Desk: d, SetClock: store.SetClock, Context: ctx, Limits: limits, Now: time.Now,
		Accounts: []string{core.SMSChannel, core.TelegramChannel, core.WhatsAppChannel}}
}
