package main

import (
	"context"
	"maps"
	"slices"
	"time"

	"loket/core"
)

// lookAgain is how often the accounts that nobody serves are looked for.
const lookAgain = 30 * time.Second

// debt is what an account owes that this process has no channel for: the office's number or bot was changed while letters
// were on their way. They stay with the account that they were written for, and with its citizens.
type debt struct {
	Account string `json:"account"`
	Owed    int    `json:"owed"`
	Sending int    `json:"sending"`
	Doubt   int    `json:"doubt"`
}

// watchAccounts looks for such accounts, tells the operator of each once, and keeps the counts for who asks.
func (o *office) watchAccounts(ctx context.Context) {
	told := map[string]bool{}
	for ctx.Err() == nil {
		all, err := o.store.Accounts(ctx)
		if err == nil { // else the database is away, of which others speak
			debts := o.unserved(all)
			for _, d := range debts {
				if !told[d.Account] {
					told[d.Account] = true
					o.log.Warn("letters wait for an account that no channel of this process serves: run another `loket serve` on this database "+
						"with the former setting (LOKET_SMS_FROM, LOKET_WHATSAPP_FROM, LOKET_TELEGRAM_TOKEN) until they are sent",
						"account", d.Account, "owed", d.Owed, "sending", d.Sending, "doubt", d.Doubt)
				}
			}
			o.debts.Store(&debts)
		}
		o.watchCeilings(ctx, told)
		select {
		case <-time.After(lookAgain):
		case <-ctx.Done():
		}
	}
}

// watchCeilings tells the operator of accounts that may send no more today: the office file's ceiling stands between an attack
// and the bill.
func (o *office) watchCeilings(ctx context.Context, told map[string]bool) {
	var reached []string
	err := o.store.View(ctx, func(tx core.Tx) (err error) {
		reached, err = tx.Ceilings()
		return err
	})
	if err != nil {
		return
	}
	for _, ch := range o.open {
		key := "ceiling of " + ch.Account()
		is := slices.Contains(reached, ch.Account())
		if is && !told[key] {
			o.log.Error("the ceiling on SMS of this day is reached: letters wait until midnight, or until announce.sms_per_day in office.toml is raised",
				"account", ch.Account(), "ceiling", o.cat.Office.Announce.SMSLimit)
		}
		told[key] = is
	}
	o.ceilings.Store(&reached)
}

// unserved are the accounts with open letters and without a channel here, by name.
func (o *office) unserved(all map[string]map[core.State]int) []debt {
	debts := []debt{}
	for _, account := range slices.Sorted(maps.Keys(all)) {
		if n := all[account]; o.runners[account] == nil && n[core.Owed]+n[core.Sending]+n[core.Doubtful] > 0 {
			debts = append(debts, debt{account, n[core.Owed], n[core.Sending], n[core.Doubtful]})
		}
	}
	return debts
}

// owing is the latest count.
func (o *office) owing() []debt {
	if debts := o.debts.Load(); debts != nil {
		return *debts
	}
	return nil
}
