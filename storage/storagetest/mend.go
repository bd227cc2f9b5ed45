package storagetest

import (
	"loket/core"
)

// outcomes sends a notice to six and lets each letter end in its own way: sent, delivered, in doubt, failed, gone, blocked.
func (o *office) outcomes() (core.Notice, []core.Letter) {
	o.Helper()
	o.follow(phone(1), phone(2), phone(3), phone(4), phone(5), phone(6))
	n := o.send(o.announcement())
	ls := o.claim(9)
	o.gone(ls[:2]...)
	o.report(core.Report{Letter: ls[1].ID, State: core.Delivered})
	o.settle(core.Outcome{Letter: ls[2].ID, Attempt: 1, State: core.Doubtful},
		core.Outcome{Letter: ls[3].ID, Attempt: 1, State: core.Failed, Reason: "unreachable"},
		core.Outcome{Letter: ls[4].ID, Attempt: 1, State: core.Failed, Reason: "gone"},
		core.Outcome{Letter: ls[5].ID, Attempt: 1, State: core.Failed, Reason: "blocked", Shut: true})
	return n, ls
}

func (o *office) child(parent core.Notice, kind core.NoticeKind) core.Notice {
	n := o.announcement()
	n.Kind, n.Parent, n.Frozen = kind, parent.ID, frozen(string(kind))
	return n
}

// resend: to those whom the notice failed to reach and who can be reached; on request at another address of theirs.
func resend(o *office) {
	parent, _ := o.outcomes()
	again := o.send(o.child(parent, core.Resending))
	o.same("at the same address", o.ledger(again.ID).Audience, 1)
	claimed := o.claim(9)
	o.same("to", to(claimed), []core.Address{phone(4)})
	o.settle(core.Outcome{Letter: claimed[0].ID, Attempt: 1, State: core.Failed, Reason: "unreachable"})

	for i := 3; i <= 6; i++ { // the third is not among those who failed
		o.link(i, chat(i), whatsapp(i))
	}
	o.tx(func(tx core.Tx) {
		o.ok(tx.Shut([]core.Shutting{{AddressID: o.findIn(tx, chat(5)).AddressID, Shut: true}}))
		o.ok(tx.Follow([]core.Following{{Person: o.findIn(tx, phone(6)).ID, On: true}}))
	})
	other := o.child(parent, core.Resending)
	other.Other = true
	o.send(other)
	o.same("nothing by SMS", to(o.claim(9)), []core.Address(nil))
	claimed = o.claimFor("bot", 9)
	o.same("at another address", to(claimed), []core.Address{chat(4), chat(6)})
	o.same("what they get", claimed[0].Message, other.Frozen["telegram"]["id"])
	o.same("not while that is under way", len(o.reach(other)), 0)
	o.settle(core.Outcome{Letter: claimed[0].ID, Attempt: 1, State: core.Sent}, core.Outcome{Letter: claimed[1].ID, Attempt: 1, State: core.Failed})
	o.send(other)
	o.same("until it has reached them", to(o.claimFor("bot", 9)), []core.Address{chat(6)})
}

// resendTwice: two failures of one person whose only other address is the same make one letter.
func resendTwice(o *office) {
	o.follow(phone(1))
	o.link(1, phone(2))
	urgent := o.announcement()
	urgent.Urgent = true
	parent := o.send(urgent)
	for _, l := range o.claim(9) {
		o.settle(core.Outcome{Letter: l.ID, Attempt: 1, State: core.Failed, Reason: "unreachable"})
	}
	o.link(1, chat(1))
	other := o.child(parent, core.Resending)
	other.Other = true
	o.send(other)
	o.same("once", to(o.claimFor("bot", 9)), []core.Address{chat(1)})
}

// correct: whose message it is gets it replaced, who would have got it gets a message of their own, the others none.
func correct(o *office) {
	parent, ls := o.outcomes()
	late := o.follow(phone(7))[0]
	o.tx(func(tx core.Tx) { o.ok(tx.Follow([]core.Following{{Person: ls[0].Person}})) })
	second := o.child(parent, core.Resending) // as if it went to who was left out
	second.Kind, second.Parent = core.Announcement, 0
	second.Audience.To[0].Person = late.ID
	second = o.send(second)
	o.tx(func(tx core.Tx) { o.same("skipped", got[int](o)(tx.SkipNotice(second.ID, "corrected", 9)), 1) })

	n := o.send(o.child(parent, core.Correction))
	o.same("letters", o.ledger(n.ID).Owed, 3)
	claimed := o.claim(9)
	o.same("to who got it and follows", to(claimed), []core.Address{phone(2)})
	c := claimed[0]
	o.same("replaces", []any{c.Edits, c.Replaces, c.Version, c.Message}, []any{ls[1].ID, "r" + ls[1].Cause, "id", n.Frozen["sms"]["id"]})
	o.same("who stopped", o.ledger(n.ID).Skipped, 1)
	o.settle(core.Outcome{Letter: ls[2].ID, Attempt: 1, State: core.Sent, Receipt: "r"}) // the doubt is over
	claimed = o.claim(9)
	o.same("to who got it after all", to(claimed), []core.Address{phone(3)})
	o.same("replaces", claimed[0].Replaces, "r")

	o.send(o.child(second, core.Correction))
	claimed = o.claim(9)
	o.same("to who would have got it", to(claimed), []core.Address{phone(7)})
	o.same("a message of its own", []any{claimed[0].Edits, claimed[0].Version, claimed[0].Message}, []any{int64(0), "id+", n.Frozen["sms"]["id+"]})
}

// withdraw: only who got it, or may have, is told.
func withdraw(o *office) {
	parent, ls := o.outcomes()
	n := o.child(parent, core.Withdrawal)
	o.same("foretold", o.reach(n), []core.Reach{{Channel: "sms", Version: "id", Letters: 3}})
	n = o.send(n)
	claimed := o.claim(9)
	o.same("to", to(claimed), []core.Address{phone(1), phone(2)})
	o.same("replaces", []int64{claimed[0].Edits, claimed[1].Edits}, []int64{ls[0].ID, ls[1].ID})
	o.settle(core.Outcome{Letter: ls[2].ID, Attempt: 1, State: core.Failed})
	o.same("in doubt no more", to(o.claim(9)), []core.Address{phone(3)})
	o.same("all", o.ledger(n.ID).Sending, 3)
}

// edit: a letter of no notice waits as well for the receipt of the one that it replaces.
func edit(o *office) {
	first := o.letter(1, "progress#0")
	o.post(first)
	var id int64
	var state core.State
	o.tx(func(tx core.Tx) {
		var err error
		id, state, err = tx.FindLetter("progress#0")
		o.ok(err)
		none, _, err := tx.FindLetter("progress#9")
		o.ok(err)
		o.same("no such letter", none, int64(0))
	})
	o.same("state", state, core.Owed)
	next := o.letter(1, "progress#1")
	next.Edits = id
	o.post(next)
	claimed := o.claim(9)
	o.same("the first", causes(claimed), []string{"progress#0"})
	o.settle(core.Outcome{Letter: id, Attempt: 1, State: core.Owed})
	claimed = o.claim(9)
	o.same("the first again", causes(claimed), []string{"progress#0"})
	o.gone(claimed...)
	claimed = o.claim(9)
	o.same("the next", causes(claimed), []string{"progress#1"})
	o.same("replaces", claimed[0].Replaces, "rprogress#0")
}
