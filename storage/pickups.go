package storage

import (
	"database/sql"
	"fmt"

	"loket/core"
)

// Pickups is the core.Tx's: by the index of pickups, whose very words stand in the condition.
func (t *tx) Pickups(q core.PickupQuery) ([]core.Pickup, error) {
	var c conditions
	c.and("r." + activeStatus + " AND r.pickup_from > 0")
	from := q.From
	if q.After.From.After(from) {
		from = q.After.From
	}
	c.and("r.pickup_from >= ?", micros(from))
	if !q.To.IsZero() {
		c.and("r.pickup_from < ?", micros(q.To))
	}
	if q.After.Request != 0 {
		c.and("(r.pickup_from, r.id) > (?, ?)", micros(q.After.From), q.After.Request)
	}
	if len(q.Statuses) > 0 {
		c.and("r.status IN "+marks(len(q.Statuses)), list(q.Statuses)...)
	}
	limit := q.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	rows, err := read[struct {
		ID       int64
		Status   core.Status
		Person   sql.NullInt64 `db:"person_id"`
		Channel  string
		Address  sql.NullInt64 `db:"address_id"`
		Place    string
		From     int64 `db:"pickup_from"`
		To       int64 `db:"pickup_to"`
		Earliest core.Date
	}](t, nil, `SELECT r.id, r.status, r.person_id, r.channel, r.address_id, r.place, r.pickup_from, r.pickup_to, r.earliest
		FROM requests r WHERE `+c.sql()+" ORDER BY r.pickup_from, r.id LIMIT ?", append(c.args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("list pickups: %w", err)
	}
	all := make([]core.Pickup, len(rows))
	for i, r := range rows {
		slot := core.Slot{Place: r.Place, From: instant(r.From), To: instant(r.To)}
		all[i] = core.Pickup{Request: r.ID, Status: r.Status, Person: r.Person.Int64, Channel: r.Channel, Address: r.Address.Int64,
			Slot: slot, Earliest: t.earliest(r.Earliest, slot)}
	}
	return all, nil
}
