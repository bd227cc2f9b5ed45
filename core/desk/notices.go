package desk

import (
	"context"

	"loket/core"
)

var (
	// shownKinds are the notices that lists show: the version that contacts hand on goes with its parent.
	shownKinds = []core.NoticeKind{core.Announcement, core.Repetition, core.Resending, core.Correction, core.Withdrawal}
	underWay   = []core.NoticeState{core.Awaiting, core.Scheduled, core.Preparing, core.Running, core.Paused, core.Attention}
)

// Notices lists notices with their ledgers, the newest first.
func (d *Desk) Notices(ctx context.Context, q core.NoticeQuery) (all []core.Noticed, err error) {
	if q.ID == 0 && len(q.Kinds) == 0 {
		q.Kinds = shownKinds
	}
	err = d.store.View(ctx, func(tx core.Tx) error {
		all, err = d.notices(tx, q)
		return err
	})
	return all, err
}

func (d *Desk) notices(tx core.Tx, q core.NoticeQuery) ([]core.Noticed, error) {
	q.Glance = true
	found, err := tx.FindNotices(q)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	ids := make([]int64, len(found))
	for i, n := range found {
		ids[i] = n.ID
	}
	ledgers, err := tx.CountNotices(ids)
	if err != nil {
		return nil, err
	}
	all := make([]core.Noticed, len(found))
	for i, n := range found {
		n.State = n.Now(ledgers[n.ID])
		all[i] = core.Noticed{Notice: n, Ledger: ledgers[n.ID]}
	}
	return all, nil
}

// Notice is one notice with its ledger, and the version beside it that contacts hand on, if there is one.
func (d *Desk) Notice(ctx context.Context, id int64) (n core.Noticed, beside *core.Noticed, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		found, err := d.notices(tx, core.NoticeQuery{ID: id, Limit: 1})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return refuse(core.Missing, "missing", nil, "there is no announcement %d", id)
		}
		n, beside = found[0], nil
		forwarded, err := d.notices(tx, core.NoticeQuery{Parent: id, Kinds: []core.NoticeKind{core.Forwarding}, Limit: 1})
		if err == nil && len(forwarded) > 0 {
			beside = &forwarded[0]
		}
		return err
	})
	return n, beside, err
}

// Recipients hands over the letters of a notice that are in some states, a page at a time, in the order in which they were
// made, from the first after one of them on.
func (d *Desk) Recipients(ctx context.Context, id int64, states []core.State, after int64, each func(core.Recipient) error) error {
	for {
		var some []core.Recipient
		err := d.store.View(ctx, func(tx core.Tx) (err error) {
			some, err = tx.Recipients(id, states, after, page)
			return err
		})
		if err != nil {
			return err
		}
		for _, r := range some {
			if err := each(r); err != nil {
				return err
			}
			after = r.Letter
		}
		if len(some) < page {
			return nil
		}
	}
}
