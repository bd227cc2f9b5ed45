package dialog_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/core"
	"loket/core/catalog"
	"loket/core/dialog"
	"loket/core/transcript"
)

var update = flag.Bool("update", false, "write what the office says into the transcripts")

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// Limits of the channels, as far as the dialog looks at them.
var limits = map[string]core.Limits{
	core.SMSChannel:      {Short: true},
	core.TelegramChannel: {Buttons: 100, Edits: true, Contact: true, Media: true},
	core.WhatsAppChannel: {Buttons: 10, Media: true},
}

func embedded(t testing.TB) *catalog.Catalog {
	t.Helper()
	cat, err := catalog.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

// TestTranscripts replays every transcript to the pure engine: the first of the three stages that must give the same bytes.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d transcripts, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			script, err := transcript.Parse(file, want)
			if err != nil {
				t.Fatal(err)
			}
			cat := embedded(t)
			if folder := script.Office(); folder != "" {
				if cat, err = catalog.Load(os.DirFS("testdata/offices/" + folder)); err != nil {
					t.Fatal(err)
				}
			}
			got, err := script.Play(pure(cat, script.Limits(limits)), cat.Office.Zone)
			if err != nil {
				t.Fatal(err)
			}
			if hole := placeholder.Find(got); hole != nil {
				t.Errorf("a text is said without a value for %s", hole)
			}
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("what the office says has changed; if that is meant, run go test ./core/dialog -update and read the diff:\n%s", diff)
			}
		})
	}
}

// pure is an office of nothing but the dialog and a few maps.
func pure(cat *catalog.Catalog, limits map[string]core.Limits) *transcript.Pure {
	return &transcript.Pure{Engine: dialog.New(cat), Calendar: cat.Office.Calendar, Ahead: cat.Office.Limits.Ahead, Limits: limits, Rules: cat.Office.Announce,
		Papers: cat.Office.Papers.Most, Secret: transcript.Secret()}
}
