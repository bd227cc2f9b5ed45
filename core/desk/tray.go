package desk

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"

	"loket/core"
)

// gather handles one tray after the other.
func (d *Desk) gather(ctx context.Context) {
	for {
		tray := d.queue.tray(d.o.Tray)
		if tray == nil {
			return
		}
		d.queue.back(tray, d.handle(ctx, tray))
	}
}

// handle brings a tray to its end and returns the messages that must wait for the next: those of a person of whom there
// was another message on it.
func (d *Desk) handle(ctx context.Context, tray []*item) (again []*item) {
	for {
		err := d.commit(ctx, tray)
		var same *samePerson
		if errors.As(err, &same) {
			// Nothing was admitted: the transaction was given up. The rest of the tray is tried without them.
			again = append(again, same.later...)
			tray = slices.DeleteFunc(slices.Clone(tray), func(it *item) bool { return slices.Contains(same.later, it) })
			continue
		}
		switch {
		case err == nil || elsewhere(err):
			if err != nil {
				d.log.Error("messages could not be stored; their channels will try again", "messages", len(tray), "error", err)
			}
			for _, it := range tray {
				it.done <- err
			}
		case len(tray) > 1:
			d.log.Warn("a tray failed and is handled one message at a time", "messages", len(tray), "error", err)
			for _, it := range tray {
				again = append(again, d.handle(ctx, []*item{it})...)
			}
		default:
			tray[0].done <- d.pass(ctx, tray[0].in, err)
		}
		return again
	}
}

// elsewhere tells that an error lies with the database or its operator and says nothing of the message in hand: whoever
// brought that must try again. Everything else would meet the same message again.
func elsewhere(err error) bool {
	kind := core.KindOf(err)
	return kind == core.Away || kind == core.Operator
}

// commit handles a tray in one transaction.
func (d *Desk) commit(ctx context.Context, tray []*item) error {
	var r *rounds
	err := d.tx(ctx, func(tx core.Tx) error {
		r = &rounds{Desk: d, tx: tx}
		return r.run(tray)
	})
	if err != nil {
		return err
	}
	d.count.trays.Add(1)
	d.count.handled.Add(int64(len(r.talks)))
	d.count.repeated.Add(int64(len(tray) - len(r.talks)))
	d.wake(r.letters)
	for _, account := range r.posted {
		d.o.Wake(account)
	}
	d.remember(r.acts)
	if r.stir {
		d.stir()
		d.wakeAll()
	}
	return nil
}

// tx is a transaction of the desk's own, in which a panic is an error like another.
func (d *Desk) tx(ctx context.Context, fn func(core.Tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, d.o.Timeout)
	defer cancel()
	return d.store.Tx(ctx, func(tx core.Tx) (err error) {
		defer func() {
			if v := recover(); v != nil {
				err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
			}
		}()
		return fn(tx)
	})
}

// wake tells the senders of letters that have been committed.
func (d *Desk) wake(letters []core.Letter) {
	woken := map[string]bool{}
	for _, l := range letters {
		if !woken[l.Account] {
			woken[l.Account] = true
			d.o.Wake(l.Account)
		}
	}
}
