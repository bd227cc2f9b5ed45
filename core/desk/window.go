package desk

import (
	"fmt"
	"time"

	"loket/core"
)

// window is when, from a moment on, the letters of a notice may leave: from open until shut (zero: without end).
func (d *Desk) window(from time.Time, n core.Notice) (open, shut time.Time) {
	h := d.cat.Office.Announce.Hours
	if n.Urgent || n.AnyHour || h.Open == 0 && h.Close == 24*60 {
		return from, time.Time{}
	}
	zone := d.cat.Office.Zone
	day := core.DateOf(from.In(zone))
	if !from.Before(day.At(h.Close, zone)) {
		day = day.Add(1)
	}
	return later(from, day.At(h.Open, zone)), day.At(h.Close, zone)
}

// shiftWindow moves a notice on to the next day's hours.
func (d *Desk) shiftWindow(x *doing) error {
	n, err := x.notice()
	if err != nil || !n.State.Open() || n.ShutAt.IsZero() || n.ShutAt.After(x.now) {
		return err // over, or paused and resumed meanwhile: then another act stands for it
	}
	d.shift(&n, x.now)
	x.again = n.ShutAt
	return x.tx.KeepNotice(n)
}

// shift gives a notice whose hours are over the next.
func (d *Desk) shift(n *core.Notice, now time.Time) {
	if n.State != core.Paused {
		n.Spent += max(0, n.ShutAt.Sub(n.OpenAt))
	}
	n.OpenAt, n.ShutAt = d.window(now, *n)
}

// shiftLate does that for a notice that had come to its end, and of which letters go on to other addresses after the hours in which it was
// sent: no act stands for it any more.
func (d *Desk) shiftLate(x *doing, n *core.Notice, ledger core.Ledger) (bool, error) {
	if n.State != core.Running || ledger.Owed == 0 || n.ShutAt.IsZero() || n.ShutAt.After(x.now) {
		return false, nil
	}
	d.shift(n, x.now)
	if n.ShutAt.IsZero() {
		return true, nil
	}
	return true, x.tx.Defer([]core.Act{act("window", *n, n.ShutAt, fmt.Sprintf("/%d", n.ShutAt.Unix()))})
}
