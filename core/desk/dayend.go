package desk

import (
	"fmt"

	"loket/core"
)

// afterBooking is what follows from a booking: who has a slot is reminded of it, and who waits is not forgotten at the day's end.
func (d *Desk) afterBooking(f core.Facts, b core.Booking) []core.Act {
	switch b.Verdict {
	case core.Granted:
		return d.remindLater(f.Calendar, f.Now, b.Request.Slot)
	case core.Queued:
		acts := d.waitLater(f.Calendar, b.Request.Day)
		for _, day := range f.Bookable {
			if day.Before(b.Request.Day) { // its places come before those of newcomers, too: they may be free, or become so
				acts = append(acts, releaseLater(f.Calendar, day)...)
				acts = append(acts, offerLater(fmt.Sprintf("q%d/%s", b.Request.ID, day), day, f.Now))
			}
		}
		return acts
	}
	return nil
}

// waitLater is what becomes due because somebody waits for a day: its end, and the hour from which the seats that it keeps for the
// kecamatan are everybody's.
func (d *Desk) waitLater(calendar *core.Calendar, day core.Date) []core.Act {
	shuts := calendar.IntakeShuts(day) // a day that gets longer hours when it has ended already ends once more
	acts := []core.Act{{Cause: fmt.Sprintf("dayend:%s@%d", day, shuts.Unix()), Kind: "dayend", Due: shuts, Body: body(places{day})}}
	return append(acts, releaseLater(calendar, day)...)
}

// releaseLater offers the seats that a day keeps for the kecamatan when they become everybody's.
func releaseLater(calendar *core.Calendar, day core.Date) []core.Act {
	if at, keeps := calendar.Released(day); keeps {
		return []core.Act{{Cause: "release:" + day.String(), Kind: "release", Due: at, Body: body(places{day})}}
	}
	return nil
}

// dayEnd lets those who are left when intake ends wait for the next day on which requests are taken, in their order, and offers
// them its places before anybody else comes. Who came into the line in that very moment, by a transaction that had begun before,
// is looked for once more.
func (d *Desk) dayEnd(x *doing) error {
	var p places
	calendar, err := d.readWithCalendar(x, &p)
	if err != nil {
		return err
	}
	shut := calendar.IntakeShuts(p.Day)
	if x.now.Before(shut) { // the day has longer hours than it had
		x.again = shut
		return nil
	}
	if last := shut.Add(d.o.Timeout); x.now.Before(last) {
		x.again = last
	}
	to := calendar.NextIntake(core.DateOf(x.now))
	if !to.IsZero() && !x.now.Before(calendar.IntakeShuts(to)) {
		to = calendar.NextIntake(to.Add(1))
	}
	if to.IsZero() {
		x.again = x.now.AddDate(0, 0, 1) // until somebody opens a day
		return nil
	}
	carried, err := x.tx.Carry(to, page, calendar)
	if err != nil || len(carried) == 0 {
		return err
	}
	if len(carried) == page {
		x.again = x.now
	}
	acts := append(d.waitLater(calendar, to), offerLater(fmt.Sprintf("%s/%d", x.act.Cause, carried[0]), to, x.now))
	return x.tx.Defer(acts)
}
