package storage

import (
	"fmt"

	"loket/core"
)

// file writes the requests of the drafts that were granted or wait, with their tokens and the first line of their history, and notes their ids.
func (t *tx) file(ds []core.Draft, pairs []pair, addresses map[home]homeAddress, bookings []core.Booking, fresh []int) error {
	b := newBatch("day", "TEXT", "number", "BIGINT", "ticket", "TEXT", "service", "TEXT", "status", "TEXT", "person_id", "BIGINT",
		"address_id", "BIGINT", "channel", "TEXT", "via", "TEXT", "filed_by", "TEXT", "filed_at", "BIGINT", "nik_prf", "BYTEA",
		"nik", "BYTEA", "name", "BYTEA", "note", "BYTEA", "place", "TEXT", "pickup_from", "BIGINT", "pickup_to", "BIGINT",
		"earliest", "TEXT", "weight", "BIGINT", "waits_since", "BIGINT", "reason", "BYTEA")
	end := int64(0)
	for _, i := range fresh {
		d, r := ds[i], bookings[i].Request
		nik, err := t.keys.sealText(requestNIK, r.NIK.Digits())
		if err != nil {
			return err
		}
		name, err := t.keys.sealText(requestName, r.Name.Full())
		if err != nil {
			return err
		}
		note, err := t.keys.sealText(requestNote, r.Note)
		if err != nil {
			return err
		}
		since := int64(0)
		if r.Status == core.Waiting {
			if end == 0 {
				if end, err = t.endOfLine(); err != nil {
					return err
				}
			}
			since = end // within a tray they stand in the order of their ids
		}
		b.add(r.Day.String(), r.Number, r.Ticket, r.Service, string(r.Status), r.Person, addresses[home{d.Person, d.Channel}].id, r.Channel,
			r.Via, d.By, micros(r.FiledAt), []byte(pairs[i].prf), nik, name, note, r.Place, micros(r.From), micros(r.To),
			r.Earliest.String(), r.Weight, since, []byte{})
	}
	rows, err := returning[struct {
		ID      int64
		PRF     []byte `db:"nik_prf"`
		Service string
	}](t, b, `INSERT INTO requests (day, number, ticket, service, status, person_id, address_id, channel, via, filed_by, filed_at,
			nik_prf, nik, name, note, place, pickup_from, pickup_to, earliest, weight, waits_since, reason, tokened)
		SELECT day, NULLIF(number, 0), NULLIF(ticket, ''), service, status, NULLIF(person_id, 0), NULLIF(address_id, 0), channel, via,
			filed_by, filed_at, nik_prf, nik, name, note, place, pickup_from, pickup_to, earliest, weight, waits_since, reason, TRUE
		FROM b ORDER BY n RETURNING id, nik_prf, service`)
	if err != nil {
		return fmt.Errorf("file requests: %w", err)
	}
	ids := make(map[pair]int64, len(rows))
	for _, r := range rows {
		ids[pair{string(r.PRF), r.Service}] = r.ID
	}
	var story []historyLine
	var tokens []token
	for _, i := range fresh {
		r := &bookings[i].Request
		r.ID = ids[pairs[i]]
		some, err := t.tokensOf(*r)
		if err != nil {
			return err
		}
		tokens = append(tokens, some...)
		story = append(story, historyLine{request: r.ID, to: r.Status, by: ds[i].By})
	}
	if err := t.keepTokens(tokens); err != nil {
		return err
	}
	_, err = t.tell(story)
	return err
}
