package storage_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	diff "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

// counter is the model of the pickups: who comes when.
type counter struct {
	s      *storage.Store
	c      *core.Calendar
	now    time.Time
	coming []*visitor
	gone   map[int64]int // fetched, by slot
}

type visitor struct {
	id       int64
	slot     core.Slot
	earliest core.Date
}

func (m *counter) held() map[int64]int {
	held := map[int64]int{}
	for at, n := range m.gone {
		held[at] = n
	}
	for _, v := range m.coming {
		held[v.slot.From.UnixMicro()]++
	}
	return held
}

// free is the earliest slot with room, as anybody would look for it.
func (m *counter) free(day core.Date, after time.Time) core.Slot {
	held := m.held()
	for ; ; day = day.Add(1) {
		for _, w := range m.c.Slots("", day) {
			if w.From.After(after) && held[w.From.UnixMicro()] < w.Cap {
				return w.Slot
			}
		}
	}
}

func (m *counter) do(t *rapid.T, fn func(core.Tx) error) {
	t.Helper()
	if err := m.s.Tx(t.Context(), func(tx core.Tx) error {
		overrides, err := tx.Overrides()
		if err != nil {
			return err
		}
		m.c = weekdays().With(overrides)
		return fn(tx)
	}); err != nil {
		t.Fatal(err)
	}
}

// weekdays is a counter that serves two an hour and three a day, from Monday to Friday.
func weekdays() *core.Calendar {
	c := storagetest.Calendar()
	c.Counter[time.Saturday], c.Counter[time.Sunday] = core.Hours{}, core.Hours{}
	c.Flows[""] = core.Flow{Hour: 2, Day: 3}
	return c
}

// TestSlotsModel: whatever is booked, withdrawn, fetched, rescheduled and decided about the counter, in whatever order, everybody has one
// slot, none holds more than it serves, who is moved keeps their order, and the office agrees with a model that fits on a page.
func TestSlotsModel(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		s := storagetest.Open(t, url)
		next, serial := day, 0
		rapid.Check(t, func(t *rapid.T) {
			today := next
			next = next.Add(100) // every run has days of its own
			m := &counter{s: s, now: today.At(7*60, storagetest.Zone), gone: map[int64]int{}}
			if err := s.SetClock(t.Context(), m.now); err != nil {
				t.Fatal(err)
			}
			m.do(t, func(core.Tx) error { return nil })
			ahead := rapid.IntRange(0, 9)
			var set []int64
			t.Repeat(map[string]func(*rapid.T){
				"book": func(t *rapid.T) {
					var tray []core.Draft
					for range rapid.IntRange(1, 5).Draw(t, "drafts") {
						serial++
						d := draft(0, serial)
						d.Day, d.Cap, d.Earliest = today, 1000, today.Add(ahead.Draw(t, "earliest"))
						tray = append(tray, d)
					}
					m.do(t, func(tx core.Tx) error {
						bs, err := tx.Book(tray, m.c)
						for i, b := range bs {
							want := m.free(tray[i].Earliest, m.now)
							if b.Verdict != core.Granted || b.Request.Slot != want {
								t.Fatalf("got %v, want %v", b, want)
							}
							m.coming = append(m.coming, &visitor{b.Request.ID, want, tray[i].Earliest})
						}
						return err
					})
				},
				"end": func(t *rapid.T) {
					if len(m.coming) == 0 {
						return
					}
					v := rapid.SampledFrom(m.coming).Draw(t, "who")
					how := rapid.SampledFrom([]core.Status{core.Withdrawn, core.Rejected, core.Done}).Draw(t, "how")
					m.do(t, func(tx core.Tx) error {
						_, err := tx.Move([]core.Move{{Request: v.id, To: how, By: "Dewi"}})
						return err
					})
					m.coming = slices.DeleteFunc(m.coming, func(o *visitor) bool { return o == v })
					if how == core.Done {
						m.gone[v.slot.From.UnixMicro()]++
					}
				},
				"reslot": func(t *rapid.T) {
					if len(m.coming) == 0 {
						return
					}
					v := rapid.SampledFrom(m.coming).Draw(t, "who")
					want := core.Reslot{Request: v.id, After: m.now}
					var to core.Slot
					if rapid.Bool().Draw(t, "picks") {
						windows := m.c.Slots("", today.Add(ahead.Draw(t, "day")))
						if len(windows) == 0 {
							return
						}
						w := rapid.SampledFrom(windows).Draw(t, "slot")
						want.Pick = w.From
						if m.held()[w.From.UnixMicro()] < w.Cap && w.From != v.slot.From && !core.DateOf(w.From.In(storagetest.Zone)).Before(v.earliest) {
							to = w.Slot
						}
					} else {
						want.Day = today.Add(ahead.Draw(t, "day"))
						from := want.Day
						if from.Before(v.earliest) {
							from = v.earliest
						}
						if to = m.free(from, m.now); to == v.slot {
							to = core.Slot{}
						}
					}
					m.do(t, func(tx core.Tx) error {
						rs, err := tx.Reslot([]core.Reslot{want}, m.c)
						if err == nil && (rs[0].OK != !to.IsZero() || rs[0].OK && rs[0].Request.Slot != to) {
							t.Fatalf("from %v: got %v, want %v", v.slot, rs[0], to)
						}
						return err
					})
					if !to.IsZero() {
						v.slot = to
					}
				},
				"change": func(t *rapid.T) {
					v := core.Override{Kind: core.ClosureOverride, From: today.Add(ahead.Draw(t, "from")), Reason: "Wabah"}
					v.To = v.From.Add(ahead.Draw(t, "days"))
					if rapid.Bool().Draw(t, "hours") {
						v.Kind, v.Hours = core.HoursOverride, &core.Week{Counter: map[time.Weekday]core.Hours{
							v.From.Weekday(): {Open: 60 * rapid.IntRange(8, 10).Draw(t, "opens"), Close: 11 * 60}}}
					}
					m.do(t, func(tx core.Tx) error {
						id, err := tx.AddOverride(v)
						set = append(set, id)
						return err
					})
					m.move(t, v)
				},
				"": m.agree,
			})
			m.do(t, func(tx core.Tx) error {
				for _, id := range set {
					if err := tx.RemoveOverride(id, "Dewi"); err != nil {
						return err
					}
				}
				return nil
			})
		})
	})
}

// move is what follows a change of the counter's days and hours: whose slot is no more gets the next free one, in their order, a few
// at a time.
func (m *counter) move(t *rapid.T, v core.Override) {
	m.do(t, func(core.Tx) error { return nil })
	slices.SortFunc(m.coming, func(a, b *visitor) int {
		return cmp.Or(a.slot.From.Compare(b.slot.From), cmp.Compare(a.id, b.id))
	})
	for _, v := range m.coming {
		if m.c.Cap(v.slot) == 0 {
			v.slot = m.free(core.DateOf(v.slot.From.In(m.c.Zone)), v.slot.From)
		}
	}
	q := core.PickupQuery{From: v.From.At(0, m.c.Zone), To: v.To.Add(1).At(0, m.c.Zone), Limit: 3}
	for more := true; more; {
		m.do(t, func(tx core.Tx) error {
			page, err := tx.Pickups(q)
			var rs []core.Reslot
			for _, p := range page {
				if m.c.Cap(p.Slot) == 0 {
					rs = append(rs, core.Reslot{Request: p.Request, Was: p.From, Day: core.DateOf(p.From.In(m.c.Zone)), After: p.From})
				}
				q.After = p
			}
			more = len(page) == q.Limit
			if err != nil {
				return err
			}
			_, err = tx.Reslot(rs, m.c)
			return err
		})
	}
}

// agree compares the office with the model.
func (m *counter) agree(t *rapid.T) {
	from := core.DateOf(m.now.In(m.c.Zone))
	m.do(t, func(tx core.Tx) error {
		held, err := tx.Held("", from, from.Add(99))
		if err != nil {
			return err
		}
		if d := diff.Diff(m.held(), held); d != "" {
			t.Fatalf("slots (-want +got):\n%s", d)
		}
		var want []core.Slot
		var all []core.RequestQuery
		for _, v := range m.coming {
			want = append(want, v.slot)
			all = append(all, core.RequestQuery{ID: v.id})
			if n := m.c.Cap(v.slot); n == 0 {
				t.Fatalf("somebody is to come at %v, when the counter is shut", v.slot)
			}
		}
		found, err := tx.Requests(all)
		for i, rs := range found {
			if len(rs) != 1 || rs[0].Slot != want[i] {
				t.Fatalf("%v, want %v", rs, want[i])
			}
		}
		return err
	})
}
