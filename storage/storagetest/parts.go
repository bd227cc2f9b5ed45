package storagetest

import (
	"context"
	"time"

	"loket/core"
)

// parts: what was taken of a long text is not sent again, whatever happens to the rest.
func parts(o *office) {
	o.post(o.letter(1, "long"))
	id := o.claim(1)[0].ID
	part := func(attempt int, receipt string) {
		o.settle(core.Outcome{Letter: id, Attempt: attempt, State: core.Sending, Receipt: receipt, Cost: 2})
	}
	part(1, "p1")
	part(1, "p1") // twice: the attempt is over
	o.owing(map[core.State]int{core.Sending: 1})
	part(2, "")
	o.settle(core.Outcome{Letter: id, Attempt: 3, State: core.Owed})
	l := o.claim(1)[0]
	o.same("goes on", []int{l.Part, l.Attempt}, []int{2, 4})

	got[int](o)(o.s.Abandoned(context.Background(), "sms", 0))
	l = got[[]core.Letter](o)(o.s.Doubts(context.Background(), "sms", 1, 0, false))[0]
	o.same("in doubt", l.Part, 2)
	o.same("known to be other parts", l.Known, []string{"p1", "-"})
	o.settle(core.Outcome{Letter: id, Attempt: 4, State: core.Sent, Receipt: "p3", Cost: 1})
	o.owing(map[core.State]int{core.Sent: 1})

	o.report(core.Report{Letter: id, Attempt: 1, Receipt: "p1", State: core.Delivered, Early: true},
		core.Report{Letter: id, Attempt: 1, Receipt: "p0", State: core.Failed, Early: true})
	o.owing(map[core.State]int{core.Sent: 1}) // neither says anything of the letter
	o.report(core.Report{Letter: id, Attempt: 1, Receipt: "p1", State: core.Failed, Reason: "unreachable", Early: true})
	o.owing(map[core.State]int{core.Failed: 1})
	o.report(core.Report{Letter: id, Attempt: 4, Receipt: "p3", State: core.Delivered})
	o.owing(map[core.State]int{core.Failed: 1})

	o.post(o.letter(2, "short of time")) // the report of a part is faster than its outcome
	id = o.claim(1)[0].ID
	o.report(core.Report{Letter: id, Attempt: 1, Receipt: "q1", State: core.Failed, Early: true})
	part(1, "q1")
	o.owing(map[core.State]int{core.Failed: 2})
}

// moved: the address gets its new name; if somebody has that already the letter reaches nobody.
func moved(o *office) {
	p := o.follow(phone(1))[0]
	o.post(o.letter(1, "a"), o.letter(2, "b"), o.letter(2, "b2"))
	ls := o.claim(2)
	o.settle(core.Outcome{Letter: ls[0].ID, Attempt: 1, State: core.Owed, Moved: phone(8)},
		core.Outcome{Letter: ls[1].ID, Attempt: 9, State: core.Owed, Moved: phone(9)}) // not this attempt's
	o.same("found by its new name", o.person(8).ID, p.ID)
	if o.person(1).ID == p.ID {
		o.Error("found by its old name")
	}
	o.settle(core.Outcome{Letter: ls[1].ID, Attempt: 1, State: core.Owed, Moved: phone(8)})
	if !o.person(2).Shut {
		o.Error("the address that is no more is open")
	}
	o.owing(map[core.State]int{core.Owed: 1, core.Failed: 1, core.Skipped: 1})
	again := o.claim(9)
	o.same("to the new name", to(again), []core.Address{phone(8)})
	o.settle(core.Outcome{Letter: again[0].ID, Attempt: 2, State: core.Owed, Moved: phone(8)})
	o.same("once more", to(o.claim(9)), []core.Address{phone(8)})
}

// ceilings: an account that has sent its parts claims nothing until its ceiling is set again.
func ceilings(o *office) {
	ceil := func(parts int, renew bool) {
		o.tx(func(tx core.Tx) { o.ok(tx.Ceil("sms", parts, renew)) })
	}
	halted := func(want ...string) {
		o.Helper()
		o.tx(func(tx core.Tx) { o.same("halted", got[[]string](o)(tx.Ceilings()), want) })
	}
	for _, cause := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		o.post(o.letter(len(cause)+int(cause[0]), cause))
	}
	ceil(3, false)
	ls := o.claim(9)
	o.same("no more than may be", causes(ls), []string{"a", "b", "c"})
	o.settle(core.Outcome{Letter: ls[0].ID, Attempt: 1, State: core.Sent, Cost: 2}, core.Outcome{Letter: ls[1].ID, Attempt: 2, State: core.Sent, Cost: 9})
	halted()
	o.report(core.Report{Letter: ls[1].ID, State: core.Delivered})
	o.settle(core.Outcome{Letter: ls[1].ID, Attempt: 1, State: core.Sent, Cost: 1}) // counts, though the report was faster
	halted("sms")
	o.same("at the ceiling", causes(o.claim(9)), []string(nil))
	ceil(4, false)
	halted()
	o.same("a higher one", causes(o.claim(9)), []string{"d"})
	ceil(1, true)
	o.same("a new day", causes(o.claim(9)), []string{"e"})
	ceil(0, false)
	o.settle(core.Outcome{Letter: ls[2].ID, Attempt: 1, State: core.Sent, Cost: 100})
	halted()
	o.same("none", causes(o.claim(9)), []string{"f", "g"})

	n := o.follow(phone(1))
	o.send(o.announcement())
	l := o.claim(1)[0]
	o.settle(core.Outcome{Letter: l.ID, Attempt: 1, State: core.Sending, Receipt: "p", Cost: 3})
	o.settle(core.Outcome{Letter: l.ID, Attempt: 2, State: core.Sent, Cost: 2})
	o.same("the ledger", o.ledger(l.Notice).Lines, []core.LedgerLine{{Channel: "sms", State: core.Sent, Letters: 1, Cost: 5}})
	o.same("one follows", len(n), 1)
}

// lost: letters that are open now, and those that failed or were skipped since a time of the office.
func lost(o *office) {
	start := o.now()
	o.post(o.letter(9, core.AnswerCause+"1#x"), o.letter(10, "united:1"), o.letter(11, "progress:1#1"))
	for _, l := range o.claim(3) {
		o.settle(core.Outcome{Letter: l.ID, Attempt: 1, State: core.Failed, Reason: "window"})
	}
	service, reply := o.letter(1, "move:1/C1"), o.letter(2, "in:1#0")
	reply.Lane = core.ReplyLane
	o.post(service, reply, o.letter(3, "move:2/C2"), o.letter(4, "move:3/C3"), o.letter(5, "move:4/C4"))
	for _, l := range o.claim(4) {
		o.settle(core.Outcome{Letter: l.ID, Attempt: 1, State: core.Failed, Reason: "unreachable", Shut: l.Cause == "move:1/C1"})
	}
	o.post(o.letter(1, "move:5/C5"))
	o.follow(phone(6), phone(7), whatsapp(8))
	o.send(o.announcement())
	o.claim(2)
	look := func(since time.Time) (states map[core.State]int, reasons map[string]int, causes, why []string) {
		o.tx(func(tx core.Tx) {
			var err error
			states, reasons, err = tx.LettersSince(since)
			o.ok(err)
			for _, l := range got[[]core.Lost](o)(tx.Unheard(since, 5)) {
				causes, why = append(causes, l.Cause), append(why, l.Reason)
			}
		})
		return states, reasons, causes, why
	}
	states, reasons, unheard, why := look(start)
	o.same("states", states, map[core.State]int{core.Owed: 1, core.Sending: 2, core.Failed: 7, core.Skipped: 2})
	o.same("reasons", reasons, map[string]int{"unreachable": 4, "window": 3, "blocked": 1, "off": 1})
	o.same("unheard", unheard, []string{"move:5/C5", "move:3/C3", "move:2/C2", "move:1/C1", "answer:1#x"})
	o.same("why", why, []string{"blocked", "unreachable", "unreachable", "unreachable", "window"})
	states, reasons, unheard, _ = look(o.now().Add(time.Hour))
	o.same("nothing since", []any{states, reasons, unheard},
		[]any{map[core.State]int{core.Owed: 1, core.Sending: 2}, map[string]int{}, []string(nil)})
}
