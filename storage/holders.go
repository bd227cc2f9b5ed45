package storage

import (
	"fmt"
	"time"

	"loket/core"
)

// Holders is the core.Tx's.
func (t *tx) Holders(requests []int64) (map[int64][]core.Person, error) {
	rows, err := read[struct {
		Request   int64
		ID        int64
		Lang      string
		AddressID int64 `db:"address_id"`
		Channel   string
		Ident     []byte
		Shut      bool
		HeardBy   string `db:"heard_by"`
	}](t, ids(requests), `SELECT r.id AS request, p.id, p.lang, a.id AS address_id, a.channel, a.ident, a.shut, a.heard_by
		FROM b JOIN requests r ON r.id = b.id JOIN persons p ON p.id = r.person_id JOIN addresses a ON a.person_id = p.id
		ORDER BY r.id, a.shut, a.id <> p.address_id, a.id <> COALESCE(r.address_id, 0), a.id`)
	if err != nil {
		return nil, fmt.Errorf("find the holders of requests: %w", err)
	}
	holders := make(map[int64][]core.Person, len(requests))
	for _, r := range rows {
		a, err := t.address(r.Channel, r.Ident)
		if err != nil {
			return nil, err
		}
		holders[r.Request] = append(holders[r.Request], core.Person{ID: r.ID, AddressID: r.AddressID, Address: a, Lang: r.Lang, Shut: r.Shut,
			HeardBy: r.HeardBy})
	}
	return holders, nil
}

// Corrections is the core.Tx's: until_at stays with a request until somebody of staff moves it on.
func (t *tx) Corrections(at time.Time) (answered, overdue int, err error) {
	rows, err := read[struct {
		Answered int
		Overdue  int
	}](t, nil, `SELECT COUNT(CASE WHEN status = 'DIAJUKAN' THEN 1 END) AS answered,
			COUNT(CASE WHEN status = 'PERLU_PERBAIKAN' AND until_at <= CAST(? AS BIGINT) THEN 1 END) AS overdue
		FROM requests WHERE until_at > 0 AND status IN ('DIAJUKAN', 'PERLU_PERBAIKAN')`, micros(at))
	if err != nil {
		return 0, 0, fmt.Errorf("count corrections: %w", err)
	}
	return rows[0].Answered, rows[0].Overdue, nil
}
