package outbox_test

import (
	"testing"

	"loket/core"
	"loket/core/outbox"
	"loket/storage/storagetest"
)

func chatOf(id string) core.Address { return core.Address{Channel: core.TelegramChannel, ID: id} }

// Who has moved gets what is owed at the new address, whatever was in hand for the old one.
func TestMoved(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		store := storagetest.Open(t, address)
		oweTo(t, store, chatOf("-7"), 3)
		ch := &script{}
		ch.send = func(_ int, l core.Letter) (string, error) {
			if l.To.ID == "-7" {
				return "", &core.Error{Kind: core.Gone, Moved: chatOf("-1007")}
			}
			return "", nil
		}
		run(t, outbox.New(ch, store, quick(t)))
		owing(t, store, map[core.State]int{core.Sent: 3})
		if n := len(ch.sent()); n != 4 {
			t.Errorf("%d calls for 3 letters", n)
		}
		oweTo(t, store, chatOf("-1007"), 1) // the row is known by its new name
		owing(t, store, map[core.State]int{core.Sent: 4})
	})
}

// Two addresses that name each other keep no letter going for ever.
func TestMovedInACircle(t *testing.T) {
	store := office(t)
	oweTo(t, store, chatOf("-7"), 1)
	ch := &script{}
	ch.send = func(_ int, l core.Letter) (string, error) {
		to := map[string]string{"-7": "-1007", "-1007": "-7"}[l.To.ID]
		return "", &core.Error{Kind: core.Gone, Moved: chatOf(to)}
	}
	book := &ledger{Store: store}
	run(t, outbox.New(ch, book, quick(t)))
	owing(t, store, map[core.State]int{core.Failed: 1})
	if all := book.written(); len(ch.sent()) != 2 || all[len(all)-1].Reason != "gone" {
		t.Errorf("%d calls, %+v", len(ch.sent()), all)
	}
}
