package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"loket/core"
	"loket/core/dialog"
)

// Reschedule gives the request of a ticket another slot: the one that begins at want.Pick, or, if that is zero, the earliest free
// one from want.Day on. A request that was not fetched is ready again. Its holder is told.
func (d *Desk) Reschedule(ctx context.Context, ticket string, want core.Reslot, by core.Actor) (done core.Reslotted, err error) {
	var letters []core.Letter
	err = d.tx(ctx, func(tx core.Tx) error {
		if done, letters, err = d.reschedule(tx, ticket, want, by); err != nil || done.OK {
			return err
		}
		return refuse(core.Conflict, "slot", nil, "there is no room for %s then, or it has that hour already, or its papers are not to be fetched any more", ticket)
	})
	if err != nil {
		return core.Reslotted{}, err
	}
	d.wake(letters)
	return done, nil
}

func (d *Desk) reschedule(tx core.Tx, ticket string, want core.Reslot, by core.Actor) (done core.Reslotted, letters []core.Letter, err error) {
	if err := may(by, core.MoveOthers); err != nil {
		return done, nil, err
	}
	now, calendar, err := d.today(tx)
	if err != nil {
		return done, nil, err
	}
	if !want.Pick.IsZero() && !want.Pick.After(now) || !want.Day.IsZero() && want.Day.Before(core.DateOf(now)) {
		return done, nil, refuse(core.Invalid, "days.past", nil, "that time is over: name one to come")
	}
	found, err := byTicket(tx, []string{ticket})
	if err != nil {
		return done, nil, err
	}
	r := found[0]
	want.Request, want.After, want.Ready, want.By, want.Reason = r.ID, now, r.Status == core.NoShow, by.Name, strings.TrimSpace(want.Reason)
	reslotted, letters, err := d.reslotAll(tx, calendar, now, []core.Reslot{want}, d.said(want.Reason))
	if err != nil {
		return done, nil, err
	}
	if done = reslotted[0]; !done.OK {
		return done, nil, nil
	}
	return done, letters, tx.Audit(by.Name, "reschedule", r.Ticket+" to "+done.Request.From.In(calendar.Zone).Format(time.RFC3339))
}

// reslotAll gives requests other slots, tells their holders, and sees to it that they are reminded.
func (d *Desk) reslotAll(tx core.Tx, calendar *core.Calendar, now time.Time, reslots []core.Reslot, why dialog.Why) ([]core.Reslotted, []core.Letter, error) {
	reslotted, err := tx.Reslot(reslots, calendar)
	if err != nil {
		return nil, nil, err
	}
	var all []news
	var slots []core.Slot
	for _, s := range reslotted {
		if s.OK {
			slots = append(slots, s.Request.Slot)
			all = append(all, news{s.Request, rescheduleNews, fmt.Sprintf("slot:%d", s.ID), s.Request.Ticket,
				always(func(lang string, l core.Limits) core.Message { return d.engine.Reslotted(lang, l, s, why) })})
		}
	}
	letters, err := d.tellHolders(tx, all)
	if err != nil {
		return nil, nil, err
	}
	return reslotted, letters, when(d.remindLater(calendar, now, slots...), tx.Defer)()
}

// said is a reason in the words of staff, the same in all languages; none if there is none.
func (d *Desk) said(reason string) dialog.Why {
	why := dialog.Why{}
	for _, lang := range d.cat.Office.Languages {
		if reason != "" {
			why[lang] = reason
		}
	}
	return why
}
