package storage

import (
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestRipeByIndex: what waits still costs a claim nothing, for the index leads past it, in order.
func TestRipeByIndex(t *testing.T) {
	s, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "loket.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	query, args := ripe("sms", time.Now().UnixMicro(), 30, []open{{ID: 1}})
	var steps []struct {
		ID, Parent, NotUsed int
		Detail              string
	}
	if err := s.reader.SelectContext(t.Context(), &steps, "EXPLAIN QUERY PLAN "+query, args...); err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, step := range steps {
		for _, of := range []string{"letters_owed (account=? AND lane=? AND due_at=?)", "letters_owed (account=? AND lane=? AND due_at>? AND due_at<?)",
			"letters_owed_of (notice_id=? AND account=? AND due_at=? AND seq>? AND seq<?)",
			"letters_owed_of (notice_id=? AND account=? AND due_at>? AND due_at<?)"} {
			if strings.Contains(step.Detail, of) {
				found++
			}
		}
		if strings.Contains(step.Detail, "TEMP B-TREE") || step.Detail == "SCAN l" {
			t.Error(step.Detail)
		}
	}
	if found != 10 {
		t.Errorf("%d of 10 by the index: %+v", found, steps)
	}
}
