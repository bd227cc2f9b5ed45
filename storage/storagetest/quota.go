package storagetest

import (
	"fmt"
	"time"

	"loket/core"
)

// days: a day that was never used is not made by looking at it.
func days(o *office) {
	o.book(o.draft(1))
	var ds []core.Day
	o.tx(func(tx core.Tx) { ds = got[[]core.Day](o)(tx.Days([]core.Date{tuesday.Add(1), tuesday})) })
	o.same("days", ds, []core.Day{{Date: tuesday.Add(1)}, {Date: tuesday, Cap: 3, Held: 1, LastNumber: 1, Made: true}})
}

// overrides: a quota also changes days already made, and takes no place that was given.
func overrides(o *office) {
	o.book(o.draft(1), o.draft(2))
	set := func(ov core.Override) (id int64) {
		o.tx(func(tx core.Tx) {
			id = got[int64](o)(tx.AddOverride(ov))
			if ov.Kind == core.QuotaOverride {
				got[[]core.Date](o)(tx.Recap(Calendar().With(got[[]core.Override](o)(tx.Overrides())), ov.From))
			}
		})
		return id
	}
	quota := core.Override{Kind: core.QuotaOverride, From: tuesday, To: tuesday.Add(3), Cap: 1, By: "Dewi"}
	closure := core.Override{Kind: core.ClosureOverride, From: tuesday, To: tuesday.Add(14), Intake: true, Reason: "Wabah", By: "Dewi"}
	quota.ID, closure.ID = set(quota), set(closure)
	var all []core.Override
	o.tx(func(tx core.Tx) { all = got[[]core.Override](o)(tx.Overrides()) })
	if len(all) == 2 {
		quota.At, closure.At = all[0].At, all[1].At
	}
	if quota.At.IsZero() || closure.At.Before(quota.At) {
		o.Errorf("set at %v and %v", quota.At, closure.At)
	}
	o.same("overrides", all, []core.Override{quota, closure})
	o.same("lowered", o.day(tuesday), core.Day{Date: tuesday, Cap: 1, Held: 2, LastNumber: 2, Made: true})
	if b := o.book(o.draft(3))[0]; b.Verdict != core.Full || b.Left != 0 {
		o.Errorf("a place beyond the lowered quota: %v", b)
	}

	o.tx(func(tx core.Tx) {
		o.ok(tx.RemoveOverride(closure.ID, "Dewi"))
		if err := tx.RemoveOverride(closure.ID, "Budi"); core.KindOf(err) != core.Missing {
			o.Errorf("removed twice: %v", err)
		}
	})
	set(core.Override{Kind: core.QuotaOverride, From: tuesday.Add(1), Cap: 9})
	set(core.Override{Kind: core.QuotaOverride, From: tuesday, Cap: 7, Service: "akta-lahir"})
	if cap := o.day(tuesday).Cap; cap != 1 {
		o.Errorf("a quota of other days, or of one service, made it %d", cap)
	}
	set(core.Override{Kind: core.QuotaOverride, From: tuesday.Add(-1), Cap: 4}) // without end
	if b := o.book(o.draft(4))[0]; b.Verdict != core.Granted || b.Request.Number != 3 || b.Left != 1 {
		o.Errorf("a place after the quota was raised: %v", b)
	}
}

// book: places in order, then Full; a place given back is given again, under a new number.
func book(o *office) {
	for n := 1; n <= 3; n++ {
		d := o.draft(n)
		b := o.book(d)[0]
		r := b.Request
		o.same("booking", b, core.Booking{Left: 3 - n, Request: core.Request{ID: r.ID, Ticket: fmt.Sprintf("C200317-%03d", n), Number: n,
			Day: tuesday, Service: d.Service, Status: core.Submitted, Person: d.Person, Channel: d.Channel, Address: phone(n),
			Via: "chat", NIK: d.NIK, Name: d.Name, Weight: 1, Slot: slot(d.Earliest, 8), Earliest: d.Earliest, FiledAt: r.FiledAt}})
		if r.ID == 0 || r.FiledAt.IsZero() {
			o.Errorf("request %d: id %d, filed at %v", n, r.ID, r.FiledAt)
		}
		var stored [][]core.Request
		o.tx(func(tx core.Tx) {
			stored = got[[][]core.Request](o)(tx.Requests([]core.RequestQuery{{Ticket: r.Ticket}}))
		})
		o.same("as stored", stored, [][]core.Request{{r}})
	}
	fourth := o.draft(4)
	if b := o.book(fourth)[0]; b.Verdict != core.Full || b.Left != 0 || b.Request.ID != 0 {
		o.Errorf("the fourth of three places: %v", b)
	}
	var second core.Request
	o.tx(func(tx core.Tx) {
		second = got[[][]core.Request](o)(tx.Requests([]core.RequestQuery{{Ticket: "C200317-002"}}))[0][0]
	})
	o.move(core.Move{Request: second.ID, To: core.Withdrawn})
	if b := o.book(fourth)[0]; b.Verdict != core.Granted || b.Request.Ticket != "C200317-004" {
		o.Errorf("the place given back: %v", b)
	}
	staff := draftOf(0, 9)
	staff.Day, staff.Via, staff.By, staff.Channel = tuesday.Add(1), "loket", "Dewi", ""
	if b := o.book(staff)[0]; b.Verdict != core.Granted || b.Request.Person != 0 || !b.Request.Address.IsZero() {
		o.Errorf("filed by staff: %v", b)
	}
}

// bookTray: one tray over several days, in the order given.
func bookTray(o *office) {
	var ds []core.Draft
	for n := 1; n <= 5; n++ {
		ds = append(ds, o.draft(n))
	}
	later := o.draft(6)
	later.Day = tuesday.Add(1)
	bs := o.book(append(ds, later)...)
	var verdicts []core.Verdict
	var numbers, left []int
	for _, b := range bs {
		verdicts, numbers, left = append(verdicts, b.Verdict), append(numbers, b.Request.Number), append(left, b.Left)
	}
	o.same("verdicts", verdicts, []core.Verdict{core.Granted, core.Granted, core.Granted, core.Full, core.Full, core.Granted})
	o.same("numbers", numbers, []int{1, 2, 3, 0, 0, 1})
	o.same("left", left, []int{0, 0, 0, 0, 0, 2})
}

// bookTwice: one active request for each NIK and service, across trays, within a tray, across days.
func bookTwice(o *office) {
	first := o.draft(1)
	standing := o.book(first)[0].Request
	again := first
	again.Person, again.Day = o.person(2).ID, tuesday.Add(1)
	other := first
	other.Service = "ktp-el"
	pair := o.draft(3)
	bs := o.book(again, other, pair, pair)
	if bs[0].Verdict != core.Taken || bs[0].Left != 3 {
		o.Errorf("the NIK on another day: %v", bs[0])
	}
	o.same("what stands in the way", bs[0].Request, standing)
	if bs[1].Verdict != core.Granted || bs[2].Verdict != core.Granted || bs[3].Verdict != core.Taken {
		o.Errorf("verdicts: %v", bs)
	}
	o.same("the first of a tray wins", bs[3].Request, bs[2].Request)

	for _, to := range []core.Status{core.Ready, core.Done} {
		if b := o.book(again)[0]; b.Verdict != core.Taken {
			o.Errorf("before %s: %v", to, b)
		}
		o.move(core.Move{Request: standing.ID, To: to, By: "Dewi"})
	}
	if b := o.book(again)[0]; b.Verdict != core.Granted {
		o.Errorf("after it is done: %v", b)
	}
}

// move: only legal ones; each has a row of history; a withdrawal returns the place once.
func move(o *office) {
	r := o.book(o.draft(1))[0].Request
	ms := o.move(core.Move{Request: r.ID, To: core.Ready, By: "Dewi", Reason: "KK sudah lengkap"},
		core.Move{Request: r.ID, To: core.Verified, By: "Dewi"},
		core.Move{Request: r.ID, To: core.Withdrawn, By: "", Reason: "batal"},
		core.Move{Request: r.ID, To: core.Withdrawn},
		core.Move{Request: 4711, To: core.Done})
	var ok []bool
	var was []core.Status
	for _, m := range ms {
		ok, was = append(ok, m.OK), append(was, m.Was)
	}
	o.same("moved", ok, []bool{true, false, true, false, false})
	o.same("was", was, []core.Status{core.Submitted, core.Ready, core.Ready, core.Withdrawn, ""})
	if ms[0].ID == 0 || ms[2].ID <= ms[0].ID || ms[1].ID != 0 {
		o.Errorf("history: %d, %d, %d", ms[0].ID, ms[1].ID, ms[2].ID)
	}
	r.Status, r.Reason = core.Ready, "KK sudah lengkap"
	o.same("moved request", ms[0].Request, r)
	r.Status, r.Reason = core.Withdrawn, "batal"
	o.same("withdrawn request", ms[3].Request, r)
	o.same("the place returned once", o.day(tuesday), core.Day{Date: tuesday, Cap: 3, LastNumber: 1, Made: true})
}

// life: what a move keeps beside the status: the answer and its date, how often nobody came.
func life(o *office) {
	d := o.draft(1)
	d.Note = "Nama di KK lama"
	r := o.book(d)[0].Request
	until := tuesday.Add(7).At(15*60, Zone)
	steps := []core.Move{
		{To: core.Incomplete, By: "Dewi", Reason: "KK tidak terbaca", Until: until}, {To: core.Submitted, Note: "KK saya kirim ulang"},
		{To: core.Ready, By: "Dewi"}, {To: core.NoShow, By: "Dewi"}, {To: core.Ready, By: "Dewi"}, {To: core.NoShow, By: "Dewi"},
	}
	want := r
	for i, m := range steps {
		m.Request = r.ID
		moved := o.move(m)[0]
		want.Status, want.Reason = m.To, m.Reason
		switch i {
		case 0:
			want.Until = until
		case 1:
			want.Note = m.Note // until stays: staff have not looked at the answer yet
		case 2:
			want.Until = time.Time{}
		case 3, 5:
			want.Missed++
		}
		o.same("moved", moved.Request, want)
		o.same("as stored", o.request(r.ID), want)
	}
}

// requests: every field of a query selects; several queries are answered at once.
func requests(o *office) {
	var all []core.Request
	for n := 1; n <= 3; n++ {
		all = append(all, o.book(o.draft(n))[0].Request)
	}
	p := all[0].Person
	for i, service := range []string{"ktp-el", "kia"} {
		d := draftOf(p, 1)
		d.Service, d.Day = service, tuesday.Add(1+i)
		all = append(all, o.book(d)[0].Request)
	}
	all[1] = o.move(core.Move{Request: all[1].ID, To: core.Withdrawn})[0].Request
	ask := func(qs ...core.RequestQuery) (answers [][]core.Request) {
		o.tx(func(tx core.Tx) { answers = got[[][]core.Request](o)(tx.Requests(qs)) })
		return answers
	}
	mine := []core.Request{all[4], all[3], all[0]}
	o.same("several questions", ask(core.RequestQuery{Person: p}, core.RequestQuery{Ticket: all[2].Ticket},
		core.RequestQuery{Person: all[1].Person}, core.RequestQuery{Person: all[1].Person, Active: true},
		core.RequestQuery{Person: p, Limit: 2}, core.RequestQuery{Ticket: "C200317-999"}),
		[][]core.Request{mine, {all[2]}, {all[1]}, nil, mine[:2], nil})
	o.same("a day", ask(core.RequestQuery{Day: tuesday})[0], all[:3])
	o.same("a status", ask(core.RequestQuery{Status: core.Withdrawn})[0], all[1:2])
	o.same("a person's on a day", ask(core.RequestQuery{Day: tuesday, Person: p})[0], all[:1])
	o.same("a page", ask(core.RequestQuery{Limit: 2})[0], all[:2])
	o.same("the next", ask(core.RequestQuery{After: all[1].ID, Limit: 2})[0], all[2:4])
	o.same("no question", len(ask()), 0)
}
