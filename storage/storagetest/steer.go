package storagetest

import (
	"context"
	"time"

	"loket/core"
)

// underWay: letters leave only while their notice runs, is within its hours and not over.
func underWay(o *office) {
	o.follow(phone(1))
	now := o.now()
	n := o.send(o.announcement())
	for about, change := range map[string]func(*core.Notice){
		"awaited":        func(n *core.Notice) { n.State = core.Awaiting },
		"scheduled":      func(n *core.Notice) { n.State = core.Scheduled },
		"paused":         func(n *core.Notice) { n.State = core.Paused },
		"cancelled":      func(n *core.Notice) { n.State = core.Cancelled },
		"finished":       func(n *core.Notice) { n.State = core.Finished },
		"before hours":   func(n *core.Notice) { n.OpenAt = now.Add(time.Hour) },
		"after hours":    func(n *core.Notice) { n.ShutAt = now },
		"over":           func(n *core.Notice) { n.Expires = now },
		"over just now":  func(n *core.Notice) { n.State, n.Expires = core.Preparing, now },
		"long over, too": func(n *core.Notice) { n.Expires = now.Add(-time.Hour) },
	} {
		o.keep(n.ID, change)
		o.same(about, causes(o.claim(9)), []string(nil))
		o.keep(n.ID, func(n *core.Notice) {
			n.State, n.OpenAt, n.ShutAt, n.Expires = core.Running, now, time.Time{}, time.Time{}
		})
	}
	expires := now.Add(time.Hour)
	o.keep(n.ID, func(n *core.Notice) { n.State, n.ShutAt, n.Expires = core.Preparing, now.Add(time.Hour), expires })
	claimed := o.claim(9)
	o.same("under way", to(claimed), []core.Address{phone(1)})
	if left := time.Until(claimed[0].Until); left < 50*time.Minute || left > 61*time.Minute {
		o.Errorf("of use for another %v", left)
	}
}

// spread: of a notice that is spread as many letters may leave as the time gone by is of the whole.
func spread(o *office) {
	var as []core.Address
	for i := range 10 {
		as = append(as, phone(i))
	}
	o.follow(as...)
	now := o.now()
	n := o.announcement()
	n.Spread, n.Expected, n.OpenAt = 100*time.Hour, 99, now.Add(-25*time.Hour)
	n = o.send(n)
	o.keep(n.ID, func(n *core.Notice) { n.State = core.Preparing })
	o.same("while they are made", to(o.claim(99)), []core.Address(nil))
	o.keep(n.ID, func(n *core.Notice) { n.State = core.Running })
	first := o.claim(99)
	o.same("a quarter", to(first), as[:2])
	o.settle(core.Outcome{Letter: first[1].ID, Attempt: 1, State: core.Owed})
	o.same("once more", to(o.claim(99)), as[1:2])
	o.keep(n.ID, func(n *core.Notice) { n.OpenAt, n.Spent = now.Add(-25*time.Hour), 25*time.Hour })
	o.same("a half", to(o.claim(99)), as[2:5])
	o.keep(n.ID, func(n *core.Notice) { n.OpenAt, n.Spent = now.Add(-time.Hour), 99*time.Hour })
	o.same("all", to(o.claim(99)), as[5:])
}

// lanes: urgent notices overtake others, replies and one's own business overtake both, and the older notice comes first.
func lanes(o *office) {
	o.follow(phone(1), phone(2))
	older, younger := o.send(o.announcement()), o.send(o.announcement())
	urgent := o.announcement()
	urgent.Urgent = true
	urgent = o.send(urgent)
	reply := o.letter(1, "reply")
	reply.Lane = core.ReplyLane
	o.post(reply, o.letter(2, "service"))
	var order []string
	for {
		claimed := o.claim(1)
		if len(claimed) == 0 {
			break
		}
		o.gone(claimed...)
		switch l := claimed[0]; l.Notice {
		case 0:
			order = append(order, l.Cause)
		case urgent.ID:
			order = append(order, "urgent")
		case older.ID:
			order = append(order, "older")
		case younger.ID:
			order = append(order, "younger")
		}
	}
	o.same("in this order", order, []string{"reply", "service", "urgent", "urgent", "older", "older", "younger", "younger"})

	o.send(o.announcement())
	o.send(o.announcement())
	both := o.claim(3)
	o.same("one letter at a time to an address", to(both), []core.Address{phone(1), phone(2), phone(1)})
	o.settle(core.Outcome{Letter: both[2].ID, Attempt: 1, State: core.Owed})
	o.same("behind those on their way", to(o.claim(9)), []core.Address(nil))
}

// stopped: whoever stops, or closes the address, gets nothing of what was made, nor of what is being made at that moment.
func stopped(o *office) {
	people := o.follow(phone(1), phone(2), phone(3), phone(4))
	n := o.send(o.announcement())
	o.tx(func(tx core.Tx) {
		o.ok(tx.Follow([]core.Following{{Person: people[0].ID}}))
		o.ok(tx.Shut([]core.Shutting{{AddressID: people[1].AddressID, Shut: true}}))
	})
	o.same("skipped at once", o.ledger(n.ID).Lines[1:], []core.LedgerLine{
		{Channel: "sms", State: core.Skipped, Reason: "blocked", Letters: 1}, {Channel: "sms", State: core.Skipped, Reason: "stopped", Letters: 1}})
	o.post(o.letter(3, "service"))
	db, err := Raw(o.address)
	o.ok(err)
	defer db.Close()
	for _, late := range []string{"UPDATE follows SET ended_at = 1 WHERE person_id = $1", "UPDATE addresses SET shut = TRUE WHERE person_id = $1"} {
		_, err := db.Exec(late, people[2].ID) // as when it happens while the letters are made: no letter is seen
		o.ok(err)
		people = people[1:]
	}
	o.same("nothing to send but this", causes(o.claim(9)), []string{"service"})
	o.same("skipped when its turn came", o.ledger(n.ID).Lines, []core.LedgerLine{
		{Channel: "sms", State: core.Skipped, Reason: "blocked", Letters: 2}, {Channel: "sms", State: core.Skipped, Reason: "stopped", Letters: 2}})
}

// given up: what is owed of a notice is skipped by and by, what is in doubt and held is sent again or dropped.
func givenUp(o *office) {
	o.follow(phone(1), phone(2), phone(3), phone(4), phone(5))
	n := o.announcement()
	n.Hold = true
	n = o.send(n)
	o.same("claimed", len(o.claim(2)), 2)
	skip := func() (skipped int) {
		o.tx(func(tx core.Tx) { skipped = got[int](o)(tx.SkipNotice(n.ID, "cancelled", 2)) })
		return skipped
	}
	o.same("skipped", []int{skip(), skip(), skip()}, []int{2, 1, 0})
	o.same("ledger", o.ledger(n.ID).Lines, []core.LedgerLine{
		{Channel: "sms", State: core.Sending, Letters: 2}, {Channel: "sms", State: core.Skipped, Reason: "cancelled", Letters: 3}})

	doubts := func(again bool) (settled int) {
		got[int](o)(o.s.Abandoned(context.Background(), "sms", 0))
		o.tx(func(tx core.Tx) { settled = got[int](o)(tx.SettleDoubts(n.ID, again)) })
		return settled
	}
	o.same("sent again", doubts(true), 2)
	claimed := o.claim(9)
	o.same("claimed again", len(claimed), 2)
	o.same("attempt", claimed[0].Attempt, 2)
	if !claimed[0].Since.Before(claimed[0].AttemptAt) {
		o.Errorf("first tried at %v, then at %v", claimed[0].Since, claimed[0].AttemptAt)
	}
	o.same("dropped", doubts(false), 2)
	o.same("none left", doubts(false), 0)
	o.same("in the end", o.ledger(n.ID).Lines, []core.LedgerLine{
		{Channel: "sms", State: core.Failed, Reason: "dropped", Letters: 2}, {Channel: "sms", State: core.Skipped, Reason: "cancelled", Letters: 3}})
}

// putBack: what comes back to a notice leaves, though others that were made later have left meanwhile.
func putBack(o *office) {
	o.follow(phone(1), phone(2), phone(3), phone(4), phone(5))
	n := o.announcement()
	n.Hold = true
	n = o.send(n)
	doubtful, given := o.claim(1)[0], o.claim(1)[0]
	o.settle(core.Outcome{Letter: doubtful.ID, Attempt: 1, State: core.Doubtful})
	o.gone(o.claim(1)...)
	o.gone(o.claim(1)...)
	o.settle(core.Outcome{Letter: given.ID, Attempt: 1, State: core.Owed})
	o.tx(func(tx core.Tx) { o.same("in doubt", got[int](o)(tx.SettleDoubts(n.ID, true)), 1) })
	o.same("all that is owed", len(to(o.claim(9))), 3)
	for _, l := range []core.Letter{doubtful, given} {
		o.settle(core.Outcome{Letter: l.ID, Attempt: 2, State: core.Owed})
	}
	o.same("to whom", to(o.claim(9)), []core.Address{phone(1), phone(2)})
}
