package storage

import (
	"fmt"

	"loket/core"
)

// receipt is what no two letters may share.
type receipt struct {
	address     int64
	account, id string
}

// owners says whose a receipt is.
type owners map[receipt]int64

// taken finds the letters that have the receipts of some outcomes already.
func (t *tx) taken(outcomes []core.Outcome, fates map[int64]*fate) (owners, error) {
	b := newBatch("address_id", "BIGINT", "account", "TEXT", "receipt", "TEXT")
	for _, o := range outcomes {
		if f := fates[o.Letter]; f != nil && o.Receipt != "" {
			b.add(f.AddressID, f.Account, o.Receipt)
		}
	}
	rows, err := read[struct {
		ID      int64
		Address int64 `db:"address_id"`
		Account string
		Receipt string
	}](t, b, `SELECT l.id, l.address_id, l.account, l.receipt FROM b JOIN letters l
		ON l.address_id = b.address_id AND l.account = b.account AND l.receipt = b.receipt WHERE l.receipt <> ''`)
	if err != nil {
		return nil, fmt.Errorf("look whose receipts they are: %w", err)
	}
	taken := owners{}
	for _, r := range rows {
		taken[receipt{r.Address, r.Account, r.Receipt}] = r.ID
	}
	return taken, nil
}

// claim gives a letter the receipt of its outcome, unless it is another's: then what was found for a letter in doubt is not
// it, and what the provider answered for this very letter goes without.
func (taken owners) claim(f *fate, o core.Outcome) core.Outcome {
	if o.Receipt == "" {
		return o
	}
	r := receipt{f.AddressID, f.Account, o.Receipt}
	if owner, ok := taken[r]; !ok || owner == f.ID {
		taken[r] = f.ID
		return o
	}
	o.Receipt = ""
	if f.State == core.Doubtful {
		o.State = core.Doubtful
	}
	return o
}
