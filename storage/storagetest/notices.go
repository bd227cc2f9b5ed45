package storagetest

import (
	"context"
	"time"

	"loket/core"
)

// notices: everything survives the round trip, and what may change changes.
func notices(o *office) {
	now := o.now()
	n := core.Notice{Kind: core.Correction, Parent: 7, State: core.Awaiting, By: "Dewi", Author: 3, Yes: "Budi",
		Texts: map[string]string{"id": "Kantor tutup", "en": "Closed"},
		Audience: core.Audience{To: []core.Selector{{Channel: core.SMSChannel, Lang: "en", Kecamatan: "Kejaksan", Kelurahan: "Kesenden", Role: "rt"},
			{Ticket: "C200317-001", Service: "ktp-el", Statuses: core.Fetching, From: tuesday, To: tuesday.Add(3)}}, Not: []core.Selector{{Person: 9}}},
		Urgent: true, AnyHour: true, Hold: true, At: now.Add(time.Hour), Expires: now.Add(9 * time.Hour), Spread: 90 * time.Minute, Every: 7,
		Other: true, Expected: 11, Print: "p", Made: now, Frozen: frozen("x"), OpenAt: now.Add(time.Minute), ShutAt: now.Add(2 * time.Minute),
		Spent: time.Second, Letter: 4, Told: "1 of 2"}
	n = o.add(n)
	find := func(q core.NoticeQuery) (all []core.Notice) {
		o.Helper()
		o.tx(func(tx core.Tx) { all = got[[]core.Notice](o)(tx.FindNotices(q)) })
		return all
	}
	o.same("a notice", find(core.NoticeQuery{ID: n.ID}), []core.Notice{n})

	n.State, n.Yes, n.At, n.Expires, n.OpenAt, n.ShutAt = core.Scheduled, "Ani", now.Add(2*time.Hour), time.Time{}, now, time.Time{}
	n.Spent, n.Letter, n.Told = 5*time.Second, 5, "2 of 2"
	changed := n
	changed.By, changed.Urgent, changed.Texts, changed.Frozen, changed.Print = "Eve", false, nil, nil, "q"
	o.keep(n.ID, func(kept *core.Notice) { *kept = changed })
	o.same("kept", find(core.NoticeQuery{ID: n.ID}), []core.Notice{n})

	second := o.announcement()
	second.Made = now.Add(time.Hour)
	second = o.add(second)
	third := o.add(core.Notice{Kind: core.Withdrawal, Parent: second.ID, State: core.Finished, Made: now.Add(2 * time.Hour)})
	ids := func(q core.NoticeQuery) (all []int64) {
		for _, n := range find(q) {
			all = append(all, n.ID)
		}
		return all
	}
	for about, c := range map[string]struct {
		q    core.NoticeQuery
		want []int64
	}{
		"all, the newest first": {core.NoticeQuery{}, []int64{third.ID, second.ID, n.ID}},
		"the newest":            {core.NoticeQuery{Limit: 1}, []int64{third.ID}},
		"of a parent":           {core.NoticeQuery{Parent: second.ID}, []int64{third.ID}},
		"of kinds":              {core.NoticeQuery{Kinds: []core.NoticeKind{core.Correction, core.Withdrawal}}, []int64{third.ID, n.ID}},
		"in states":             {core.NoticeQuery{States: []core.NoticeState{core.Running, core.Scheduled}}, []int64{second.ID, n.ID}},
		"by its print":          {core.NoticeQuery{Print: "p"}, []int64{n.ID}},
		"since":                 {core.NoticeQuery{Since: now.Add(time.Hour)}, []int64{third.ID, second.ID}},
		"everything at once":    {core.NoticeQuery{Print: "p", Since: now.Add(time.Hour)}, nil},
		"nobody's":              {core.NoticeQuery{ID: 4711}, nil},
	} {
		o.same(about, ids(c.q), c.want)
	}
	o.ok(o.s.View(context.Background(), func(tx core.Tx) error { // without a lock
		_, err := tx.FindNotices(core.NoticeQuery{})
		return err
	}))
	o.same("a ledger of nothing", o.ledger(third.ID), core.Ledger{})
}

// fanOut: one letter for each who follows, in the order in which they began to; made at once or by and by, again and again.
func fanOut(o *office) {
	o.follow(chat(1), phone(2), whatsapp(3), chat(4))
	english := o.follow(phone(5))[0]
	english.Lang = "en"
	o.tx(func(tx core.Tx) {
		o.ok(tx.Keep([]core.Person{english}))
		o.ok(tx.Follow([]core.Following{{Person: got[[]core.Person](o)(tx.People([]core.Address{chat(4)}))[0].ID}}))
	})
	o.person(6) // does not follow
	n := o.announcement()
	o.same("foretold", o.reach(n), []core.Reach{{Channel: "sms", Version: "en", Letters: 1}, {Channel: "sms", Version: "id", Letters: 1},
		{Channel: "telegram", Version: "id", Letters: 1}, {Channel: "whatsapp", Version: "id", Skip: "off", Letters: 1}})
	n.Hold = true
	n = o.add(n)
	var more bool
	o.tx(func(tx core.Tx) {
		_, again, err := tx.FanOut(n.ID, accounts, 2)
		o.ok(err)
		more = again
	})
	o.follow(phone(7)) // too late
	o.same("more to come", more, true)
	o.same("the rest", o.fan(n.ID, 2), 2)
	o.same("once more", o.fan(n.ID, 2), 0)
	l := o.ledger(n.ID)
	o.same("owed", l.Owed, 3)
	o.same("skipped", l.Skipped, 1)
	o.same("lines", l.Lines, []core.LedgerLine{{Channel: "sms", State: core.Owed, Letters: 2}, {Channel: "telegram", State: core.Owed, Letters: 1},
		{Channel: "whatsapp", State: core.Skipped, Reason: "off", Letters: 1}})

	claimed := o.claim(9)
	o.same("claimed", to(claimed), []core.Address{phone(2), phone(5)})
	c := claimed[1]
	o.same("a letter", c, core.Letter{ID: c.ID, Cause: c.Cause, Person: english.ID, AddressID: english.AddressID, To: phone(5), Account: "sms",
		Message: n.Frozen["sms"]["en"], Lane: core.NoticeLane, Hold: true, Notice: n.ID, Version: "en", Attempt: 1, AttemptAt: c.AttemptAt, Since: c.Since})
	o.same("by the other", to(o.claimFor("bot", 9)), []core.Address{chat(1)})
	o.same("sending", o.ledger(n.ID).Sending, 3)

	var all, rest []core.Recipient
	o.tx(func(tx core.Tx) {
		states := []core.State{core.Sending, core.Skipped}
		all = got[[]core.Recipient](o)(tx.Recipients(n.ID, states, 0, 9))
		rest = got[[]core.Recipient](o)(tx.Recipients(n.ID, states, all[1].Letter, 1))
		o.same("in no state", got[[]core.Recipient](o)(tx.Recipients(n.ID, nil, 0, 9)), []core.Recipient(nil))
	})
	o.same("recipients", len(all), 4)
	o.same("a page of them", rest, []core.Recipient{{Letter: all[2].Letter, Address: whatsapp(3), State: core.Skipped, Reason: "off"}})
}

// several: of a person's addresses the best one is written to; an urgent notice goes to all of them.
func several(o *office) {
	o.follow(phone(1), phone(2), phone(3), phone(4), phone(5))
	o.link(1, chat(1))              // used last, below
	o.link(2, whatsapp(2))          // nobody sends there
	o.link(3, chat(3))              // the first is shut
	o.link(4, chat(4), whatsapp(4)) // all are shut
	last := o.find(chat(1))
	shut := []core.Shutting{{AddressID: o.find(phone(3)).AddressID, Shut: true}}
	for _, a := range []core.Address{phone(4), chat(4), whatsapp(4)} {
		shut = append(shut, core.Shutting{AddressID: o.find(a).AddressID, Shut: true})
	}
	o.tx(func(tx core.Tx) {
		o.ok(tx.Keep([]core.Person{last, o.findIn(tx, whatsapp(2))}))
		o.ok(tx.Shut(shut))
		o.ok(tx.Follow([]core.Following{{Person: o.findIn(tx, phone(4)).ID, On: true}})) // as only a button can
	})
	n := o.send(o.announcement())
	first := o.claim(9)
	o.same("by SMS", to(first), []core.Address{phone(2), phone(5)})
	o.gone(first...)
	o.same("by Telegram", to(o.claimFor("bot", 9)), []core.Address{chat(1), chat(3)})
	l := o.ledger(n.ID)
	o.same("skipped", l.Lines[len(l.Lines)-1], core.LedgerLine{Channel: "telegram", State: core.Sending, Letters: 2})
	o.same("who is shut", l.Skipped, 1)

	urgent := o.announcement()
	urgent.Urgent = true
	n = o.send(urgent)
	o.same("urgent by SMS", to(o.claim(9)), []core.Address{phone(1), phone(2), phone(5)})
	o.same("urgent by Telegram", to(o.claimFor("bot", 9)), []core.Address{chat(1), chat(3)})
	o.same("to all their addresses", o.ledger(n.ID).Audience, 10)

	only := o.announcement()
	only.Audience.To[0].Channel = core.SMSChannel
	n = o.send(only)
	o.same("only by SMS", to(o.claim(9)), []core.Address{phone(1), phone(2), phone(5)})
	o.same("of which shut", o.ledger(n.ID).Skipped, 2)
}
