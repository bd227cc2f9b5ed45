package storage_test

import (
	"testing"

	"loket/core"
	"loket/storage/storagetest"
)

// TestMigrateConsole: what an office filed before there were tokens is found once they are made, and so is what the earlier binary
// files beside. Until then it is found by its fields.
func TestMigrateConsole(t *testing.T) {
	storagetest.BothEmpty(t, func(t *testing.T, url string) {
		s, _, exec := earlier(t, url, 4)
		exec("INSERT INTO days (day, cap, ceiling) VALUES ('2020-03-17', 9, 9)")
		exec("INSERT INTO persons (talk, since) VALUES ($1, 0)", []byte{})
		exec("INSERT INTO addresses (person_id, channel, prf, ident) VALUES (1, 'sms', $1, $2)", []byte("prf"), []byte{})
		exec("INSERT INTO conversations (person_id, address_id, topic, opened_at) VALUES (1, 1, 'officer', 1)")
		// as the earlier binary files; what it sealed is lent by a request that this one files
		file := func(number int) {
			t.Helper()
			exec(`INSERT INTO requests (day, number, ticket, service, status, channel, via, filed_by, filed_at, nik_prf, nik, name, pickup_from, pickup_to, reason)
				VALUES ('2020-03-17', $1, $2, 'ktp-el', 'SELESAI', '', 'loket', 'Dewi', 1, $3, $4, $4, 0, 0, $4)`,
				number, core.Ticket("C", day, number), []byte{byte(number)}, []byte{})
			exec("UPDATE days SET held = $1, last_number = $1 WHERE day = '2020-03-17'", number)
		}
		file(1)
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		file(2)
		search := func(q core.Search) (n int) {
			t.Helper()
			must(t, s, func(tx core.Tx) error {
				f, err := tx.Search(q)
				n = len(f.Requests)
				return err
			})
			return n
		}
		ours := draft(0, 7)
		must(t, s, func(tx core.Tx) error { _, err := tx.Book([]core.Draft{ours}, storagetest.Calendar()); return err })
		word := core.NameWords(ours.Name.Full())[0]
		exec("UPDATE requests SET nik = (SELECT nik FROM requests WHERE id = 3), name = (SELECT name FROM requests WHERE id = 3) WHERE id < 3")
		if all, named := search(core.Search{Service: "ktp-el", Status: core.Done}), search(core.Search{Words: word}); all != 2 || named != 1 {
			t.Errorf("%d by their fields, %d by name", all, named)
		}
		must(t, s, func(tx core.Tx) error {
			if cs, err := tx.Calls(); err != nil || len(cs) != 1 || cs[0].Taker != "" {
				t.Errorf("conversations: %v (%v)", cs, err)
			}
			next, err := tx.Tokenize(0, 10)
			if next != 0 {
				t.Errorf("there are more behind %d", next)
			}
			return err
		})
		if named, numbered := search(core.Search{Words: word}), search(core.Search{Words: ours.NIK.Last4()}); named != 3 || numbered != 3 {
			t.Errorf("%d by name, %d by their number", named, numbered)
		}
	})
}
