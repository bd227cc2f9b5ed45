package storage

import (
	"fmt"
	"time"

	"loket/core"
)

// HearPhone is the core.Tx's. The row belongs to whoever writes it first: of two who look at once the second finds no news.
func (t *tx) HearPhone(account string, at time.Time) (since time.Time, news bool, err error) {
	now, err := t.clock()
	if err != nil {
		return since, false, err
	}
	heard := int64(0)
	if !at.IsZero() {
		heard = now - max(0, time.Since(at)).Microseconds() // how long ago: the database's clock may be another
	}
	// Of one that was never heard of the silence begins now.
	if _, err := t.change(nil, `INSERT INTO phones (account, heard_at) VALUES (?, CASE WHEN CAST(? AS BIGINT) = 0 THEN CAST(? AS BIGINT) ELSE CAST(? AS BIGINT) END)
		ON CONFLICT (account) DO UPDATE SET heard_at = CASE WHEN phones.heard_at < ? THEN ? ELSE phones.heard_at END`,
		account, heard, now, heard, heard, heard); err != nil {
		return since, false, fmt.Errorf("note when a phone was heard of: %w", err)
	}
	limit := now - core.Silence.Microseconds()
	fell, err := t.change(nil, "UPDATE phones SET silent_at = heard_at + CAST(? AS BIGINT) WHERE account = ? AND silent_at = 0 AND heard_at <= ?",
		t.office-t.machine, account, limit)
	if err != nil {
		return since, false, fmt.Errorf("note that a phone is silent: %w", err)
	}
	back, err := t.change(nil, "UPDATE phones SET silent_at = 0 WHERE account = ? AND silent_at <> 0 AND heard_at > ?", account, limit)
	if err != nil {
		return since, false, fmt.Errorf("note that a phone is back: %w", err)
	}
	is, err := read[int64](t, nil, "SELECT silent_at FROM phones WHERE account = ?", account)
	if err != nil {
		return since, false, fmt.Errorf("look at a phone: %w", err)
	}
	if len(is) > 0 && is[0] != 0 {
		since = instant(is[0])
	}
	return since, fell+back > 0, nil
}

// SilentPhones is the core.Tx's.
func (t *tx) SilentPhones() (all []core.SilentPhone, err error) {
	rows, err := read[struct {
		Account string
		Since   int64 `db:"silent_at"`
	}](t, nil, "SELECT account, silent_at FROM phones WHERE silent_at <> 0 ORDER BY account")
	if err != nil {
		return nil, fmt.Errorf("look for silent phones: %w", err)
	}
	for _, r := range rows {
		all = append(all, core.SilentPhone{Account: r.Account, Since: instant(r.Since)})
	}
	return all, nil
}

// Reassign is the core.Tx's. Nobody claims meanwhile what is given away. What others are given may stand before what they have sent of a
// notice already, so that it counts as put off until long ago (milestones.go).
func (t *tx) Reassign(from string, to []string, most int) (int, error) {
	if len(to) == 0 {
		return 0, nil
	}
	if err := t.alone("claim " + from); err != nil {
		return 0, err
	}
	b := newBatch("account", "TEXT", "turn", "BIGINT", "turns", "BIGINT")
	for turn, account := range to {
		b.add(account, turn, len(to))
	}
	notices, err := read[int64](t, nil, "SELECT id FROM notices WHERE state IN ('preparing', 'sending', 'paused') ORDER BY id")
	if err != nil {
		return 0, fmt.Errorf("look for what is announced: %w", err)
	}
	given := 0
	give := func(owed, order string, args ...any) error {
		if given >= most {
			return nil
		}
		n, err := t.change(b, `UPDATE letters SET account = b.account, due_at = CASE WHEN letters.due_at = 0 THEN 1 ELSE letters.due_at END
			FROM b WHERE b.turn = letters.id % b.turns AND letters.id IN (SELECT l.id FROM letters l
				WHERE `+owed+` AND l.account = ? AND l.state = 'owed' AND l.parts = '' AND l.unclear = 0 ORDER BY `+order+` LIMIT ?`+t.d.lock+`)`,
			append(args, from, most-given)...)
		if err != nil {
			return fmt.Errorf("give letters to other accounts: %w", err)
		}
		given += int(n)
		return nil
	}
	if err := give(fmt.Sprintf("l.lane < %d", noticeLanes), "l.lane, l.due_at, l.id"); err != nil {
		return given, err
	}
	for _, id := range notices { // one by one, for PostgreSQL would read those of all
		if err := give("l.notice_id = ?", "l.due_at, l.seq", id); err != nil {
			return given, err
		}
	}
	return given, nil
}
