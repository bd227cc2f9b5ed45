package desk

import (
	"slices"
	"time"

	"loket/core"
)

// reopening is how far the offer of earlier slots has come: the body of its act.
type reopening struct {
	Name   string      // of the change: a part of the causes of its letters
	Days   []core.Date // on which the counter is open again
	Behind core.Pickup // pickups up to here are done
	Told   []told      // how many were told of each slot
}

type told struct {
	core.Slot
	Times int
}

// earlier tells those who are to fetch their papers later that they could do so on days that are open again: in their order,
// as many as there is room for. Nobody is moved; who wants to asks for another time.
func (d *Desk) earlier(x *doing) error {
	var r reopening
	calendar, err := d.readWithCalendar(x, &r)
	if err != nil {
		return err
	}
	today := core.DateOf(x.now)
	days := slices.DeleteFunc(slices.Clone(r.Days), func(d core.Date) bool { return d.Before(today) || !calendar.CounterOpen(d) })
	if len(days) == 0 {
		return nil
	}
	found, err := x.tx.Pickups(core.PickupQuery{From: days[0].At(0, calendar.Zone), To: today.Add(twoYears).At(0, calendar.Zone),
		Statuses: unfetched, After: r.Behind, Limit: page})
	if err != nil {
		return err
	}
	free := &freeDays{shelf: calendar.Shelf(r.held(x.tx, calendar)), days: days, calendar: calendar, full: map[string]core.Date{}}
	slots := map[int64]core.Slot{}
	var chosen []int64
	for _, p := range found {
		slot, ok, err := free.before(p, x.now)
		if err != nil {
			return err
		}
		if ok {
			slots[p.Request] = slot
			chosen = append(chosen, p.Request)
			r.add(slot)
		}
	}
	if err := d.tellEarlier(x, r.Name, chosen, slots); err != nil {
		return err
	}
	if len(found) == page {
		r.Behind = found[page-1]
		x.again, x.act.Body = x.now, body(r)
	}
	return nil
}

// tellEarlier tells holders of slots that they could have.
func (d *Desk) tellEarlier(x *doing, name string, chosen []int64, slots map[int64]core.Slot) error {
	found, err := byID(x.tx, chosen)
	if err != nil {
		return err
	}
	all := make([]news, len(found))
	for i, q := range found {
		slot := slots[q.ID]
		all[i] = news{about: q, kind: rescheduleNews, cause: "earlier:" + name, ticket: q.Ticket,
			say: always(func(lang string, l core.Limits) core.Message { return d.engine.Earlier(lang, l, q, slot) })}
	}
	letters, err := d.tellHolders(x.tx, all)
	x.woke(letters)
	return err
}

// held counts the pickups of slots together with those who were told of them.
func (r *reopening) held(tx core.Tx, calendar *core.Calendar) core.Held {
	return func(place string, from, to core.Date) (map[int64]int, error) {
		held, err := tx.Held(place, from, to)
		if err != nil {
			return nil, err
		}
		all := map[int64]int{}
		for at, n := range held {
			all[at] = n
		}
		for _, t := range r.Told {
			if day := core.DateOf(t.From.In(calendar.Zone)); t.Place == place && !day.Before(from) && !day.After(to) {
				all[t.From.UnixMicro()] += t.Times
			}
		}
		return all, nil
	}
}

func (r *reopening) add(slot core.Slot) {
	for i := range r.Told {
		if r.Told[i].Slot == slot {
			r.Told[i].Times++
			return
		}
	}
	r.Told = append(r.Told, told{slot, 1})
}

// freeDays is what is free on some days.
type freeDays struct {
	shelf    *core.Shelf
	days     []core.Date
	calendar *core.Calendar
	full     map[string]core.Date // by place: before this day there is no room left
}

// before takes the earliest free slot of the days that would do for a pickup and is earlier than its own.
func (f *freeDays) before(p core.Pickup, now time.Time) (slot core.Slot, ok bool, err error) {
	first := f.days[0]
	if full := f.full[p.Place]; full.After(first) {
		first = full
	}
	for day := first; ; {
		search := day
		if p.Earliest.After(search) {
			search = p.Earliest
		}
		i, _ := slices.BinarySearchFunc(f.days, search, core.Date.Compare)
		if i == len(f.days) || !f.days[i].At(0, f.calendar.Zone).Before(p.From) {
			return slot, false, nil
		}
		free, err := f.shelf.Free(p.Place, f.days[i], now, 1)
		if err != nil || len(free) == 0 {
			return slot, false, err
		}
		day = core.DateOf(free[0].From.In(f.calendar.Zone))
		if search == first {
			f.full[p.Place] = day
			first = day
		}
		switch {
		case !free[0].From.Before(p.From):
			return slot, false, nil
		case slices.Contains(f.days, day):
			return f.shelf.TakeThis(p.Place, free[0].From)
		}
		day = day.Add(1)
	}
}
