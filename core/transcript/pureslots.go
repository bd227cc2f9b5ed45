package transcript

import (
	"cmp"
	"slices"
	"time"

	"loket/core"
	"loket/core/dialog"
)

// held counts the pickups of slots.
func (o *Pure) held(place string, from, to core.Date) (map[int64]int, error) {
	held := map[int64]int{}
	for _, r := range o.requests {
		if d := core.DateOf(r.From.In(o.Calendar.Zone)); r.slotHeld() && r.Place == place && !d.Before(from) && !d.After(to) {
			held[r.From.UnixMicro()]++
		}
	}
	return held, nil
}

// slotHeld tells whether a request has a slot that nobody else may have.
func (r *filed) slotHeld() bool {
	return !r.IsZero() && r.Status != core.Rejected && r.Status != core.Withdrawn && r.Status != core.Waiting
}

func (o *Pure) shelf() *core.Shelf { return o.calendar().Shelf(o.held) }

// slotted gives a request the earliest slot on a day or later, and after an instant; ok is false if there is none. What is not
// fetched needs none.
func (o *Pure) slotted(r *filed, earliest core.Date, after time.Time) (ok bool) {
	if earliest.IsZero() {
		r.Slot = core.Slot{Place: r.Place}
		return true
	}
	slot, ok, _ := o.shelf().Take(r.Place, earliest, after)
	if ok {
		r.Slot = slot
		o.remindLater(slot)
	}
	return ok
}

// freeSlots lists slots that a request could have instead of its own.
func (o *Pure) freeSlots(f dialog.FreeSlots) (free []core.Slot) {
	all, _ := o.shelf().Free(f.Request.Place, latestDay(f.Request.Earliest, f.Day), latest(o.now, f.After), f.N+1)
	free = slices.DeleteFunc(all, func(s core.Slot) bool { return s.From.Equal(f.Request.From) })
	return free[:min(len(free), f.N)]
}

func (o *Pure) reslot(want core.Reslot) (done core.Reslotted) {
	r := o.byID(want.Request)
	done = core.Reslotted{Was: r.Slot, Request: r.Request, Reason: want.Reason}
	fetched := !r.Earliest.IsZero() || !r.IsZero()
	if !fetched || !r.Status.Active() || r.Status == core.Waiting || !want.Was.IsZero() && !want.Was.Equal(r.From) {
		return done
	}
	shelf, place, day, slot, ok := o.shelf(), r.Place, latestDay(r.Earliest, want.Day), core.Slot{}, false
	if want.Place != nil {
		place = *want.Place
	}
	switch {
	case want.Pick.IsZero():
		slot, ok, _ = shelf.Take(place, day, want.After)
	case !core.DateOf(want.Pick.In(o.Calendar.Zone)).Before(day) && want.Pick.After(want.After):
		slot, ok, _ = shelf.TakeThis(place, want.Pick)
	}
	if !ok || slot.Place == r.Place && slot.From.Equal(r.From) {
		return done
	}
	r.Slot = slot
	if want.Ready && r.Status == core.NoShow {
		o.step(r, core.Ready, want.By, want.Reason)
	}
	o.moved++
	o.remindLater(slot)
	return core.Reslotted{OK: true, ID: o.moved, Was: done.Was, Request: r.Request, Reason: want.Reason}
}

// pickups lists the requests that are to be fetched on the days from one to another, in the order of their slots.
func (o *Pure) pickups(from, to core.Date) (all []*filed) {
	for _, r := range o.requests {
		if d := core.DateOf(r.From.In(o.Calendar.Zone)); r.slotHeld() && r.Status.Active() && !d.Before(from) && (to.IsZero() || !d.After(to)) {
			all = append(all, r)
		}
	}
	slices.SortStableFunc(all, func(a, b *filed) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.ID, b.ID)) })
	return all
}
