package desk_test

import (
	"cmp"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/core"
	"loket/core/catalog"
	"loket/core/desk"
	"loket/core/dialog"
	"loket/storage"
	"loket/storage/storagetest"
)

// packed is a counter for which many papers are to be fetched.
type packed struct {
	*counter
	cat    *catalog.Catalog
	before map[int64]core.Pickup // before the calendar was changed
}

// packs runs a test on each kind of database, at a counter at which n requests of the first day are fetched from 1 April on, 30 an
// hour and 200 a day.
func packs(t *testing.T, n int, test func(p *packed)) {
	storagetest.Both(t, func(t *testing.T, address string) { test(pack(t, address, n)) })
}

func pack(t *testing.T, address string, n int) *packed {
	cat := *catalogue()
	calendar := *cat.Office.Calendar
	calendar.Quotas = []core.QuotaFrom{{Places: 2000}}
	cat.Office.Calendar = &calendar
	p := &packed{counter: atCounter(t, &cat, address), cat: &cat}
	p.file(0, n, tuesday)
	p.before = p.pickups()
	return p
}

// file files requests of citizens for a day.
func (p *packed) file(from, to int, day core.Date) {
	p.Helper()
	for ; from < to; from += 500 {
		p.tx(func(tx core.Tx) error {
			overrides, err := tx.Overrides()
			if err != nil {
				return err
			}
			var drafts []core.Draft
			var addresses []core.Address
			for n := from; n < min(from+500, to); n++ {
				addresses = append(addresses, phone(n))
			}
			people, err := tx.People(addresses)
			if err != nil {
				return err
			}
			calendar := p.cat.Office.Calendar.With(overrides)
			earliest, _ := calendar.Earliest(day, 1)
			for i, who := range people {
				drafts = append(drafts, core.Draft{Person: who.ID, Via: "chat", Channel: core.SMSChannel, Service: "LAHIR",
					NIK: core.NIK(nik(from + i)), Name: "SITI AMINAH", Day: day, Cap: calendar.Quota(day), Weight: 1, Letter: "C", Earliest: earliest})
			}
			booked, err := tx.Book(drafts, calendar)
			for _, b := range booked {
				if b.Verdict != core.Granted {
					p.Fatalf("not booked: %+v", b.Verdict)
				}
			}
			return err
		})
	}
}

func (p *packed) tx(fn func(core.Tx) error) {
	p.Helper()
	if err := p.store.Tx(p.Context(), fn); err != nil {
		p.Fatal(err)
	}
}

func (p *packed) pickups() map[int64]core.Pickup {
	p.Helper()
	all := map[int64]core.Pickup{}
	p.tx(func(tx core.Tx) error {
		clear(all)
		found, err := tx.Pickups(core.PickupQuery{From: tuesday.At(0, time.UTC), To: tuesday.Add(400).At(0, time.UTC), Limit: 10_000})
		for _, f := range found {
			all[f.Request] = f
		}
		return err
	})
	return all
}

// another is a second desk, of another process.
func (p *packed) another(address string) *desk.Desk {
	return p.deskOf(storagetest.Open(p, address), func(string) {})
}

func (p *packed) deskOf(store *storage.Store, wake func(string)) *desk.Desk {
	return desk.New(store, p.cat, dialog.New(p.cat), desk.Options{Still: true, Wake: wake,
		Limits: map[string]core.Limits{core.SMSChannel: {Short: true}}, Accounts: map[string]string{core.SMSChannel: gateway},
		Log: slog.New(slog.NewTextHandler(p.Output(), nil))})
}

func shut(from, to core.Date) core.Override {
	return core.Override{From: from, To: to, Reason: "gedung diperbaiki"}
}

// sound tells what must hold whatever has happened: no slot beyond its capacity, none on a day that is shut, what is counted is what
// people have, and nobody earlier than their papers are there.
func (p *packed) sound() map[int64]core.Pickup {
	p.Helper()
	now := p.pickups()
	held := map[core.Slot]int{}
	for _, f := range now {
		held[f.Slot]++
	}
	p.tx(func(tx core.Tx) error {
		overrides, err := tx.Overrides()
		if err != nil {
			return err
		}
		calendar := p.cat.Office.Calendar.With(overrides)
		counted := 0
		rows, err := tx.Held("", tuesday, tuesday.Add(400))
		for _, n := range rows {
			counted += n
		}
		if counted != len(now) {
			p.Errorf("the slots count %d pickups of %d", counted, len(now))
		}
		for slot, n := range held {
			if n > calendar.Cap(slot) || rows[slot.From.UnixMicro()] != n {
				p.Errorf("%v holds %d, counts %d, serves %d", slot.From, n, rows[slot.From.UnixMicro()], calendar.Cap(slot))
			}
		}
		for _, f := range now {
			if tooSoon := core.DateOf(f.From.In(calendar.Zone)).Before(f.Earliest); tooSoon {
				p.Errorf("%d is fetched before its papers are there", f.Request)
			}
		}
		return err
	})
	return now
}

// inOrder tells that those who have moved come in the order in which they came before.
func (p *packed) inOrder(now map[int64]core.Pickup) (moved int) {
	p.Helper()
	var was []core.Pickup
	for id, f := range p.before {
		if now[id].Slot != f.Slot {
			was = append(was, f)
		}
	}
	slices.SortFunc(was, func(a, b core.Pickup) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Request, b.Request)) })
	for i, f := range was {
		if i > 0 && now[f.Request].From.Before(now[was[i-1].Request].From) {
			p.Fatalf("request %d has overtaken %d", f.Request, was[i-1].Request)
		}
	}
	return len(was)
}

// letters is how many letters of a kind each citizen got since the last time.
func (p *packed) letters(kind string) map[string]int {
	p.Helper()
	got := map[string]int{}
	for _, l := range p.office.letters() {
		if k, _, _ := strings.Cut(l.Cause, ":"); k != kind {
			p.Errorf("a letter of kind %s", k)
		}
		got[l.To.ID]++
	}
	return got
}

func (p *packed) once(got map[string]int, people int) {
	p.Helper()
	for who, n := range got {
		if n != 1 {
			p.Errorf("…%s was told %d times", who[len(who)-4:], n)
		}
	}
	if len(got) != people {
		p.Errorf("%d people were told, not %d", len(got), people)
	}
}
