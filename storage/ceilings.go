package storage

import (
	"fmt"
	"maps"
	"slices"
)

// Ceil is the core.Tx's.
func (t *tx) Ceil(account string, parts int, renew bool) error {
	if _, err := t.change(nil, `INSERT INTO ceilings (account, parts) VALUES (?, ?)
		ON CONFLICT (account) DO UPDATE SET parts = excluded.parts, used = CASE WHEN ? THEN 0 ELSE ceilings.used END`,
		account, parts, renew); err != nil {
		return fmt.Errorf("set a ceiling: %w", err)
	}
	return nil
}

// Ceilings is the core.Tx's.
func (t *tx) Ceilings() ([]string, error) {
	all, err := read[string](t, nil, "SELECT account FROM ceilings WHERE parts > 0 AND used >= parts ORDER BY account")
	if err != nil {
		return nil, fmt.Errorf("read the ceilings: %w", err)
	}
	return all, nil
}

// room is how many of n letters an account may claim: each is a part at least. One whose phone is silent claims none.
func (t *tx) room(account string, n int) (int, error) {
	left, err := read[int](t, nil, `SELECT parts - used AS room FROM ceilings WHERE account = ? AND parts > 0
		UNION ALL SELECT 0 AS room FROM phones WHERE account = ? AND silent_at <> 0`, account, account)
	if err != nil {
		return 0, fmt.Errorf("look at the ceiling: %w", err)
	}
	for _, most := range left {
		n = max(0, min(n, most))
	}
	return n, nil
}

// charge counts the parts that accounts have sent against their ceilings.
func (t *tx) charge(used map[string]int) error {
	b := newBatch("account", "TEXT", "cost", "BIGINT")
	for _, account := range slices.Sorted(maps.Keys(used)) {
		b.add(account, used[account])
	}
	if _, err := t.change(b, "UPDATE ceilings SET used = used + b.cost FROM b WHERE ceilings.account = b.account"); err != nil {
		return fmt.Errorf("count against the ceiling: %w", err)
	}
	return nil
}
