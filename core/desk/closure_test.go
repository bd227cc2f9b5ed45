package desk_test

import (
	"cmp"
	"context"
	"sync"
	"testing"

	"loket/core"
	"loket/core/desk"
	"loket/storage/storagetest"
)

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

// A closure of the day that is under way moves those whose time is still to come, or has begun; whose time is over stays, and is not foreseen.
func TestClosureAtNoon(t *testing.T) {
	packs(t, 150, func(p *packed) {
		p.at(april(1).At(10*60+30, p.cat.Office.Zone))
		today := shut(april(1), april(1))
		f, err := p.Foresee(p.Context(), today, operator)
		if err != nil || f.Pickups != 90 || f.Told[core.SMSChannel] != 90 {
			p.Fatalf("foreseen: %+v, %v", f, err)
		}
		if _, pickups, err := p.Close(p.Context(), today, operator); err != nil || pickups != 90 {
			p.Fatal(pickups, err)
		}
		p.catchUp()
		p.once(p.letters("slot"), 90)
	})
}
