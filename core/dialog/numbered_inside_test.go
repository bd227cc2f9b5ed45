package dialog

import (
	"testing"

	"loket/core"
)

// TestNumbered: what has no buttons by WhatsApp is numbered as it is by SMS, for the numbers are answered here.
func TestNumbered(t *testing.T) {
	if tokenBack != core.BackToken {
		t.Errorf("back is %q here, and %q in core", tokenBack, core.BackToken)
	}
	offer := []core.Choice{{Token: "svc:A", Label: "KTP"}, {Token: tokenBack, Label: "Kembali"}, {Token: "svc:B", Label: "KK"}}
	if ours, theirs := numbered(offer, "\n"), core.Numbered(offer, "\n"); ours != theirs {
		t.Errorf("%q here, %q in core", ours, theirs)
	}
}
