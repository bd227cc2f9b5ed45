package dialog_test

import (
	"strings"
	"testing"

	"loket/core"
	"loket/core/catalog"
	"loket/core/dialog"
)

// TestUnfit: every reason for which a paper is not kept has words of its own, and by SMS all is said in one segment.
func TestUnfit(t *testing.T) {
	cat, err := catalog.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	e := dialog.New(cat)
	reasons := []string{core.PaperGone, core.PaperEmpty, core.PaperLarge, core.PaperKind, core.PaperBroken, core.PaperPixels, core.PaperScript,
		core.PaperLocked, core.PaperTooMany}
	word := map[string]string{"id": "BERKAS", "en": "UPLOAD"}
	for _, lang := range cat.Office.Languages {
		said := map[string]string{}
		for _, reason := range reasons {
			for _, s := range cat.AllServices() {
				for _, p := range s.Papers {
					r := core.Request{ID: 1, Ticket: "C200317-0042", Service: s.Code, Status: core.Submitted}
					one := core.Paper{Code: p.Code, State: core.PaperFailed, Reason: reason}
					full := e.Unfit(lang, core.Limits{Buttons: 8, Media: true}, r, []core.Paper{one}).Text
					if !strings.Contains(full, p.Name.In(lang)) || !strings.Contains(full, word[lang]+" "+r.Ticket) {
						t.Errorf("it is not said what to do: %q", full)
					}
					for _, failed := range [][]core.Paper{{one}, {one, one, one}} {
						short := e.Unfit(lang, core.Limits{Short: true}, r, failed).Text
						if n := core.CountSMS(short); n.Segments != 1 {
							t.Errorf("%d segments: %q", n.Segments, short)
						}
					}
					if s.Code == "LAHIR" && p.Code == "KK" {
						if other, ok := said[full]; ok {
							t.Errorf("%s is told like %s", reason, other)
						}
						said[full] = reason
					}
				}
			}
		}
	}
}
