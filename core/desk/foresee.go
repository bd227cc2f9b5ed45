package desk

import (
	"context"
	"maps"
	"slices"
	"time"

	"loket/core"
)

// Foresee tells what a closure would mean, one with a number what its lasting until another day would; or an opening, or
// hours. Nothing is changed.
func (d *Desk) Foresee(ctx context.Context, o core.Override, by core.Actor) (f core.Foresight, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		f, err = d.foresee(tx, o, by)
		return err
	})
	return f, err
}

// ForeseeEnd tells what the end of a closure, an opening, or hours would mean.
func (d *Desk) ForeseeEnd(ctx context.Context, id int64, by core.Actor) (f core.Foresight, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		was, err := d.removable(tx, id, by, core.ClosureOverride, core.OpeningOverride, core.HoursOverride)
		if err != nil {
			return err
		}
		f, err = d.foreseen(tx, change{ends: []core.Override{was}})
		f.Override = was
		return err
	})
	return f, err
}

// ForeseeHolidays tells what an import of holidays would mean.
func (d *Desk) ForeseeHolidays(ctx context.Context, years []int, holidays []core.Override, by core.Actor) (f core.Foresight, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		c, err := d.importing(tx, years, holidays, by)
		if err != nil {
			return err
		}
		if f, err = d.foreseen(tx, c); err != nil {
			return err
		}
		e, err := d.foreseeable(tx, c)
		f.Dropped = dropped(e, years)
		return err
	})
	return f, err
}

// dropped are the holidays that are known of some years, and would be none any more: half a list makes working days of the others.
func dropped(e effect, years []int) (all []core.Holiday) {
	for _, year := range years {
		for day := (core.Date{Year: year, Month: time.January, Day: 1}); day.Year == year; day = day.Add(1) {
			if h, was := e.before.Holiday(day); was {
				if _, is := e.after.Holiday(day); !is {
					all = append(all, h)
				}
			}
		}
	}
	return all
}

func (d *Desk) foresee(tx core.Tx, o core.Override, by core.Actor) (f core.Foresight, err error) {
	f.Override = o
	check := d.closing
	if o.Kind == core.OpeningOverride || o.Kind == core.HoursOverride {
		check = d.opening
	}
	c, err := check(tx, o, by)
	if err != nil {
		return f, err
	}
	f, err = d.foreseen(tx, c)
	f.Override = c.sets[0]
	f.Override.ID = o.ID
	return f, err
}

// foreseen goes through what the acts of a change would do.
func (d *Desk) foreseen(tx core.Tx, c change) (f core.Foresight, err error) {
	e, err := d.foreseeable(tx, c)
	if err != nil {
		return f, err
	}
	f.Told = map[string]int{}
	moved, err := d.placesForeseen(tx, e)
	if err != nil {
		return f, err
	}
	f.Places = len(moved)
	shelf, days := e.after.Shelf(tx.Held), map[core.Date]int{}
	give := func(request int64, slot core.Slot, from core.Date) error {
		f.Pickups++
		to, ok, err := shelf.Take(slot.Place, from, e.now)
		if err != nil {
			return err
		}
		if !ok {
			f.Stranded++
			return nil
		}
		if _, placed := moved[request]; !placed {
			moved[request] = core.Request{}
		}
		days[core.DateOf(to.From.In(e.after.Zone))]++
		return shelf.GiveBack(slot)
	}
	err = e.gone(tx, func(p core.Pickup) error {
		from := core.DateOf(p.From.In(e.after.Zone))
		if earliest := moved[p.Request].Earliest; earliest.After(p.Earliest) {
			p.Earliest = earliest
		}
		if p.Earliest.After(from) {
			from = p.Earliest
		}
		return give(p.Request, p.Slot, from)
	})
	if err != nil {
		return f, err
	}
	for _, id := range slices.Sorted(maps.Keys(moved)) {
		if r := moved[id]; e.after.Cap(r.Slot) > 0 && tooEarly(e.after, r.Slot, r.Earliest) {
			if err := give(id, r.Slot, r.Earliest); err != nil {
				return f, err
			}
		}
	}
	for _, day := range slices.SortedFunc(maps.Keys(days), core.Date.Compare) {
		f.Days = append(f.Days, core.DayCount{Day: day, Count: days[day]})
	}
	return f, d.toldForeseen(tx, moved, &f)
}

// toldForeseen counts the letters, one for each request.
func (d *Desk) toldForeseen(tx core.Tx, moved map[int64]core.Request, f *core.Foresight) error {
	for some := range slices.Chunk(slices.Sorted(maps.Keys(moved)), 10*page) {
		holders, err := d.holders(tx, some)
		if err != nil {
			return err
		}
		for _, request := range some {
			if at := holders[request]; len(at) > 0 && !at[0].Shut {
				f.Told[at[0].Address.Channel]++
			} else {
				f.Untold++
			}
		}
	}
	return nil
}

// placesForeseen are the requests whose places move, each with the first day on which it could be fetched then.
func (d *Desk) placesForeseen(tx core.Tx, e effect) (map[int64]core.Request, error) {
	moved, free := map[int64]core.Request{}, map[core.Date]int{}
	for _, day := range e.lost {
		next := d.intakeDays(e.after, e.now, day)
		rows, err := d.days(tx, e.after, next)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if _, seen := free[row.Date]; !seen {
				free[row.Date] = row.Free()
			}
		}
		err = d.placed(tx, day, func(r core.Request) {
			for _, to := range next {
				if weight := max(1, r.Weight); free[to] >= weight {
					free[to] -= weight
					if !r.Earliest.IsZero() {
						r.Earliest, _ = e.after.Earliest(to, d.work(r))
					}
					break
				}
			}
			moved[r.ID] = r
		})
		if err != nil {
			return nil, err
		}
	}
	return moved, nil
}

// work is how many working days a request takes.
func (d *Desk) work(r core.Request) int {
	if s, ok := d.cat.Service(r.Service); ok {
		return s.WorkingDays
	}
	return 1
}

// placed calls each for the requests whose place of a day is another day's when that day is lost: those of which the papers
// are not ready.
func (d *Desk) placed(tx core.Tx, day core.Date, each func(core.Request)) error {
	days, err := tx.Days([]core.Date{day})
	if err != nil || !days[0].Made || days[0].Held == 0 {
		return err
	}
	for after := int64(0); ; {
		found, err := tx.Requests([]core.RequestQuery{{Day: day, Active: true, After: after, Limit: page}})
		if err != nil {
			return err
		}
		for _, r := range found[0] {
			if mayShift(r) {
				each(r)
			}
			after = r.ID
		}
		if len(found[0]) < page {
			return nil
		}
	}
}

// mayShift tells whether a request needs its place of a day: it has one, and its papers are not ready.
func mayShift(r core.Request) bool { return slices.Contains(core.Unready, r.Status) }
