package storage_test

import (
	"database/sql"
	"testing"
	"time"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

// TestPeopleAfterTheWait: who waits for a person sees what the one before has changed and kept, all of it.
func TestPeopleAfterTheWait(t *testing.T) {
	url := storagetest.Postgres(t)
	stores, db := replicas(t, url), raw(t, url)
	meet := func(tx core.Tx) (core.Person, error) {
		people, err := tx.People([]core.Address{address(1)})
		if err != nil {
			return core.Person{}, err
		}
		return people[0], nil
	}
	if err := stores[0].Tx(t.Context(), func(tx core.Tx) error { _, err := meet(tx); return err }); err != nil {
		t.Fatal(err)
	}
	var second core.Person
	done := make(chan error, 1)
	err := stores[0].Tx(t.Context(), func(tx core.Tx) error {
		p, err := meet(tx)
		if err != nil {
			return err
		}
		go func() {
			done <- stores[1].Tx(t.Context(), func(tx core.Tx) (err error) { second, err = meet(tx); return err })
		}()
		awaitLock(t, db)
		if err := tx.Follow([]core.Following{{Person: p.ID, On: true, Source: "chat"}}); err != nil {
			return err
		}
		if err := tx.Shut([]core.Shutting{{AddressID: p.AddressID, Shut: true}}); err != nil {
			return err
		}
		return tx.Keep([]core.Person{p})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil || !second.Shut || second.Following {
		t.Errorf("%v, shut %t, following %t", err, second.Shut, second.Following)
	}
}

// TestPeopleMadeDuringTheWait: who is made while others of the tray are waited for is in hand, too, as soon as they are known.
func TestPeopleMadeDuringTheWait(t *testing.T) {
	url := storagetest.Postgres(t)
	stores, db := replicas(t, url), raw(t, url)
	meet := func(s *storage.Store, as []core.Address, then func(core.Tx, []core.Person) error) error {
		return s.Tx(t.Context(), func(tx core.Tx) error {
			people, err := tx.People(as)
			if err != nil {
				return err
			}
			return then(tx, people)
		})
	}
	keep := func(tx core.Tx, people []core.Person) error { return tx.Keep(people) }
	if err := meet(stores[0], []core.Address{address(1)}, keep); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	err := meet(stores[0], []core.Address{address(1)}, func(tx core.Tx, people []core.Person) error {
		go func() {
			done <- meet(stores[1], []core.Address{address(1), address(2)}, func(_ core.Tx, people []core.Person) error {
				var free int
				if err := db.QueryRow(`SELECT COUNT(*) FROM (SELECT FROM persons WHERE id = $1
					FOR NO KEY UPDATE SKIP LOCKED) AS free`, people[1].ID).Scan(&free); err != nil {
					return err
				}
				if free > 0 {
					t.Error("the second is in nobody's hand")
				}
				return nil
			})
		}()
		awaitLock(t, db)
		if err := meet(stores[0], []core.Address{address(2)}, keep); err != nil {
			return err
		}
		return keep(tx, people)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestRemovedDuringTheWait: who is removed from the staff while somebody waits for them is none of the staff any more.
func TestRemovedDuringTheWait(t *testing.T) {
	url := storagetest.Postgres(t)
	s, db := storagetest.Open(t, url), raw(t, url)
	var p core.Person
	meet := func(tx core.Tx) error {
		people, err := tx.People([]core.Address{address(1)})
		if err == nil {
			p = people[0]
		}
		return err
	}
	must(t, s, func(tx core.Tx) error {
		if err := meet(tx); err != nil {
			return err
		}
		id, err := tx.AddStaff(core.Staff{Name: "Dewi", Role: core.Officer, By: "Adi"})
		if err != nil {
			return err
		}
		now, err := tx.Now()
		if err != nil {
			return err
		}
		if err := tx.StaffCode(id, "code", now.Add(time.Hour)); err != nil {
			return err
		}
		_, _, err = tx.LinkStaff("code", p.ID, p.AddressID)
		return err
	})
	if must(t, s, meet); p.Staff == nil {
		t.Fatal("nobody is of the staff")
	}
	hand, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer hand.Rollback()
	if _, err := hand.Exec("SELECT FROM persons WHERE id = $1 FOR NO KEY UPDATE", p.ID); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Tx(t.Context(), meet) }()
	awaitLock(t, db)
	must(t, s, func(tx core.Tx) error { _, err := tx.RemoveStaff("Dewi", "Adi"); return err })
	if err := hand.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil || p.Staff != nil {
		t.Errorf("%v, still of the staff: %t", err, p.Staff != nil)
	}
}

// awaitLock waits until somebody waits for a lock.
func awaitLock(t *testing.T, db *sql.DB) {
	for waiting := 0; waiting == 0 && t.Context().Err() == nil; time.Sleep(time.Millisecond) {
		const locks = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
		if err := db.QueryRow(locks).Scan(&waiting); err != nil {
			t.Error(err)
			return
		}
	}
}
