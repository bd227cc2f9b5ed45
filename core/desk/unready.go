package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"loket/core"
	"loket/core/dialog"
)

// unmoved is the body of an act that moves pickups whose papers are not ready, and how far it has come.
type unmoved struct {
	asked
	Day   core.Date
	After core.Pickup
	Moved int
	Days  map[core.Date]int // to which days
}

// MoveUnready gives those who are to fetch on a day papers that are not ready another slot, after that day.
func (d *Desk) MoveUnready(ctx context.Context, day core.Date, by core.Actor) (moved int, days []core.DayCount, err error) {
	u := unmoved{Day: day}
	for more := true; more; {
		var letters []core.Letter
		next := u
		err := d.tx(ctx, func(tx core.Tx) (err error) {
			next = u
			more, letters, err = d.moveSomeUnready(tx, &next, by)
			return err
		})
		if err != nil {
			return u.Moved, u.days(), err
		}
		u = next
		d.wake(letters)
	}
	return u.Moved, u.days(), nil
}

// unreadyLater defers it for a member of staff who has said yes in their chat.
func unreadyLater(t *talk, day core.Date, now time.Time) core.Act {
	return core.Act{Cause: fmt.Sprintf("unready:%s#%d", t.cause, t.said), Kind: "unready", Due: now, Body: body(unmoved{asked: t.asked(), Day: day})}
}

// moveUnready does it, and tells them.
func (d *Desk) moveUnready(x *doing) error {
	var u unmoved
	if err := x.read(&u); err != nil {
		return err
	}
	p, ok, err := d.stillStaff(x, u.asked)
	if err != nil || !ok {
		return err
	}
	more, letters, err := d.moveSomeUnready(x.tx, &u, p.Staff.Actor())
	bad, err := blamed(err)
	if err != nil {
		return err
	}
	x.woke(letters)
	if more {
		x.again, x.act.Body = x.now, body(u)
		return nil
	}
	return d.tell(x, p, u.Account, dialog.UnreadyMoved{Day: u.Day, Moved: u.Moved, Days: u.days(), Err: bad})
}

// moveSomeUnready moves some of them, in the order of their slots, and tells whether there are more.
func (d *Desk) moveSomeUnready(tx core.Tx, u *unmoved, by core.Actor) (more bool, letters []core.Letter, err error) {
	if err := may(by, core.MoveOthers); err != nil {
		return false, nil, err
	}
	now, calendar, err := d.today(tx)
	if err != nil {
		return false, nil, err
	}
	found, err := tx.Pickups(core.PickupQuery{From: u.Day.At(0, calendar.Zone), To: u.Day.Add(1).At(0, calendar.Zone),
		Statuses: core.Unready, After: u.After, Limit: page})
	if err != nil || len(found) == 0 {
		return false, nil, err
	}
	reslots := make([]core.Reslot, len(found))
	for i, p := range found {
		reslots[i] = core.Reslot{Request: p.Request, Was: p.From, Day: u.Day.Add(1), After: now, By: by.Name}
	}
	reslotted, letters, err := d.reslotAll(tx, calendar, now, reslots, d.engine.Why("why.unready"))
	if err != nil {
		return false, nil, err
	}
	days := maps.Clone(u.Days)
	if days == nil {
		days = map[core.Date]int{}
	}
	for _, s := range reslotted {
		if s.OK {
			u.Moved++
			days[core.DateOf(s.Request.From.In(calendar.Zone))]++
		}
	}
	u.After, u.Days = found[len(found)-1], days
	return len(found) == page, letters, tx.Audit(by.Name, "move unready", u.Day.String())
}

// days are the days to which they were moved.
func (u unmoved) days() (all []core.DayCount) {
	for _, day := range slices.SortedFunc(maps.Keys(u.Days), core.Date.Compare) {
		all = append(all, core.DayCount{Day: day, Count: u.Days[day]})
	}
	return all
}
