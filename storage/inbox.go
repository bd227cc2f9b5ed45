package storage

import (
	"fmt"
	"slices"
	"strings"

	"loket/core"
)

// Admit is the core.Tx's. The ids of messages are all that is kept of them.
func (t *tx) Admit(ins []core.Inbound) ([]int64, error) {
	now, err := t.clock()
	if err != nil {
		return nil, err
	}
	sorted := slices.SortedFunc(slices.Values(ins), func(a, b core.Inbound) int {
		return strings.Compare(a.Account+"\x00"+a.ID, b.Account+"\x00"+b.ID)
	})
	b := newBatch("account", "TEXT", "provider_id", "TEXT")
	for _, in := range sorted {
		b.add(in.Account, in.ID)
	}
	rows, err := returning[struct {
		ID       int64
		Account  string
		Provider string `db:"provider_id"`
	}](t, b, `INSERT INTO inbox (account, provider_id, heard_at)
		SELECT account, provider_id, CAST(? AS BIGINT) FROM b ORDER BY n
		ON CONFLICT (account, provider_id) DO NOTHING
		RETURNING id, account, provider_id`, now)
	if err != nil {
		return nil, fmt.Errorf("admit %d messages: %w", len(ins), err)
	}
	type key struct{ account, id string }
	fresh := make(map[key]int64, len(rows))
	for _, r := range rows {
		fresh[key{r.Account, r.Provider}] = r.ID
	}
	admitted := make([]int64, len(ins))
	for i, in := range ins {
		k := key{in.Account, in.ID}
		admitted[i] = fresh[k]
		delete(fresh, k) // the same message twice on one tray is admitted once
	}
	return admitted, nil
}
