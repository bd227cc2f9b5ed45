package storagetest

import (
	"fmt"
	"time"

	"loket/core"
)

// hears is what is noted when a phone was heard of so long ago; less than 0: nobody could say.
func (o *office) hears(account string, ago time.Duration) (silent, news bool) {
	o.Helper()
	o.tx(func(tx core.Tx) {
		at := time.Time{}
		if ago >= 0 {
			at = time.Now().Add(-ago)
		}
		since, is, err := tx.HearPhone(account, at)
		o.ok(err)
		silent, news = !since.IsZero(), is
	})
	return silent, news
}

// phones: one that is not heard of for a while is silent, which one of all who look is told once. Its letters wait, or go to others.
func phones(o *office) {
	for i, step := range []struct {
		account      string
		ago          time.Duration
		silent, news bool
	}{
		{"sms", -1, false, false}, {"sms", time.Minute, false, false}, {"sms", time.Hour, false, false}, {"sms", -1, false, false},
		{"sim", time.Hour, true, true}, {"sim", -1, true, false}, {"sim", time.Hour, true, false},
	} {
		if silent, news := o.hears(step.account, step.ago); silent != step.silent || news != step.news {
			o.Errorf("step %d: silent %v, news %v", i, silent, news)
		}
	}
	now := o.now()
	o.tx(func(tx core.Tx) {
		all := got[[]core.SilentPhone](o)(tx.SilentPhones())
		if len(all) != 1 || all[0].Account != "sim" || now.Sub(all[0].Since).Round(time.Minute) != time.Hour {
			o.Errorf("silent: %+v at %v", all, now)
		}
	})
	for i := range 5 {
		l := o.letter(i, fmt.Sprint("silent:", i))
		l.Account = "sim"
		o.post(l)
	}
	o.same("claimed by a silent phone", len(o.claimFor("sim", 9)), 0)
	o.tx(func(tx core.Tx) {
		o.same("given away", got[int](o)(tx.Reassign("sim", []string{"sms-1", "sms-2"}, 4)), 4)
		o.same("to nobody", got[int](o)(tx.Reassign("sim", nil, 4)), 0)
	})
	o.same("claimed by others", len(o.claimFor("sms-1", 9))+len(o.claimFor("sms-2", 9)), 4)
	if silent, news := o.hears("sim", 0); silent || !news {
		o.Errorf("back: silent %v, news %v", silent, news)
	}
	left := o.claimFor("sim", 9)
	o.same("claimed by one that is back", len(left), 1)

	// What may have been sent already is not sent by another.
	o.settle(core.Outcome{Letter: left[0].ID, Attempt: 1, State: core.Doubtful}, core.Outcome{Letter: left[0].ID, Attempt: 1, State: core.Owed})
	o.tx(func(tx core.Tx) {
		o.same("given away, though it may have been sent", got[int](o)(tx.Reassign("sim", []string{"sms-1"}, 4)), 0)
	})
}

// phonesOfNotices: of an announcement that leaves by two SIMs the letters of the one go on by the other, whatever that has sent already,
// and the counts add up.
func phonesOfNotices(o *office) {
	var as []core.Address
	for i := range 8 {
		as = append(as, phone(i))
	}
	people := o.follow(as...)
	by := core.Senders{core.SMSChannel: {"sim-1", "sim-2"}}
	n := o.add(o.announcement())
	o.tx(func(tx core.Tx) {
		made, more, err := tx.FanOut(n.ID, by, 99)
		o.ok(err)
		o.same("made", made, len(people))
		o.same("more", more, false)
	})
	first := o.claimFor("sim-1", 99)
	o.gone(first...)
	o.hears("sim-2", time.Hour)
	o.same("claimed by a silent phone", len(o.claimFor("sim-2", 99)), 0)
	o.tx(func(tx core.Tx) {
		o.same("given away", got[int](o)(tx.Reassign("sim-2", []string{"sim-1"}, 99)), len(people)-len(first))
	})
	second := o.claimFor("sim-1", 99)
	seen := map[int64]bool{}
	for _, l := range append(first, second...) {
		if seen[l.AddressID] {
			o.Errorf("two letters to address %d", l.AddressID)
		}
		seen[l.AddressID] = true
	}
	o.same("reached", len(seen), len(people))
	o.gone(second...)
	o.same("sent", o.ledger(n.ID).Sent, len(people))
}
