package storagetest

import (
	"fmt"
	"time"

	"loket/core"
)

// prune goes through all that is old as of a time, two rows at a time, and says how many are gone.
func (o *office) prune(what core.Old, before time.Time) (all int) {
	o.Helper()
	for next := int64(0); ; {
		o.tx(func(tx core.Tx) {
			after, gone, err := tx.Prune(what, before, next, 2)
			o.ok(err)
			if after != 0 && after <= next {
				o.Fatalf("from %d on to %d", next, after)
			}
			next, all = after, all+gone
		})
		if next == 0 {
			return all
		}
	}
}

// pruneMessages: ids go when they are old, are new again then, and the latest stays.
func pruneMessages(o *office) {
	admit := func(n int) (ids []int64) {
		var ins []core.Inbound
		for i := range n {
			ins = append(ins, core.Inbound{Account: "sms", ID: fmt.Sprint(i), From: phone(i)})
		}
		o.tx(func(tx core.Tx) { ids = got[[]int64](o)(tx.Admit(ins)) })
		return ids
	}
	first := admit(5)
	o.same("none is old", o.prune(core.OldMessages, o.now().Add(-time.Hour)), 0)
	o.same("known", admit(5), make([]int64, 5))
	o.same("all but the latest", o.prune(core.OldMessages, o.now().Add(time.Hour)), 4)
	again := admit(5)
	o.same("the latest is still known", again[4], int64(0))
	if again[0] <= first[4] {
		o.Errorf("row %d is given twice", again[0])
	}
	before := o.now()
	o.ok(o.s.SetClock(o.Context(), before.Add(-48*time.Hour)))
	if o.now().Before(before) {
		o.Error("an office whose messages are gone takes any clock")
	}
}

// pruneActs: what is done goes when it is old; what is not done stays, however old.
func pruneActs(o *office) {
	now := o.now()
	o.tx(func(tx core.Tx) {
		for i := range 5 {
			o.ok(tx.Defer([]core.Act{{Cause: fmt.Sprint(i), Kind: "fan", Due: now.Add(time.Duration(i-9) * time.Hour)}}))
		}
		for _, a := range got[[]core.Act](o)(tx.DueActs(now, 9))[1:] {
			o.ok(tx.Finish([]int64{a.ID}))
		}
	})
	o.same("done just now", o.prune(core.OldActs, now.Add(-time.Hour)), 0)
	o.same("done", o.prune(core.OldActs, now.Add(time.Hour)), 4)
	o.tx(func(tx core.Tx) { o.same("still due", causesOf(got[[]core.Act](o)(tx.DueActs(now, 9))), []string{"0"}) })
}

func causesOf(as []core.Act) (all []string) {
	for _, a := range as {
		all = append(all, a.Cause)
	}
	return all
}

// pruneLetters: what is settled goes, what is open stays, and with it what tells the provider's answers apart.
func pruneLetters(o *office) {
	for i := range 5 {
		o.post(o.letter(i, fmt.Sprint(i)))
	}
	o.post(o.letter(3, "to 3 again"))
	ls := o.claim(9)
	o.settle(core.Outcome{Letter: ls[0].ID, Attempt: 1, State: core.Sent, Receipt: "r0"},
		core.Outcome{Letter: ls[1].ID, Attempt: 1, State: core.Failed, Reason: "refused"},
		core.Outcome{Letter: ls[2].ID, Attempt: 1, State: core.Owed, Wait: time.Hour},
		core.Outcome{Letter: ls[3].ID, Attempt: 1, State: core.Sent, Receipt: "r3"})
	o.settle(core.Outcome{Letter: ls[5].ID, Attempt: 1, State: core.Doubtful}) // to 3 again
	o.same("settled just now", o.prune(core.OldLetters, o.now().Add(-time.Hour)), 0)
	o.same("settled", o.prune(core.OldLetters, o.now().Add(time.Hour)), 2)
	o.owing(map[core.State]int{core.Owed: 1, core.Sent: 1, core.Sending: 1, core.Doubtful: 1})
	o.report(core.Report{Letter: ls[0].ID, State: core.Delivered}, core.Report{Account: "sms", Receipt: "r0", State: core.Failed},
		core.Report{Letter: ls[3].ID, State: core.Delivered})
	o.owing(map[core.State]int{core.Owed: 1, core.Delivered: 1, core.Sending: 1, core.Doubtful: 1})
	doubts := got[[]core.Letter](o)(o.s.Doubts(o.Context(), "sms", 9, time.Hour, true))
	o.same("whose receipt is another's", doubts[0].Known, []string{"r3"})
	o.settle(core.Outcome{Letter: doubts[0].ID, Attempt: 1, State: core.Sent, Receipt: "r4"})
	o.same("no doubt any more", o.prune(core.OldLetters, o.now().Add(time.Hour)), 2)
}

// pruneNotices: the letters of a notice go when nothing of it is open any more, nor of what was made from them. It counts what
// it counted before.
func pruneNotices(o *office) {
	n, ls := o.outcomes()
	later := o.now().Add(time.Hour)
	o.post(o.letter(9, "another's"))
	o.settle(core.Outcome{Letter: o.claim(1)[0].ID, Attempt: 1, State: core.Sent})
	running := o.ledger(n.ID)
	o.same("under way", o.prune(core.OldLetters, later), 1)
	o.keep(n.ID, func(n *core.Notice) { n.State = core.Attention })
	o.same("in doubt, for staff", o.prune(core.OldLetters, later), 0)
	o.keep(n.ID, func(n *core.Notice) { n.State = core.Finished })
	o.same("in doubt", o.prune(core.OldLetters, later), 0)
	o.settle(core.Outcome{Letter: ls[2].ID, Attempt: 1, State: core.Sent, Cost: 2})

	first := o.send(o.child(n, core.Correction))
	o.same("its correction is sent", o.prune(core.OldLetters, later), 0)
	o.keep(first.ID, func(n *core.Notice) { n.State = core.Finished })
	o.same("its correction is owed", o.prune(core.OldLetters, later), 0)
	o.keep(first.ID, func(n *core.Notice) { n.State = core.Running })
	cs := o.claim(9)
	o.settleAll(cs[1:])
	o.keep(first.ID, func(n *core.Notice) { n.State = core.Finished })
	o.same("its correction is on its way", o.prune(core.OldLetters, later), 0)
	o.settleAll(cs[:1])
	second := o.add(o.child(first, core.Withdrawal))
	o.same("what is to be made from it", o.prune(core.OldLetters, later), 0)
	o.keep(second.ID, func(n *core.Notice) { n.State = core.Cancelled })
	repeated := o.add(o.child(n, core.Repetition))

	before, corrected := o.ledger(n.ID), o.ledger(first.ID)
	o.same("audience", before.Audience, running.Audience)
	o.same("all of them", o.prune(core.OldLetters, later), before.Audience+corrected.Audience)
	o.same("what it counted", o.ledger(n.ID), before)
	o.same("what its correction counted", o.ledger(first.ID), corrected)
	o.tx(func(tx core.Tx) {
		o.same("nobody is named", len(got[[]core.Recipient](o)(tx.Recipients(n.ID, []core.State{core.Failed, core.Sent}, 0, 9))), 0)
		for _, n := range got[[]core.Notice](o)(tx.FindNotices(core.NoticeQuery{})) {
			o.same(fmt.Sprint(n.ID, " says so"), n.Pruned, n.ID != second.ID && n.ID != repeated.ID)
		}
		made, more, err := tx.FanOut(n.ID, accounts, 9)
		o.ok(err)
		o.same("none is made again", fmt.Sprint(made, more), "0 false")
	})
	o.same("once more", o.prune(core.OldLetters, later), 0)
}

// pruneTries: the letters of a second try do not go before those of the first have begun to: the third must know whom it has
// reached.
func pruneTries(o *office) {
	n, ls := o.outcomes()
	again := o.send(o.child(n, core.Resending))
	o.settleAll(o.claim(9))
	o.keep(again.ID, func(n *core.Notice) { n.State = core.Finished })
	later := o.now().Add(time.Hour)
	o.keep(n.ID, func(n *core.Notice) { n.State = core.Attention })
	o.same("while the first needs attention", o.prune(core.OldLetters, later), 0)
	o.same("who has got it by the second", len(o.reach(o.child(n, core.Resending))), 0)
	o.settleAll(ls[2:3])
	o.keep(n.ID, func(n *core.Notice) { n.State = core.Finished })
	o.same("both", o.prune(core.OldLetters, later), len(ls)+1)
}

// settleAll says of letters that they were sent.
func (o *office) settleAll(ls []core.Letter) {
	o.Helper()
	for _, l := range ls {
		o.settle(core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Sent, Receipt: fmt.Sprint("r", l.ID), Cost: 1})
	}
}
