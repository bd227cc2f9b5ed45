package storagetest

import (
	"time"

	"loket/core"
)

// people: made once, found again, in the order asked for; what they told us survives the round trip.
func people(o *office) {
	var made, found []core.Person
	o.tx(func(tx core.Tx) { made = got[[]core.Person](o)(tx.People([]core.Address{phone(2), phone(1)})) })
	for i, n := range []int{2, 1} {
		p := made[i]
		o.same("a new person", p, core.Person{ID: p.ID, AddressID: p.AddressID, Address: phone(n), New: true})
		if p.ID == 0 || p.AddressID == 0 {
			o.Errorf("person %d has no ids: %d, %d", n, p.ID, p.AddressID)
		}
	}
	telegram := core.Address{Channel: core.TelegramChannel, ID: phone(1).ID}
	o.tx(func(tx core.Tx) {
		found = got[[]core.Person](o)(tx.People([]core.Address{phone(1), telegram, phone(2)}))
	})
	if found[0].ID != made[1].ID || found[2].ID != made[0].ID || found[0].New || !found[1].New || found[1].ID == found[0].ID {
		o.Errorf("found %v among %v", found, made)
	}

	p := found[0]
	p.Lang = "en"
	p.Talk = core.Talk{
		Form:   &core.Form{Serial: 3, Service: "ktp-el", NIK: nik(7), Name: "SITI AMINAH", Day: tuesday, Tries: 1, Ready: true},
		Serial: 3, Offer: []core.Choice{{Token: "t", Label: "Ya", Wide: true}}, Rest: []string{"halaman dua"},
		Ask: &core.Ask{What: "cancel", Ticket: "C200317-001"}, Puzzled: 2, Officer: true, Told: tuesday, Greeted: true,
		Burst: core.Burst{Since: time.Date(2020, 3, 17, 1, 0, 0, 0, time.UTC), Count: 4},
		Filed: core.Filed{Day: tuesday, NIKs: []core.NIK{nik(7), nik(8)}},
	}
	o.tx(func(tx core.Tx) { o.ok(tx.Keep([]core.Person{p, found[2]})) })
	o.same("kept", o.person(1), p)
	p.Talk = core.Talk{}
	o.tx(func(tx core.Tx) { o.ok(tx.Keep([]core.Person{p})) })
	o.same("emptied", o.person(1), p)
	o.tx(func(tx core.Tx) { got[[]core.Person](o)(tx.People(nil)) })
}

// contacts: who people are is kept with them, and so is the address that they used last.
func contacts(o *office) {
	rw := core.Subscriber{Address: phone(1), Lang: "id", Kecamatan: "Kejaksan", Kelurahan: "Kesenden", Role: "rw", Consent: "formulir",
		Since: time.Date(2020, 1, 5, 0, 0, 0, 0, time.UTC)}
	citizen := core.Subscriber{Address: phone(2), Consent: "formulir", Since: rw.Since}
	group := core.Address{Channel: core.TelegramChannel, ID: "-1001234"}
	o.tx(func(tx core.Tx) {
		o.subscribe(tx, rw, citizen, core.Subscriber{Address: phone(3), Role: "camat"})
	})
	o.follow(group)
	o.link(1, chat(1))
	last := o.find(chat(1))
	o.tx(func(tx core.Tx) {
		o.ok(tx.Keep([]core.Person{last}))
		last.AddressID = 0 // unknown: it stays as it was
		o.ok(tx.Keep([]core.Person{last}))
		o.ok(tx.Follow([]core.Following{{Person: o.findIn(tx, phone(3)).ID}})) // a contact need not follow
		o.subscribe(tx, core.Subscriber{Address: phone(1)})                    // and is one still after an import that does not say so
	})
	rw.Person, rw.Address, citizen.Person = last.ID, chat(1), o.person(2).ID
	camat := core.Subscriber{Person: o.person(3).ID, Address: phone(3), Role: "camat"}
	o.tx(func(tx core.Tx) {
		o.same("contacts", got[[]core.Subscriber](o)(tx.Contacts(0, 9)), []core.Subscriber{rw, camat})
		o.same("the next", got[[]core.Subscriber](o)(tx.Contacts(rw.Person, 9)), []core.Subscriber{camat})
		o.same("one", len(got[[]core.Subscriber](o)(tx.Contacts(0, 1))), 1)
		all := got[[]core.Subscriber](o)(tx.Subscribers(0, 9))
		o.same("subscribers", all[:2], []core.Subscriber{rw, citizen})
		o.same("a group", []any{all[2].Address, all[2].Role}, []any{group, core.GroupRole})
	})
	forward := o.announcement()
	forward.Kind = core.Forwarding
	o.send(forward)
	o.same("to hand on", to(o.claimFor("bot", 9)), []core.Address{chat(1)})
}

// follow: consent is given and ended; ending it also ends the announcements that are owed, and nothing else.
func follow(o *office) {
	a, b := o.person(1), o.person(2)
	wish := func(on bool) {
		o.tx(func(tx core.Tx) {
			o.ok(tx.Follow([]core.Following{{Person: a.ID, On: on, Wording: "v1", Message: 1, Source: "chat"},
				{Person: b.ID, On: true, Wording: "v1", Message: 2, Source: "chat"}}))
		})
	}
	wish(true)
	wish(true)
	if !o.person(1).Following || !o.person(2).Following {
		o.Error("they do not follow")
	}
	var ls []core.Letter
	for lane, cause := range []string{"reply", "service", "urgent", "notice"} {
		l := o.letter(1, cause)
		l.Lane = core.Lane(lane)
		ls = append(ls, l)
	}
	other := o.letter(2, "other")
	other.Lane = core.NoticeLane
	o.post(append(ls, other)...)
	wish(false)
	if o.person(1).Following || !o.person(2).Following {
		o.Error("the wrong one stopped")
	}
	o.owing(map[core.State]int{core.Owed: 3, core.Skipped: 2})
	wish(true)
	if !o.person(1).Following {
		o.Error("whoever stopped may follow again")
	}
}

// shut: a closed address gets nothing that is owed, nor what is posted later, until it opens; it follows no more, not even
// then.
func shut(o *office) {
	p := o.person(1)
	o.tx(func(tx core.Tx) { o.ok(tx.Follow([]core.Following{{Person: p.ID, On: true, Source: "chat"}})) })
	set := func(shut bool) {
		o.tx(func(tx core.Tx) { o.ok(tx.Shut([]core.Shutting{{AddressID: p.AddressID, Shut: shut}})) })
	}
	o.post(o.letter(1, "a"), o.letter(2, "b"))
	set(true)
	if !o.person(1).Shut {
		o.Error("the address is still open")
	}
	o.owing(map[core.State]int{core.Owed: 1, core.Skipped: 1})
	o.post(o.letter(1, "c"))
	o.owing(map[core.State]int{core.Owed: 1, core.Skipped: 2})
	set(false)
	if o.person(1).Following {
		o.Error("an address that opens again is no wish to follow")
	}
	o.post(o.letter(1, "d"))
	o.same("claimed", causes(o.claim(9)), []string{"b", "d"})
}

// subscribe takes a whole list of followers in.
func (o *office) subscribe(tx core.Tx, ss ...core.Subscriber) {
	o.Helper()
	o.ok(tx.Enlist("list", ss))
	o.ok(tx.Subscribe("list"))
}

// halfImported: nothing of a list counts before it is whole, whatever becomes of another one meanwhile.
func halfImported(o *office) {
	sub := func(n int, role string) core.Subscriber {
		return core.Subscriber{Address: phone(n), Lang: "en", Kecamatan: "Kejaksan", Role: role, Consent: "formulir"}
	}
	o.person(1)
	known := o.person(1)
	o.tx(func(tx core.Tx) { o.ok(tx.Enlist("half", []core.Subscriber{sub(1, ""), sub(2, "rw")})) })
	o.same("known", o.person(1), known)
	o.same("a stranger speaks no language yet", o.person(2).Lang, "")
	listed := func() (n int) {
		o.tx(func(tx core.Tx) {
			n = len(got[[]core.Subscriber](o)(tx.Subscribers(0, 9))) + len(got[[]core.Subscriber](o)(tx.Contacts(0, 9)))
		})
		return n
	}
	o.same("of half a list", listed(), 0)
	o.tx(func(tx core.Tx) { o.subscribe(tx, sub(3, "")) })
	o.same("of another list", listed(), 1)
	o.tx(func(tx core.Tx) {
		o.ok(tx.Enlist("half", []core.Subscriber{sub(2, "rw"), sub(4, "")})) // a part may come again
		o.ok(tx.Subscribe("half"))
	})
	o.same("of the whole list", listed(), 5)
	o.tx(func(tx core.Tx) { o.ok(tx.Subscribe("half")) })
	o.same("the language", o.person(1).Lang, "en")
}

// subscribers: an import makes whom it must, opens no closed address and wakes nobody who stopped since.
func subscribers(o *office) {
	since := time.Date(2020, 1, 5, 0, 0, 0, 0, time.UTC)
	sub := func(n int) core.Subscriber {
		return core.Subscriber{Address: phone(n), Lang: "id", Kecamatan: "Kejaksan", Consent: "2020-01-05 formulir", Since: since}
	}
	closed, stopped := o.person(2), o.person(3)
	o.tx(func(tx core.Tx) {
		o.ok(tx.Shut([]core.Shutting{{AddressID: closed.AddressID, Shut: true}}))
		o.ok(tx.Follow([]core.Following{{Person: stopped.ID, On: true, Source: "chat"}}))
		o.ok(tx.Follow([]core.Following{{Person: stopped.ID}}))
	})
	for range 2 {
		o.tx(func(tx core.Tx) { o.subscribe(tx, sub(1), sub(2), sub(3)) })
	}
	var all, rest []core.Subscriber
	o.tx(func(tx core.Tx) {
		all = got[[]core.Subscriber](o)(tx.Subscribers(0, 10))
		rest = got[[]core.Subscriber](o)(tx.Subscribers(all[0].Person, 10))
	})
	want := []core.Subscriber{sub(2), sub(1)} // 2 wrote before 1 was imported
	want[0].Person, want[1].Person = closed.ID, o.person(1).ID
	o.same("subscribers", all, want)
	o.same("the next page", rest, want[1:])
	if !o.person(2).Shut {
		o.Error("the import opened a closed address")
	}
}
