package storage_test

import (
	"testing"

	"loket/core"
	"loket/storage/storagetest"
)

// TestLocksInOrder: a transaction that moves one request, or amends it, and then wants a place for somebody else holds the days
// before the request: it and one that withdraws the request meanwhile never wait for each other.
func TestLocksInOrder(t *testing.T) {
	url := storagetest.Postgres(t)
	s, other, db := storagetest.Open(t, url), storagetest.Open(t, url), raw(t, url)
	note := "saya sudah ke RT"
	for n, first := range []func(tx core.Tx, id int64, c *core.Calendar) error{
		func(tx core.Tx, id int64, _ *core.Calendar) error {
			_, err := tx.Move([]core.Move{{Request: id, To: core.Verified, By: "Dewi"}})
			return err
		},
		func(tx core.Tx, id int64, c *core.Calendar) error {
			_, err := tx.Amend([]core.Amendment{{Request: id, Note: &note}}, c)
			return err
		},
	} {
		var id int64
		c := storagetest.Calendar()
		must(t, s, func(tx core.Tx) error {
			made, err := tx.Book([]core.Draft{draft(0, 10*n)}, c)
			if err == nil {
				id = made[0].Request.ID
			}
			return err
		})
		runs, started, done := 0, make(chan bool, 9), make(chan error, 1)
		go func() {
			<-started
			done <- other.Tx(t.Context(), func(tx core.Tx) error {
				runs++
				_, err := tx.Move([]core.Move{{Request: id, To: core.Withdrawn}})
				return err
			})
		}()
		must(t, s, func(tx core.Tx) error {
			runs++
			if err := first(tx, id, c); err != nil {
				return err
			}
			started <- true
			awaitLock(t, db)
			_, err := tx.Book([]core.Draft{draft(0, 10*n+1)}, c)
			return err
		})
		if err := <-done; err != nil || runs != 2 {
			t.Errorf("%d: %v, after %d runs", n, err, runs)
		}
	}
}
