package storagetest

import (
	"fmt"
	"slices"

	"loket/core"
)

func (o *office) search(q core.Search) (f core.Found) {
	o.Helper()
	o.ok(o.s.View(o.Context(), func(tx core.Tx) (err error) { f, err = tx.Search(q); return err }))
	return f
}

// finds compares what a search finds with some of the requests, by their places in the list.
func (o *office) finds(about string, q core.Search, rs []core.Request, want ...int) {
	o.Helper()
	var got []int
	f := o.search(q)
	for _, r := range f.Requests {
		got = append(got, slices.IndexFunc(rs, func(x core.Request) bool { return x.ID == r.ID }))
	}
	o.same(about, got, want)
	if f.Earlier || f.Later {
		o.Errorf("%s: there is more", about)
	}
}

// known are requests that differ in what they are sought by, the first filed first.
func (o *office) known() (rs []core.Request) {
	o.s.Zone(Zone)
	chatty := o.find(chat(4))
	ds := []core.Draft{o.draft(1), o.draft(2), o.draft(3), draftOf(chatty.ID, 4), draftOf(0, 5)}
	for i, name := range []core.Name{"SITI AMINAH", "NUR'AINI SITI", "JOSÉ AL-FARISI", "SITI JOSE", "BUDI"} {
		ds[i].Name, ds[i].Cap = name, 9
	}
	ds[1].Service, ds[1].Day, ds[1].Earliest = "kk", tuesday.Add(1), april.Add(1)
	ds[2].Place = "Harjamukti"
	ds[3].Channel = core.TelegramChannel
	ds[4].Channel, ds[4].Via, ds[4].Service = "", "loket", "kk"
	ds[4].NIK = "3274011203901234"
	for _, b := range o.book(ds...) {
		rs = append(rs, b.Request)
	}
	o.tx(func(tx core.Tx) { o.subscribe(tx, core.Subscriber{Address: phone(1), Kecamatan: "Kejaksan"}) })
	o.move(core.Move{Request: rs[0].ID, To: core.Done, By: "Dewi"}, core.Move{Request: rs[1].ID, To: core.Verified, By: "Dewi"})
	return rs
}

// search: by ticket, name, NIK and number, in whole or in part, as staff type them; by every field; by several at once.
func search(o *office) {
	rs := o.known()
	o.finds("all", core.Search{}, rs, 4, 3, 2, 1, 0)
	ending := phone(2).ID[len(phone(2).ID)-6:]
	for words, want := range map[string][]int{
		rs[1].Ticket: {1}, "C200317-999": nil, rs[1].Ticket + " siti": {1}, rs[1].Ticket + " budi": nil,
		"siti": {3, 1, 0}, "Aminah, siti": {0}, "siti budi": nil, "nuraini": {1}, "nur'aini": {1}, "jose": {3, 2}, "josé alfarisi": {2}, "sit": nil,
		nik(2).Digits(): {1}, "3274 0100 0000 0001": {0}, "3274010000000099": nil, "3274011203901234 budi": {4},
		phone(2).ID: {1}, "0812 5550 0003": {2}, "0812-5550-0009": nil,
		"0001": {0}, "0002 siti": {1}, "0004": {3}, "1234": {4}, ending: {1}, "9" + ending[1:]: nil, "5500002": {1}, "002": nil, "?!": nil,
		"0001 siti aminah " + rs[0].Ticket: {0},
	} {
		o.finds(words, core.Search{Words: words}, rs, want...)
	}
	for about, c := range map[string]struct {
		q    core.Search
		want []int
	}{
		"day":                  {core.Search{Day: tuesday.Add(1)}, []int{1}},
		"pickup":               {core.Search{Pickup: april}, []int{4, 3, 2, 0}},
		"no pickup":            {core.Search{Pickup: april.Add(9)}, nil},
		"status":               {core.Search{Status: core.Done}, []int{0}},
		"service":              {core.Search{Service: "kk"}, []int{4, 1}},
		"where it is fetched":  {core.Search{Kecamatan: "Harjamukti"}, []int{2}},
		"where they live":      {core.Search{Kecamatan: "Kejaksan"}, []int{0}},
		"nobody's kecamatan":   {core.Search{Kecamatan: "Lemahwungkuk"}, nil},
		"status and service":   {core.Search{Status: core.Submitted, Service: "kk"}, []int{4}},
		"words and service":    {core.Search{Words: "siti", Service: "akta-lahir"}, []int{3, 0}},
		"words and day":        {core.Search{Words: "siti", Day: tuesday, Status: core.Submitted}, []int{3}},
		"pickup and kecamatan": {core.Search{Pickup: april, Kecamatan: "Harjamukti"}, []int{2}},
		"a NIK of another":     {core.Search{Words: nik(1).Digits(), Service: "kk"}, nil},
	} {
		o.finds(about, c.q, rs, c.want...)
	}
	f := o.search(core.Search{Words: rs[0].Ticket})
	o.same("as it is", f.Requests[0], o.request(rs[0].ID))
}

// searchPages: page after page, there and back, whatever is sought by; those who wait are told where they stand.
func searchPages(o *office) {
	var ds []core.Draft
	for n := 1; n <= 7; n++ {
		d := o.draft(n)
		d.Name, d.Wait = core.Name(fmt.Sprint("SITI ", string(rune('A'+n)))), true
		ds = append(ds, d)
	}
	ds[6].Wait, ds[6].Day = false, tuesday.Add(1)
	var all []int64 // the latest first
	waits := map[int64]bool{}
	for _, b := range o.book(ds...) {
		all = append([]int64{b.Request.ID}, all...)
		waits[b.Request.ID] = b.Verdict == core.Queued
	}
	for _, q := range []core.Search{{}, {Words: "siti"}, {Service: "akta-lahir"}, {Service: "akta-lahir", Words: "siti"}} {
		q.Limit = 3
		page := func(about string, q core.Search, want []int64, earlier, later bool) core.Found {
			f := o.search(q)
			var got []int64
			for _, r := range f.Requests {
				got = append(got, r.ID)
				if _, ok := f.Waiters[r.ID]; ok != waits[r.ID] {
					o.Errorf("%s: %d waits: %t", about, r.ID, ok)
				}
			}
			o.same(about, []any{got, f.Earlier, f.Later}, []any{want, earlier, later})
			return f
		}
		page("first", q, all[:3], true, false)
		q.Before = all[2]
		page("second", q, all[3:6], true, true)
		q.Before = all[5]
		page("last", q, all[6:], false, true)
		q.Before, q.After = 0, all[6]
		page("back", q, all[3:6], true, true)
		q.After = all[3]
		page("back at the first", q, all[:3], true, false)
		q.After, q.Before = 0, all[6]
		page("beyond", q, nil, false, true)
		q.Before, q.Limit = all[0], 1
		page("behind the very first", q, all[1:2], true, true)
		q.Before, q.After = 0, all[6]
		page("before the very last", q, all[5:6], true, true)
	}
}

// tokens: who is called otherwise is found by the new name alone; what was filed by a binary that makes no tokens is found once
// they are made, and it takes no tokens twice.
func tokens(o *office) {
	rs := o.known()
	o.amend(Calendar(), core.Amendment{Request: rs[1].ID, Name: "NUR HALIMAH", By: "Dewi"}, core.Amendment{Request: rs[1].ID, Name: "NUR AZIZAH", By: "Dewi"})
	o.finds("the old name", core.Search{Words: "siti"}, rs, 3, 0)
	o.finds("what it was for a moment", core.Search{Words: "halimah"}, rs)
	o.finds("the new name", core.Search{Words: "nur azizah 0002"}, rs, 1)

	db, err := Raw(o.address)
	o.ok(err)
	defer db.Close()
	var before, after int
	o.ok(db.Get(&before, "SELECT COUNT(*) FROM tokens"))
	for _, forget := range []string{"DELETE FROM tokens", "UPDATE requests SET tokened = FALSE"} {
		_, err := db.Exec(forget)
		o.ok(err)
	}
	o.finds("by nothing", core.Search{Words: "nur"}, rs)
	o.amend(Calendar(), core.Amendment{Request: rs[4].ID, Name: "BUDIMAN", By: "Dewi"})
	var went []int64
	for after, more := int64(0), true; more; more = after != 0 {
		o.tx(func(tx core.Tx) { after = got[int64](o)(tx.Tokenize(after, 2)) })
		went = append(went, after)
	}
	o.same("by pages", went, []int64{rs[1].ID, rs[3].ID, 0})
	o.ok(db.Get(&after, "SELECT COUNT(*) FROM tokens"))
	o.same("as many as before", after, before)
	o.finds("found again", core.Search{Words: "nur"}, rs, 1)
	o.finds("and that", core.Search{Words: "budiman 1234"}, rs, 4)
	o.tx(func(tx core.Tx) { o.same("nothing is left", got[int64](o)(tx.Tokenize(0, 9)), int64(0)) })
}
