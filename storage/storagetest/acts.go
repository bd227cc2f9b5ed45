package storagetest

import (
	"context"
	"errors"
	"time"

	"loket/core"
)

// acts: written once, taken when due, in order, finished once.
func acts(o *office) {
	at := func(hour int) time.Time { return time.Date(2020, 3, 17, hour, 0, 0, 0, time.UTC) }
	body := []byte(`{"person":"SITI AMINAH"}`)
	for range 2 {
		o.tx(func(tx core.Tx) {
			o.ok(tx.Defer([]core.Act{{Cause: "late", Kind: "remind", Due: at(3), Body: body}, {Cause: "early", Kind: "fan", Due: at(1), Body: body},
				{Cause: "middle", Kind: "fan", Due: at(2)}, {Cause: "early", Kind: "other", Due: at(4)}}))
		})
	}
	due := func(t time.Time, n int, finish bool) (as []core.Act) {
		o.tx(func(tx core.Tx) {
			as = got[[]core.Act](o)(tx.DueActs(t, n))
			if finish {
				ids := make([]int64, len(as))
				for i, a := range as {
					ids[i] = a.ID
				}
				o.ok(tx.Finish(ids))
			}
		})
		return as
	}
	first := due(at(2), 9, false)
	o.same("due", first, []core.Act{{ID: first[0].ID, Cause: "early", Kind: "fan", Due: at(1), Body: body},
		{ID: first[1].ID, Cause: "middle", Kind: "fan", Due: at(2)}})
	o.same("one at a time", due(at(9), 1, true), first[:1])
	o.same("the next", due(at(2), 9, true), first[1:])
	o.tx(func(tx core.Tx) { o.ok(tx.Defer([]core.Act{{Cause: "early", Kind: "fan", Due: at(1), Body: body}})) })
	o.same("done is done", len(due(at(2), 9, false)), 0)
	last := due(at(9), 9, false)[0]
	o.same("the last", last.Cause, "late")
	o.tx(func(tx core.Tx) {
		first[0].Due, last.Due, last.Body = at(1), at(10), []byte("half of it")
		o.ok(tx.Postpone(last))
		o.ok(tx.Postpone(first[0])) // done is done
	})
	o.same("later", len(due(at(9), 9, false)), 0)
	o.same("in its turn, as it is now", due(at(10), 9, false), []core.Act{last})
}

// due: told by the office's clock.
func due(o *office) {
	is := func(about string, want bool) { o.Helper(); o.same(about, got[bool](o)(o.s.Due(o.Context())), want) }
	tomorrow := o.now().Add(24 * time.Hour)
	is("nothing at all", false)
	o.tx(func(tx core.Tx) { o.ok(tx.Defer([]core.Act{{Cause: "a", Due: tomorrow}})) })
	is("tomorrow", false)
	o.ok(o.s.SetClock(o.Context(), tomorrow))
	is("now", true)
	o.tx(func(tx core.Tx) { o.ok(tx.Finish([]int64{got[[]core.Act](o)(tx.DueActs(tomorrow, 1))[0].ID})) })
	is("done", false)
}

// calls: one open conversation a person; texts are added, listed, handed back, forgotten.
func calls(o *office) {
	a, b := o.person(1), o.person(2)
	say := func(p core.Person, topic, text, staff string) {
		o.tx(func(tx core.Tx) {
			o.ok(tx.Call([]core.Call{{Person: p.ID, AddressID: p.AddressID, Topic: topic, Text: text, ByStaff: staff}}))
		})
	}
	say(a, "officer", "", "")
	say(b, "erasure", "hapus data saya", "")
	say(a, "quota", "tolong saya", "")
	say(a, "quota", "baik", "Dewi")
	list := func() (cs []core.Conversation) {
		o.tx(func(tx core.Tx) { cs = got[[]core.Conversation](o)(tx.Calls()) })
		return cs
	}
	cs := list()
	if len(cs) != 2 || len(cs[0].Lines) != 2 || len(cs[1].Lines) != 1 || cs[0].Since.IsZero() {
		o.Fatalf("conversations: %v", cs)
	}
	at := cs[0].Lines[0].At
	o.same("the first", cs[0], core.Conversation{ID: cs[0].ID, Person: a.ID, AddressID: a.AddressID, Address: phone(1), Topic: "officer",
		Since: cs[0].Since, Lines: []core.Line{{At: at, Text: "tolong saya"}, {At: cs[0].Lines[1].At, By: "Dewi", Text: "baik"}}})

	o.tx(func(tx core.Tx) { o.ok(tx.HandBack([]core.HandBack{{Person: a.ID}, {Person: b.ID}})) })
	if cs = list(); len(cs) != 1 || cs[0].Person != b.ID {
		o.Errorf("after the hand-back: %v", cs)
	}
	say(a, "officer", "masih di sini", "")
	if cs = list(); len(cs) != 2 || cs[1].Person != a.ID || len(cs[1].Lines) != 1 {
		o.Errorf("a second conversation: %v", cs)
	}
	o.tx(func(tx core.Tx) {
		o.same("nothing old", got[int](o)(tx.Forget(at.Add(-time.Hour))), 0)
		o.same("all", got[int](o)(tx.Forget(at.Add(time.Hour))), 4)
		o.ok(tx.Audit("Dewi", "read conversations", "person 1"))
	})
	if cs = list(); len(cs) != 2 || len(cs[0].Lines) != 0 {
		o.Errorf("after forgetting: %v", cs)
	}
}

// view: sees a snapshot and changes nothing.
func view(o *office) {
	o.post(o.letter(1, "a"))
	o.book(o.draft(1))
	ctx := context.Background()
	writes := map[string]func(core.Tx) error{
		"Admit":     func(tx core.Tx) error { _, err := tx.Admit([]core.Inbound{{ID: "1"}}); return err },
		"People":    func(tx core.Tx) error { _, err := tx.People([]core.Address{phone(1)}); return err },
		"Keep":      func(tx core.Tx) error { return tx.Keep([]core.Person{{ID: 1}}) },
		"Book":      func(tx core.Tx) error { _, err := tx.Book([]core.Draft{draftOf(0, 5)}, Calendar()); return err },
		"Move":      func(tx core.Tx) error { _, err := tx.Move([]core.Move{{Request: 1, To: core.Done}}); return err },
		"Post":      func(tx core.Tx) error { return tx.Post([]core.Letter{{Cause: "x", AddressID: 1}}) },
		"Defer":     func(tx core.Tx) error { return tx.Defer([]core.Act{{Cause: "x"}}) },
		"DueActs":   func(tx core.Tx) error { _, err := tx.DueActs(time.Now(), 1); return err },
		"Call":      func(tx core.Tx) error { return tx.Call([]core.Call{{Person: 1, AddressID: 1}}) },
		"Audit":     func(tx core.Tx) error { return tx.Audit("a", "b", "c") },
		"Enlist":    func(tx core.Tx) error { return tx.Enlist("a", []core.Subscriber{{Address: phone(1)}}) },
		"Subscribe": func(tx core.Tx) error { return tx.Subscribe("a") },
		"Take":      func(tx core.Tx) error { _, _, err := tx.Take(1, "Dewi", true); return err },
		"Tokenize":  func(tx core.Tx) error { _, err := tx.Tokenize(0, 1); return err },
		"AddLink":   func(tx core.Tx) error { return tx.AddLink("a", 1, time.Hour) },
		"UseLink":   func(tx core.Tx) error { _, _, err := tx.UseLink("a"); return err },
		"KeepSession": func(tx core.Tx) error {
			return tx.KeepSession("a", 1, "", nil, time.Hour)
		},
		"Attach": func(tx core.Tx) error {
			_, err := tx.Attach([]core.Attachment{{Request: 1, Code: "KK", Media: []core.Media{{}}}}, 9)
			return err
		},
		"TryPaper": func(tx core.Tx) error { _, err := tx.TryPaper(1); return err },
		"SettlePaper": func(tx core.Tx) error {
			_, err := tx.SettlePaper(core.PaperOutcome{Paper: 1, State: core.PaperFailed})
			return err
		},
		"AddUpload":   func(tx core.Tx) error { _, err := tx.AddUpload("a", core.Upload{Request: 1}); return err },
		"EndSession":  func(tx core.Tx) error { return tx.EndSession("a") },
		"EndSessions": func(tx core.Tx) error { _, err := tx.EndSessions(1, 0); return err },
		"AddOverride": func(tx core.Tx) error {
			_, err := tx.AddOverride(core.Override{Kind: core.QuotaOverride, From: tuesday})
			return err
		},
		"RemoveOverride": func(tx core.Tx) error { return tx.RemoveOverride(1, "Dewi") },
		"ImportHolidays": func(tx core.Tx) error { return tx.ImportHolidays([]int{2020}, nil, "Dewi") },
		"Recap":          func(tx core.Tx) error { _, err := tx.Recap(Calendar(), tuesday); return err },
		"Amend":          func(tx core.Tx) error { _, err := tx.Amend([]core.Amendment{{Request: 1}}, Calendar()); return err },
		"Unite":          func(tx core.Tx) error { _, err := tx.Unite(1, 2); return err },
		"Part":           func(tx core.Tx) error { _, _, err := tx.Part(1, true); return err },
		"Carry":          func(tx core.Tx) error { _, err := tx.Carry(tuesday.Add(1), 1, Calendar()); return err },
		"Offer":          func(tx core.Tx) error { _, err := tx.Offer(tuesday, opening, opening, 1, Calendar()); return err },
		"AnswerOffers": func(tx core.Tx) error {
			_, err := tx.AnswerOffers([]core.OfferAnswer{{Request: 1}}, Calendar())
			return err
		},
		"Reslot": func(tx core.Tx) error { _, err := tx.Reslot([]core.Reslot{{Request: 1}}, Calendar()); return err },
		"Shift": func(tx core.Tx) error {
			_, err := tx.Shift([]core.Shift{{Request: 1}}, []core.Date{tuesday.Add(1)}, Calendar())
			return err
		},
	}
	for name, write := range writes {
		if err := o.s.View(ctx, write); err == nil {
			o.Errorf("%s wrote in a view", name)
		}
	}
	o.ok(o.s.View(ctx, func(tx core.Tx) error {
		day := got[[]core.Day](o)(tx.Days([]core.Date{tuesday}))[0]
		o.book(o.draft(2))
		o.same("the snapshot", got[[]core.Day](o)(tx.Days([]core.Date{tuesday}))[0], day)
		_, err := tx.Now()
		return err
	}))

	oops := errors.New("oops")
	err := o.s.Tx(ctx, func(tx core.Tx) error {
		got[[]core.Booking](o)(tx.Book([]core.Draft{draftOf(0, 7)}, Calendar()))
		return oops
	})
	if !errors.Is(err, oops) {
		o.Errorf("the function's error: %v", err)
	}
	o.same("undone", o.day(tuesday).Held, 2)
}
