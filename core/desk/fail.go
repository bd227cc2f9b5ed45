package desk

import (
	"context"
	"crypto/rand"
	"fmt"

	"loket/core"
	"loket/core/dialog"
)

// pass gets a message out of the way that cannot be handled: it is admitted, so that it does not come again, and answered
// with a reference that stands in the log beside the cause. Its text is kept nowhere.
func (d *Desk) pass(ctx context.Context, in core.Inbound, cause error) error {
	reference := rand.Text()[:6]
	d.log.Error("a message could not be handled", "reference", reference, "account", in.Account, "from", in.From, "error", cause)
	var posted []core.Letter
	err := d.tx(ctx, func(tx core.Tx) (err error) {
		posted, err = d.apologise(tx, in, reference)
		return err
	})
	if err != nil && !elsewhere(err) {
		d.log.Error("nor could it be answered", "reference", reference, "error", err)
		d.count.silent.Add(1)
		posted = nil
		err = d.tx(ctx, func(tx core.Tx) error {
			_, err := tx.Admit([]core.Inbound{in})
			return err
		})
	}
	if err != nil {
		return err
	}
	d.count.failed.Add(1)
	d.wake(posted)
	return nil
}

// apologise admits a message and posts the answer that it could not be handled.
func (d *Desk) apologise(tx core.Tx, in core.Inbound, reference string) ([]core.Letter, error) {
	rows, err := tx.Admit([]core.Inbound{in})
	if err != nil || rows[0] == 0 {
		return nil, err
	}
	people, err := tx.People([]core.Address{in.From})
	if err != nil {
		return nil, err
	}
	facts, err := d.facts(tx, false)
	if err != nil {
		return nil, err
	}
	facts.Limits = d.o.Limits[in.From.Channel]
	p, effects := d.engine.Step(people[0], facts, dialog.Failed{Reference: reference})
	var letters []core.Letter
	for _, ef := range effects {
		if say, ok := ef.(dialog.Say); ok {
			letters = append(letters, core.Letter{Cause: fmt.Sprintf("in:%d#%d", rows[0], len(letters)), Person: p.ID,
				AddressID: p.AddressID, Account: in.Account, Message: say.Message, Lane: core.ReplyLane})
		}
	}
	if err := tx.Keep([]core.Person{p}); err != nil {
		return nil, err
	}
	return letters, tx.Post(letters)
}
