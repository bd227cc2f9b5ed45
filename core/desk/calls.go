package desk

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"loket/core"
)

// Calls lists the conversations in which a citizen waits for an officer, the oldest first. NIKs in what was said are masked.
func (d *Desk) Calls(ctx context.Context) (open []core.Conversation, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		open, err = tx.Calls()
		return err
	})
	for i, c := range open {
		open[i] = hushed(c)
	}
	return open, err
}

// ReadCall is a person's open conversation, with whatever was said in full. It is written down who asked.
func (d *Desk) ReadCall(ctx context.Context, person int64, by core.Actor) (c core.Conversation, err error) {
	err = d.tx(ctx, func(tx core.Tx) error {
		if err := may(by, core.Reveal); err != nil {
			return err
		}
		if c, err = callOf(tx, person); err != nil {
			return err
		}
		return tx.Audit(by.Name, "read conversation", fmt.Sprintf("person %d", person))
	})
	if err != nil {
		return core.Conversation{}, err
	}
	return c, nil
}

// hushed is a conversation whose words hold no whole NIK.
func hushed(c core.Conversation) core.Conversation {
	c.Lines = slices.Clone(c.Lines)
	for i := range c.Lines {
		c.Lines[i].Text = core.MaskNIK(c.Lines[i].Text)
	}
	return c
}

// longestAnswer is how long an answer may be, in characters: by SMS that is more than ten parts already.
const longestAnswer = 2000

// Answer sends an officer's words to the channel of a person who has called for one, and keeps them with the conversation. Who
// answers takes the conversation if nobody has it; someone else's is refused. The operator may answer whoever has it, and takes none.
func (d *Desk) Answer(ctx context.Context, person int64, text string, by core.Actor) error {
	if text = strings.TrimSpace(text); text == "" {
		return refuse(core.Invalid, "said", nil, "the answer is empty")
	}
	if len([]rune(text)) > longestAnswer {
		return refuse(core.Invalid, "longsaid", map[string]any{"limit": longestAnswer}, "the answer is longer than %d characters", longestAnswer)
	}
	token := rand.Text()[:12] // of this answer, also when the transaction is run again
	var letters []core.Letter
	err := d.tx(ctx, func(tx core.Tx) error {
		c, p, err := conversation(tx, person, by)
		if err != nil {
			return err
		}
		if d.account(p) == "" {
			return refuse(core.Conflict, "mute", nil, "no account of the office sends by %s", c.Address.Channel)
		}
		if by.Role != core.Operating && c.Taker == "" {
			if err := take(tx, c, p, false, by); err != nil {
				return err
			}
		}
		if letters, err = d.toWriter(tx, p, news{kind: statusNews, cause: fmt.Sprintf("%s%d#%s", core.AnswerCause, c.ID, token),
			say: always(func(lang string, l core.Limits) core.Message { return d.engine.Answer(lang, l, text) })}); err != nil {
			return err
		}
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

// HandBack ends a person's conversation with the officers: from now on the office answers by itself again, and tells them so.
// Someone else's is refused, but not to the operator.
func (d *Desk) HandBack(ctx context.Context, person int64, by core.Actor) error {
	var letters []core.Letter
	err := d.tx(ctx, func(tx core.Tx) error {
		letters = nil
		c, p, err := conversation(tx, person, by)
		if err != nil {
			return err
		}
		if err := tx.HandBack([]core.HandBack{{Person: p.ID, Staff: true}}); err != nil {
			return err
		}
		p.Talk.Officer, p.Talk.Taken, p.Talk.Noted = false, false, core.Date{}
		if err := tx.Keep([]core.Person{p}); err != nil {
			return err
		}
		if letters, err = d.toWriter(tx, p, news{kind: statusNews, cause: fmt.Sprintf("handback:%d", c.ID), say: always(d.engine.HandedBack)}); err != nil {
			return err
		}
		if err := tx.Audit(by.Name, "hand back", fmt.Sprintf("conversation %d", c.ID)); err != nil {
			return err
		}
		return when(letters, tx.Post)()
	})
	if err != nil {
		return err
	}
	d.wake(letters)
	return nil
}

// toWriter is a letter to who writes to an officer, there, or at another of their addresses should it fail.
func (d *Desk) toWriter(tx core.Tx, p core.Person, n news) ([]core.Letter, error) {
	if d.account(p) == "" {
		return nil, nil
	}
	ties, err := tx.Ties([]int64{p.ID})
	if err != nil {
		return nil, err
	}
	at := []core.Person{p}
	for _, tie := range ties[p.ID] {
		if tie.AddressID != p.AddressID {
			at = append(at, core.Person{ID: p.ID, AddressID: tie.AddressID, Address: tie.Address, Lang: p.Lang, Shut: tie.Shut})
		}
	}
	l, ok := d.letter(d.reachable(at), n)
	if !ok {
		return nil, nil
	}
	return []core.Letter{l}, nil
}
