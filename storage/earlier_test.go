package storage_test

import (
	"database/sql"
	"testing"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

// earlier is an office whose database is at an earlier version; by exec the binary of that time writes.
func earlier(t *testing.T, url string, version int64) (s *storage.Store, db *sql.DB, exec func(query string, args ...any)) {
	t.Helper()
	s, err := storage.Open(t.Context(), url, storagetest.Keys())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	s.Zone(storagetest.Zone)
	if err := s.MigrateTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	db = raw(t, url)
	return s, db, func(query string, args ...any) {
		t.Helper()
		if _, err := db.Exec(query, args...); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEarlierBinary: the binary that knows the first migration only goes on beside one that has brought the second. What it
// wrote before is understood, what it writes now is accepted, and it never sees the letters of a notice.
func TestEarlierBinary(t *testing.T) {
	storagetest.BothEmpty(t, func(t *testing.T, url string) {
		ctx := t.Context()
		s, db, exec := earlier(t, url, 1)
		person := func(prf string) {
			exec("INSERT INTO persons (talk, since) VALUES ($1, 0)", []byte{})
			exec(`INSERT INTO addresses (person_id, channel, prf, ident) VALUES ((SELECT MAX(id) FROM persons), 'sms', $1, $2)`, []byte(prf), []byte{})
			exec("INSERT INTO follows (person_id, since, wording, source, message) VALUES ((SELECT MAX(id) FROM persons), 0, '', '', 0)")
		}
		letter := func(cause, state, reason string) {
			exec(`INSERT INTO letters (cause, person_id, address_id, account, lane, hold, body, state, reason, posted_at)
				VALUES ($1, 1, 1, 'sms', 3, FALSE, $2, $3, $4, 0)`, cause, []byte{}, state, reason)
		}
		person("before")
		letter("owed", "owed", "")
		letter("blocked", "skipped", "stopped")
		letter("stopped", "skipped", "unsubscribed")
		letter("unreachable", "failed", "unreachable")
		if err := s.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		for _, cause := range []string{"blocked", "stopped", "unreachable"} {
			var reason string
			if err := db.QueryRow("SELECT reason FROM letters WHERE cause = $1", cause).Scan(&reason); err != nil || reason != cause {
				t.Errorf("what was %s is %s now (%v)", cause, reason, err)
			}
		}

		person("after")
		letter("owed later", "owed", "")
		var id int64
		must(t, s, func(tx core.Tx) (err error) { id, err = tx.AddNotice(toAll()); return err })
		must(t, s, func(tx core.Tx) error {
			made, _, err := tx.FanOut(id, senders, 10)
			if made != 2 {
				t.Errorf("%d letters", made)
			}
			return err
		})
		var seen int
		if err := db.QueryRow(`SELECT COUNT(*) FROM letters WHERE account = 'sms' AND state = 'owed' AND lane BETWEEN 0 AND 3`).Scan(&seen); err != nil || seen != 2 {
			t.Errorf("it sees %d letters (%v)", seen, err)
		}
		letters, err := s.Claim(ctx, "sms", 10)
		if err != nil || len(letters) != 4 {
			t.Errorf("%d letters to send (%v)", len(letters), err)
		}
	})
}
