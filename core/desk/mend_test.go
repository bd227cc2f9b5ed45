package desk_test

import (
	"testing"

	"loket/core"
)

// A correction edits what can be edited and goes to exactly those who got the first; a withdrawal takes back; a second
// try goes to those who were missed.
func TestMend(t *testing.T) {
	halls(t, func(h *hall) {
		h.follow(phone(1), phone(2), chat(3), chat(4))
		n := h.announce(words("Loket tutup 17 Maret."))
		first := append(h.leave(gateway, 1), h.leave(bot, 1)...)
		by := operator
		c, err := h.Correct(h.Context(), n.ID, map[string]string{"id": "Loket tutup 18 Maret."}, by)
		if err != nil {
			h.Fatal(err)
		}
		h.catchUp()
		h.is(n.ID, core.Cancelled)
		h.at(8, 40)
		ls := append(h.leave(gateway, 9), h.leave(bot, 9)...)
		if len(ls) != 4 {
			h.Errorf("%d letters correct the first: %v", len(ls), ls)
		}
		edits := map[int64]bool{first[0].ID: true, first[1].ID: true}
		for _, l := range ls {
			if l.Edits != 0 && (!edits[l.Edits] || l.Replaces == "") {
				h.Errorf("%d edits %d (%q)", l.ID, l.Edits, l.Replaces)
			}
			delete(edits, l.Edits)
		}
		if len(edits) > 0 {
			h.Errorf("not corrected: %v", edits)
		}
		h.is(c.ID, core.Finished)
		_, err = h.Correct(h.Context(), n.ID, map[string]string{"id": "Lagi."}, by)
		h.kind(err, core.Conflict)
		w, _, err := h.Steer(h.Context(), c.ID, core.Withdraw, operator)
		if err != nil {
			h.Fatal(err)
		}
		h.catchUp()
		if ls := append(h.leave(gateway, 9), h.leave(bot, 9)...); len(ls) != 4 {
			h.Errorf("%d letters take it back", len(ls))
		}
		h.is(w.Notice.ID, core.Finished)

		missed := h.announce(words("Kedua."))
		claimed, err := h.store.Claim(h.Context(), gateway, 9)
		if err != nil || len(claimed) != 2 {
			h.Fatalf("%v, %v", claimed, err)
		}
		if err := h.store.Settle(h.Context(), []core.Outcome{{Letter: claimed[0].ID, Attempt: 1, State: core.Failed, Reason: "refused"},
			{Letter: claimed[1].ID, Attempt: 1, State: core.Sent}}); err != nil {
			h.Fatal(err)
		}
		h.leave(bot, 9)
		r, err := h.Retry(h.Context(), missed.ID, false, by)
		if err != nil || r.Expected != 1 {
			h.Fatalf("%+v, %v", r, err)
		}
		h.catchUp()
		if ls := h.leave(gateway, 9); len(ls) != 1 || ls[0].To != claimed[0].To {
			h.Errorf("sent again: %v", ls)
		}
	})
}
