package storage_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

// hall is the model of the line: three days that can be asked for, who has a place, and who stands in line, the first first.
type hall struct {
	s      *storage.Store
	c      *core.Calendar
	today  core.Date
	caps   map[core.Date]int
	last   map[core.Date]int
	made   map[core.Date]bool
	placed []*guest
	line   []*guest
}

// guest is somebody who has asked for something.
type guest struct {
	id     int64
	day    core.Date
	kind   string // of service: "pair" takes two places, and of "rare" a day has one
	offer  int64  // open
	of     core.Date
	until  time.Time
	nth    int
	lapsed int
}

func (g *guest) weight() int {
	if g.kind == "pair" {
		return 2
	}
	return 1
}

func (h *hall) days() []core.Date { return []core.Date{h.today, h.today.Add(1), h.today.Add(2)} }

// held adds up what a day holds, of one kind or of all.
func (h *hall) held(d core.Date, kind string) (n int) {
	for _, g := range h.placed {
		if g.day == d && (kind == "" || g.kind == kind) {
			n += g.weight()
		}
	}
	for _, g := range h.line {
		if g.offer != 0 && g.of == d && (kind == "" || g.kind == kind) {
			n += g.weight()
		}
	}
	return n
}

func (h *hall) fits(d core.Date, g *guest) bool {
	return h.held(d, "")+g.weight() <= h.caps[d] && (g.kind != "rare" || h.held(d, "rare") < 1)
}

// next is the first in line who may have a place of a day.
func (h *hall) next(d core.Date) *guest {
	for _, g := range h.line {
		if g.offer == 0 && !g.day.Before(d) && h.fits(d, g) {
			return g
		}
	}
	return nil
}

func (h *hall) leave(g *guest) {
	h.line = slices.DeleteFunc(h.line, func(o *guest) bool { return o == g })
	h.placed = slices.DeleteFunc(h.placed, func(o *guest) bool { return o == g })
}

func (h *hall) do(t *rapid.T, fn func(tx core.Tx) error) {
	if err := h.s.Tx(t.Context(), func(tx core.Tx) error {
		overrides, err := tx.Overrides()
		if err != nil {
			return err
		}
		h.c = rareCalendar().With(overrides)
		return fn(tx)
	}); err != nil {
		t.Fatal(err)
	}
}

// rareCalendar is one of three places a day, of which one may be for what is rare.
func rareCalendar() *core.Calendar {
	c := storagetest.Calendar()
	c.Quotas = []core.QuotaFrom{{Places: 3, Services: map[string]int{"rare": 1}}}
	return c
}

// TestLineModel: whatever is booked, withdrawn, offered, taken, passed, let lapse, carried and decided about the quota, in whatever
// order, the office agrees with a model that fits on a page.
func TestLineModel(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		s := storagetest.Open(t, url)
		next, serial := day, 0
		rapid.Check(t, func(t *rapid.T) {
			h := &hall{s: s, today: next, caps: map[core.Date]int{}, last: map[core.Date]int{}, made: map[core.Date]bool{}}
			next = next.Add(5) // every run has days of its own, and ends with nobody in line
			defer h.clear(t)
			opens := h.today.At(8*60, storagetest.Zone)
			if err := s.SetClock(t.Context(), opens); err != nil {
				t.Fatal(err)
			}
			for _, d := range h.days() {
				h.caps[d] = 3
			}
			someday, kinds := rapid.SampledFrom(h.days()), rapid.SampledFrom([]string{"any", "any", "pair", "rare"})
			t.Repeat(map[string]func(*rapid.T){
				"book": func(t *rapid.T) {
					var tray []core.Draft
					for range rapid.IntRange(1, 3).Draw(t, "drafts") {
						serial++
						d := draft(0, serial)
						d.Day, d.Service, d.Wait = someday.Draw(t, "day"), kinds.Draw(t, "kind"), rapid.IntRange(0, 2).Draw(t, "waits") > 0
						d.Earliest = d.Day
						tray = append(tray, d)
					}
					h.book(t, tray)
				},
				"withdraw": func(t *rapid.T) {
					all := append(slices.Clone(h.placed), h.line...)
					if len(all) == 0 {
						return
					}
					g := rapid.SampledFrom(all).Draw(t, "who")
					h.do(t, func(tx core.Tx) error {
						ms, err := tx.Move([]core.Move{{Request: g.id, To: core.Withdrawn}})
						if err == nil && !ms[0].OK {
							t.Fatal("not withdrawn")
						}
						return err
					})
					h.leave(g)
				},
				"amend": func(t *rapid.T) {
					if len(h.placed) > 0 {
						h.amend(t, rapid.SampledFrom(h.placed).Draw(t, "who"), kinds.Draw(t, "to"))
					}
				},
				"offer": func(t *rapid.T) {
					h.offer(t, someday.Draw(t, "day"), rapid.IntRange(1, 4).Draw(t, "most"), opens.Add(rapid.SampledFrom([]time.Duration{-1, 2}).Draw(t, "until")*time.Hour))
				},
				"answer": func(t *rapid.T) {
					var as []core.OfferAnswer
					for _, g := range h.line {
						if g.offer != 0 && rapid.Bool().Draw(t, "answers") {
							a := core.OfferAnswer{Request: g.id, Offer: g.offer, Letter: "C", Earliest: g.of, After: opens}
							switch rapid.SampledFrom([]string{"take", "take", "pass", "lapse", "untold", "leave"}).Draw(t, "answer") {
							case "take":
								a.Take = true
							case "lapse":
								a.Lapsed, a.Leave = true, g.lapsed > 0
							case "untold":
								a.Untold = true
							case "leave":
								a.Leave = true
							}
							as = append(as, a)
						}
					}
					h.answer(t, rapid.Permutation(as).Draw(t, "in the order"), opens)
				},
				"carry": func(t *rapid.T) {
					to, most := someday.Draw(t, "to"), rapid.IntRange(1, 3).Draw(t, "most")
					var want, got []int64
					for _, g := range h.line {
						if g.day.Before(to) && len(want) < most {
							want, g.day = append(want, g.id), to
						}
					}
					h.made[to] = h.made[to] || len(want) > 0
					h.do(t, func(tx core.Tx) (err error) { got, err = tx.Carry(to, most, h.c); return err })
					if !slices.Equal(got, want) {
						t.Fatalf("carried %v, want %v", got, want)
					}
				},
				"quota": func(t *rapid.T) {
					d, places := someday.Draw(t, "day"), rapid.IntRange(0, 5).Draw(t, "places")
					h.caps[d] = places
					h.do(t, func(tx core.Tx) error {
						_, err := tx.AddOverride(core.Override{Kind: core.QuotaOverride, From: d, To: d, Cap: places})
						return err
					})
					h.do(t, func(tx core.Tx) error { _, err := tx.Recap(h.c, h.today); return err })
				},
				"": h.agree,
			})
		})
	})
}

func (h *hall) book(t *rapid.T, tray []core.Draft) {
	var bs []core.Booking
	guests := make([]*guest, len(tray))
	for i := range tray {
		guests[i] = &guest{day: tray[i].Day, kind: tray[i].Service}
		tray[i].Weight = guests[i].weight()
	}
	h.do(t, func(tx core.Tx) (err error) {
		for i := range tray {
			d := &tray[i]
			d.Cap, d.Shares = h.c.Quota(d.Day), h.c.Shares(d.Day, d.Service, d.Via, d.Day.At(0, h.c.Zone))
		}
		bs, err = tx.Book(tray, h.c)
		return err
	})
	for i, g := range guests {
		h.made[g.day] = true
		want := core.Granted
		if free := h.fits(g.day, g) && h.next(g.day) == nil; !free && tray[i].Wait {
			want = core.Queued
		} else if !free {
			want = core.Full
		}
		if bs[i].Verdict != want {
			t.Fatalf("%s on %s: verdict %v, want %v", g.kind, g.day, bs[i].Verdict, want)
		}
		g.id = bs[i].Request.ID
		switch want {
		case core.Granted:
			h.place(t, g, bs[i].Request)
		case core.Queued:
			h.line = append(h.line, g)
		}
	}
}

// amend gives somebody another kind of service: it may take no more than is free, and nobody in line could have.
func (h *hall) amend(t *rapid.T, g *guest, kind string) {
	if kind == g.kind {
		return
	}
	to, want := guest{day: g.day, kind: kind}, core.Granted
	if more := to.weight() - g.weight(); more > 0 && (h.held(g.day, "")+more > h.caps[g.day] || h.next(g.day) != nil) {
		want = core.Full
	}
	if kind == "rare" && h.held(g.day, "rare") > 0 {
		want = core.Full
	}
	h.do(t, func(tx core.Tx) error {
		as, err := tx.Amend([]core.Amendment{{Request: g.id, Service: kind, Weight: to.weight(), Earliest: g.day,
			Shares: h.c.Shares(g.day, kind, "chat", g.day.At(0, h.c.Zone))}}, h.c)
		if err == nil && (as[0].Verdict != want || as[0].OK != (want == core.Granted)) {
			t.Fatalf("%s to %s on %s: verdict %v, want %v", g.kind, kind, g.day, as[0].Verdict, want)
		}
		return err
	})
	if want == core.Granted {
		g.kind = kind
	}
}

// place is what becomes of somebody who has got a place.
func (h *hall) place(t *rapid.T, g *guest, r core.Request) {
	h.last[g.day]++
	h.placed = append(h.placed, g)
	if r.Number != h.last[g.day] || r.Day != g.day || r.Status != core.Submitted || r.IsZero() {
		t.Fatalf("%+v has number %d of %s", r, h.last[g.day], g.day)
	}
}

func (h *hall) offer(t *rapid.T, d core.Date, most int, until time.Time) {
	var offers []core.Offer
	h.do(t, func(tx core.Tx) (err error) {
		offers, err = tx.Offer(d, until.Add(-time.Hour), until, most, h.c)
		return err
	})
	h.made[d] = true
	for _, o := range offers {
		g := h.next(d)
		if most--; g == nil || most < 0 {
			t.Fatalf("a place of %s too many was offered", d)
		}
		if g.id != o.Request.ID || o.Nth != g.nth+1 || o.Lapsed != g.lapsed || o.Day != d || !o.Until.Equal(until) {
			t.Fatalf("%+v was offered, next is %+v", o, g)
		}
		g.nth, g.offer, g.of, g.until = g.nth+1, o.ID, d, until
	}
	if g := h.next(d); g != nil && most > 0 {
		t.Fatalf("%+v was not offered a place of %s", g, d)
	}
}

func (h *hall) answer(t *rapid.T, as []core.OfferAnswer, now time.Time) {
	var answered []core.Answered
	h.do(t, func(tx core.Tx) (err error) {
		answered, err = tx.AnswerOffers(as, h.c)
		if err == nil && len(answered) > 0 {
			var twice []core.Answered
			if twice, err = tx.AnswerOffers(as[:1], h.c); err == nil && answered[0].OK && twice[0].OK {
				t.Fatal("answered twice")
			}
		}
		return err
	})
	behind := map[*guest]bool{}
	for i, a := range as {
		g := h.line[slices.IndexFunc(h.line, func(g *guest) bool { return g.id == a.Request })]
		early := a.Lapsed && g.until.After(now)
		if answered[i].OK == early || !early && answered[i].Offer.ID != g.offer {
			t.Fatalf("%+v: %+v", a, answered[i])
		}
		if early {
			continue
		}
		switch g.offer = 0; {
		case a.Take:
			h.leave(g)
			g.day = g.of
			h.place(t, g, answered[i].Request)
		case a.Leave:
			h.leave(g)
		case a.Untold:
			g.nth--
		default:
			behind[g] = true
		}
		if a.Lapsed {
			g.lapsed++
		}
	}
	slices.SortStableFunc(h.line, func(a, b *guest) int {
		if behind[a] == behind[b] {
			return 0
		} else if behind[a] {
			return 1
		}
		return -1
	})
}

// agree compares the office with the model.
func (h *hall) agree(t *rapid.T) {
	h.do(t, func(tx core.Tx) error {
		days, err := tx.Days(h.days())
		if err != nil {
			return err
		}
		for i, d := range h.days() {
			want := core.Day{Date: d, Shares: days[i].Shares}
			if h.made[d] {
				want = core.Day{Date: d, Cap: h.caps[d], Held: h.held(d, ""), LastNumber: h.last[d], Made: true, Shares: days[i].Shares}
			}
			for _, g := range h.line {
				if g.day == d {
					want.Waiting++
				}
				if !g.day.Before(d) && g.offer == 0 {
					want.Line++
				}
			}
			if diff := cmp.Diff(want, days[i]); diff != "" {
				t.Fatalf("day (-want +got):\n%s", diff)
			}
			if left, divided := days[i].Shares[core.ServiceShare("rare")]; divided && left != max(0, 1-h.held(d, "rare")) {
				t.Fatalf("%d of what is rare left on %s", left, d)
			}
		}
		var all []int64
		for _, g := range h.line {
			all = append(all, g.id)
		}
		waiters, err := tx.Waiters(all)
		for i, g := range h.line {
			if w := waiters[g.id]; w.Position != i+1 || w.Offer != g.offer {
				t.Fatalf("%+v is %d. in line, got %+v", g, i+1, w)
			}
		}
		if err != nil {
			return err
		}
		held, err := tx.Held("", h.today, h.today.Add(30))
		total := 0
		for _, n := range held {
			total += n
		}
		if total != len(h.placed) {
			t.Fatalf("%d pickups for %d requests", total, len(h.placed))
		}
		return err
	})
}

// clear sends home whoever the run has left, though it failed.
func (h *hall) clear(t *rapid.T) {
	h.do(t, func(tx core.Tx) error {
		var moves []core.Move
		for _, g := range append(h.placed, h.line...) {
			moves = append(moves, core.Move{Request: g.id, To: core.Withdrawn})
		}
		_, err := tx.Move(moves)
		return err
	})
}
