package storagetest

import "loket/core"

func (o *office) amend(c *core.Calendar, as ...core.Amendment) (amended []core.Amended) {
	o.Helper()
	o.tx(func(tx core.Tx) { amended = got[[]core.Amended](o)(tx.Amend(as, c)) })
	return amended
}

// amend: by the citizen the service and the note until it was verified; the name by staff, as long as the request is active.
func amend(o *office) {
	o.ok(o.s.SetClock(o.Context(), opening))
	wednesday := tuesday.Add(1)
	d := o.draft(11)
	d.Day = wednesday
	r := o.book(d)[0].Request
	note, other := "untuk sekolah", "anak kedua"
	as := o.amend(Calendar(), core.Amendment{Request: r.ID, Service: "kk", Weight: 2, Earliest: april.Add(1), Note: &note},
		core.Amendment{Request: r.ID, Name: "SITI AMINAH PUTRI"},
		core.Amendment{Request: r.ID, Name: "SITI AMINAH PUTRI", By: "Dewi"},
		core.Amendment{Request: 4711, Note: &note})
	r.Service, r.Weight, r.Earliest, r.Note = "kk", 2, april.Add(1), note
	r.From, r.To = r.From.AddDate(0, 0, 1), r.To.AddDate(0, 0, 1)
	mended := r
	mended.Name = "SITI AMINAH PUTRI"
	o.same("amended", as, []core.Amended{{OK: true, Request: r}, {Request: r}, {OK: true, Request: mended}, {}})
	o.same("as stored", o.request(r.ID), mended)
	o.same("the day", o.day(wednesday), core.Day{Date: wednesday, Cap: 3, Held: 2, LastNumber: 1, Made: true})
	o.held("slots", core.Slot{From: r.From})

	r = mended
	as = o.amend(Calendar(), core.Amendment{Request: r.ID, Service: "akta-lahir", Weight: 1, Earliest: april})
	r.Service, r.Weight, r.Earliest = "akta-lahir", 1, april
	o.same("a slot that is late enough stays", as, []core.Amended{{OK: true, Request: r}})

	o.move(core.Move{Request: r.ID, To: core.Verified, By: "Dewi"})
	as = o.amend(Calendar(), core.Amendment{Request: r.ID, Service: "kk"}, core.Amendment{Request: r.ID, Note: &other},
		core.Amendment{Request: r.ID, Note: &other, By: "Dewi"}, core.Amendment{Request: r.ID, Service: "kk", By: "Dewi"})
	r.Status = core.Verified
	told := r
	told.Note = other
	o.same("when it was verified", as, []core.Amended{{Request: r}, {Request: r}, {OK: true, Request: told}, {Request: told}})
	o.move(core.Move{Request: r.ID, To: core.Done, By: "Dewi"})
	if a := o.amend(Calendar(), core.Amendment{Request: r.ID, Name: "BUDI", By: "Dewi"})[0]; a.OK {
		o.Errorf("when it is done: %+v", a)
	}
}

// amendRefused: no service twice for a NIK, no place beyond the day or the share, none that somebody in line could have.
func amendRefused(o *office) {
	c := Calendar()
	c.Quotas = []core.QuotaFrom{{Places: 3, Services: map[string]int{"kia": 1}}}
	kia := c.Shares(tuesday, "kia", "chat", opening)
	d1, d2, d3 := o.draft(1), o.draft(1), o.draft(2)
	d2.Service = "ktp-el"
	d3.Service, d3.Shares = "kia", kia
	o.ok(o.s.SetClock(o.Context(), opening))
	rs := o.book(d1, d2, d3)
	first, second := rs[0].Request, rs[1].Request
	verdicts := func(as ...core.Amendment) (all []core.Verdict) {
		for _, a := range o.amend(c, as...) {
			if all = append(all, a.Verdict); a.OK != (a.Verdict == core.Granted) {
				o.Errorf("%+v", a)
			}
		}
		return all
	}
	o.same("refused", verdicts(core.Amendment{Request: first.ID, Service: "ktp-el", Earliest: april},
		core.Amendment{Request: first.ID, Service: "kk", Weight: 2, Earliest: april},
		core.Amendment{Request: first.ID, Service: "kia", Shares: kia, Earliest: april}),
		[]core.Verdict{core.Taken, core.Full, core.Full})
	shut := Calendar()
	shut.Counter = [7]core.Hours{}
	if a := o.amend(shut, core.Amendment{Request: first.ID, Service: "kk", Earliest: april.Add(3)})[0]; a.Verdict != core.NoSlot || a.OK {
		o.Errorf("no slot: %+v", a)
	}
	o.same("as it was", o.request(first.ID), first)
	o.same("the day", o.day(tuesday), core.Day{Date: tuesday, Cap: 3, Held: 3, LastNumber: 3, Made: true, Shares: map[string]int{"service:kia": 0}})

	waits := o.draft(5)
	waits.Wait = true
	o.book(waits)
	o.withdrawn(rs[2].Request)
	o.same("a free place is not theirs", verdicts(core.Amendment{Request: second.ID, Service: "kk", Weight: 2, Earliest: april},
		core.Amendment{Request: first.ID, Service: "kia", Shares: kia, Earliest: april}), []core.Verdict{core.Full, core.Granted})
	o.same("the day after that", o.day(tuesday), core.Day{Date: tuesday, Cap: 3, Held: 2, LastNumber: 3, Waiting: 1, Line: 1, Made: true,
		Shares: map[string]int{"service:kia": 0}})
	if a := o.amend(c, core.Amendment{Request: first.ID, Service: "pindah"})[0]; !a.OK || !a.Request.IsZero() {
		o.Errorf("not fetched any more: %+v", a)
	}
	o.held("slots at last", core.Slot{From: second.From})
}

// held compares which slots of april hold a pickup each.
func (o *office) held(about string, want ...core.Slot) {
	o.Helper()
	one := map[int64]int{}
	for _, s := range want {
		one[s.From.UnixMicro()]++
	}
	o.tx(func(tx core.Tx) { o.same(about, got[map[int64]int](o)(tx.Held("", april, april.Add(30))), one) })
}
