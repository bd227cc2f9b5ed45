package storage_test

import (
	"strings"
	"testing"

	"loket/storage/storagetest"
)

// TestFrozen: a connection bounds how long a transaction may stand still, by a statement, so that a pooler lets it pass; who
// names another bound in the URL has that.
func TestFrozen(t *testing.T) {
	url := storagetest.Postgres(t)
	join := "?"
	if strings.Contains(url, "?") {
		join = "&"
	}
	for address, want := range map[string]string{url: "30s", url + join + "idle_in_transaction_session_timeout=5000": "5s"} {
		if got, err := storagetest.Open(t, address).Ask(t.Context(), "SELECT current_setting(?)", "idle_in_transaction_session_timeout"); err != nil || got != want {
			t.Errorf("%q, %v; want %s", got, err, want)
		}
	}
}
