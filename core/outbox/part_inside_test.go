package outbox

import (
	"strings"
	"testing"
	"time"

	"loket/core"
)

// TestTemplateWhole: what leaves as a template leaves once, however long its text is; within the window the same text goes in parts.
func TestTemplateWhole(t *testing.T) {
	for about, heard := range map[string]time.Duration{"beyond the window": 25 * time.Hour, "within": time.Hour} {
		l := core.Letter{Lane: core.ServiceLane, Heard: time.Now().Add(-heard),
			Message: core.Message{Text: strings.Repeat("kata ", 100), Template: &core.Template{ID: "HX1", Kind: "status", Vars: []string{"kata"}}}}
		sent := part(l, core.Limits{Text: 100, Window: 24 * time.Hour}, time.Now())
		if whole := sent.Parts == 1 && sent.Message.Text == l.Message.Text; whole != (about == "beyond the window") {
			t.Errorf("%s: %d parts", about, sent.Parts)
		}
	}
}
