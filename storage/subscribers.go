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
	persons := newBatch("id", "BIGINT", "lang", "TEXT", "kecamatan", "TEXT", "kelurahan", "TEXT", "role", "TEXT")
	follows := newBatch("person_id", "BIGINT", "since", "BIGINT", "source", "TEXT")
	for i, s := range ss {
		persons.add(people[i].ID, s.Lang, s.Kecamatan, s.Kelurahan, s.Role)
		follows.add(people[i].ID, cmp.Or(micros(s.Since), now), s.Consent)
	}
	if _, err := t.change(persons, `UPDATE persons SET
			lang = CASE WHEN persons.lang = '' THEN b.lang ELSE persons.lang END,
			kecamatan = CASE WHEN b.kecamatan = '' THEN persons.kecamatan ELSE b.kecamatan END,
			kelurahan = CASE WHEN b.kelurahan = '' THEN persons.kelurahan ELSE b.kelurahan END,
			role = CASE WHEN b.role = '' THEN persons.role ELSE b.role END
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

// Subscribers is the core.Tx's. A person is listed once, with the address used last.
func (t *tx) Subscribers(after int64, limit int) ([]core.Subscriber, error) {
	return t.subscribers("JOIN", "TRUE", after, limit)
}

// Contacts is the core.Tx's. They need not follow.
func (t *tx) Contacts(after int64, limit int) ([]core.Subscriber, error) {
	return t.subscribers("LEFT JOIN", "p.role NOT IN ('', 'group')", after, limit)
}

func (t *tx) subscribers(join, condition string, after int64, limit int) ([]core.Subscriber, error) {
	rows, err := read[struct {
		Person    int64
		Channel   string
		Ident     []byte
		Lang      string
		Kecamatan string
		Kelurahan string
		Role      string
		Source    string
		Since     int64
	}](t, nil, `SELECT p.id AS person, a.channel, a.ident, p.lang, p.kecamatan, p.kelurahan, p.role, COALESCE(f.source, '') AS source,
			COALESCE(f.since, 0) AS since
		FROM persons p `+join+` follows f ON f.person_id = p.id AND f.ended_at = 0
		JOIN addresses a ON a.id = CASE WHEN p.address_id <> 0 THEN p.address_id
			ELSE (SELECT MIN(id) FROM addresses WHERE person_id = p.id) END
		WHERE `+condition+` AND p.id > ? ORDER BY p.id LIMIT ?`, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	all := make([]core.Subscriber, len(rows))
	for i, r := range rows {
		address, err := t.address(r.Channel, r.Ident)
		if err != nil {
			return nil, err
		}
		all[i] = core.Subscriber{Person: r.Person, Address: address, Lang: r.Lang, Kecamatan: r.Kecamatan, Kelurahan: r.Kelurahan,
			Role: r.Role, Consent: r.Source, Since: instant(r.Since)}
	}
	return all, nil
}
