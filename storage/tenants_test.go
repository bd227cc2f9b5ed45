package storage_test

import (
	"fmt"
	"testing"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

// TestTenants: offices may share a PostgreSQL, each in a schema of its own that its URL names. None sees the other's, nor waits
// for it.
func TestTenants(t *testing.T) {
	ctx := t.Context()
	address := storagetest.EmptyPostgres(t)
	var offices []*storage.Store
	for _, name := range []string{"cirebon", "kuningan"} {
		if _, err := raw(t, address).Exec("CREATE SCHEMA " + name); err != nil {
			t.Fatal(err)
		}
		offices = append(offices, storagetest.Open(t, address+"&search_path="+name))
	}
	book := func(tx core.Tx, n int) core.Booking {
		t.Helper()
		booked, err := tx.Book([]core.Draft{draft(0, n)}, storagetest.Calendar())
		if err != nil {
			t.Fatal(err)
		}
		return booked[0]
	}
	err := offices[0].Tx(ctx, func(tx core.Tx) error {
		if b := book(tx, 1); b.Request.Number != 1 {
			t.Errorf("%+v", b)
		}
		return offices[1].Tx(ctx, func(tx core.Tx) error { // while the first still holds its days
			if b := book(tx, 1); b.Request.Number != 1 {
				t.Errorf("the other office: %+v", b)
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range offices {
		if got, err := s.Ask(ctx, "SELECT COUNT(*)::text FROM requests"); err != nil || got != fmt.Sprint(1) {
			t.Errorf("office %d has %s requests, %v", i, got, err)
		}
	}
}
