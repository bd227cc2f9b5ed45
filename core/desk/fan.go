package desk

import (
	"time"

	"loket/core"
)

// chunk is how many letters of a notice one transaction makes: so few that nobody who registers has to wait.
const chunk = 2000

// beginDue begins a notice whose time has come.
func (d *Desk) beginDue(x *doing) error {
	n, err := x.notice()
	if err != nil || n.State != core.Scheduled {
		return err
	}
	return d.begin(x.tx, x.now, &n)
}

// begin lets a notice be sent that has waited for its time or for a yes.
func (d *Desk) begin(tx core.Tx, now time.Time, n *core.Notice) error {
	n.State = core.Preparing
	n.OpenAt, n.ShutAt = d.window(now, *n)
	if err := tx.KeepNotice(*n); err != nil {
		return err
	}
	return tx.Defer(d.running(*n, now))
}

// fan makes the next letters of a notice. What is made from a parent's letters waits until all of those are out of the way.
func (d *Desk) fan(x *doing) error {
	n, err := x.notice()
	if err != nil || n.State != core.Preparing && n.State != core.Paused {
		return err
	}
	if n.Kind == core.Correction || n.Kind == core.Withdrawal || n.Kind == core.Resending {
		ledgers, err := x.tx.CountNotices([]int64{n.Parent})
		if err != nil {
			return err
		}
		if p := ledgers[n.Parent]; n.Kind != core.Resending && p.Owed+p.Sending > 0 {
			x.again = x.now.Add(rest / 2)
			return nil
		}
	}
	_, more, err := x.tx.FanOut(n.ID, d.announcers(), chunk)
	if err != nil {
		return err
	}
	x.woken = append(x.woken, d.announcers().Accounts()...)
	if more {
		x.again = x.now
		return nil
	}
	if err := d.repeat(x, n); err != nil {
		return err
	}
	if n.State == core.Preparing {
		n.State = core.Running
	}
	return x.tx.KeepNotice(n)
}

// repeat schedules the same notice for a later day, if it is to be repeated and will not be over by then. Days on which
// nobody works are passed over.
func (d *Desk) repeat(x *doing, n core.Notice) error {
	if n.Every == 0 || n.Kind == core.Forwarding {
		return nil
	}
	made, err := d.repetitions(x.tx, n)
	if err != nil || len(made) > 0 {
		return err // its letters were made before: it has been paused
	}
	zone := d.cat.Office.Zone
	at := later(n.Made, n.At).In(zone)
	_, calendar, err := d.today(x.tx)
	if err != nil {
		return err
	}
	for next := true; next; {
		at = core.DateOf(at).Add(n.Every).At(at.Hour()*60+at.Minute(), zone)
		_, holiday := calendar.Holiday(core.DateOf(at))
		next = !at.After(x.now) || holiday || calendar.Counter[at.Weekday()].Shut()
		if !at.Before(n.Expires) {
			return nil
		}
	}
	r := n
	r.ID, r.Kind, r.Parent, r.State, r.At, r.Made = 0, core.Repetition, series(n), core.Scheduled, at, x.now
	r.Spent, r.OpenAt, r.ShutAt, r.Letter, r.Told, r.Print = 0, time.Time{}, time.Time{}, 0, "", ""
	r.Frozen = d.engine.Freeze(r, d.o.Limits)
	_, err = d.enter(x.tx, x.now, r)
	return err
}

// series is the notice that a repetition repeats: those of one notice are all its children.
func series(n core.Notice) int64 {
	if n.Kind == core.Repetition {
		return n.Parent
	}
	return n.ID
}

// repetitions are those of a notice that come after it, the latest first.
func (d *Desk) repetitions(tx core.Tx, n core.Notice) (after []core.Notice, err error) {
	all, err := tx.FindNotices(core.NoticeQuery{Parent: series(n), Kinds: []core.NoticeKind{core.Repetition}})
	for _, r := range all {
		if r.ID > n.ID {
			after = append(after, r)
		}
	}
	return after, err
}

// expire ends a notice whose time is over.
func (d *Desk) expire(x *doing) error {
	n, err := x.notice()
	if err != nil || !n.State.May(core.Expired) {
		return err
	}
	if n.State == core.Running || n.State == core.Attention {
		ledgers, err := x.tx.CountNotices([]int64{n.ID})
		if err != nil {
			return err
		}
		if now := n.Now(ledgers[n.ID]); now != core.Running {
			return nil // all of it was sent in time
		}
	}
	return d.end(x.tx, x.now, &n, core.Expired)
}

// end gives up what has not left of a notice.
func (d *Desk) end(tx core.Tx, now time.Time, n *core.Notice, state core.NoticeState) error {
	n.State = state
	if _, err := d.tellAuthor(tx, n); err != nil {
		return err
	}
	if err := tx.KeepNotice(*n); err != nil {
		return err
	}
	return tx.Defer([]core.Act{act("skip", *n, now, "")})
}

// skip gives up the letters that are still owed of a notice that has ended.
func (d *Desk) skip(x *doing) error {
	n, err := x.notice()
	if err != nil {
		return err
	}
	skipped, err := d.skipSome(x.tx, n)
	if skipped == chunk {
		x.again = x.now
	}
	return err
}

func (d *Desk) skipSome(tx core.Tx, n core.Notice) (int, error) {
	reason := "expired"
	if n.State == core.Cancelled {
		reason = "cancelled"
		corrections, err := tx.FindNotices(core.NoticeQuery{Parent: n.ID, Kinds: []core.NoticeKind{core.Correction}, Limit: 1})
		if err != nil {
			return 0, err
		}
		if len(corrections) > 0 {
			reason = "corrected"
		}
	}
	return tx.SkipNotice(n.ID, reason, chunk)
}
