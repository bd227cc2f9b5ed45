package storagetest

import (
	"time"

	"loket/core"
)

// trail: who did what, by who, what, about what and when, the latest first, page by page.
func trail(o *office) {
	o.begin()
	hour := func(n int) time.Time { return tuesday.At((8+n)*60, Zone) }
	for n, line := range [][3]string{{"Dewi", "reveal", "C200317-001"}, {"Budi", "advance", "C200317-002"}, {"Dewi", "advance", "100% & Co_"}, {"operator", "staff", "Dewi"}} {
		o.ok(o.s.SetClock(o.Context(), hour(n)))
		o.tx(func(tx core.Tx) { o.ok(tx.Audit(line[0], line[1], line[2])) })
	}
	list := func(q core.TrailQuery) (all []core.Trail) {
		o.tx(func(tx core.Tx) { all = got[[]core.Trail](o)(tx.Trail(q)) })
		return all
	}
	all := list(core.TrailQuery{})
	if len(all) != 4 || all[3].At.Before(hour(0)) || !all[3].At.Before(hour(1)) {
		o.Fatalf("the audit: %v", all)
	}
	o.same("the first", all[3], core.Trail{ID: all[3].ID, At: all[3].At, By: "Dewi", What: "reveal", About: "C200317-001"})
	for about, c := range map[string]struct {
		query core.TrailQuery
		want  []core.Trail
	}{
		"by":                {core.TrailQuery{By: "Dewi"}, []core.Trail{all[1], all[3]}},
		"what":              {core.TrailQuery{What: "advance"}, []core.Trail{all[1], all[2]}},
		"both":              {core.TrailQuery{By: "Dewi", What: "advance"}, []core.Trail{all[1]}},
		"about":             {core.TrailQuery{About: "c200317"}, []core.Trail{all[2], all[3]}},
		"about, in letters": {core.TrailQuery{About: "0% & Co_"}, []core.Trail{all[1]}},
		"nothing like it":   {core.TrailQuery{About: "C%2"}, []core.Trail{}},
		"from":              {core.TrailQuery{From: hour(1)}, all[:3]},
		"to":                {core.TrailQuery{To: hour(1)}, all[3:]},
		"between":           {core.TrailQuery{From: hour(1), To: hour(3)}, all[1:3]},
		"before it all":     {core.TrailQuery{To: hour(-1)}, []core.Trail{}},
		"after it all":      {core.TrailQuery{From: hour(9)}, []core.Trail{}},
		"a page":            {core.TrailQuery{Limit: 2}, all[:2]},
		"the next":          {core.TrailQuery{Limit: 2, Before: all[1].ID}, all[2:]},
	} {
		o.same(about, list(c.query), c.want)
	}
}

// takes: a conversation is one officer's at a time; who comes second is told who has it.
func takes(o *office) {
	p := o.person(1)
	say := func() {
		o.tx(func(tx core.Tx) {
			o.ok(tx.Call([]core.Call{{Person: p.ID, AddressID: p.AddressID, Topic: "officer", Text: "tolong"}}))
		})
	}
	type answer struct {
		Has  string
		Open bool
	}
	take := func(taker string, over bool) (a answer) {
		o.tx(func(tx core.Tx) {
			var err error
			a.Has, a.Open, err = tx.Take(p.ID, taker, over)
			o.ok(err)
		})
		return a
	}
	talk := func() (c core.Conversation) {
		o.tx(func(tx core.Tx) { c = got[[]core.Conversation](o)(tx.Calls())[0] })
		return c
	}
	o.same("none is open", take("Dewi", true), answer{})
	before := o.now()
	say()
	o.same("nobody's", []any{talk().Taker, talk().Taken.IsZero()}, []any{"", true})
	o.same("taken", take("Dewi", false), answer{"Dewi", true})
	taken := talk()
	if taken.Taker != "Dewi" || taken.Taken.Before(before) || taken.Taken.After(o.now()) {
		o.Errorf("taken by %q at %v", taken.Taker, taken.Taken)
	}
	o.same("by the same again", take("Dewi", false), answer{"Dewi", true})
	o.same("since then", talk(), taken)
	say()
	o.same("after more was said", talk().Taker, "Dewi")
	o.same("by another", take("Budi", false), answer{"Dewi", true})
	o.same("who insists", take("Budi", true), answer{"Budi", true})
	o.same("as the list says", talk().Taker, "Budi")
	o.same("given back", take("", false), answer{"", true})
	o.same("nobody's again", []any{talk().Taker, talk().Taken.IsZero()}, []any{"", true})
	take("Dewi", false)
	o.tx(func(tx core.Tx) { o.ok(tx.HandBack([]core.HandBack{{Person: p.ID, Staff: true}})) })
	o.same("when it is over", take("Dewi", false), answer{})
	say()
	o.same("a new one", talk().Taker, "")
}

// tally: a day's requests by service, channel, status and hour, by the office's own hours wherever it is.
func tally(o *office) {
	o.s.Zone(Zone)
	other, later, staff := o.draft(2), o.draft(3), draftOf(0, 4)
	other.Service, staff.Via, staff.Channel, staff.Cap = "kk", "telepon", "", 3
	later.Day = tuesday.Add(1)
	rs := o.book(o.draft(1), other, later)
	o.ok(o.s.SetClock(o.Context(), tuesday.At(23*60+59, Zone)))
	o.book(staff)
	o.move(core.Move{Request: rs[1].Request.ID, To: core.Done, By: "Dewi"})
	counts := func(d core.Date) (all []core.Tally) {
		o.tx(func(tx core.Tx) { all = got[[]core.Tally](o)(tx.Tally(d)) })
		return all
	}
	o.same("tuesday", counts(tuesday), []core.Tally{
		{Service: "akta-lahir", Channel: core.SMSChannel, Status: core.Submitted, Filed: tuesday, Hour: 8, Requests: 1, Places: 1},
		{Service: "akta-lahir", Channel: "telepon", Status: core.Submitted, Filed: tuesday, Hour: 23, Requests: 1, Places: 1},
		{Service: "kk", Channel: core.SMSChannel, Status: core.Done, Filed: tuesday, Hour: 8, Requests: 1, Places: 1},
	})
	o.same("booked ahead", counts(tuesday.Add(1)), []core.Tally{
		{Service: "akta-lahir", Channel: core.SMSChannel, Status: core.Submitted, Filed: tuesday, Hour: 8, Requests: 1, Places: 1}})
	o.same("nobody", counts(tuesday.Add(2)), []core.Tally{})

	two := o.draft(6)
	two.Day, two.Cap = tuesday.Add(3), 9
	pair := o.draft(7)
	pair.Day, pair.Cap, pair.Weight = two.Day, 9, 2
	o.ok(o.s.SetClock(o.Context(), tuesday.Add(1).At(8*60+20, Zone)))
	o.book(two)
	o.ok(o.s.SetClock(o.Context(), tuesday.Add(1).At(8*60+50, Zone)))
	o.book(pair)
	o.same("in one hour", counts(two.Day), []core.Tally{
		{Service: "akta-lahir", Channel: core.SMSChannel, Status: core.Submitted, Filed: tuesday.Add(1), Hour: 8, Requests: 2, Places: 3}})
	o.s.Zone(time.FixedZone("half an hour on", 7*60*60+30*60))
	o.same("in two", counts(two.Day), []core.Tally{
		{Service: "akta-lahir", Channel: core.SMSChannel, Status: core.Submitted, Filed: tuesday.Add(1), Hour: 8, Requests: 1, Places: 1},
		{Service: "akta-lahir", Channel: core.SMSChannel, Status: core.Submitted, Filed: tuesday.Add(1), Hour: 9, Requests: 1, Places: 2}})
}
