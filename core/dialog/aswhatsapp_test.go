package dialog_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/core/catalog"
	"loket/core/transcript"
)

// TestAsWhatsApp plays every transcript with citizens who write by WhatsApp: the same comes true. Who wrote by Telegram reads the same,
// too, unless they try to be staff.
func TestAsWhatsApp(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d transcripts, %v", len(files), err)
	}
	readers := 0
	for _, file := range files {
		if transcript.Apart[filepath.Base(file)] != "" {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			written, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			script, err := transcript.Parse(file, transcript.AsWhatsApp(written))
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
			if diff := cmp.Diff(transcript.Did(written), transcript.Did(got)); diff != "" {
				t.Errorf("by WhatsApp something else comes true; if it tells of what WhatsApp has not, name it in transcript.Apart:\n%s", diff)
			}
			answers := transcript.Answers(got)
			for who, said := range transcript.Answers(written) {
				if !onlyTelegram(written, who) {
					continue
				}
				readers++
				if diff := cmp.Diff(said, answers[who]); diff != "" {
					t.Errorf("%s reads something else by WhatsApp than by Telegram:\n%s", who, diff)
				}
			}
		})
	}
	if readers < 50 {
		t.Errorf("only %d citizens were looked at", readers)
	}
}

// onlyTelegram tells whether somebody writes by Telegram alone, and never a word of staff.
func onlyTelegram(written []byte, who string) bool {
	name := regexp.QuoteMeta(who)
	if regexp.MustCompile("(?m)^= staff " + name + " [a-z]").Match(written) {
		return false
	}
	blocks := regexp.MustCompile(`(?m)^`+name+`, by (\w+):\n((?:[^:\n]*\n|[>|<*@=~#].*\n)*)`).FindAllSubmatch(written, -1)
	for _, b := range blocks {
		if string(b[1]) != "telegram" || regexp.MustCompile(`(?m)^> /[a-z]`).Match(b[2]) {
			return false
		}
	}
	return len(blocks) > 0
}
