package desk

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"loket/core"
)

// Who asks for login links too often gets none for a while: somebody may be playing with a member's name.
const (
	mostLinks = 3
	linkSpell = 10 * time.Minute
	linkAsked = "ask for login link" // as it stands in the audit
)

// newToken is the secret of a login link: 100 bits, and short enough for an SMS.
func newToken() string { return rand.Text()[:20] }

// SendLink sends a login link to the linked chat of the member of that name: base and then the link's token. It tells nobody whether
// there is one, not by how long it takes either: for every name the same is done, the rest is a due act. No more than three in ten
// minutes are sent to one member.
func (d *Desk) SendLink(ctx context.Context, name, base string) error {
	nonce := rand.Text()[:12]
	err := d.tx(ctx, func(tx core.Tx) error {
		s, _, err := memberNamed(tx, name)
		if err != nil {
			return err
		}
		now, err := tx.Now()
		if err != nil {
			return err
		}
		return tx.Defer([]core.Act{{Cause: "login:" + nonce, Kind: "login", Due: now, Body: body(linkWanted{s.ID, base})}})
	})
	if err != nil {
		return err
	}
	d.stir()
	return nil
}

// linkWanted is the body of the act that sends a login link, or none if nobody has that name.
type linkWanted struct {
	Staff int64
	Base  string
}

// sendLink makes a link and its letter, which is the only place where the token stands.
func (d *Desk) sendLink(x *doing) error {
	var want linkWanted
	if err := x.read(&want); err != nil {
		return err
	}
	tx, token := x.tx, newToken()
	s, ok, err := findMember(tx, func(s core.Staff) bool { return s.ID == want.Staff })
	if err != nil || !ok || s.Address == 0 || d.o.Accounts[s.To.Channel] == "" {
		return err
	}
	people, err := tx.People([]core.Address{s.To}) // locked, so that two who ask at once are counted
	if err != nil {
		return err
	}
	asked, err := tx.Trail(core.TrailQuery{By: s.Name, What: linkAsked, From: x.now.Add(-linkSpell), Limit: mostLinks})
	if err != nil || len(asked) >= mostLinks {
		return err
	}
	if err := tx.AddLink(token, s.ID, core.LinkLasts); err != nil {
		return err
	}
	if err := tx.Audit(s.Name, linkAsked, ""); err != nil {
		return err
	}
	account := d.o.Accounts[s.To.Channel]
	x.woken = append(x.woken, account)
	return tx.Post([]core.Letter{{Cause: fmt.Sprintf("login:%d#%d", s.ID, x.act.ID), Person: s.Person, AddressID: s.Address, Account: account,
		Lane: core.ReplyLane, Message: d.engine.LoginLink(people[0].Lang, d.o.Limits[s.To.Channel], want.Base+token)}})
}

// Link makes a login link for a member, to be handed over by who asks: the operator, or who may keep staff.
func (d *Desk) Link(ctx context.Context, name string, by core.Actor) (string, error) {
	token := newToken()
	err := d.tx(ctx, func(tx core.Tx) error {
		if err := may(by, core.KeepStaff); err != nil {
			return err
		}
		s, ok, err := memberNamed(tx, name)
		if err != nil {
			return err
		}
		if !ok {
			return nobodyCalled(name)
		}
		if err := tx.AddLink(token, s.ID, core.LinkLasts); err != nil {
			return err
		}
		return tx.Audit(by.Name, "login link", s.Name)
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// Linked tells whose link that is, without using it; ok is false if it is nobody's, used, or over.
func (d *Desk) Linked(ctx context.Context, token string) (s core.Staff, ok bool, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		s, ok, err = tx.FindLink(token)
		return err
	})
	return s, ok, err
}

// LogIn uses a link, once; ok is false if it is nobody's, used, or over.
func (d *Desk) LogIn(ctx context.Context, token string) (s core.Staff, ok bool, err error) {
	err = d.tx(ctx, func(tx core.Tx) error {
		if s, ok, err = tx.UseLink(token); err != nil || !ok {
			return err
		}
		return tx.Audit(s.Name, "log in", "")
	})
	return s, ok && err == nil, err
}

// Worker is a member of staff as they are now; ok is false if they are none any more.
func (d *Desk) Worker(ctx context.Context, id int64) (s core.Staff, ok bool, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		s, ok, err = findMember(tx, func(s core.Staff) bool { return s.ID == id })
		return err
	})
	return s, ok, err
}

// findMember finds a member of staff.
func findMember(tx core.Tx, is func(core.Staff) bool) (s core.Staff, ok bool, err error) {
	all, err := tx.Staff()
	for _, s := range all {
		if is(s) {
			return s, true, nil
		}
	}
	return core.Staff{}, false, err
}

// memberNamed finds a member of staff by name: the one that is called exactly so, before any other.
func memberNamed(tx core.Tx, name string) (s core.Staff, ok bool, err error) {
	s, ok, err = findMember(tx, func(s core.Staff) bool { return s.Name == core.StaffName(name) })
	if err != nil || ok {
		return s, ok, err
	}
	return findMember(tx, func(s core.Staff) bool { return s.Called(name) })
}
