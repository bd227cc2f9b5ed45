package storage_test

import (
	"fmt"
	"testing"

	"loket/core"
	"loket/storage/storagetest"
)

// TestFanOutOnce: whoever has a letter by the cause of a notice's gets no other, and everybody else gets theirs.
func TestFanOutOnce(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		s := storagetest.Open(t, url)
		const crowd = 10
		followers(t, s, crowd)
		var id int64
		must(t, s, func(tx core.Tx) (err error) { id, err = tx.AddNotice(toAll()); return err })
		must(t, s, func(tx core.Tx) error {
			return tx.Post([]core.Letter{{Cause: fmt.Sprintf("notice:%d/a:4", id), Person: 4, AddressID: 4, Account: "sms", Message: core.Message{Text: "Tutup"}}})
		})
		made := 0
		for more := true; more; {
			var some int
			must(t, s, func(tx core.Tx) (err error) { some, more, err = tx.FanOut(id, senders, 3); return err })
			made += some
		}
		var ledger core.Ledger
		must(t, s, func(tx core.Tx) error {
			all, err := tx.CountNotices([]int64{id})
			ledger = all[id]
			return err
		})
		if made != crowd-1 || ledger.Owed != crowd-1 {
			t.Errorf("%d letters made, %d owed; want %d", made, ledger.Owed, crowd-1)
		}
	})
}
