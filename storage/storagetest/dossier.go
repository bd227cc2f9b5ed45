package storagetest

import (
	"fmt"

	"loket/core"
)

// slotMoves: each time that a request got another slot, and why.
func slotMoves(o *office) {
	r := o.granted(narrow(), o.draft(1))[0]
	there := "Harjamukti"
	o.reslot(narrow(), core.Reslot{Request: r.ID, Pick: slot(april, 9).From, By: "Dewi", Reason: "Kantor tutup"})
	o.reslot(narrow(), core.Reslot{Request: r.ID, Place: &there, Day: april})
	var moves []core.SlotMove
	o.tx(func(tx core.Tx) {
		moves = got[[]core.SlotMove](o)(tx.SlotMoves(r.ID))
		o.same("of another", len(got[[]core.SlotMove](o)(tx.SlotMoves(r.ID+1))), 0)
	})
	if len(moves) != 2 || moves[0].At.IsZero() {
		o.Fatalf("moves: %v", moves)
	}
	at := func(d core.Date, hour int, place string) core.Slot {
		return core.Slot{Place: place, From: slot(d, hour).From}
	}
	now := o.request(r.ID).Slot
	o.same("moves", moves, []core.SlotMove{
		{At: moves[0].At, By: "Dewi", Was: at(april, 8, ""), Is: at(april, 9, ""), Reason: "Kantor tutup"},
		{At: moves[1].At, Was: at(april, 9, ""), Is: core.Slot{Place: there, From: now.From}},
	})
}

// lettersTo: whatever was sent to a person, at any of their addresses and however it ended, the latest first.
func lettersTo(o *office) {
	o.begin()
	start := o.now()
	o.follow(phone(1))
	o.link(1, chat(1))
	o.post(o.letter(2, "another's"))
	n := o.send(o.announcement())
	var reply core.Letter
	for _, cause := range []string{"delivered", "failed", "bare", "doubt", "sending", "owed"} {
		reply = o.letter(1, cause)
		reply.Message.Text = cause
		o.post(reply)
	}
	telegram := o.find(chat(1))
	o.post(core.Letter{Cause: "chat", AddressID: telegram.AddressID, Account: "bot", Message: core.Message{Text: "chat"}})
	settled := map[string]core.Outcome{"failed": {State: core.Failed, Reason: "unreachable"}, "bare": {State: core.Sent}, "doubt": {State: core.Doubtful},
		"delivered": {State: core.Delivered, Receipt: "r1"}, "owed": {State: core.Owed}}
	for len(settled) > 0 { // those to one address come one after the other
		claimed := o.claim(1)
		if len(claimed) == 0 {
			break
		}
		l := claimed[0]
		outcome := settled[l.Message.Text]
		delete(settled, l.Message.Text)
		if outcome.State == "" && l.Message.Text != "sending" {
			outcome = core.Outcome{State: core.Sent, Receipt: fmt.Sprint("x", l.ID)}
		}
		if outcome.State != "" {
			outcome.Letter, outcome.Attempt = l.ID, l.Attempt
			o.settle(outcome)
		}
	}
	var all, few []core.Posted
	o.tx(func(tx core.Tx) {
		all = got[[]core.Posted](o)(tx.LettersTo(telegram.ID, 50))
		few = got[[]core.Posted](o)(tx.LettersTo(telegram.ID, 2))
	})
	type line struct {
		Text   string
		State  core.State
		Reason string
		To     core.Address
		Notice int64
	}
	var lines []line
	for i, p := range all {
		lines = append(lines, line{p.Message.Text, p.State, p.Reason, p.Address, p.Notice})
		if p.At.Before(start) || p.At.After(o.now()) || i > 0 && p.ID >= all[i-1].ID {
			o.Errorf("letter %d was posted at %v", p.ID, p.At)
		}
		over := p.State == core.Sent || p.State == core.Delivered || p.State == core.Failed
		if over != !p.Settled.IsZero() || over && (p.Settled.Before(p.At) || p.Settled.After(o.now())) {
			o.Errorf("%s was settled at %v", p.State, p.Settled)
		}
	}
	text := n.Frozen["sms"]["id"].Text
	o.same("letters", lines, []line{
		{"chat", core.Owed, "", chat(1), 0}, {"owed", core.Owed, "", phone(1), 0}, {"sending", core.Sending, "", phone(1), 0},
		{"doubt", core.Doubtful, "", phone(1), 0}, {"bare", core.Sent, "", phone(1), 0}, {"failed", core.Failed, "unreachable", phone(1), 0},
		{"delivered", core.Delivered, "", phone(1), 0}, {text, core.Sent, "", phone(1), n.ID}})
	o.same("the latest", few, all[:2])
}
