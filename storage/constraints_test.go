package storage_test

import (
	"database/sql"
	"strings"
	"testing"

	"loket/core"
	"loket/storage/storagetest"
)

// raw is a connection that knows nothing of our rules: what it cannot break, no program can.
func raw(t *testing.T, url string) *sql.DB {
	t.Helper()
	driver, name := "postgres", url
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		driver, name = "sqlite", "file:"+path+"?_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)"
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// TestConstraints: the invariants hold against SQL written by hand.
func TestConstraints(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		s := storagetest.Open(t, url)
		counter := storagetest.Calendar()
		counter.Flows[""] = core.Flow{Hour: 1, Day: 1}
		if err := s.SetClock(t.Context(), day.At(7*60, storagetest.Zone)); err != nil {
			t.Fatal(err)
		}
		err := s.Tx(t.Context(), func(tx core.Tx) error {
			if _, err := tx.Admit([]core.Inbound{{Account: "sms", ID: "1"}}); err != nil {
				return err
			}
			people, err := tx.People([]core.Address{address(1)})
			if err != nil {
				return err
			}
			d := draft(people[0].ID, 1)
			d.Cap, d.Earliest, d.Shares = 1, day, []core.Share{{Name: core.OpenShare, Cap: 1}}
			wait := draft(people[0].ID, 2)
			wait.Wait = true
			if _, err := tx.Book([]core.Draft{d, wait}, counter); err != nil {
				return err
			}
			return tx.Post([]core.Letter{{Cause: "in:1#0", AddressID: people[0].AddressID, Account: "sms"}})
		})
		if err != nil {
			t.Fatal(err)
		}
		db := raw(t, url)
		const columns = "(day, number, ticket, service, status, channel, via, filed_by, filed_at, nik_prf, nik, name, pickup_from, pickup_to, reason)"
		request := func(number, ticket, service, status string) string {
			return "INSERT INTO requests " + columns + " SELECT day, " + number + ", " + ticket + ", '" + service + "', '" + status +
				"', channel, via, filed_by, filed_at, nik_prf, nik, name, pickup_from, pickup_to, reason FROM requests"
		}
		offer := "INSERT INTO offers (request_id, day, from_at, until_at, nth, state) SELECT id, day, 0, 0, 1, 'open' FROM requests WHERE number IS NULL"
		if _, err := db.Exec(offer); err != nil {
			t.Fatal(err)
		}
		for about, statement := range map[string]string{
			"a pickup beyond an hour":           "UPDATE slots SET held = held + 1",
			"fewer than no pickups":             "UPDATE slots SET held = -1",
			"a slot given twice":                "INSERT INTO slots (place, from_at, day, held, ceiling) SELECT place, from_at, day, 0, 1 FROM slots",
			"a place beyond a share":            "UPDATE shares SET held = held + 1",
			"a share that takes places":         "UPDATE shares SET cap = 0, ceiling = 0",
			"a share of no day":                 "INSERT INTO shares (day, name, cap, ceiling) VALUES ('2020-03-18', 'open', 1, 1)",
			"a second offer at a time":          offer,
			"an offer that ended somehow":       "UPDATE offers SET state = 'lost'",
			"fewer than no offers":              "UPDATE days SET offered = -1",
			"a move of nothing":                 "INSERT INTO moves (request_id, was_place, was_from, place, from_at, moved_at, moved_by, reason) SELECT 4711, '', 0, '', 0, 0, '', reason FROM requests",
			"a place beyond the quota":          "UPDATE days SET held = held + 1",
			"a quota that takes places":         "UPDATE days SET cap = 0, ceiling = 0",
			"a ceiling beneath the quota":       "UPDATE days SET cap = 5",
			"fewer than no places":              "UPDATE days SET held = -1",
			"a place given twice":               request("1", "'C2'", "kia", "SELESAI"),
			"a ticket given twice":              request("2", "ticket", "kia", "SELESAI"),
			"a NIK twice for a service":         request("2", "'C2'", "ktp-el", "DIAJUKAN"),
			"a status nobody knows":             request("2", "'C2'", "kia", "LUPA"),
			"a place without a ticket":          request("2", "NULL", "kia", "DIAJUKAN"),
			"a request that stands on no place": request("NULL", "NULL", "kia", "DIAJUKAN"),
			"a day that is not there":           "UPDATE requests SET day = '2020-03-18'",
			"a message admitted twice":          "INSERT INTO inbox (account, provider_id, heard_at) VALUES ('sms', '1', 0)",
			"an address with two people":        "INSERT INTO addresses (person_id, channel, prf, ident) SELECT person_id, channel, prf, ident FROM addresses",
			"a letter nobody can settle":        "UPDATE letters SET state = 'lost'",
			"a cause posted twice": `INSERT INTO letters (cause, address_id, account, lane, hold, body, state, reason, posted_at)
				SELECT cause, address_id, account, lane, hold, body, state, reason, posted_at FROM letters`,
			"two offices in one database": "INSERT INTO meta (id) VALUES (2)",
		} {
			if _, err := db.Exec(statement); err == nil {
				t.Errorf("the database allows %s", about)
			}
		}
		for about, statement := range map[string]string{
			"a place of another number":       request("2", "'C2'", "kia", "DIAJUKAN"),
			"someone who waits":               request("NULL", "NULL", "kk", "DAFTAR_TUNGGU"),
			"a NIK again after it was served": request("3", "'C3'", "ktp-el", "SELESAI") + " WHERE number = 1",
		} {
			if _, err := db.Exec(statement + map[bool]string{true: "", false: " WHERE number = 1"}[strings.Contains(statement, "WHERE number")]); err != nil {
				t.Errorf("the database refuses %s: %v", about, err)
			}
		}
	})
}
