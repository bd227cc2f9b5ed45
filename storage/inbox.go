package storage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"loket/core"
)

// Admit is the core.Tx's. The ids of messages are all that is kept of them. It is the first statement of a tray, and brings the
// clock along.
func (t *tx) Admit(ins []core.Inbound) ([]int64, error) {
	sorted := slices.SortedFunc(slices.Values(ins), func(a, b core.Inbound) int {
		return cmp.Or(strings.Compare(a.Account, b.Account), strings.Compare(a.ID, b.ID))
	})
	b := newBatch("account", "TEXT", "provider_id", "TEXT")
	for _, in := range sorted {
		b.add(in.Account, in.ID)
	}
	rows, err := returning[struct {
		ID       int64
		Account  string
		Provider string `db:"provider_id"`
		clockRow
	}](t, b, `INSERT INTO inbox (account, provider_id, heard_at)
		SELECT account, provider_id, `+t.d.now+` FROM b ORDER BY n
		ON CONFLICT (account, provider_id) DO NOTHING
		RETURNING id, account, provider_id, heard_at AS machine, `+ofMeta)
	if err != nil {
		return nil, fmt.Errorf("admit %d messages: %w", len(ins), err)
	}
	if len(rows) > 0 && t.machine == 0 {
		t.strikes(rows[0].clockRow)
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
