package desk

import (
	"time"

	"loket/core"
)

// replace ends a notice, and whatever says the same again, and enters the one that takes its place.
func (d *Desk) replace(tx core.Tx, now time.Time, n *core.Notice, by core.Notice) error {
	if err := d.replaceable(tx, *n); err != nil {
		return err
	}
	ended, err := d.repeatNoMore(tx, now, *n)
	if err != nil {
		return err
	}
	if by.Kind == core.Correction && len(ended) == 0 && n.State.Open() {
		by.Every = n.Every // its first repetition was still to be scheduled
	}
	by.Frozen = d.engine.Freeze(by, d.o.Limits)
	made, err := d.enter(tx, now, by)
	if err != nil {
		return err
	}
	if err := d.cancelOpen(tx, now, *n); err != nil {
		return err
	}
	if err := d.replaceAlong(tx, now, *n, made); err != nil {
		return err
	}
	if made.Kind == core.Correction {
		if err := d.repeatInstead(tx, now, ended, made); err != nil {
			return err
		}
	}
	*n = made
	return nil
}

// replaceable refuses what cannot be corrected or taken back: it was not sent, or was mended already.
func (d *Desk) replaceable(tx core.Tx, n core.Notice) error {
	if n.Kind == core.Withdrawal || n.State == core.Awaiting || n.State == core.Scheduled {
		return tooLate(n)
	}
	if n.Kind == core.Correction && (n.State == core.Preparing || n.State == core.Paused) {
		return tooLate(n) // whom it is for, who have read something, is known when all its letters are made
	}
	return d.unmended(tx, n)
}

func (d *Desk) cancelOpen(tx core.Tx, now time.Time, n core.Notice) error {
	if !n.State.May(core.Cancelled) {
		return nil
	}
	return d.end(tx, now, &n, core.Cancelled)
}

// replaceAlong does with what went out beside a notice, or again, what was done with the notice itself. A correction has a
// version of its own for contacts to hand on.
func (d *Desk) replaceAlong(tx core.Tx, now time.Time, n, made core.Notice) error {
	along, err := tx.FindNotices(core.NoticeQuery{Parent: n.ID, Kinds: []core.NoticeKind{core.Forwarding, core.Resending}})
	if err != nil {
		return err
	}
	for _, a := range along {
		mended, err := blamed(d.unmended(tx, a))
		if err != nil {
			return err
		}
		if mended != nil {
			continue
		}
		if a.Kind == core.Forwarding && made.Kind == core.Correction {
			err = d.forward(tx, now, made)
		} else {
			by := made
			by.ID, by.Parent, by.Author, by.Every = 0, a.ID, 0, 0
			err = d.place(tx, now, &by)
		}
		if err != nil {
			return err
		}
		if err := d.cancelOpen(tx, now, a); err != nil {
			return err
		}
		if err := d.replaceAlong(tx, now, a, made); err != nil {
			return err
		}
	}
	return nil
}

// repeatNoMore ends the repetitions of a notice that are to come, or are being sent.
func (d *Desk) repeatNoMore(tx core.Tx, now time.Time, n core.Notice) (ended []core.Notice, err error) {
	if n.Every == 0 || n.Kind == core.Forwarding {
		return nil, nil
	}
	after, err := d.repetitions(tx, n)
	if err != nil {
		return nil, err
	}
	for _, r := range after {
		if !r.State.May(core.Cancelled) {
			continue
		}
		ended = append(ended, r)
		beside, err := tx.FindNotices(core.NoticeQuery{Parent: r.ID, Kinds: []core.NoticeKind{core.Forwarding}, Limit: 1})
		if err != nil {
			return nil, err
		}
		for _, e := range append(beside, r) {
			if err := d.cancelOpen(tx, now, e); err != nil {
				return nil, err
			}
		}
	}
	return ended, nil
}

// repeatInstead schedules anew, with a correction's words, what was to be repeated.
func (d *Desk) repeatInstead(tx core.Tx, now time.Time, ended []core.Notice, made core.Notice) error {
	for _, r := range ended {
		if !r.OpenAt.IsZero() {
			continue // it had begun
		}
		r.ID, r.Parent, r.By, r.Texts, r.Made = 0, made.ID, made.By, made.Texts, now
		r.Frozen = d.engine.Freeze(r, d.o.Limits)
		if _, err := d.enter(tx, now, r); err != nil {
			return err
		}
	}
	return nil
}
