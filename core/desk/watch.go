package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"loket/core"
)

const (
	lookAtPhones = 30 * time.Second // between two looks at the office's own phones
	phoneAnswers = 15 * time.Second // how long one may take to be asked after
)

// watch looks after the office's own phones until ctx ends.
func (d *Desk) watch(ctx context.Context) {
	asked := map[string]bool{}
	for ctx.Err() == nil {
		d.watchPhones(ctx, asked)
		select {
		case <-time.After(lookAtPhones):
		case <-ctx.Done():
		}
	}
}

// WatchPhones looks after them once, for who must know when.
func (d *Desk) WatchPhones(ctx context.Context) { d.watchPhones(ctx, map[string]bool{}) }

// watchPhones asks when each was last heard of, and tells staff of those that have fallen silent, or are back. All processes do so;
// one of them finds that it is news. Asked are those that this process has asked after before: a first answer that does not come is no
// reason to call one silent that was heard of before the office closed.
func (d *Desk) watchPhones(ctx context.Context, asked map[string]bool) {
	accounts := make([]string, 0, len(d.o.Watched))
	for account := range d.o.Watched {
		accounts = append(accounts, account)
	}
	slices.Sort(accounts)
	heard := make([]time.Time, len(accounts))
	var group errgroup.Group
	group.SetLimit(8)
	for i, account := range accounts {
		group.Go(func() error {
			ctx, cancel := context.WithTimeout(ctx, phoneAnswers)
			defer cancel()
			at, err := d.o.Watched[account].Alive(ctx)
			if heard[i] = at; err != nil {
				d.log.Debug("nobody says when a phone was last heard of", "account", account, "error", err)
			}
			return nil
		})
	}
	_ = group.Wait() // none fails
	for i, account := range accounts {
		if ctx.Err() != nil {
			return
		}
		first := !asked[account]
		if asked[account] = true; first && heard[i].IsZero() {
			continue
		}
		if err := d.hearPhone(context.WithoutCancel(ctx), account, heard[i]); err != nil {
			d.log.Error("when a phone was last heard of could not be noted", "account", account, "error", err)
		}
	}
}

// hearPhone notes when a phone was last heard of, and does what follows from it.
func (d *Desk) hearPhone(ctx context.Context, account string, at time.Time) error {
	var letters []core.Letter
	var since time.Time
	var news bool
	err := d.tx(ctx, func(tx core.Tx) (err error) {
		letters = nil
		if since, news, err = tx.HearPhone(account, at); err != nil || !news {
			return err
		}
		letters, err = d.tellOfPhone(tx, account, since)
		return err
	})
	if err != nil {
		return err
	}
	d.wake(letters)
	switch {
	case news && since.IsZero():
		d.log.Info("a phone is back", "account", account)
		d.o.Wake(account)
	case news:
		d.log.Warn("a phone is silent", "account", account, "since", since)
	}
	if !since.IsZero() && d.cat.Office.SMS.Moves() {
		return d.reassign(ctx, account)
	}
	return nil
}

// tellOfPhone tells staff that a phone has fallen silent, or, without since, that it is back.
func (d *Desk) tellOfPhone(tx core.Tx, account string, since time.Time) ([]core.Letter, error) {
	now, err := tx.Now()
	if err != nil {
		return nil, err
	}
	cause := fmt.Sprintf("phone:%d:%s", now.UnixMicro(), strings.ReplaceAll(account, "/", ".")) // behind a slash stand tickets
	return d.tellStaff(tx, core.See, cause, func(lang string, l core.Limits) core.Message {
		if since.IsZero() {
			return d.engine.PhoneBack(lang, l, account)
		}
		return d.engine.PhoneSilent(lang, l, account, since)
	})
}

// reassign gives what a silent phone owes to the others that are there.
func (d *Desk) reassign(ctx context.Context, account string) error {
	for more := true; more; {
		var to []string
		err := d.tx(ctx, func(tx core.Tx) error {
			silent, err := tx.SilentPhones()
			if err != nil {
				return err
			}
			to = d.otherPhones(account, silent)
			given, err := tx.Reassign(account, to, chunk)
			more = given == chunk
			return err
		})
		if err != nil {
			return err
		}
		for _, other := range to {
			d.o.Wake(other)
		}
	}
	return nil
}

// otherPhones are those that can send in the place of one.
func (d *Desk) otherPhones(account string, silent []core.SilentPhone) (all []string) {
	for other := range d.o.Watched {
		if other != account && !slices.ContainsFunc(silent, func(s core.SilentPhone) bool { return s.Account == other }) {
			all = append(all, other)
		}
	}
	slices.Sort(all)
	return all
}
