package storage

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"loket/core"
)

// fate is what is known of a letter while it is being settled or reported on, and what becomes of it.
type fate struct {
	ID        int64
	AddressID int64 `db:"address_id"`
	Account   string
	State     core.State
	Reason    string
	Attempt   int
	Unclear   int
	Receipt   string
	Parts     string
	Cost      int
	DueAt     int64 `db:"due_at"`
	Lane      core.Lane
	Since     int // attempts up to this one went to other addresses

	changed bool
	lost    bool // reaches nobody at this address
}

func (f *fate) open() bool {
	return f.State == core.Owed || f.State == core.Sending || f.State == core.Doubtful
}

// Settle is the core.Outbox's. What the provider took at once is written down by one statement. Of all else the letters are
// locked, what becomes of them is decided here, and written by one statement too.
func (s *Store) Settle(ctx context.Context, outcomes []core.Outcome) error {
	err := s.write(ctx, func(t *tx) error {
		rest, err := t.sent(outcomes)
		if err != nil || len(rest) == 0 {
			return err
		}
		return t.settle(rest)
	})
	if err != nil {
		return fmt.Errorf("settle letters: %w", err)
	}
	return nil
}

// sent writes down that letters on their way were sent, and returns the outcomes of all others: those that say something
// else, or that meet something else in the database, and receipts that are another letter's or that two are to have.
func (t *tx) sent(outcomes []core.Outcome) (rest []core.Outcome, err error) {
	now, err := t.clock()
	if err != nil {
		return nil, err
	}
	letters, receipts := make(map[int64]int, len(outcomes)), make(map[string]int, len(outcomes))
	for _, o := range outcomes {
		letters[o.Letter]++
		receipts[o.Receipt]++
	}
	quick := make([]core.Outcome, 0, len(outcomes))
	for _, o := range outcomes {
		if o.State == core.Sent && !o.Shut && o.Moved.IsZero() && letters[o.Letter] == 1 && (o.Receipt == "" || receipts[o.Receipt] == 1) {
			quick = append(quick, o)
		}
	}
	slices.SortFunc(quick, func(a, b core.Outcome) int { return cmp.Compare(a.Letter, b.Letter) }) // locked in this order
	b := newBatch("id", "BIGINT", "attempt", "BIGINT", "receipt", "TEXT", "cost", "BIGINT")
	for _, o := range quick {
		b.add(o.Letter, o.Attempt, o.Receipt, o.Cost)
	}
	// Once more the state is asked for in words that no index has.
	rows, err := returning[struct {
		ID      int64
		Account string
	}](t, b, `UPDATE letters SET state = 'sent', reason = '', receipt = CASE b.receipt WHEN '' THEN letters.receipt ELSE b.receipt END,
			cost = letters.cost + b.cost, settled_at = ?
		FROM b WHERE letters.id = b.id AND letters.attempt = b.attempt AND letters.state || '' = 'sending' AND (b.receipt = ''
			OR NOT EXISTS (SELECT 1 FROM letters o WHERE o.address_id = letters.address_id AND o.account = letters.account
				AND o.receipt = b.receipt AND o.receipt <> '' AND o.id <> letters.id))
		RETURNING letters.id, letters.account`, now)
	if err != nil {
		return nil, err
	}
	accounts := make(map[int64]string, len(rows))
	for _, r := range rows {
		accounts[r.ID] = r.Account
	}
	used := map[string]int{}
	for _, o := range outcomes {
		switch account, written := accounts[o.Letter]; {
		case !written:
			rest = append(rest, o)
		case o.Cost > 0:
			used[account] += o.Cost
		}
	}
	return rest, t.charge(used)
}

// settle writes outcomes down of any kind.
func (t *tx) settle(outcomes []core.Outcome) error {
	now, err := t.clock()
	if err != nil {
		return err
	}
	b := newBatch("id", "BIGINT")
	for _, o := range outcomes {
		b.add(o.Letter)
	}
	fates, err := t.fates(b, "id IN (SELECT id FROM b)")
	if err != nil {
		return err
	}
	taken, err := t.taken(outcomes, fates)
	if err != nil {
		return err
	}
	var shut []core.Shutting
	used := map[string]int{}
	for _, o := range outcomes {
		f := fates[o.Letter]
		if f == nil || f.Attempt != o.Attempt {
			continue
		}
		if o, err = t.moved(f, o); err != nil {
			return err
		}
		if o.Shut {
			shut = append(shut, core.Shutting{AddressID: f.AddressID, Shut: true})
		}
		if o.Cost > 0 { // even if a report was faster
			f.Cost, f.changed = f.Cost+o.Cost, true
			used[f.Account] += o.Cost
		}
		f.settle(taken.claim(f, o), now)
	}
	if err := t.keepFates(fates, shut); err != nil {
		return err
	}
	return t.charge(used)
}

// settle applies the outcome of the letter's latest attempt. A report that was faster stands, it only lacks the receipt;
// but a failure that named another receipt was an earlier attempt's.
func (f *fate) settle(o core.Outcome, now int64) {
	if !f.open() {
		switch {
		case o.State != core.Sent || o.Receipt == "" || o.Receipt == f.Receipt:
		case f.Receipt == "":
			f.Receipt, f.changed = o.Receipt, true
		case f.State == core.Failed:
			f.State, f.Reason, f.Receipt, f.changed = core.Sent, "", o.Receipt, true
		}
		return
	}
	if o.State == core.Sending {
		f.take(o.Receipt)
		return
	}
	if o.State == core.Doubtful && f.State == core.Sending {
		f.Unclear++
	}
	f.State, f.Reason, f.DueAt, f.changed = o.State, o.Reason, since(now, -o.Wait), true
	f.lost = f.vain()
	if o.Receipt != "" {
		f.Receipt = o.Receipt
	}
}

// fates locks letters, in the order of their ids.
func (t *tx) fates(b *batch, condition string) (map[int64]*fate, error) {
	rows, err := returning[*fate](t, b, `SELECT id, address_id, account, state, reason, attempt, unclear, receipt, parts, cost, due_at, lane, since
		FROM letters WHERE `+condition+` ORDER BY id`+t.d.lock)
	if err != nil {
		return nil, err
	}
	fates := make(map[int64]*fate, len(rows))
	for _, f := range rows {
		fates[f.ID] = f
	}
	return fates, nil
}

func (t *tx) keepFates(fates map[int64]*fate, shut []core.Shutting) error {
	now, err := t.clock()
	if err != nil {
		return err
	}
	b := newBatch("id", "BIGINT", "state", "TEXT", "reason", "TEXT", "attempt", "BIGINT", "unclear", "BIGINT", "receipt", "TEXT",
		"parts", "TEXT", "cost", "BIGINT", "due_at", "BIGINT")
	for _, f := range fates {
		if f.changed {
			b.add(f.ID, f.State, f.Reason, f.Attempt, f.Unclear, f.Receipt, f.Parts, f.Cost, f.DueAt)
		}
	}
	if _, err := t.change(b, `UPDATE letters SET state = b.state, reason = b.reason, attempt = b.attempt, unclear = b.unclear,
			receipt = b.receipt, parts = b.parts, cost = b.cost, due_at = b.due_at, settled_at = ?,
			attempt_at = CASE WHEN b.attempt > letters.attempt THEN ? ELSE letters.attempt_at END
		FROM b WHERE letters.id = b.id`, now, now); err != nil {
		return err
	}
	slices.SortFunc(shut, func(a, b core.Shutting) int { return int(a.AddressID - b.AddressID) })
	if err := t.Shut(slices.Compact(shut)); err != nil {
		return err
	}
	var lost []int64
	for _, f := range fates {
		if f.lost {
			lost = append(lost, f.ID)
		}
	}
	_, err = t.detour(lost)
	return err
}
