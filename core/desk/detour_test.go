package desk_test

import (
	"testing"

	"loket/core"
	"loket/storage/storagetest"
)

// News of a request goes to another address of who has closed the one they filed from; where there is none, staff see that it
// reached nobody.
func TestDetour(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		h := newHall(t, address)
		h.hear(filing(1), filing(2))
		h.letters()
		var people []core.Person
		err := h.store.Tx(h.Context(), func(tx core.Tx) (err error) {
			if people, err = tx.People([]core.Address{phone(1), chat(1), phone(2)}); err != nil {
				return err
			}
			return tx.Shut([]core.Shutting{{AddressID: people[0].AddressID, Shut: true}, {AddressID: people[2].AddressID, Shut: true}})
		})
		if err != nil {
			h.Fatal(err)
		}
		db, err := storagetest.Raw(address)
		if err != nil {
			h.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec("UPDATE addresses SET person_id = $1 WHERE id = $2", people[0].ID, people[1].AddressID); err != nil {
			h.Fatal(err)
		}
		if _, err := h.Advance(h.Context(), core.Advance{To: core.Ready, Day: tuesday}, dewi); err != nil {
			h.Fatal(err)
		}
		if ls := h.leave(bot, 9); len(ls) != 1 || ls[0].To != chat(1) || ls[0].Person != people[0].ID {
			h.Errorf("by Telegram: %v", ls)
		}
		if ls := h.leave(gateway, 9); len(ls) != 0 {
			h.Errorf("to closed addresses: %v", ls)
		}
		today, err := h.Today(h.Context())
		if err != nil || len(today.Unheard) != 1 || today.Unheard[0].Reason != "blocked" {
			h.Errorf("%+v, %v", today.Unheard, err)
		}
	})
}
