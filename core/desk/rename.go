package desk

import (
	"context"

	"loket/core"
)

// Rename mends a misspelt name. What it was, and what it is, stands in no audit.
func (d *Desk) Rename(ctx context.Context, ticket string, name core.Name, by core.Actor) (r core.Request, err error) {
	err = d.tx(ctx, func(tx core.Tx) error {
		r, err = d.rename(tx, ticket, name, by)
		return err
	})
	return r, err
}

func (d *Desk) rename(tx core.Tx, ticket string, name core.Name, by core.Actor) (r core.Request, err error) {
	if err := may(by, core.MoveOthers); err != nil {
		return r, err
	}
	found, err := byTicket(tx, []string{ticket})
	if err != nil {
		return r, err
	}
	_, calendar, err := d.today(tx)
	if err != nil {
		return r, err
	}
	amended, err := tx.Amend([]core.Amendment{{Request: found[0].ID, Name: name, By: by.Name}}, calendar)
	if err != nil {
		return r, err
	}
	if r = amended[0].Request; !amended[0].OK {
		return r, refuse(core.Conflict, "rename", map[string]any{"ticket": found[0].Ticket}, "%s is over: its name stays as it is", found[0].Ticket)
	}
	return r, tx.Audit(by.Name, "rename", r.Ticket)
}
