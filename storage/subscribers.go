package storage

import (
	"cmp"
	"fmt"
	"time"

	"loket/core"
)

// unfinished is for how long a list is kept that nobody finishes: whoever was taking it in has died.
const unfinished = 24 * time.Hour

// Enlist is the core.Tx's. Of a person who is on the list twice, by two addresses, the first line counts.
func (t *tx) Enlist(list string, ss []core.Subscriber) error {
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
	b := newBatch("person_id", "BIGINT", "lang", "TEXT", "kecamatan", "TEXT", "kelurahan", "TEXT", "role", "TEXT", "since", "BIGINT", "source", "TEXT")
	for i, s := range ss {
		b.add(people[i].ID, s.Lang, s.Kecamatan, s.Kelurahan, s.Role, cmp.Or(micros(s.Since), now), s.Consent)
	}
	if _, err := t.change(b, `INSERT INTO enlisted (list, person_id, lang, kecamatan, kelurahan, role, since, source, listed_at)
		SELECT CAST(? AS TEXT), person_id, lang, kecamatan, kelurahan, role, since, source, CAST(? AS BIGINT) FROM b
		WHERE TRUE ORDER BY n ON CONFLICT DO NOTHING`, list, t.machine); err != nil {
		return fmt.Errorf("enlist subscribers: %w", err)
	}
	return nil
}

// Subscribe is the core.Tx's. Who follows already goes on as before; who has ended it after the consent of the list was
// given is not made to follow again. The people are locked in the order in which all lock them.
func (t *tx) Subscribe(list string) error {
	now, err := t.clock()
	if err != nil {
		return err
	}
	if t.d.lock != "" {
		if _, err := returning[int64](t, nil, `SELECT COUNT(*) FROM (SELECT p.id FROM persons p JOIN enlisted e ON e.person_id = p.id
			WHERE e.list = ? ORDER BY p.id`+of(t.d.lock, "p")+`) locked`, list); err != nil {
			return fmt.Errorf("lock subscribers: %w", err)
		}
	}
	for _, step := range []struct {
		sql  string
		args []any
	}{
		{`UPDATE persons SET
				lang = CASE WHEN persons.lang = '' THEN e.lang ELSE persons.lang END,
				kecamatan = CASE WHEN e.kecamatan = '' THEN persons.kecamatan ELSE e.kecamatan END,
				kelurahan = CASE WHEN e.kelurahan = '' THEN persons.kelurahan ELSE e.kelurahan END,
				role = CASE WHEN e.role = '' THEN persons.role ELSE e.role END
			FROM enlisted e WHERE e.list = ? AND persons.id = e.person_id`, []any{list}},
		{`INSERT INTO follows (person_id, since, wording, source, message)
			SELECT e.person_id, e.since, '', e.source, 0 FROM enlisted e
			WHERE e.list = ? AND NOT EXISTS (SELECT 1 FROM follows f WHERE f.person_id = e.person_id AND f.ended_at > e.since)
			ORDER BY e.person_id ON CONFLICT (person_id) WHERE ended_at = 0 DO NOTHING`, []any{list}},
		{"DELETE FROM enlisted WHERE list = ? OR listed_at < ?", []any{list, now - unfinished.Microseconds()}},
	} {
		if _, err := t.change(nil, step.sql, step.args...); err != nil {
			return fmt.Errorf("import subscribers: %w", err)
		}
	}
	return nil
}

// Subscribers is the core.Tx's. A person is listed once, with the address used last. The page is cut before the addresses
// are joined: a planner that knows nothing of a crowd imported a moment ago would join them the other way round. By + 0 it is kept from looking
// for the least id of a person's among all there are.
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
	}](t, nil, `SELECT w.person, a.channel, a.ident, w.lang, w.kecamatan, w.kelurahan, w.role, w.source, w.since FROM (
			SELECT p.id AS person, p.lang, p.kecamatan, p.kelurahan, p.role, COALESCE(f.source, '') AS source, COALESCE(f.since, 0) AS since,
				CASE WHEN p.address_id <> 0 THEN p.address_id ELSE (SELECT MIN(id + 0) FROM addresses WHERE person_id = p.id) END AS address_id
			FROM persons p `+join+` follows f ON f.person_id = p.id AND f.ended_at = 0
			WHERE `+condition+` AND p.id > ? ORDER BY p.id LIMIT ?) w
		JOIN addresses a ON a.id = w.address_id ORDER BY w.person`, after, limit)
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
