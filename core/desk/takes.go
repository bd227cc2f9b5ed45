package desk

import (
	"context"
	"fmt"

	"loket/core"
)

// A conversation is taken by one officer at a time. While it is, the citizen hears from them alone: what they write is passed on
// without a word of the office's own.

// Take gives a conversation to who asks. Of someone else's it is refused, unless over: then it is written down whose it was.
func (d *Desk) Take(ctx context.Context, person int64, over bool, by core.Actor) error {
	return d.tx(ctx, func(tx core.Tx) error {
		if err := may(by, core.Converse); err != nil {
			return err
		}
		c, p, err := called(tx, person)
		if err != nil {
			return err
		}
		return take(tx, c, p, over, by)
	})
}

// Leave gives a conversation back to nobody: it waits for whoever takes it. Someone else's is refused, but not to the operator.
func (d *Desk) Leave(ctx context.Context, person int64, by core.Actor) error {
	return d.tx(ctx, func(tx core.Tx) error {
		c, p, err := conversation(tx, person, by)
		if err != nil || c.Taker == "" {
			return err
		}
		if _, _, err := tx.Take(person, "", true); err != nil {
			return err
		}
		p.Talk.Taken = false
		if err := tx.Keep([]core.Person{p}); err != nil {
			return err
		}
		return tx.Audit(by.Name, "leave conversation", fmt.Sprintf("conversation %d", c.ID))
	})
}

// take gives a conversation, whose person is locked, to an officer.
func take(tx core.Tx, c core.Conversation, p core.Person, over bool, by core.Actor) error {
	has, open, err := tx.Take(c.Person, by.Name, over)
	switch {
	case err != nil:
		return err
	case !open:
		return noCall(c.Person)
	case has != by.Name:
		return takenBy(has)
	case c.Taker == by.Name:
		return nil
	}
	p.Talk.Taken = true
	if err := tx.Keep([]core.Person{p}); err != nil {
		return err
	}
	about := fmt.Sprintf("conversation %d", c.ID)
	if c.Taker != "" {
		return tx.Audit(by.Name, "take over conversation", about+" from "+c.Taker)
	}
	return tx.Audit(by.Name, "take conversation", about)
}

// conversation finds a person's open conversation for who may talk in it, and locks the person.
func conversation(tx core.Tx, person int64, by core.Actor) (core.Conversation, core.Person, error) {
	if err := may(by, core.Converse); err != nil {
		return core.Conversation{}, core.Person{}, err
	}
	c, p, err := called(tx, person)
	if err == nil && c.Taker != "" && c.Taker != by.Name && by.Role != core.Operating {
		err = takenBy(c.Taker)
	}
	return c, p, err
}

// called finds a person's open conversation, and locks the person.
func called(tx core.Tx, person int64) (core.Conversation, core.Person, error) {
	c, err := callOf(tx, person)
	if err != nil {
		return c, core.Person{}, err
	}
	people, err := tx.People([]core.Address{c.Address})
	if err != nil {
		return c, core.Person{}, err
	}
	c, err = callOf(tx, person) // as it is now that nobody else can take it
	return c, people[0], err
}

func takenBy(name string) error {
	return refuse(core.Conflict, "taken", map[string]any{"name": name}, "%s has this conversation", name)
}

func noCall(person int64) error {
	return refuse(core.Missing, "hung", nil, "person %d does not wait for an officer", person)
}
