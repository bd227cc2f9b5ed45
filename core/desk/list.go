package desk

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"loket/core"
)

// List hands over the requests of a day, in the order of its places and then of its line, or those to be fetched on it, in the order
// of their slots, for a list that leaves the console; in full with reveal, else with NIKs and addresses masked for good. It is
// written down who asked. It holds no more than a page of them at once.
func (d *Desk) List(ctx context.Context, day core.Date, pickup, reveal bool, by core.Actor, each func(core.Request) error) error {
	about := "requests of " + day.String()
	if pickup {
		about = "pickups of " + day.String()
	}
	if reveal {
		about += ", in full"
	}
	err := d.tx(ctx, func(tx core.Tx) error {
		if err := may(by, core.Reveal); err != nil {
			return err
		}
		return tx.Audit(by.Name, "export", about)
	})
	if err != nil {
		return err
	}
	ids := d.placesOf
	if pickup {
		ids = d.pickupsOf
	}
	all, err := ids(ctx, day)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(all, page) {
		var found []core.Request
		err := d.store.View(ctx, func(tx core.Tx) (err error) {
			found, err = byID(tx, some)
			return err
		})
		if err != nil {
			return err
		}
		for _, r := range found {
			if !reveal {
				r = masked(r)
			}
			if err := each(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// masked is a request of which nobody can read more than a glance over a shoulder tells.
func masked(r core.Request) core.Request {
	r = shaded(r)
	r.NIK = core.NIK(r.NIK.Masked())
	if r.Address.ID != "" {
		r.Address.ID = strings.TrimPrefix(r.Address.Masked(), r.Address.Channel+":")
	}
	return r
}

// placesOf are the requests of a day in the order of its places, those without one behind.
func (d *Desk) placesOf(ctx context.Context, day core.Date) ([]int64, error) {
	type place struct {
		number int
		id     int64
	}
	var all []place
	for more, after := true, int64(0); more; {
		err := d.store.View(ctx, func(tx core.Tx) error {
			lists, err := tx.Requests([]core.RequestQuery{{Day: day, After: after, Limit: page}})
			if err != nil {
				return err
			}
			for _, r := range lists[0] {
				number := r.Number
				if number == 0 {
					number = math.MaxInt
				}
				all, after = append(all, place{number, r.ID}), r.ID
			}
			more = len(lists[0]) == page
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b place) int { return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.id, b.id)) })
	ids := make([]int64, len(all))
	for i, p := range all {
		ids[i] = p.id
	}
	return ids, nil
}

// pickupsOf are the requests to be fetched on a day in the order of their slots.
func (d *Desk) pickupsOf(ctx context.Context, day core.Date) (ids []int64, err error) {
	zone := d.cat.Office.Zone
	for more, last := true, (core.Pickup{}); more; {
		err := d.store.View(ctx, func(tx core.Tx) error {
			found, err := tx.Pickups(core.PickupQuery{From: day.At(0, zone), To: day.Add(1).At(0, zone), After: last, Limit: page})
			if err != nil {
				return err
			}
			for _, p := range found {
				ids, last = append(ids, p.Request), p
			}
			more = len(found) == page
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return ids, nil
}
