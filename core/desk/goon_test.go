package desk_test

import (
	"testing"
	"time"

	"loket/core"
	"loket/storage/storagetest"
)

// A letter of an announcement that a provider gives up long after all of it was over goes on to another address, within the office's hours:
// the announcement is taken up again, and comes to its end once more.
func TestGoesOnLate(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		h := newHall(t, address)
		h.at(9, 0)
		h.follow(phone(1))
		var people []core.Person
		if err := h.store.Tx(h.Context(), func(tx core.Tx) (err error) {
			people, err = tx.People([]core.Address{phone(1), chat(1)})
			return err
		}); err != nil {
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
		n := words("Besok tutup.")
		n.Audience = all()
		n.Every = 0
		by := operator
		by.Yes = false
		n, err = h.Announce(h.Context(), n, by, true)
		if err != nil {
			h.Fatal(err)
		}
		h.catchUp()
		ls := h.leave(gateway, 9)
		h.at(9, 5)
		h.is(n.ID, core.Finished)
		h.at(21, 0)
		if err := h.store.Report(h.Context(), []core.Report{{Letter: ls[0].ID, Attempt: 1, Account: gateway, State: core.Failed, Reason: "gone"}}); err != nil {
			h.Fatal(err)
		}
		h.catchUp()
		h.is(n.ID, core.Running)
		if ls := h.leave(bot, 9); len(ls) != 0 {
			h.Errorf("at night: %v", ls)
		}
		if err := h.store.SetClock(h.Context(), tuesday.Add(1).At(8*60+1, catalogue().Office.Zone)); err != nil {
			h.Fatal(err)
		}
		h.catchUp()
		if ls := h.leave(bot, 9); len(ls) != 1 || ls[0].To != chat(1) {
			h.Errorf("by Telegram: %v", ls)
		}
		if err := h.store.SetClock(h.Context(), tuesday.Add(1).At(8*60+1, catalogue().Office.Zone).Add(time.Minute)); err != nil {
			h.Fatal(err)
		}
		h.catchUp()
		if l := h.is(n.ID, core.Finished); l.Audience != 1 || l.Sent != 1 {
			h.Errorf("%+v", l)
		}
	})
}
