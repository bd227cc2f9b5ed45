package core_test

import (
	"testing"

	"loket/core"
)

// TestNumbered: what has no buttons has numbers, by which the dialog knows the choices again; the way back is 0 wherever it stands.
func TestNumbered(t *testing.T) {
	offer := []core.Choice{{Token: "svc:A", Label: "KTP"}, {Token: core.BackToken, Label: "Kembali"}, {Token: "svc:B", Label: "KK"}}
	if got, want := core.Numbered(offer, "\n"), "\n1 KTP\n0 Kembali\n2 KK"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
