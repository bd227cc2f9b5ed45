package storagetest

import (
	"context"
	"time"

	"loket/core"
)

// post: a cause is posted once.
func post(o *office) {
	o.post(o.letter(1, "in:1#0"), o.letter(1, "in:1#1"), o.letter(2, "in:1#0"))
	o.post(o.letter(1, "in:1#1"))
	o.same("claimed", causes(o.claim(9)), []string{"in:1#0", "in:1#1"})
}

// claim: whole letters come out, the earlier lane first, once.
func claim(o *office) {
	notice, service, reply, foreign := o.letter(1, "notice"), o.letter(2, "service"), o.letter(3, "reply"), o.letter(4, "foreign")
	notice.Lane, reply.Lane, foreign.Account = core.NoticeLane, core.ReplyLane, "bot"
	notice.Hold = true
	o.post(notice, service, reply, foreign)
	first := o.claim(2)
	o.same("the earlier lanes", causes(first), []string{"reply", "service"})
	l := first[0]
	reply.ID, reply.To, reply.Attempt, reply.AttemptAt, reply.Since = l.ID, phone(3), 1, l.AttemptAt, l.Since
	o.same("a claimed letter", l, reply)
	if d := time.Since(l.AttemptAt); d < -time.Minute || d > time.Minute {
		o.Errorf("attempted %v ago", d)
	}
	second := o.claim(9)
	o.same("the rest", causes(second), []string{"notice"})
	if !second[0].Hold {
		o.Error("the letter forgot that it is to be held")
	}
	o.same("nothing is left", causes(o.claim(9)), []string(nil))
	o.owing(map[core.State]int{core.Sending: 3})
}

// claimOrder: a letter waits for the earlier one to its address that is on its way, but for none that is put off or in
// doubt, and for none on another lane.
func claimOrder(o *office) {
	o.post(o.letter(1, "1a"), o.letter(1, "1b"), o.letter(2, "2a"))
	first := o.claim(1)
	o.same("first", causes(first), []string{"1a"})
	urgent := o.letter(1, "1u")
	urgent.Lane = core.UrgentLane
	o.post(urgent)
	o.same("behind the one on its way", causes(o.claim(9)), []string{"2a", "1u"})
	o.settle(core.Outcome{Letter: first[0].ID, Attempt: 1, State: core.Owed, Wait: time.Hour})
	o.same("behind one put off", causes(o.claim(9)), []string{"1b"})

	o.post(o.letter(3, "3a"), o.letter(3, "3b"), o.letter(3, "3c"))
	three := o.claim(2)
	o.same("two to one address, in order", causes(three), []string{"3a", "3b"})
	o.settle(core.Outcome{Letter: three[0].ID, Attempt: 1, State: core.Doubtful, Wait: time.Hour},
		core.Outcome{Letter: three[1].ID, Attempt: 1, State: core.Sent, Receipt: "r"})
	o.same("behind one in doubt", causes(o.claim(9)), []string{"3c"})

	o.post(o.letter(4, "4a"))
	given := o.claim(1)
	o.post(o.letter(5, "5a"))
	o.settle(core.Outcome{Letter: given[0].ID, Attempt: 1, State: core.Owed})
	o.same("given back, and older", causes(o.claim(1)), []string{"4a"})
}

// settle: fenced by the attempt, final once final.
func settle(o *office) {
	for _, cause := range []string{"sent", "failed", "retry", "free", "shut", "shut too"} {
		o.post(o.letter(len(cause), cause))
	}
	letters := map[string]core.Letter{}
	for _, l := range o.claim(9) {
		letters[l.Cause] = l
	}
	o.settle(core.Outcome{Letter: letters["sent"].ID, Attempt: 2, State: core.Failed},
		core.Outcome{Letter: 4711, Attempt: 1, State: core.Failed})
	o.owing(map[core.State]int{core.Sending: 6})

	extra := o.letter(len("shut"), "owed to the same") // "sent", "free" and "shut" share a phone
	o.post(extra)
	o.settle(core.Outcome{Letter: letters["sent"].ID, Attempt: 1, State: core.Sent, Receipt: "SM1"},
		core.Outcome{Letter: letters["failed"].ID, Attempt: 1, State: core.Failed, Reason: "gone"},
		core.Outcome{Letter: letters["retry"].ID, Attempt: 1, State: core.Owed},
		core.Outcome{Letter: letters["free"].ID, Attempt: 1, State: core.Owed, Wait: time.Hour})
	o.settle(core.Outcome{Letter: letters["sent"].ID, Attempt: 1, State: core.Failed},
		core.Outcome{Letter: letters["failed"].ID, Attempt: 1, State: core.Owed})
	o.owing(map[core.State]int{core.Sent: 1, core.Failed: 1, core.Owed: 3, core.Sending: 2})
	retry := o.claim(9)
	o.same("to be tried again", causes(retry), []string{"retry"})
	o.same("attempt", retry[0].Attempt, 2)
	o.settle(core.Outcome{Letter: retry[0].ID, Attempt: 1, State: core.Failed}) // of the first attempt, late
	o.owing(map[core.State]int{core.Sent: 1, core.Failed: 1, core.Owed: 2, core.Sending: 3})

	o.settle(core.Outcome{Letter: letters["shut"].ID, Attempt: 1, State: core.Skipped, Reason: "blocked", Shut: true})
	o.owing(map[core.State]int{core.Sent: 1, core.Failed: 1, core.Skipped: 3, core.Sending: 2})
	if !o.person(len("shut")).Shut {
		o.Error("the address is still open")
	}
	o.settle()
}

// report: reports come late, twice, out of order, before the outcome, or of letters nobody knows; only forward ones count.
func report(o *office) {
	o.post(o.letter(1, "a"), o.letter(2, "b"), o.letter(3, "c"), o.letter(4, "d"))
	ls := o.claim(9)
	a, b, c, d := ls[0].ID, ls[1].ID, ls[2].ID, ls[3].ID
	o.settle(core.Outcome{Letter: a, Attempt: 1, State: core.Sent, Receipt: "SMa"})

	o.report(core.Report{Account: "sms", Receipt: "SMa", State: core.Delivered}, core.Report{Account: "sms", Receipt: "SMa", State: core.Sent},
		core.Report{Account: "sms", Receipt: "SMx", State: core.Delivered}, core.Report{Account: "bot", Receipt: "SMa", State: core.Failed},
		core.Report{Letter: 4711, State: core.Delivered})
	o.report(core.Report{Letter: a, Account: "sms", State: core.Failed, Reason: "late"})
	o.owing(map[core.State]int{core.Delivered: 1, core.Sending: 3})

	o.report(core.Report{Letter: b, Account: "sms", Receipt: "SMb", State: core.Delivered}) // faster than the outcome
	o.report(core.Report{Letter: c, Account: "sms", State: core.Sent})
	o.settle(core.Outcome{Letter: b, Attempt: 1, State: core.Doubtful}, core.Outcome{Letter: c, Attempt: 1, State: core.Sent, Receipt: "SMc"})
	o.owing(map[core.State]int{core.Delivered: 2, core.Sent: 1, core.Sending: 1})
	o.report(core.Report{Account: "sms", Receipt: "SMc", State: core.Failed, Reason: "gone"}) // the outcome brought the receipt
	o.owing(map[core.State]int{core.Delivered: 2, core.Failed: 1, core.Sending: 1})

	o.post(o.letter(4, "owed"))
	o.report(core.Report{Letter: d, Account: "bot", State: core.Delivered}) // not the account's letter
	o.report(core.Report{Letter: d, Account: "sms", State: core.Failed, Reason: "blocked", Shut: true})
	o.owing(map[core.State]int{core.Delivered: 2, core.Failed: 2, core.Skipped: 1})
	o.report()
}

// doubt: what was on its way at a crash is doubtful, is looked at again and again, but for what is held.
func doubt(o *office) {
	ctx := context.Background()
	held := o.letter(2, "held")
	held.Hold = true
	o.post(o.letter(1, "a"), held)
	o.claim(9)
	o.same("too young", got[int](o)(o.s.Abandoned(ctx, "sms", time.Hour)), 0)
	o.same("of another account", got[int](o)(o.s.Abandoned(ctx, "bot", 0)), 0)
	o.same("abandoned", got[int](o)(o.s.Abandoned(ctx, "sms", 0)), 2)
	o.owing(map[core.State]int{core.Doubtful: 2})
	o.same("nothing to claim", causes(o.claim(9)), []string(nil))

	look := func(again time.Duration) []core.Letter {
		return got[[]core.Letter](o)(o.s.Doubts(ctx, "sms", 9, again, false))
	}
	o.same("looked at", causes(look(-time.Second)), []string{"a"})
	if all := got[[]core.Letter](o)(o.s.Doubts(ctx, "sms", 9, -time.Second, true)); len(all) != 2 {
		o.Errorf("who can be asked is asked of those on hold too: %v", causes(all))
	}
	ls := look(time.Hour)
	o.same("and again", causes(ls), []string{"a"})
	o.same("not before it is due", causes(look(0)), []string(nil))
	if ls[0].To != phone(1) || ls[0].Message.Text == "" || ls[0].Attempt != 1 || ls[0].Unclear != 1 || ls[0].AttemptAt.IsZero() {
		o.Errorf("a letter in doubt is whole: %v", ls[0])
	}
	o.settle(core.Outcome{Letter: ls[0].ID, Attempt: 1, State: core.Owed})
	again := o.claim(9)
	o.same("sent again", causes(again), []string{"a"})
	o.same("attempt", again[0].Attempt, 2)
}

// leases: one holder at a time, by the database's clock.
func leases(o *office) {
	ctx := context.Background()
	take := func(holder string, ttl time.Duration) bool {
		return got[bool](o)(o.s.Lease(ctx, "bot", holder, ttl))
	}
	o.same("a takes", take("a", time.Hour), true)
	o.same("b waits", take("b", time.Hour), false)
	o.same("a prolongs", take("a", time.Hour), true)
	o.same("another account", got[bool](o)(o.s.Lease(ctx, "sms", "b", time.Hour)), true)
	o.ok(o.s.Release(ctx, "bot", "b")) // not b's to give
	o.same("b still waits", take("b", time.Hour), false)
	o.ok(o.s.Release(ctx, "bot", "a"))
	o.same("b takes", take("b", time.Hour), true)
	o.same("b lets it run out", take("b", -time.Second), true)
	o.same("a takes it", take("a", time.Hour), true)
}
