package desk

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"loket/core"
)

// Calls lists the conversations in which a citizen waits for an officer, the oldest first.
func (d *Desk) Calls(ctx context.Context) (open []core.Conversation, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		open, err = tx.Calls()
		return err
	})
	return open, err
}

// Answer sends an officer's words to a person who has called for one, and keeps them with the conversation.
func (d *Desk) Answer(ctx context.Context, person int64, text string, by core.Actor) error {
	if text = strings.TrimSpace(text); text == "" {
		return core.Errorf(core.Invalid, "the answer is empty")
	}
	token := rand.Text()[:12] // of this answer, also when the transaction is run again
	var letters []core.Letter
	err := d.tx(ctx, func(tx core.Tx) error {
		c, p, err := conversation(tx, person)
		if err != nil {
			return err
		}
		account := d.o.Accounts[c.Address.Channel]
		if account == "" {
			return core.Errorf(core.Conflict, "no account of the office sends by %s", c.Address.Channel)
		}
		letters = []core.Letter{{Cause: fmt.Sprintf("answer:%d#%s", c.ID, token), Person: p.ID, AddressID: p.AddressID,
			Account: account, Lane: core.ServiceLane, Message: d.engine.Answer(p.Lang, d.o.Limits[c.Address.Channel], text)}}
		call := core.Call{Person: p.ID, AddressID: p.AddressID, Topic: c.Topic, Text: text, ByStaff: by.Name}
		if err := tx.Call([]core.Call{call}); err != nil {
			return err
		}
		now, err := tx.Now()
		if err != nil {
			return err
		}
		if err := d.forgetLater(tx, now.In(d.cat.Office.Zone)); err != nil {
			return err
		}
		return tx.Post(letters)
	})
	if err != nil {
		return err
	}
	d.wake(letters)
	return nil
}

// HandBack ends a person's conversation with the officers: from now on the office answers by itself again.
func (d *Desk) HandBack(ctx context.Context, person int64, by core.Actor) error {
	return d.tx(ctx, func(tx core.Tx) error {
		c, p, err := conversation(tx, person)
		if err != nil {
			return err
		}
		if err := tx.HandBack([]core.HandBack{{Person: p.ID, Staff: true}}); err != nil {
			return err
		}
		p.Talk.Officer, p.Talk.Noted = false, core.Date{}
		if err := tx.Keep([]core.Person{p}); err != nil {
			return err
		}
		return tx.Audit(by.Name, "hand back", fmt.Sprintf("conversation %d", c.ID))
	})
}

// conversation finds a person's open conversation and locks the person.
func conversation(tx core.Tx, person int64) (core.Conversation, core.Person, error) {
	open, err := tx.Calls()
	if err != nil {
		return core.Conversation{}, core.Person{}, err
	}
	for _, c := range open {
		if c.Person == person {
			people, err := tx.People([]core.Address{c.Address})
			if err != nil {
				return c, core.Person{}, err
			}
			return c, people[0], nil
		}
	}
	return core.Conversation{}, core.Person{}, core.Errorf(core.Missing, "person %d has no open conversation", person)
}

// hushed is a conversation whose words hold no whole NIK.
func hushed(c core.Conversation) core.Conversation {
	c.Lines = slices.Clone(c.Lines)
	for i := range c.Lines {
		c.Lines[i].Text = core.MaskNIK(c.Lines[i].Text)
	}
	return c
}
