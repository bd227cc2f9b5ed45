package desk

import (
	"fmt"
	"time"

	"loket/core"
	"loket/core/dialog"
)

// advancing is the body of an act that moves a whole day on for a member of staff, and how far it has come.
type advancing struct {
	asked
	Advance core.Advance
	At      reached
	Moved   []movedOn
}

// movedOn is a move that an act has made.
type movedOn struct {
	ID, Request int64
	Was         core.Status
}

// advanceLater defers it.
func advanceLater(t *talk, a core.Advance, now time.Time) core.Act {
	return core.Act{Cause: fmt.Sprintf("advance:%s#%d", t.cause, t.said), Kind: "advance", Due: now, Body: body(advancing{asked: t.asked(), Advance: a})}
}

// advanceDay does it, and tells them what has moved.
func (d *Desk) advanceDay(x *doing) error {
	var a advancing
	if err := x.read(&a); err != nil {
		return err
	}
	p, ok, err := d.stillStaff(x, a.asked)
	if err != nil || !ok {
		return err
	}
	done, err := d.advance(x.tx, a.Advance, &a.At, p.Staff.Actor())
	bad, err := blamed(err)
	if err != nil {
		return err
	}
	x.woke(done.letters)
	for _, m := range done.moved {
		if m.OK {
			a.Moved = append(a.Moved, movedOn{m.ID, m.Request.ID, m.Was})
		}
	}
	if done.more {
		x.again, x.act.Body = x.now, body(a)
		return nil
	}
	ids := make([]int64, len(a.Moved))
	for i, m := range a.Moved {
		ids[i] = m.Request
	}
	requests, err := byID(x.tx, ids)
	if err != nil {
		return err
	}
	all := make([]core.Moved, len(requests))
	for i, r := range requests {
		all[i] = core.Moved{OK: true, ID: a.Moved[i].ID, Was: a.Moved[i].Was, Request: r}
	}
	return d.tell(x, p, a.Account, dialog.Advanced{Advance: a.Advance, Moved: all, Err: bad})
}
