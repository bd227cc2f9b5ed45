package desk

import (
	"context"
	"slices"
	"time"

	"loket/core"
)

// What was sent can be mended: sent again to those it did not reach, corrected, taken back. Each is a notice of its own, with
// a ledger of its own, whose letters are made from its parent's.

// Retry sends a notice again to those whom it failed to reach; with other, to another address of theirs if they have one.
func (d *Desk) Retry(ctx context.Context, id int64, other bool, by core.Actor) (core.Notice, error) {
	return d.mend(ctx, id, by, func(tx core.Tx, now time.Time, n *core.Notice) error {
		_, err := d.retry(tx, now, n, by, other)
		return err
	})
}

// Correct puts other texts in the place of what was sent: where messages can be edited they are, elsewhere a correction goes
// to exactly those who got the first. Who had not got it yet gets the new text only.
func (d *Desk) Correct(ctx context.Context, id int64, texts map[string]string, by core.Actor) (core.Notice, error) {
	return d.mend(ctx, id, by, func(tx core.Tx, now time.Time, n *core.Notice) error {
		c, err := d.correction(*n, texts, now, by)
		if err != nil {
			return err
		}
		return d.replace(tx, now, n, c)
	})
}

func (d *Desk) mend(ctx context.Context, id int64, by core.Actor, do func(core.Tx, time.Time, *core.Notice) error) (n core.Notice, err error) {
	err = d.tx(ctx, func(tx core.Tx) error {
		if err := may(by, core.Announce); err != nil {
			return err
		}
		now, err := tx.Now()
		if err != nil {
			return err
		}
		if n, err = noticeByID(tx, id); err != nil {
			return err
		}
		return do(tx, now, &n)
	})
	if err != nil {
		return n, err
	}
	d.stir()
	d.wakeAll()
	return n, nil
}

// child is a notice about another one.
func child(n core.Notice, kind core.NoticeKind, now time.Time, by core.Actor) core.Notice {
	return core.Notice{Kind: kind, Parent: n.ID, State: core.Preparing, By: by.Name, Author: by.Address, Yes: n.Yes, Texts: n.Texts,
		Audience: n.Audience, Urgent: n.Urgent, AnyHour: n.AnyHour, Hold: n.Hold, Expires: n.Expires, Made: now}
}

// retry makes *n the new notice and returns how many letters it is meant for.
func (d *Desk) retry(tx core.Tx, now time.Time, n *core.Notice, by core.Actor, other bool) (letters int, err error) {
	if n.State == core.Awaiting || n.State == core.Scheduled || n.State == core.Cancelled || n.Kind == core.Withdrawal {
		return 0, tooLate(*n)
	}
	if err := d.unmended(tx, *n); err != nil {
		return 0, err
	}
	underway, err := tx.FindNotices(core.NoticeQuery{Parent: n.ID, Kinds: []core.NoticeKind{core.Resending}, Limit: 1,
		States: []core.NoticeState{core.Preparing, core.Paused}})
	if err != nil {
		return 0, err
	}
	if len(underway) > 0 { // whom it is for is seen by its letters, which are being made
		return 0, tooLate(underway[0])
	}
	r := child(*n, core.Resending, now, by)
	if !r.Expires.IsZero() && !r.Expires.After(now) {
		return 0, refuse(core.Conflict, "ended", nil, "announcement %d is over: nothing of it is sent again", n.ID)
	}
	r.Other = other
	r.Frozen = d.engine.Freeze(r, d.o.Limits)
	reach, err := tx.CountAudience(r, d.announcers())
	if err != nil {
		return 0, err
	}
	for _, l := range reach {
		letters += l.Letters
	}
	if letters == 0 {
		return 0, refuse(core.Conflict, "unreached", nil, "there is nobody whom announcement %d failed to reach and who could be reached now", n.ID)
	}
	r.Expected = letters
	*n, err = d.enter(tx, now, r)
	return letters, err
}

// withdraw takes back what was sent of *n, and makes *n the notice that does so.
func (d *Desk) withdraw(tx core.Tx, now time.Time, n *core.Notice, by core.Actor) (letters int, err error) {
	ledgers, err := tx.CountNotices([]int64{n.ID})
	if err != nil {
		return 0, err
	}
	w := child(*n, core.Withdrawal, now, by)
	w.AnyHour, w.Expires = true, time.Time{}
	return ledgers[n.ID].Gone(), d.replace(tx, now, n, w)
}

// unmended refuses what was corrected or withdrawn already, and that whose letters are gone. A correction that was cancelled
// counts only if something took its place.
func (d *Desk) unmended(tx core.Tx, n core.Notice) error {
	if n.Pruned {
		return refuse(core.Conflict, "pruned", nil, "letters of announcement %d are older than %d days and were pruned: it cannot be sent again, corrected or "+
			"withdrawn any more; announce anew what is still to be said", n.ID, d.cat.Office.Limits.KeepLettersDays)
	}
	earlier, err := tx.FindNotices(core.NoticeQuery{Parent: n.ID, Kinds: []core.NoticeKind{core.Correction, core.Withdrawal}})
	if err != nil {
		return err
	}
	earlier = slices.DeleteFunc(earlier, func(c core.Notice) bool {
		if c.State != core.Cancelled {
			return false
		}
		var replaced *core.Error
		replaced, err = blamed(d.unmended(tx, c))
		return err == nil && replaced == nil
	})
	if err != nil || len(earlier) == 0 {
		return err
	}
	return refuse(core.Conflict, "mended", nil, "announcement %d was corrected or withdrawn already, by announcement %d: correct that one", n.ID, earlier[0].ID)
}
