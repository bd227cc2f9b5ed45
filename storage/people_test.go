package storage_test

import (
	"testing"
	"time"

	"loket/core"
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
		for waiting := 0; waiting == 0 && t.Context().Err() == nil; time.Sleep(time.Millisecond) {
			const locks = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
			if err := db.QueryRow(locks).Scan(&waiting); err != nil {
				return err
			}
		}
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
