package desk

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"loket/core"
	"loket/core/dialog"
)

// One citizen may have several addresses, and proves it: by a code that was sent to the other address, or by the word of the
// provider. What concerns two people is an act of its own, right after the message, for it locks both in the order of their addresses,
// as every tray does. An act that is run late, or again, finds what holds then: who are one already stay so.

// pairing is the body of an act that concerns an address and who asked for it.
type pairing struct {
	asked
	Other core.Address
}

// pairLater defers such an act.
func pairLater(t *talk, kind string, other core.Address, now time.Time) core.Act {
	return core.Act{Cause: fmt.Sprintf("%s:%s#%d", kind, t.cause, t.said), Kind: kind, Due: now, Body: body(pairing{t.asked(), other})}
}

// pair finds both, locked.
func (d *Desk) pair(x *doing) (p pairing, by, other core.Person, err error) {
	if err = x.read(&p); err != nil {
		return p, by, other, err
	}
	people, err := x.tx.People([]core.Address{{Channel: p.Channel, ID: p.ID}, p.Other})
	if err != nil {
		return p, by, other, err
	}
	return p, people[0], people[1], nil
}

// sendCode sends a code to an address of which somebody says that it is theirs.
func (d *Desk) sendCode(x *doing) error {
	z, p, other, err := d.pair(x)
	if err != nil {
		return err
	}
	if p.ID == other.ID {
		return d.tell(x, p, z.Account, dialog.CodeSent{To: z.Other, Ours: true})
	}
	code, account, limits := dialog.NewCode(d.o.Secret), d.account(other), d.o.Limits[other.Address.Channel]
	f := core.Facts{Now: x.now, Limits: limits}
	other, message, ok := d.engine.Code(other, f, p.Address, p.Lang, code)
	if ok = ok && account != ""; ok {
		address := other.AddressID
		other.AddressID = 0 // they have not written
		if err := x.tx.Keep([]core.Person{other}); err != nil {
			return err
		}
		letters := []core.Letter{{Cause: fmt.Sprintf("code:%d", x.act.ID), Person: other.ID, AddressID: address, Account: account,
			Message: message, Lane: core.ReplyLane}}
		if err := x.tx.Post(letters); err != nil {
			return err
		}
		x.woke(letters)
	}
	return d.tell(x, p, z.Account, dialog.CodeSent{To: z.Other, Code: code, OK: ok, Lately: limits.Window > 0})
}

// unite makes two people one, of whom that was proved, and tells both addresses.
func (d *Desk) unite(x *doing) error {
	z, p, other, err := d.pair(x)
	if err != nil {
		return err
	}
	if p.ID == other.ID {
		return d.tell(x, p, z.Account, dialog.United{With: z.Other, Ours: true})
	}
	if p.Staff != nil || other.Staff != nil {
		return d.tell(x, p, z.Account, dialog.United{With: z.Other})
	}
	ok, err := x.tx.Unite(p.ID, other.ID)
	if err != nil || !ok {
		return inOrder(func() error { return err }, func() error { return d.tell(x, p, z.Account, dialog.United{With: z.Other}) })
	}
	if err := x.tx.Audit("", "link addresses", fmt.Sprintf("person %d", p.ID)); err != nil {
		return err
	}
	people, err := x.tx.People([]core.Address{p.Address}) // with what they have now
	if err != nil {
		return err
	}
	if err := d.tell(x, people[0], z.Account, dialog.United{With: z.Other, Was: other.Talk, Lang: other.Lang, OK: true}); err != nil {
		return err
	}
	other.Lang = cmp.Or(other.Lang, people[0].Lang)
	l, ok := d.letter(d.reachable([]core.Person{other}), news{kind: statusNews, cause: fmt.Sprintf("united:%d", x.act.ID),
		say: always(func(lang string, l core.Limits) core.Message { return d.engine.Linked(lang, l, p.Address) })})
	if !ok {
		return nil
	}
	letters := []core.Letter{l}
	x.woke(letters)
	return x.tx.Post(letters)
}

// parting is the body of an act that parts an address from a person.
type parting struct {
	asked
	AddressID int64
}

func partLater(t *talk, address int64, now time.Time) core.Act {
	return core.Act{Cause: fmt.Sprintf("part:%s#%d", t.cause, t.said), Kind: "part", Due: now, Body: body(parting{t.asked(), address})}
}

// part makes an address of who asked for it somebody of its own again. Who parts their own takes along what they filed from it: whoever
// was talked into giving a code away has lost nothing. An address that others part may long be a stranger's, who is to get nothing.
func (d *Desk) part(x *doing) error {
	var z parting
	if err := x.read(&z); err != nil {
		return err
	}
	people, err := x.tx.People([]core.Address{{Channel: z.Channel, ID: z.ID}})
	if err != nil {
		return err
	}
	p := people[0]
	ties, err := x.tx.Ties([]int64{p.ID})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(ties[p.ID], func(t core.Tie) bool { return t.AddressID == z.AddressID })
	if i < 0 {
		return d.tell(x, p, z.Account, dialog.Parted{})
	}
	tie := ties[p.ID][i]
	apart, ok, err := x.tx.Part(tie.AddressID, tie.AddressID == p.AddressID)
	if err != nil || !ok {
		return inOrder(func() error { return err }, func() error { return d.tell(x, p, z.Account, dialog.Parted{}) })
	}
	if err := x.tx.Audit("", "unlink address", fmt.Sprintf("person %d", p.ID)); err != nil {
		return err
	}
	talking := apart.Talk.Officer
	if apart.Talk = p.Talk.Bounds(); talking { // the officer goes on with who is at that address
		apart.Talk.Officer, apart.Talk.Taken = true, p.Talk.Taken
		p.Talk.Officer, p.Talk.Taken, p.Talk.Noted = false, false, core.Date{}
	}
	if tie.AddressID != p.AddressID {
		return inOrder(func() error { return x.tx.Keep([]core.Person{apart}) },
			func() error { return d.tell(x, p, z.Account, dialog.Parted{Tie: tie, OK: true}) })
	}
	p.AddressID = 0 // it is theirs no more
	apart.Talk.Greeted = true
	return inOrder(func() error { return x.tx.Keep([]core.Person{p}) },
		func() error { return d.tell(x, apart, z.Account, dialog.Parted{Tie: tie, OK: true}) })
}
