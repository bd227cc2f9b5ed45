package storagetest

import (
	"context"
	"fmt"
	"time"

	"loket/core"
)

// heardOf: when somebody wrote last, and to whom, is known of an address once it was kept, and told of each letter to it.
func heardOf(o *office) {
	o.begin()
	p := o.person(1)
	p.Heard, p.HeardBy = true, "sim 1"
	o.tx(func(tx core.Tx) { o.ok(tx.Keep([]core.Person{p, o.findIn(tx, chat(1))})) })
	o.same("written to", []string{o.find(phone(1)).HeardBy, o.find(chat(1)).HeardBy}, []string{"sim 1", ""})
	o.ok(o.s.SetClock(context.Background(), tuesday.At(20*60, Zone)))
	other := o.letter(2, "other")
	o.post(o.letter(1, "news"), other)
	ls := o.claim(9)
	if ago := time.Since(ls[0].Heard); ago < 12*time.Hour-time.Minute || ago > 12*time.Hour+time.Minute {
		o.Errorf("heard %v ago, by the office's clock it is 12 hours", ago)
	}
	o.same("never heard", ls[1].Heard, time.Time{})
}

// detours gives the person behind phone n an address by Telegram and one by WhatsApp, and a letter that can go there.
func (o *office) detoured(n int, cause string) core.Letter {
	o.Helper()
	o.link(n, chat(n), whatsapp(n))
	l := o.letter(n, cause)
	l.Detours = []core.Detour{{AddressID: o.find(chat(n)).AddressID, Account: "bot", Message: core.Message{Text: "by chat"}},
		{AddressID: o.find(whatsapp(n)).AddressID, Account: "wa", Message: core.Message{Text: "by WhatsApp"}}}
	return l
}

// detour: news that fails at an address goes on to the next, and has failed when there is none.
func detour(o *office) {
	l := o.detoured(1, "move:1")
	o.post(l)
	first := o.claim(9)[0]
	o.same("its ways on", first.Detours, l.Detours)
	o.settle(core.Outcome{Letter: first.ID, Attempt: 1, State: core.Sent, Receipt: "SM1"})
	o.report(core.Report{Letter: first.ID, Attempt: 1, Account: "sms", Receipt: "SM1", State: core.Failed, Reason: "window"})
	second := o.claimFor("bot", 9)[0]
	o.same("the same letter", []any{second.ID, second.Cause, second.To, second.AddressID, second.Message.Text, second.Detours, second.Receipt, second.Part},
		[]any{first.ID, "move:1", chat(1), l.Detours[0].AddressID, "by chat", l.Detours[1:], "", 0})
	if second.Attempt <= first.Attempt+1 {
		o.Errorf("attempt %d: the number after %d must be nobody's", second.Attempt, first.Attempt)
	}

	// What is said of the attempts before is over.
	o.report(core.Report{Letter: first.ID, Attempt: 1, Account: "sms", Receipt: "SM1", State: core.Delivered},
		core.Report{Letter: first.ID, Attempt: 1, State: core.Failed, Reason: "refused", Receipt: "SM1"},
		core.Report{Letter: first.ID, State: core.Delivered}, core.Report{Account: "sms", Receipt: "SM1", State: core.Delivered})
	o.settle(core.Outcome{Letter: first.ID, Attempt: 1, State: core.Failed, Reason: "gone"}, core.Outcome{Letter: first.ID, Attempt: 2, State: core.Sent})
	o.same("still on its way", o.stateOf("move:1"), core.Sending)

	o.settle(core.Outcome{Letter: first.ID, Attempt: second.Attempt, State: core.Failed, Reason: "unreachable"})
	third := o.claimFor("wa", 9)[0]
	o.same("the last way", []any{third.To, third.Message.Text, len(third.Detours)}, []any{whatsapp(1), "by WhatsApp", 0})
	o.settle(core.Outcome{Letter: first.ID, Attempt: third.Attempt, State: core.Failed, Reason: "window"})
	o.same("no way left", o.stateOf("move:1"), core.Failed)
	o.tx(func(tx core.Tx) {
		_, reasons, err := tx.LettersSince(time.Now().Add(-time.Hour))
		o.ok(err)
		o.same("why", reasons, map[string]int{"window": 1})
	})
}

// detourShut: what is owed to an address that is closed goes on when it is claimed, also when it is posted after that.
func detourShut(o *office) {
	owed, late := o.detoured(1, "move:1"), o.detoured(2, "move:2")
	reply := o.letter(1, "in:1#0")
	reply.Lane = core.ReplyLane
	o.post(owed, reply)
	o.tx(func(tx core.Tx) {
		o.ok(tx.Shut([]core.Shutting{{AddressID: owed.AddressID, Shut: true}, {AddressID: late.AddressID, Shut: true}}))
	})
	o.post(late, o.letter(2, "without"))
	o.same("to closed addresses", len(o.claim(9)), 0)
	o.same("by Telegram", to(o.claimFor("bot", 9)), []core.Address{chat(1), chat(2)})
	o.same("an answer goes nowhere else", o.stateOf("in:1#0"), core.Skipped)
	o.same("nor does what has no other way", o.stateOf("without"), core.Skipped)
}

// detourVain: what nobody can mend goes nowhere, nor does a letter go to who is another now, or has closed that address too; a call that
// is still being made has no say any more.
func detourVain(o *office) {
	for n, why := range []string{"dropped", "cancelled", "unreadable"} {
		cause := "move:" + why
		o.post(o.detoured(10+n, cause))
		o.settle(core.Outcome{Letter: o.claim(1)[0].ID, Attempt: 1, State: core.Failed, Reason: why})
		o.same(why, o.stateOf(cause), core.Failed)
	}
	l := o.detoured(1, "move:1")
	o.post(l)
	o.link(2, chat(1)) // it is somebody else's now
	o.tx(func(tx core.Tx) { o.ok(tx.Shut([]core.Shutting{{AddressID: l.Detours[1].AddressID, Shut: true}})) })
	c := o.claim(1)[0]
	o.settle(core.Outcome{Letter: c.ID, Attempt: 1, State: core.Failed, Reason: "gone"})
	o.same("no way is left", o.stateOf("move:1"), core.Failed)

	o.post(o.detoured(3, "move:3"))
	c = o.claim(1)[0]
	o.report(core.Report{Letter: c.ID, State: core.Failed, Reason: "gone", Receipt: "another's"})
	o.same("a report that may be another's", o.stateOf("move:3"), core.Failed)
	o.post(o.detoured(4, "move:4"))
	c = o.claim(1)[0]
	o.report(core.Report{Letter: c.ID, Attempt: 1, State: core.Failed, Reason: "gone", Receipt: "SM4"})
	o.settle(core.Outcome{Letter: c.ID, Attempt: 1, State: core.Sent, Receipt: "SM4"})
	o.same("its report was faster than the call", o.stateOf("move:4"), core.Owed)
}

// detourNotice: a letter of an announcement finds its way itself, to an address that has none of that announcement, by who sends it, as
// long as it is under way; the letters still add up.
func detourNotice(o *office) {
	o.follow(phone(1), phone(2), phone(3))
	o.link(1, chat(1), whatsapp(1)) // nobody sends by WhatsApp
	o.link(2, chat(2))
	n := o.send(o.announcement())
	ls := o.claim(9)
	o.same("by SMS", to(ls), []core.Address{phone(1), phone(2), phone(3)})
	for _, l := range ls {
		o.settle(core.Outcome{Letter: l.ID, Attempt: 1, State: core.Failed, Reason: "unreachable"})
	}
	on := o.claimFor("bot", 9)
	o.same("goes on", to(on), []core.Address{chat(1), chat(2)})
	o.same("in that channel's form", on[0].Message, n.Frozen["telegram"]["id"])
	o.same("counted where it is", o.ledger(n.ID).Lines, []core.LedgerLine{{Channel: "sms", State: core.Failed, Reason: "unreachable", Letters: 1},
		{Channel: "telegram", State: core.Sending, Letters: 2}})
	o.settle(core.Outcome{Letter: on[0].ID, Attempt: on[0].Attempt, State: core.Failed, Reason: "refused"})
	o.same("nowhere else to go", o.ledger(n.ID).Failed, 2)

	// Long after all of it was over.
	o.settle(core.Outcome{Letter: on[1].ID, Attempt: on[1].Attempt, State: core.Sent, Receipt: "r"})
	o.link(2, phone(22))
	o.keep(n.ID, func(n *core.Notice) { n.State = core.Finished })
	o.report(core.Report{Account: "bot", Receipt: "r", State: core.Failed, Reason: "gone"})
	o.same("goes on", to(o.claim(9)), []core.Address{phone(22)})
	now := o.now()
	o.tx(func(tx core.Tx) {
		o.same("the announcement is under way again", got[[]core.Notice](o)(tx.FindNotices(core.NoticeQuery{ID: n.ID}))[0].State, core.Running)
		acts := got[[]core.Act](o)(tx.DueActs(now, 9))
		o.same("and looked after", acts[len(acts)-1].Cause, fmt.Sprint("keep:", n.ID))
	})
}

// detourOver: a letter of an announcement that has ended goes nowhere, nor does one to who has stopped, nor to an address that has another.
func detourOver(o *office) {
	o.follow(phone(1), phone(2))
	o.link(1, chat(1))
	o.link(2, chat(2))
	fail := func(claimed []core.Letter) {
		for _, l := range claimed {
			o.settle(core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Failed, Reason: "unreachable"})
		}
	}
	n := o.send(o.announcement())
	claimed := o.claim(9)
	o.keep(n.ID, func(n *core.Notice) { n.State = core.Cancelled })
	fail(claimed)
	o.same("cancelled", o.ledger(n.ID).Failed, 2)

	n = o.send(o.announcement())
	claimed = o.claim(9)
	o.tx(func(tx core.Tx) { o.ok(tx.Follow([]core.Following{{Person: o.findIn(tx, phone(1)).ID}})) })
	fail(claimed)
	o.same("to who still follows", to(o.claimFor("bot", 9)), []core.Address{chat(2)})

	only := o.announcement()
	only.Audience.To[0].Channel = core.SMSChannel
	n = o.send(only)
	fail(o.claim(9))
	o.same("to one channel only", []int{o.ledger(n.ID).Failed, len(o.claimFor("bot", 9))}, []int{1, 0})

	urgent := o.announcement()
	urgent.Urgent = true
	n = o.send(urgent)
	fail(o.claim(9))
	o.same("once to each address", to(o.claimFor("bot", 9)), []core.Address{chat(2)})
	o.same("letters", o.ledger(n.ID).Audience, 2)
}

// detourReplaced: what was taken back, or corrected, after all of it had left, goes on nowhere when it turns out late that it has not
// arrived; the correction itself does.
func detourReplaced(o *office) {
	o.follow(phone(1), phone(2))
	o.link(1, chat(1))
	o.link(2, chat(2))
	for _, kind := range []core.NoticeKind{core.Withdrawal, core.Correction} {
		n := o.send(o.announcement())
		claimed := o.claim(9)
		o.gone(claimed...)
		again := o.announcement()
		again.Kind, again.Parent = core.Repetition, n.ID
		again = o.send(again)
		repeated := o.claim(9)
		o.gone(repeated...)
		for _, id := range []int64{n.ID, again.ID} {
			o.keep(id, func(n *core.Notice) { n.State = core.Finished })
		}
		o.send(o.child(n, kind))
		mended := o.claim(9)
		o.same("who got it", to(mended), []core.Address{phone(1), phone(2)})
		for _, l := range append(claimed, repeated...) {
			o.report(core.Report{Letter: l.ID, Attempt: l.Attempt, Account: "sms", State: core.Failed, Reason: "expired"})
		}
		o.same("what was replaced", len(o.claimFor("bot", 9)), 0)
		o.same("failed", []int{o.ledger(n.ID).Failed, o.ledger(again.ID).Failed}, []int{2, 2})
		for _, l := range mended {
			o.settle(core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Failed, Reason: "expired"})
		}
		instead := o.claimFor("bot", 9)
		o.same("what takes its place", to(instead), []core.Address{chat(1), chat(2)})
		o.gone(instead...)
	}
}

// detourMeet: two letters of one announcement whose people turn out to be one meet at no address.
func detourMeet(o *office) {
	o.follow(phone(1), phone(2))
	n := o.send(o.announcement())
	claimed := o.claim(9)
	o.link(1, phone(2), chat(1))
	for _, l := range claimed {
		o.settle(core.Outcome{Letter: l.ID, Attempt: 1, State: core.Failed, Reason: "unreachable"})
	}
	o.same("one goes on", len(o.claimFor("bot", 9)), 1)
	o.same("the other has failed", o.ledger(n.ID).Failed, 1)
}

func (o *office) stateOf(cause string) (state core.State) {
	o.Helper()
	o.tx(func(tx core.Tx) {
		var err error
		_, state, err = tx.FindLetter(cause)
		o.ok(err)
	})
	return state
}
