package desk_test

import (
	"strings"
	"testing"
	"time"

	"loket/core"
)

// What stands unsealed beside a notice tells nothing of its words, though its author was told of them.
func TestToldUnsealed(t *testing.T) {
	halls(t, func(h *hall) {
		h.follow(phone(1))
		by := operator
		by.Yes = true
		if err := h.store.Tx(h.Context(), func(tx core.Tx) error {
			p, err := tx.People([]core.Address{chat(1)})
			if err != nil {
				return err
			}
			id, err := tx.AddStaff(core.Staff{Name: "Ratna", Role: core.Broadcaster})
			if err != nil {
				return err
			}
			by.Address = p[0].AddressID
			if err := tx.StaffCode(id, "KODE", time.Now().Add(time.Hour)); err != nil {
				return err
			}
			_, _, err = tx.LinkStaff("KODE", p[0].ID, p[0].AddressID)
			return err
		}); err != nil {
			h.Fatal(err)
		}
		n, err := h.Announce(h.Context(), words("Rahasia kota."), by, true)
		if err != nil {
			h.Fatal(err)
		}
		h.catchUp()
		if ls := h.leave(bot, 9); len(ls) != 1 || !strings.Contains(ls[0].Message.Text, "Rahasia") {
			h.Errorf("the author was told %v", ls)
		}
		if told := h.stands(n.ID).Notice.Told; told == "" || strings.Contains(told, "Rahasia") {
			h.Errorf("noted: %q", told)
		}
	})
}
