package storage

import (
	"cmp"
	"slices"
	"strings"

	"loket/core"
)

// take notes that a part of the letter was taken, and that the next is intended.
func (f *fate) take(receipt string) {
	f.Parts = strings.TrimSpace(f.Parts + " " + cmp.Or(receipt, "-")) // a part counts even if nobody gave it a name
	f.State, f.Reason, f.changed = core.Sending, "", true
	f.Attempt++
}

// took tells whether a receipt is that of a part taken earlier.
func (f *fate) took(receipt string) bool { return slices.Contains(strings.Fields(f.Parts), receipt) }

// moved gives the address of a letter its new name, if the outcome says that it has one. If somebody is there already, they
// are another: the letter reaches nobody any more.
func (t *tx) moved(f *fate, o core.Outcome) (core.Outcome, error) {
	if o.Moved.IsZero() || !f.open() {
		return o, nil
	}
	prf, err := t.keys.findAddress(o.Moved)
	if err != nil {
		return o, err
	}
	ident, err := t.keys.sealText(addressIdent, o.Moved.ID)
	if err != nil {
		return o, err
	}
	n, err := t.change(nil, `UPDATE addresses SET channel = ?, prf = ?, ident = ? WHERE id = ?
		AND NOT EXISTS (SELECT 1 FROM addresses o WHERE o.prf = ? AND o.id <> addresses.id)`, o.Moved.Channel, prf, ident, f.AddressID, prf)
	if n == 0 {
		o.State, o.Reason, o.Shut = core.Failed, "gone", true
	}
	return o, err
}
