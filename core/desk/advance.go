package desk

import (
	"context"
	"slices"
	"strings"

	"loket/core"
)

// page is how many requests one transaction of a long list handles.
const page = 500

// Advance moves requests on and tells their holders: those of the tickets, or all of a day that may move there. Of the
// tickets, one whose status does not allow it comes back with OK false; one that does not exist moves nothing at all.
func (d *Desk) Advance(ctx context.Context, to core.Status, tickets []string, day core.Date, by, reason string) ([]core.Moved, error) {
	switch {
	case len(tickets) == 0 && day.IsZero():
		return nil, core.Errorf(core.Invalid, "name the tickets to move, or a day")
	case len(tickets) > 0 && !day.IsZero():
		return nil, core.Errorf(core.Invalid, "name either tickets or a day, not both")
	case !slices.Contains(core.Statuses, to):
		return nil, core.Errorf(core.Invalid, "%q is not a status", to)
	case to == core.Waiting:
		return nil, core.Errorf(core.Invalid, "nobody is moved to the waiting list")
	}
	if len(tickets) > 0 {
		return d.advance(ctx, to, by, reason, strings.Join(tickets, " "), func(tx core.Tx) ([]core.Request, error) {
			return byTicket(tx, tickets)
		})
	}
	var all []core.Moved
	for after := int64(0); ; {
		var seen []core.Request
		moved, err := d.advance(ctx, to, by, reason, day.String(), func(tx core.Tx) ([]core.Request, error) {
			found, err := tx.Requests([]core.RequestQuery{{Day: day, After: after, Limit: page}})
			if err != nil {
				return nil, err
			}
			seen = found[0]
			return slices.DeleteFunc(slices.Clone(seen), func(r core.Request) bool { return !r.Status.May(to) }), nil
		})
		if all = append(all, moved...); err != nil || len(seen) < page {
			return all, err
		}
		after = seen[len(seen)-1].ID
	}
}

// byTicket finds the requests of tickets, every one.
func byTicket(tx core.Tx, tickets []string) ([]core.Request, error) {
	queries := make([]core.RequestQuery, len(tickets))
	for i, t := range tickets {
		queries[i] = core.RequestQuery{Ticket: strings.ToUpper(strings.TrimSpace(t)), Limit: 1}
		if queries[i].Ticket == "" {
			return nil, core.Errorf(core.Invalid, "a ticket is empty")
		}
	}
	found, err := tx.Requests(queries)
	if err != nil {
		return nil, err
	}
	var all []core.Request
	for i, rs := range found {
		if len(rs) == 0 {
			return nil, core.Errorf(core.Missing, "there is no ticket %s", queries[i].Ticket)
		}
		all = append(all, rs[0])
	}
	return all, nil
}

// advance moves the requests that find names, in one transaction with the letters about it.
func (d *Desk) advance(ctx context.Context, to core.Status, by, reason, about string,
	find func(core.Tx) ([]core.Request, error)) (moved []core.Moved, err error) {
	var letters []core.Letter
	err = d.tx(ctx, func(tx core.Tx) error {
		moved, letters = nil, nil
		requests, err := find(tx)
		if err != nil || len(requests) == 0 {
			return err
		}
		moves := make([]core.Move, len(requests))
		for i, r := range requests {
			moves[i] = core.Move{Request: r.ID, To: to, By: by, Reason: reason}
		}
		if moved, err = tx.Move(moves); err != nil {
			return err
		}
		if letters, err = d.tellMoved(tx, moved); err != nil {
			return err
		}
		return tx.Audit(by, "advance "+string(to), about)
	})
	if err != nil {
		return nil, err
	}
	d.wake(letters)
	return moved, nil
}
