package storage

import (
	"cmp"
	"fmt"

	"loket/core"
)

// Subscribe is the core.Tx's. Who follows already goes on as before; who has ended it after the import's consent was given
// is not made to follow again.
func (t *tx) Subscribe(ss []core.Subscriber) error {
	now, err := t.micro()
	if err != nil {
		return err
	}
	as := make([]core.Address, len(ss))
	for i, s := range ss {
		as[i] = s.Address
	}
	people, err := t.People(as)
	if err != nil {
		return err
	}
	persons := newBatch("id", "BIGINT", "lang", "TEXT", "kecamatan", "TEXT")
	follows := newBatch("person_id", "BIGINT", "since", "BIGINT", "source", "TEXT")
	for i, s := range ss {
		persons.add(people[i].ID, s.Lang, s.Kecamatan)
		follows.add(people[i].ID, cmp.Or(micros(s.Since), now), s.Consent)
	}
	if _, err := t.change(persons, `UPDATE persons SET
			lang = CASE WHEN persons.lang = '' THEN b.lang ELSE persons.lang END,
			kecamatan = CASE WHEN b.kecamatan = '' THEN persons.kecamatan ELSE b.kecamatan END
		FROM b WHERE persons.id = b.id`); err != nil {
		return fmt.Errorf("import subscribers: %w", err)
	}
	if _, err := t.change(follows, `INSERT INTO follows (person_id, since, wording, source, message)
		SELECT b.person_id, b.since, '', b.source, 0 FROM b
		WHERE NOT EXISTS (SELECT 1 FROM follows f WHERE f.person_id = b.person_id AND f.ended_at > b.since) ORDER BY b.n
		ON CONFLICT (person_id) WHERE ended_at = 0 DO NOTHING`); err != nil {
		return fmt.Errorf("import subscribers: %w", err)
	}
	return nil
}

// Subscribers is the core.Tx's. A person is listed once, with the address they wrote from first.
func (t *tx) Subscribers(after int64, limit int) ([]core.Subscriber, error) {
	rows, err := read[struct {
		Person    int64 `db:"person_id"`
		Channel   string
		Ident     []byte
		Lang      string
		Kecamatan string
		Source    string
		Since     int64
	}](t, nil, `SELECT f.person_id, a.channel, a.ident, p.lang, p.kecamatan, f.source, f.since
		FROM follows f JOIN persons p ON p.id = f.person_id
		JOIN addresses a ON a.id = (SELECT MIN(id) FROM addresses WHERE person_id = f.person_id)
		WHERE f.ended_at = 0 AND f.person_id > ? ORDER BY f.person_id LIMIT ?`, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list subscribers: %w", err)
	}
	all := make([]core.Subscriber, len(rows))
	for i, r := range rows {
		address, err := t.address(r.Channel, r.Ident)
		if err != nil {
			return nil, err
		}
		all[i] = core.Subscriber{Person: r.Person, Address: address, Lang: r.Lang, Kecamatan: r.Kecamatan, Consent: r.Source,
			Since: instant(r.Since)}
	}
	return all, nil
}
