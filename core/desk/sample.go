package desk

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"slices"

	"loket/core"
)

// TryNotice sends every version of a notice to the linked chat of who asks, as its channel shows it, and as SMS where the office
// sends those. The notice need not be complete: its texts are enough.
func (d *Desk) TryNotice(ctx context.Context, n core.Notice, by core.Actor) error {
	nonce := rand.Text()[:12]
	var letters []core.Letter
	err := d.tx(ctx, func(tx core.Tx) error {
		letters = nil
		if err := may(by, core.Announce); err != nil {
			return err
		}
		now, err := tx.Now()
		if err != nil {
			return err
		}
		words := core.Notice{Texts: n.Texts, Audience: core.Audience{To: []core.Selector{{}}}}
		if bad := words.Check(now, d.cat.Office.Announce); bad != nil {
			return bad
		}
		s, ok, err := findMember(tx, func(s core.Staff) bool { return s.Name == by.Name })
		if err != nil {
			return err
		}
		account := d.o.Accounts[s.To.Channel]
		if !ok || s.Address == 0 || account == "" {
			return refuse(core.Conflict, "unlinked", nil, "no chat of %s is linked: show the code of `loket staff code` to the office's bot", by.Name)
		}
		for i, m := range d.engine.Samples(n, d.o.Limits[s.To.Channel], slices.Sorted(maps.Keys(d.o.Accounts))) {
			letters = append(letters, core.Letter{Cause: fmt.Sprintf("sample:%d#%s/%d", s.ID, nonce, i), Person: s.Person, AddressID: s.Address,
				Account: account, Lane: core.ReplyLane, Message: m})
		}
		return tx.Post(letters)
	})
	if err != nil {
		return err
	}
	d.wake(letters)
	return nil
}
