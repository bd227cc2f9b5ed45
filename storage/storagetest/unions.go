package storagetest

import (
	"context"
	"time"

	"loket/core"
)

// unite makes everything of the person behind b that of the person behind a.
func (o *office) unite(a, b core.Address) (ok bool) {
	o.Helper()
	o.tx(func(tx core.Tx) {
		ps := got[[]core.Person](o)(tx.People([]core.Address{a, b}))
		ok = got[bool](o)(tx.Unite(ps[0].ID, ps[1].ID))
	})
	return ok
}

// part makes an address a person of its own.
func (o *office) part(a core.Address) (p core.Person, ok bool) {
	o.Helper()
	o.tx(func(tx core.Tx) {
		var err error
		p, ok, err = tx.Part(o.findIn(tx, a).AddressID, false)
		o.ok(err)
	})
	return p, ok
}

func (o *office) ties(p core.Person) (ties []core.Tie) {
	o.Helper()
	o.tx(func(tx core.Tx) { ties = got[map[int64][]core.Tie](o)(tx.Ties([]int64{p.ID}))[p.ID] })
	return ties
}

// unites: two people become one, with all that both had; nothing of it is lost, and nobody is there twice.
func unites(o *office) {
	o.book(o.draft(1), o.draft(2))
	mine, theirs := o.find(chat(1)), o.person(1)
	o.tx(func(tx core.Tx) {
		o.ok(tx.Enlist("list", []core.Subscriber{{Address: phone(1), Consent: "formulir", Role: "rw"}}))
		o.ok(tx.Keep([]core.Person{{ID: theirs.ID, AddressID: theirs.AddressID, Lang: "en", Talk: core.Talk{Serial: 7}}}))
		o.ok(tx.Keep([]core.Person{{ID: mine.ID, AddressID: mine.AddressID, Talk: core.Talk{Serial: 3}}}))
	})
	o.post(o.letter(1, "owed"))
	if !o.unite(chat(1), phone(1)) || o.unite(chat(1), phone(1)) {
		o.Error("they are united once")
	}
	both := []core.Person{o.find(chat(1)), o.person(1)}
	o.same("one person", []int64{both[0].ID, both[1].ID}, []int64{mine.ID, mine.ID})
	o.same("their talk, and the language that was known", []any{both[1].Talk.Serial, both[1].Lang}, []any{3, "en"})
	o.same("addresses", o.ties(mine), []core.Tie{{AddressID: mine.AddressID, Address: chat(1), Last: true}, {AddressID: theirs.AddressID, Address: phone(1)}})
	o.tx(func(tx core.Tx) {
		requests := got[[][]core.Request](o)(tx.Requests([]core.RequestQuery{{Person: mine.ID, Limit: 9}, {Person: theirs.ID, Limit: 9}}))
		o.same("requests", []int{len(requests[0]), len(requests[1])}, []int{1, 0})
		o.same("it is still known by what address it was filed", requests[0][0].Address, phone(1))
		o.same("who is told", len(got[map[int64][]core.Person](o)(tx.Holders([]int64{requests[0][0].ID}))[requests[0][0].ID]), 2)
		o.ok(tx.Subscribe("list"))
		all := got[[]core.Subscriber](o)(tx.Subscribers(0, 9))
		o.same("an import that was under way is theirs", []any{len(all), all[0].Person, all[0].Role, all[0].Address}, []any{1, mine.ID, "rw", chat(1)})
	})
	o.same("what is owed stays with its address", to(o.claim(9)), []core.Address{phone(1)})
	if again := o.book(draftOf(mine.ID, 3)); again[0].Request.Person != mine.ID {
		o.Error("who files by the chat is not the same")
	}
}

// unitesFollowers: a wish for announcements is one; whoever of the two spoke last is heard.
func unitesFollowers(o *office) {
	at := tuesday.At(8*60, Zone)
	wish := func(a core.Address, on bool) {
		at = at.Add(time.Minute)
		o.ok(o.s.SetClock(context.Background(), at))
		o.tx(func(tx core.Tx) {
			o.ok(tx.Follow([]core.Following{{Person: o.findIn(tx, a).ID, On: on, Message: 1, Source: "chat"}}))
		})
	}
	wish(phone(1), true) // both
	wish(chat(1), true)
	wish(phone(2), true) // one, and not the one who unites
	o.find(chat(2))
	wish(chat(3), true) // said no by one after the other's yes
	wish(phone(3), true)
	wish(phone(3), false)
	wish(phone(4), true) // … and before
	wish(phone(4), false)
	wish(chat(4), true)
	wish(chat(5), true) // said no before they said yes once more, of which the other knew nothing
	wish(phone(5), true)
	wish(phone(5), false)
	wish(phone(5), true)
	for n, follows := range []bool{1: true, 2: true, 3: false, 4: true, 5: true} {
		if n == 0 {
			continue
		}
		if !o.unite(chat(n), phone(n)) || o.find(chat(n)).Following != follows || o.person(n).Following != follows {
			o.Errorf("%d: follows %v, by SMS %v, want %v", n, o.find(chat(n)).Following, o.person(n).Following, follows)
		}
	}
	o.send(o.announcement())
	o.same("one letter each", len(append(o.claim(9), o.claimFor("bot", 9)...)), 4)
}

// unitesCalls: one conversation with the officers, with all that was said in both; a wish for erasure stays one.
func unitesCalls(o *office) {
	mine, theirs := o.find(chat(1)), o.person(1)
	o.tx(func(tx core.Tx) {
		o.ok(tx.Call([]core.Call{{Person: theirs.ID, AddressID: theirs.AddressID, Topic: core.ErasureTopic, Text: "satu"}}))
		o.ok(tx.Call([]core.Call{{Person: mine.ID, AddressID: mine.AddressID, Topic: "officer", Text: "dua"}}))
		_, _, err := tx.Take(theirs.ID, "Dewi", false)
		o.ok(err)
	})
	o.unite(chat(1), phone(1))
	o.tx(func(tx core.Tx) {
		calls := got[[]core.Conversation](o)(tx.Calls())
		o.same("one", len(calls), 1)
		c := calls[0]
		o.same("of whom, where, about what, with whom", []any{c.Person, c.Address, c.Topic, c.Taker}, []any{mine.ID, chat(1), core.ErasureTopic, "Dewi"})
		o.same("what was said", []string{c.Lines[0].Text, c.Lines[1].Text}, []string{"satu", "dua"})
	})
	p, ok := o.part(chat(1))
	o.same("it goes with its address", []any{ok, p.Talk.Officer, p.ID != mine.ID}, []any{true, true, true})
	o.tx(func(tx core.Tx) {
		o.same("whose it is now", got[[]core.Conversation](o)(tx.Calls())[0].Person, p.ID)
	})
}

// staffStayApart: a member of staff is nobody's other self, nor is a group.
func staffStayApart(o *office) {
	group := core.Address{Channel: core.TelegramChannel, ID: "-1001"}
	o.find(group)
	o.link(1, chat(1)) // the member has another address, from which they are no member
	o.tx(func(tx core.Tx) {
		id := got[int64](o)(tx.AddStaff(core.Staff{Name: "Dewi", Role: core.Officer, By: "operator"}))
		o.ok(tx.StaffCode(id, "code", got[time.Time](o)(tx.Now()).Add(time.Hour)))
		p := o.findIn(tx, chat(1))
		_, ok, err := tx.LinkStaff("code", p.ID, p.AddressID)
		o.ok(err)
		o.same("linked", ok, true)
	})
	for name, pair := range map[string][2]core.Address{"a citizen takes staff's": {phone(2), phone(1)}, "staff take a citizen's": {chat(1), phone(2)},
		"a group": {phone(2), group}, "by a group": {group, phone(2)}} {
		if o.unite(pair[0], pair[1]) {
			o.Errorf("%s: they were united", name)
		}
	}
	o.same("still two", o.person(1).ID != o.person(2).ID, true)
	p, ok := o.part(chat(1))
	if member := o.find(chat(1)); !ok || member.Staff == nil || member.ID != p.ID || o.person(1).Staff != nil {
		o.Error("a member's chat that parts is the member's still")
	}
}

// parted: an address that parts has nothing of what the others keep.
func parted(o *office) {
	bookings := o.book(o.draft(1))
	mine := o.person(1)
	o.find(chat(1))
	o.tx(func(tx core.Tx) {
		o.ok(tx.Follow([]core.Following{{Person: mine.ID, On: true, Source: "chat"}}))
		o.ok(tx.Keep([]core.Person{{ID: mine.ID, AddressID: mine.AddressID, Lang: "en", Talk: core.Talk{Serial: 3}}}))
	})
	if _, ok := o.part(phone(1)); ok {
		o.Error("an only address parts from nobody")
	}
	o.unite(phone(1), chat(1))
	p, ok := o.part(phone(1))
	o.same("the address", []any{ok, p.Address, p.AddressID, p.Lang, p.Talk}, []any{true, phone(1), mine.AddressID, "en", core.Talk{}})
	now := o.person(1)
	o.same("it is somebody else's, who knows nothing", []any{now.ID == p.ID, now.ID != mine.ID, now.Following, now.Talk}, []any{true, true, false, core.Talk{}})
	left := o.find(chat(1))
	o.same("who stays", []any{left.ID, left.Following, left.Talk.Serial}, []any{mine.ID, true, 3})
	o.same("their addresses", o.ties(left), []core.Tie{{AddressID: left.AddressID, Address: chat(1), Last: true}})
	o.tx(func(tx core.Tx) {
		held := got[map[int64][]core.Person](o)(tx.Holders([]int64{bookings[0].Request.ID}))[bookings[0].Request.ID]
		o.same("who is told", []any{len(held), held[0].Address}, []any{1, chat(1)})
		all := got[[]core.Subscriber](o)(tx.Subscribers(0, 9))
		o.same("who follows", []any{len(all), all[0].Address}, []any{1, chat(1)})
	})
	if _, ok := o.part(chat(1)); ok {
		o.Error("what is left is an only address")
	}
}

// partedWithAll: an address that parts by itself takes along what was filed from it, and nothing else.
func partedWithAll(o *office) {
	mine, other := o.person(1), o.find(chat(1))
	fromChat := draftOf(other.ID, 2)
	fromChat.Channel = core.TelegramChannel
	bookings := o.book(draftOf(mine.ID, 1), fromChat)
	o.unite(chat(1), phone(1))
	o.tx(func(tx core.Tx) {
		p, ok, err := tx.Part(o.findIn(tx, phone(1)).AddressID, true)
		o.ok(err)
		found := got[[][]core.Request](o)(tx.Requests([]core.RequestQuery{{Person: p.ID, Limit: 9}, {Person: other.ID, Limit: 9}}))
		o.same("whose is whose", []any{ok, len(found[0]), found[0][0].ID, len(found[1]), found[1][0].ID},
			[]any{true, 1, bookings[0].Request.ID, 1, bookings[1].Request.ID})
	})
}
