package desk_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/core"
	"loket/storage/storagetest"
)

// TestPrune: every office prunes by itself, every night, and what is promised of messages and announcements holds afterwards.
func TestPrune(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		h := newHall(t, address)
		db, err := storagetest.Raw(address)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		h.follow(phone(1), phone(2), chat(3))
		halo := message(7, "halo", "halo")
		h.hear(halo)
		n := h.announce(words("Loket tutup."))
		h.leave(bot, 9)
		h.leave(gateway, 9)
		h.at(9, 0)
		before := h.is(n.ID, core.Finished)

		rounds := func() (due int) {
			t.Helper()
			if err := db.QueryRow("SELECT COUNT(*) FROM acts WHERE kind = 'prune' AND done_at = 0").Scan(&due); err != nil {
				t.Fatal(err)
			}
			return due
		}
		for rounds() == 0 { // the desk is only just starting
			time.Sleep(time.Millisecond)
		}
		pass := func(days int) { // what happened has happened some days earlier
			t.Helper()
			for _, column := range []string{"inbox.heard_at", "letters.settled_at", "letters.posted_at", "acts.done_at"} {
				table, name, _ := strings.Cut(column, ".")
				age := fmt.Sprintf("UPDATE %s SET %s = %s - %d WHERE %s > 0", table, name, name, int64(days)*24*int64(time.Hour/time.Microsecond), name)
				if _, err := db.Exec(age); err != nil {
					t.Fatal(err)
				}
			}
			h.night()
		}
		pass(6)
		h.hear(halo)
		if ls := h.letters(); len(ls) > 0 {
			t.Errorf("a message that its provider repeats within a week is answered twice: %v", ls)
		}
		if p := h.Stats().Pruned; p[core.OldMessages]+p[core.OldLetters]+p[core.OldActs] != 0 {
			t.Errorf("pruned too early: %v", p)
		}
		if _, err := h.Retry(h.Context(), n.ID, false, operator); !refused(err, "bad.unreached") {
			t.Errorf("nobody was missed: %v", err)
		}
		h.hear(message(7, "later", "halo"))
		h.letters()
		pass(91) // a letter that is 90 days old to the millisecond is not older yet
		if p := h.Stats().Pruned; p[core.OldMessages] != 1 || p[core.OldLetters] != 5 || p[core.OldActs] < 2 {
			t.Errorf("pruned: %v", p)
		}
		if l := h.is(n.ID, core.Finished); l.Audience != 3 || fmt.Sprint(l) != fmt.Sprint(before) {
			t.Errorf("the announcement counted %+v and counts %+v", before, l)
		}
		_, err = h.Retry(h.Context(), n.ID, false, operator)
		_, correct := h.Correct(h.Context(), n.ID, map[string]string{"id": "Loket buka."}, operator)
		_, _, withdraw := h.Steer(h.Context(), n.ID, core.Withdraw, operator)
		for about, err := range map[string]error{"sent again": err, "corrected": correct, "withdrawn": withdraw} {
			if !refused(err, "bad.pruned") {
				t.Errorf("%s: %v", about, err)
			}
		}
		pass(0)
		if due := rounds(); due != 1 {
			t.Errorf("%d rounds are to come", due)
		}
	})
}

// refused tells whether somebody is refused for a reason.
func refused(err error, key string) bool {
	var e *core.Error
	return errors.As(err, &e) && e.Kind == core.Conflict && e.Key == key
}

// night lets the office's next night go by.
func (h *hall) night() {
	h.Helper()
	h.nextDay()
	h.catchUp()
}

// nextDay moves the office's clock to the next day, before anybody works.
func (o *office) nextDay() {
	o.Helper()
	now, err := o.Now(o.Context())
	if err != nil {
		o.Fatal(err)
	}
	zone := catalogue().Office.Zone
	if err := o.store.SetClock(o.Context(), core.DateOf(now.In(zone)).Add(1).At(4*60, zone)); err != nil {
		o.Fatal(err)
	}
}

// TestPruneByAndBy: a round of many pages goes on by itself, until all that is old is gone.
func TestPruneByAndBy(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		o := open(t, address)
		db, err := storagetest.Raw(address)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		ins := make([]core.Inbound, 2500)
		for i := range ins {
			ins[i] = core.Inbound{Account: gateway, ID: fmt.Sprint(i)}
		}
		if err := o.store.Tx(o.Context(), func(tx core.Tx) error { _, err := tx.Admit(ins); return err }); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec("UPDATE inbox SET heard_at = 1"); err != nil {
			t.Fatal(err)
		}
		for gone := int64(0); gone < 2499; gone = o.Stats().Pruned[core.OldMessages] {
			o.nextDay()
			time.Sleep(20 * time.Millisecond)
		}
		if gone := o.Stats().Pruned[core.OldMessages]; gone != 2499 {
			t.Errorf("%d are gone", gone)
		}
	})
}
