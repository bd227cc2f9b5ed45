package storage

import (
	"fmt"

	"loket/core"
)

// Elsewhere is the core.Tx's.
func (t *tx) Elsewhere(persons []int64) ([]core.Person, error) {
	rows, err := read[struct {
		ID        int64
		Lang      string
		AddressID int64 `db:"address_id"`
		Channel   string
		Ident     []byte
	}](t, ids(persons), `SELECT p.id, p.lang, a.id AS address_id, a.channel, a.ident
		FROM b JOIN persons p ON p.id = b.id JOIN addresses a ON a.person_id = p.id
		WHERE NOT a.shut ORDER BY p.id, a.id <> p.address_id, a.id`)
	if err != nil {
		return nil, fmt.Errorf("find open addresses: %w", err)
	}
	people := make([]core.Person, len(rows))
	for i, r := range rows {
		a, err := t.address(r.Channel, r.Ident)
		if err != nil {
			return nil, err
		}
		people[i] = core.Person{ID: r.ID, AddressID: r.AddressID, Address: a, Lang: r.Lang}
	}
	return people, nil
}
