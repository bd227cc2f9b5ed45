package desk_test

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
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

// told is how many letters of a kind each citizen got since the last time.
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

// A closure moves all whose pickups fall within it, in their order, and tells each once; so does its extension. Staff see it before.
func TestClosureMovesAll(t *testing.T) {
	packs(t, 1500, func(p *packed) {
		closure := shut(april(1), april(27))
		f, err := p.Foresee(p.Context(), closure, operator)
		if err != nil || f.Pickups != 1500 || f.Told[core.SMSChannel] != 1500 || f.Untold+f.Stranded+f.Places != 0 {
			p.Fatalf("foreseen: %+v, %v", f, err)
		}
		closed, pickups, err := p.Close(p.Context(), closure, operator)
		if err != nil || pickups != 1500 || closed.ID == 0 {
			p.Fatalf("%+v, %d, %v", closed, pickups, err)
		}
		p.catchUp()
		now := p.sound()
		if n := p.inOrder(now); n != 1500 {
			p.Errorf("%d have moved", n)
		}
		days := map[core.Date]int{}
		for _, r := range now {
			days[core.DateOf(r.From.In(p.cat.Office.Zone))]++
		}
		for _, d := range f.Days {
			if days[d.Day] != d.Count {
				p.Errorf("%d on %s, foreseen were %d", days[d.Day], d.Day, d.Count)
			}
		}
		if len(f.Days) != len(days) || f.Days[0].Day != april(28) {
			p.Errorf("foreseen: %v, now: %v", f.Days, days)
		}
		p.once(p.letters("slot"), 1500)

		p.before = now
		onThose := days[april(28)] + days[april(29)] + days[april(30)]
		if f, err = p.Foresee(p.Context(), core.Override{Kind: core.ClosureOverride, ID: closed.ID, To: april(30)}, operator); err != nil || f.Pickups != onThose || f.Override.From != april(1) {
			p.Errorf("foreseen: %+v, %v", f, err)
		}
		longer, pickups, err := p.Extend(p.Context(), closed.ID, april(30), operator)
		if err != nil || pickups != onThose || longer.ID == closed.ID || longer.Reason != closed.Reason {
			p.Fatalf("%+v, %d of %d, %v", longer, pickups, onThose, err)
		}
		p.catchUp()
		now = p.sound()
		if n := p.inOrder(now); n != onThose {
			p.Errorf("%d have moved, not %d", n, onThose)
		}
		p.once(p.letters("slot"), onThose)

		_, _, err = p.Extend(p.Context(), closed.ID, april(29), operator)
		p.kind(err, core.Missing)
		_, _, err = p.Extend(p.Context(), longer.ID, april(30), operator)
		p.kind(err, core.Invalid)
		_, _, err = p.Close(p.Context(), closure, core.Actor{Name: "Sari", Role: core.Officer})
		p.kind(err, core.Conflict)
		if _, err = p.Foresee(p.Context(), closure, core.Actor{Name: "Sari", Role: core.Officer}); core.KindOf(err) != core.Conflict {
			p.Error(err)
		}
		closures, err := p.Closures(p.Context())
		if err != nil || len(closures) != 2 || closures[1].ID != longer.ID {
			p.Errorf("%+v, %v", closures, err)
		}
	})
}

// Two members close overlapping days at the same moment, and two processes move: each is moved once, and told once.
func TestClosuresAtOnce(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		p := pack(t, address, 600)
		desks := []*desk.Desk{p.Desk, p.another(address)}
		closures := []core.Override{shut(april(1), april(10)), shut(april(3), april(15))}
		both := func(do func(i int) error) {
			var all sync.WaitGroup
			for i := range desks {
				all.Go(func() {
					if err := do(i); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		}
		both(func(i int) error { _, _, err := desks[i].Close(t.Context(), closures[i], operator); return err })
		both(func(i int) error { return desks[i].CatchUp(t.Context()) })
		p.catchUp()
		now := p.sound()
		if n := p.inOrder(now); n != 600 {
			t.Errorf("%d have moved", n)
		}
		p.once(p.letters("slot"), 600)
		for _, r := range now {
			if core.DateOf(r.From.In(p.cat.Office.Zone)).Before(april(16)) {
				t.Fatalf("%d is fetched %v", r.Request, r.From)
			}
		}
	})
}

// Two members who extend the same closure at the same moment do it once: the other is told that it is another one now.
func TestExtendedTwice(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		p := pack(t, address, 1)
		closed, _, err := p.Close(t.Context(), shut(april(1), april(10)), operator)
		if err != nil {
			t.Fatal(err)
		}
		errs := make([]error, 2)
		var all sync.WaitGroup
		for i, d := range []*desk.Desk{p.Desk, p.another(address)} {
			all.Go(func() { _, _, errs[i] = d.Extend(t.Context(), closed.ID, april(11+i), operator) })
		}
		all.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("both, or neither: %v", errs)
		}
		p.kind(cmp.Or(errs[0], errs[1]), core.Missing)
	})
}

// A process that stops between two pages leaves nobody out and tells nobody twice: another goes on where it was.
func TestClosureGoesOn(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		p := pack(t, address, 1200)
		p.catchUp() // what the day begins with
		ctx, stop := context.WithCancel(t.Context())
		dying := p.deskOf(p.store, func(string) { stop() }) // as soon as letters of a page are committed
		if _, _, err := p.Close(t.Context(), shut(april(1), april(30)), operator); err != nil {
			t.Fatal(err)
		}
		if err := dying.CatchUp(ctx); err != nil {
			t.Fatal(err)
		}
		p.once(p.letters("slot"), 500)
		if n := p.inOrder(p.pickups()); n != 500 {
			t.Errorf("%d have moved before the process stopped", n)
		}
		if err := p.another(address).CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		p.once(p.letters("slot"), 700)
		if n := p.inOrder(p.sound()); n != 1200 {
			t.Errorf("%d have moved", n)
		}
	})
}
