package desk

import (
	"context"
	"time"

	"loket/core"
)

// openDay sets the office file's ceiling on SMS for the accounts that send them, and sees to it that every midnight they begin
// anew, that every night what is old is pruned, that staff hear of a year without holidays, and
// that they find what former binaries filed.
func (d *Desk) openDay(ctx context.Context) error {
	return d.tx(ctx, func(tx core.Tx) error {
		now, err := tx.Now()
		if err != nil {
			return err
		}
		if err := d.ceil(tx, false); err != nil {
			return err
		}
		now = now.In(d.cat.Office.Zone)
		return tx.Defer(append(d.holidaysLater(now), d.ceiling(core.DateOf(now)), d.pruneNext(now), d.tokenizeLater(now)))
	})
}

// ceiling is the act that begins a day's count.
func (d *Desk) ceiling(day core.Date) core.Act {
	return core.Act{Cause: "ceiling:" + day.String(), Kind: "ceiling", Due: day.At(0, d.cat.Office.Zone)}
}

func (d *Desk) renewCeilings(x *doing) error {
	if err := d.ceil(x.tx, true); err != nil {
		return err
	}
	for channel := range d.o.Accounts {
		x.woken = append(x.woken, d.accounts(channel)...)
	}
	return x.tx.Defer([]core.Act{d.ceiling(core.DateOf(x.now).Add(1))})
}

func (d *Desk) ceil(tx core.Tx, renew bool) error {
	for channel := range d.o.Accounts {
		if !d.o.Limits[channel].Short {
			continue
		}
		for _, account := range d.accounts(channel) {
			if err := tx.Ceil(account, d.cat.Office.Announce.SMSLimit, renew); err != nil {
				return err
			}
		}
	}
	return nil
}

// start does what the desk's start needs, and tries again while the database is away.
func (d *Desk) start(ctx context.Context) {
	for ctx.Err() == nil {
		err := d.openDay(context.WithoutCancel(ctx))
		if err == nil {
			return
		}
		d.log.Error("the ceilings on SMS could not be set, nor the acts of the day deferred", "error", err)
		select {
		case <-time.After(rest):
		case <-ctx.Done():
		}
	}
}
