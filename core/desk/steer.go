package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loket/core"
	"loket/core/dialog"
)

// Steer does something with a notice under way, and returns it as it is then and how many letters were concerned. What is
// forbidden, or comes too late, is an error of kind Conflict.
func (d *Desk) Steer(ctx context.Context, id int64, deed core.Steering, by core.Actor) (n core.Noticed, letters int, err error) {
	var done dialog.Steered
	err = d.tx(ctx, func(tx core.Tx) error {
		now, err := tx.Now()
		if err != nil {
			return err
		}
		done, err = d.steer(tx, now, dialog.Steer{Notice: id, Deed: deed}, by)
		return err
	})
	n = core.Noticed{Notice: done.Notice, Ledger: done.Ledger}
	if err != nil {
		return n, 0, err
	}
	if done.Err != nil {
		return n, done.Letters, done.Err
	}
	d.stir()
	d.wakeAll()
	return n, done.Letters, nil
}

// steer does it, and what concerns it to the version beside it that contacts hand on.
func (d *Desk) steer(tx core.Tx, now time.Time, s dialog.Steer, by core.Actor) (done dialog.Steered, err error) {
	done.Steer = s
	if done.Err, err = blamed(may(by, core.Announce)); done.Err != nil || err != nil {
		return done, err
	}
	n, err := noticeByID(tx, s.Notice)
	if err == nil {
		done.Letters, err = d.steerOne(tx, now, &n, s.Deed, by)
	}
	done.Notice = n
	if done.Err, err = blamed(err); done.Err != nil || err != nil {
		return done, err
	}
	if s.Deed == core.Approve || s.Deed == core.Refuse || s.Deed == core.Pause || s.Deed == core.Resume || s.Deed == core.Cancel {
		beside, err := tx.FindNotices(core.NoticeQuery{Parent: n.ID, Kinds: []core.NoticeKind{core.Forwarding}, Limit: 1})
		if err != nil {
			return done, err
		}
		for _, f := range beside {
			_, err := d.steerOne(tx, now, &f, s.Deed, by)
			if _, err := blamed(err); err != nil { // over already: nothing to do
				return done, err
			}
		}
	}
	ledgers, err := tx.CountNotices([]int64{n.ID})
	if err != nil {
		return done, err
	}
	done.Ledger = ledgers[n.ID]
	return done, tx.Audit(by.Name, string(s.Deed)+" announcement", fmt.Sprint(n.ID))
}

// blamed tells what the one who asked can mend from what is nobody's or our fault.
func blamed(err error) (*core.Error, error) {
	switch core.KindOf(err) {
	case core.Invalid, core.Missing, core.Conflict:
		var e *core.Error
		if errors.As(err, &e) {
			return e, nil
		}
	}
	return nil, err
}

// tooLate refuses a deed that a notice's state does not allow.
func tooLate(n core.Notice) error {
	return refuse(core.Conflict, "state", map[string]any{"status": string(n.State)}, "announcement %d is %s: that cannot be done any more, or not yet", n.ID, n.State)
}

// steerOne returns how many letters the deed concerned.
func (d *Desk) steerOne(tx core.Tx, now time.Time, n *core.Notice, deed core.Steering, by core.Actor) (letters int, err error) {
	switch deed {
	case core.Approve:
		return 0, d.approve(tx, now, n, by)
	case core.Refuse:
		if n.State != core.Awaiting {
			return 0, tooLate(*n)
		}
		n.Yes = by.Name
		return 0, d.end(tx, now, n, core.Cancelled)
	case core.Pause:
		if !n.State.May(core.Paused) {
			return 0, tooLate(*n)
		}
		if n.State != core.Scheduled {
			n.Spent += d.elapsed(*n, now)
		}
		n.State = core.Paused
		return 0, tx.KeepNotice(*n)
	case core.Resume:
		return 0, d.resume(tx, now, n)
	case core.Cancel:
		if !n.State.May(core.Cancelled) {
			return 0, tooLate(*n)
		}
		ledgers, err := tx.CountNotices([]int64{n.ID})
		if err != nil {
			return 0, err
		}
		if err := d.end(tx, now, n, core.Cancelled); err != nil {
			return 0, err
		}
		_, err = d.repeatNoMore(tx, now, *n)
		return ledgers[n.ID].Gone(), err
	case core.SendAll, core.DropAll:
		return d.decide(tx, now, n, deed == core.SendAll)
	case core.Retry:
		return d.retry(tx, now, n, by, false)
	case core.Withdraw:
		return d.withdraw(tx, now, n, by)
	}
	return 0, refuse(core.Invalid, "unnamed", nil, "%q is nothing that can be done with an announcement", deed)
}

// elapsed is how long letters of a notice have been leaving since it was opened last.
func (d *Desk) elapsed(n core.Notice, now time.Time) time.Duration {
	if !n.ShutAt.IsZero() && n.ShutAt.Before(now) {
		now = n.ShutAt
	}
	return max(0, now.Sub(n.OpenAt))
}

// approve is the second yes, by somebody else than the first.
func (d *Desk) approve(tx core.Tx, now time.Time, n *core.Notice, by core.Actor) error {
	switch {
	case n.State != core.Awaiting:
		return tooLate(*n)
	case by.Name == n.By:
		return refuse(core.Conflict, "own", nil, "%s wrote this announcement: the second yes must be somebody else's", by.Name)
	}
	n.Yes = by.Name
	if n.At.After(now) {
		n.State = core.Scheduled
		if err := tx.KeepNotice(*n); err != nil {
			return err
		}
		return tx.Defer([]core.Act{act("begin", *n, n.At, "")})
	}
	return d.begin(tx, now, n)
}

// resume lets a paused notice go on; one whose time came during the pause begins.
func (d *Desk) resume(tx core.Tx, now time.Time, n *core.Notice) error {
	if n.State != core.Paused {
		return tooLate(*n)
	}
	again := fmt.Sprintf("/%d", now.UnixMicro())
	if n.OpenAt.IsZero() { // paused before it began
		if !n.At.After(now) {
			return d.begin(tx, now, n)
		}
		n.State = core.Scheduled
		if err := tx.KeepNotice(*n); err != nil {
			return err
		}
		return tx.Defer([]core.Act{act("begin", *n, n.At, again)})
	}
	n.State = core.Preparing // until it is seen that all letters are made
	n.OpenAt, n.ShutAt = d.window(now, *n)
	if err := tx.KeepNotice(*n); err != nil {
		return err
	}
	acts := []core.Act{act("fan", *n, now, again)}
	if !n.ShutAt.IsZero() {
		acts = append(acts, act("window", *n, n.ShutAt, again))
	}
	return tx.Defer(acts)
}

// decide ends the waiting of letters in doubt that are held for staff.
func (d *Desk) decide(tx core.Tx, now time.Time, n *core.Notice, again bool) (letters int, err error) {
	over := !n.Expires.IsZero() && !n.Expires.After(now)
	if again && (over || n.State != core.Running && n.State != core.Attention && n.State != core.Paused) {
		return 0, tooLate(*n)
	}
	if letters, err = tx.SettleDoubts(n.ID, again); err != nil || !again || n.State != core.Attention {
		return letters, err
	}
	n.State = core.Running
	n.Spent += d.elapsed(*n, now)
	n.OpenAt, n.ShutAt = d.window(now, *n)
	if err := tx.KeepNotice(*n); err != nil || n.ShutAt.IsZero() {
		return letters, err
	}
	return letters, tx.Defer([]core.Act{act("window", *n, n.ShutAt, fmt.Sprintf("/%d", now.UnixMicro()))})
}
