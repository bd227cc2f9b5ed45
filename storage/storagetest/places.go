package storagetest

import (
	"loket/core"
)

// weights: what takes several places takes no more than there are, and returns all of them.
func weights(o *office) {
	two, two2, one := o.draft(1), o.draft(2), o.draft(3)
	two.Weight, two2.Weight = 2, 2
	bs := o.book(two, two2, one)
	o.same("verdicts", verdicts(bs), []core.Verdict{core.Granted, core.Full, core.Granted})
	o.same("numbers", []int{bs[0].Request.Number, bs[2].Request.Number}, []int{1, 2})
	o.same("the day", o.day(tuesday), core.Day{Date: tuesday, Cap: 3, Held: 3, LastNumber: 2, Made: true})
	o.same("as stored", o.request(bs[0].Request.ID).Weight, 2)
	o.move(core.Move{Request: bs[0].Request.ID, To: core.Withdrawn})
	o.same("the day after", o.day(tuesday), core.Day{Date: tuesday, Cap: 3, Held: 1, LastNumber: 2, Made: true})
}

func verdicts(bs []core.Booking) (vs []core.Verdict) {
	for _, b := range bs {
		vs = append(vs, b.Verdict)
	}
	return vs
}

// divided is an office of 6 places a day: 2 of them at most for a service, 1 kept until noon for those who come by the kecamatan.
func divided() *core.Calendar {
	c := Calendar()
	c.Quotas = []core.QuotaFrom{{Places: 6, Services: map[string]int{"kia": 2}, Kept: 1, Release: 12 * 60}}
	return c
}

// drafted is a draft of an office's calendar.
func (o *office) drafted(c *core.Calendar, n int, service, via string) core.Draft {
	o.Helper()
	o.begin()
	d := o.draft(n)
	d.Service, d.Via, d.Cap = service, via, c.Quota(d.Day)
	o.tx(func(tx core.Tx) {
		now, err := tx.Now()
		o.ok(err)
		d.Shares = c.Shares(d.Day, service, via, now)
	})
	return d
}

// shares: parts of a day's quota are made on first use, count what the day held before, and follow every seat that is in them.
func shares(o *office) {
	plain := Calendar()
	before := []core.Draft{o.drafted(plain, 1, "kia", "chat"), o.drafted(plain, 2, "akta-lahir", core.ViaKecamatan)}
	for i := range before {
		before[i].Cap = 6
	}
	rs := o.granted(plain, before...)
	o.same("undivided", o.day(tuesday).Shares, map[string]int(nil))

	c := divided()
	bs := o.bookBy(c, o.drafted(c, 3, "kia", "chat"), o.drafted(c, 4, "kia", "chat"), o.drafted(c, 5, "ktp-el", "chat"),
		o.drafted(c, 6, "ktp-el", "chat"))
	o.same("verdicts", verdicts(bs), []core.Verdict{core.Granted, core.Full, core.Granted, core.Granted})
	o.same("what is full", bs[1].Share, core.ServiceShare("kia"))
	o.same("parts", o.day(tuesday).Shares, map[string]int{core.ServiceShare("kia"): 0, core.OpenShare: 1})
	bs = o.bookBy(c, o.drafted(c, 7, "ktp-el", "chat"), o.drafted(c, 8, "kk", "chat"), o.drafted(c, 9, "kk", core.ViaKecamatan))
	o.same("the last", verdicts(bs), []core.Verdict{core.Granted, core.Full, core.Full})
	o.same("the day", o.day(tuesday), core.Day{Date: tuesday, Cap: 6, Held: 6, LastNumber: 6, Made: true,
		Shares: map[string]int{core.ServiceShare("kia"): 0, core.OpenShare: 0}})
	o.move(core.Move{Request: rs[0].ID, To: core.Withdrawn}, core.Move{Request: rs[1].ID, To: core.Withdrawn})
	o.same("parts after two withdrew", o.day(tuesday).Shares, map[string]int{core.ServiceShare("kia"): 1, core.OpenShare: 1})
	bs = o.bookBy(c, o.drafted(c, 10, "kk", "chat"), o.drafted(c, 11, "kk", "chat"), o.drafted(c, 12, "kk", core.ViaKecamatan))
	o.same("a seat is kept", verdicts(bs), []core.Verdict{core.Granted, core.Full, core.Granted})
	o.same("for whom", bs[1].Share, core.OpenShare)
}

// dividedLater: a part of the quota that staff set later counts every place that a request takes, and those on offer.
func dividedLater(o *office) {
	o.ok(o.s.SetClock(o.Context(), opening))
	plain := Calendar()
	plain.Quotas = []core.QuotaFrom{{Places: 6}}
	ds := []core.Draft{o.drafted(plain, 1, "kia", "chat")}
	ds[0].Weight = 2
	for n := 2; n <= 5; n++ {
		ds = append(ds, o.drafted(plain, n, "kk", "chat"))
	}
	rs := o.granted(plain, ds...)
	waits := o.drafted(plain, 6, "kia", "chat")
	waits.Wait = true
	o.same("who waits", verdicts(o.bookBy(plain, waits)), []core.Verdict{core.Queued})
	o.withdrawn(rs[1])
	o.same("places on offer", len(o.offer(tuesday, 9)), 1)
	o.withdrawn(rs[2])

	c := Calendar()
	c.Quotas = []core.QuotaFrom{{Places: 6, Services: map[string]int{"kia": 4}}}
	o.granted(c, o.drafted(c, 7, "kia", "chat"))
	o.same("parts", o.day(tuesday).Shares, map[string]int{core.ServiceShare("kia"): 0})
}

// released: from its hour on a kept seat is everybody's.
func released(o *office) {
	c := divided()
	c.Quotas[0].Places = 2
	first := o.drafted(c, 1, "kk", "chat")
	o.granted(c, first)
	second := o.drafted(c, 2, "kk", "chat")
	if b := o.bookBy(c, second)[0]; b.Verdict != core.Full || b.Share != core.OpenShare {
		o.Errorf("before: %v", b)
	}
	o.ok(o.s.SetClock(o.Context(), tuesday.At(12*60, Zone)))
	if b := o.bookBy(c, o.drafted(c, 2, "kk", "chat"))[0]; b.Verdict != core.Granted {
		o.Errorf("after: %v", b)
	}
	if day := o.day(tuesday); day.Held != 2 || day.Shares[core.OpenShare] != 0 {
		o.Errorf("the day: %+v", day)
	}
}

// lineEnd: who wants to wait stands in line, without number and slot, and nobody who comes now is given what the line could have.
func lineEnd(o *office) {
	c := Calendar()
	var ds []core.Draft
	for n := 1; n <= 5; n++ {
		d := o.draft(n)
		d.Wait = true
		ds = append(ds, d)
	}
	bs := o.book(append(ds, ds[4])...)
	o.same("verdicts", verdicts(bs), []core.Verdict{core.Granted, core.Granted, core.Granted, core.Queued, core.Queued, core.Taken})
	o.same("twice", bs[5].Request, bs[4].Request)
	waits := bs[3].Request
	o.same("who waits", waits, core.Request{ID: waits.ID, Day: tuesday, Service: ds[3].Service, Status: core.Waiting, Person: ds[3].Person,
		Channel: core.SMSChannel, Address: phone(4), Via: "chat", NIK: nik(4), Name: ds[3].Name, Weight: 1, Earliest: april, FiledAt: waits.FiledAt})
	o.same("as stored", o.request(waits.ID), waits)
	o.same("the day", o.day(tuesday), core.Day{Date: tuesday, Cap: 3, Held: 3, LastNumber: 3, Waiting: 2, Line: 2, Made: true})
	o.same("the day before", o.day(tuesday.Add(-1)).Line, 2)
	o.same("the day after", o.day(tuesday.Add(1)), core.Day{Date: tuesday.Add(1)})

	if m := o.move(core.Move{Request: waits.ID, To: core.Submitted, By: "Dewi"})[0]; m.OK {
		o.Error("somebody moved out of the line")
	}
	m := o.move(core.Move{Request: bs[0].Request.ID, To: core.Withdrawn})[0]
	o.same("freed", m.Freed, tuesday)
	next := o.draft(6)
	if b := o.book(next)[0]; b.Verdict != core.Full || b.Left != 0 {
		o.Errorf("a free place, and a line: %v", b)
	}
	tomorrow := next
	tomorrow.Day = tuesday.Add(1)
	if b := o.book(tomorrow)[0]; b.Verdict != core.Granted {
		o.Errorf("tomorrow: %v", b)
	}
	ms := o.move(core.Move{Request: waits.ID, To: core.Withdrawn}, core.Move{Request: bs[4].Request.ID, To: core.Withdrawn})
	if !ms[0].OK || !ms[1].OK || !ms[0].Freed.IsZero() {
		o.Errorf("out of the line: %v", ms)
	}
	o.same("no line", o.day(tuesday), core.Day{Date: tuesday, Cap: 3, Held: 2, LastNumber: 3, Made: true})
	if b := o.bookBy(c, o.draft(7))[0]; b.Verdict != core.Granted || b.Request.Number != 4 {
		o.Errorf("a free place, and no line: %v", b)
	}
}

// aside: who waits for a full part of the quota keeps nobody from what they could not have.
func aside(o *office) {
	c := divided()
	ds := []core.Draft{o.drafted(c, 1, "kia", "chat"), o.drafted(c, 2, "kia", "chat"), o.drafted(c, 3, "kia", "chat"),
		o.drafted(c, 4, "kk", "chat"), o.drafted(c, 5, "ktp-el", "chat"), o.drafted(c, 6, "kk", "chat"), o.drafted(c, 7, "kk", "chat"),
		o.drafted(c, 8, "kk", core.ViaKecamatan), o.drafted(c, 9, "kk", core.ViaKecamatan)}
	for i := range ds {
		ds[i].Wait = true
	}
	bs := o.bookBy(c, ds[:3]...)
	o.same("a part is full", verdicts(bs), []core.Verdict{core.Granted, core.Granted, core.Queued})
	bs = o.bookBy(c, ds[3:]...)
	o.same("the others", verdicts(bs), []core.Verdict{core.Granted, core.Granted, core.Granted, core.Queued, core.Granted, core.Queued})
	o.move(core.Move{Request: bs[0].Request.ID, To: core.Withdrawn})
	if b := o.bookBy(c, o.drafted(c, 10, "ktp-el", "chat"))[0]; b.Verdict != core.Full || b.Share != "" {
		o.Errorf("what somebody in line could have: %v", b)
	}
}

// withdrawnOffer: who withdraws from the line returns the place that is on offer to them.
func withdrawnOffer(o *office) {
	c := divided()
	c.Quotas[0].Places = 2
	first, second := o.drafted(c, 1, "kk", "chat"), o.drafted(c, 2, "kk", "chat")
	second.Wait = true
	bs := o.bookBy(c, first, second)
	o.same("verdicts", verdicts(bs), []core.Verdict{core.Granted, core.Queued})
	db, err := Raw(o.address)
	o.ok(err)
	defer db.Close()
	for _, do := range []string{
		"UPDATE days SET held = held + 1, offered = 1", "UPDATE shares SET held = 1 WHERE name = 'open'",
		"INSERT INTO offers (request_id, day, from_at, until_at, nth, state) SELECT id, day, 1, 2, 1, 'open' FROM requests WHERE number IS NULL",
		"UPDATE requests SET status = 'DIBATALKAN' WHERE number = 1", // its place is the one on offer
	} {
		_, err := db.Exec(do)
		o.ok(err)
	}
	m := o.move(core.Move{Request: bs[1].Request.ID, To: core.Withdrawn})[0]
	if !m.OK || m.Freed != tuesday {
		o.Errorf("withdrawn: %+v", m)
	}
	o.same("the day", o.day(tuesday), core.Day{Date: tuesday, Cap: 2, Held: 1, LastNumber: 1, Made: true, Shares: map[string]int{core.OpenShare: 1}})
	var state string
	o.ok(db.QueryRow("SELECT state FROM offers WHERE ended_at > 2").Scan(&state))
	o.same("the offer", state, "withdrawn")
}
