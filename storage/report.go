package storage

import (
	"context"
	"fmt"

	"loket/core"
)

// Report is the core.Outbox's.
func (s *Store) Report(ctx context.Context, reports []core.Report) error {
	err := s.write(ctx, func(t *tx) error {
		byID, byReceipt := newBatch("id", "BIGINT"), newBatch("account", "TEXT", "receipt", "TEXT")
		for _, r := range reports {
			if r.Letter != 0 {
				byID.add(r.Letter)
			} else if r.Receipt != "" {
				byReceipt.add(r.Account, r.Receipt)
			}
		}
		found, err := read[struct {
			ID      int64
			Account string
			Receipt string
		}](t, byReceipt, `SELECT l.id, l.account, l.receipt FROM b
			JOIN letters l ON l.account = b.account AND l.receipt = b.receipt WHERE l.receipt <> ''`)
		if err != nil {
			return err
		}
		ids := map[[2]string]int64{}
		for _, f := range found {
			ids[[2]string{f.Account, f.Receipt}] = f.ID
			byID.add(f.ID)
		}
		fates, err := t.fates(byID, "id IN (SELECT id FROM b)")
		if err != nil {
			return err
		}
		named := make([]core.Outcome, len(reports))
		for i, r := range reports {
			named[i] = core.Outcome{Letter: r.Letter, Receipt: r.Receipt}
		}
		taken, err := t.taken(named, fates)
		if err != nil {
			return err
		}
		var shut []core.Shutting
		for _, r := range reports {
			id := r.Letter
			if id == 0 {
				id = ids[[2]string{r.Account, r.Receipt}]
			}
			f := fates[id]
			if f == nil || r.Account != "" && r.Account != f.Account || !f.fits(r) {
				continue
			}
			if r.Shut {
				shut = append(shut, core.Shutting{AddressID: f.AddressID, Shut: true})
			}
			had := f.Receipt
			if f.report(r); f.Receipt != had {
				f.Receipt = taken.claim(f, core.Outcome{Receipt: f.Receipt}).Receipt
			}
		}
		return t.keepFates(fates, shut)
	})
	if err != nil {
		return fmt.Errorf("take reports: %w", err)
	}
	return nil
}

// fits tells whether a report can be about the letter as it stands. One of an attempt that was not made yet, or of the
// latest attempt with another receipt, is about what the letter was before a backup was restored. What it met at other addresses is
// over: a report without an attempt must name the receipt.
func (f *fate) fits(r core.Report) bool {
	if f.Since > 0 && r.Attempt <= f.Since && (r.Attempt != 0 || r.Receipt == "" || r.Receipt != f.Receipt) {
		return false
	}
	return f.Attempt > 0 && r.Attempt <= f.Attempt &&
		(r.Attempt < f.Attempt || r.Receipt == "" || f.Receipt == "" || r.Receipt == f.Receipt)
}

// report applies what the provider says later, if it leads forward: to Sent only from an open state, to Delivered or
// Failed also from Sent. That an earlier attempt failed says nothing of a later one: it is known by its number, else by its
// receipt. That an earlier one arrived ends the letter, for it has been read. Of a part that is not the last only its failure
// is of interest: then the letter did not arrive.
func (f *fate) report(r core.Report) {
	if r.Early && r.State != core.Failed {
		return
	}
	part := r.Early && (r.Receipt == "" || f.took(r.Receipt))
	if r.State == core.Failed && !part && (r.Attempt != 0 && r.Attempt < f.Attempt ||
		r.Receipt != "" && f.Receipt != "" && r.Receipt != f.Receipt) {
		return
	}
	final := r.State == core.Delivered || r.State == core.Failed
	if f.open() && (final || r.State == core.Sent) || f.State == core.Sent && final {
		f.State, f.Reason, f.changed = r.State, r.Reason, true
		// One that names neither the attempt nor its receipt may be about another: the outcome of the call may still say so.
		f.lost = f.vain() && (r.Attempt == f.Attempt || r.Receipt != "" && (r.Receipt == f.Receipt || f.took(r.Receipt)))
		if f.Receipt == "" && !r.Early {
			f.Receipt = r.Receipt
		}
	}
}
