package storage

import (
	"bytes"
	"fmt"
	"slices"

	"loket/core"
)

// personRow is a person as seen from one of their addresses.
type personRow struct {
	ID        int64
	AddressID int64 `db:"address_id"`
	PRF       []byte
	Shut      bool
	HeardBy   string `db:"heard_by"`
	Lang      string
	Talk      []byte
	Following bool
	Fresh     bool

	Staff int64 // 0: of no member
}

const selectPeople = `SELECT p.id, a.id AS address_id, a.prf, a.shut, a.heard_by, p.lang, p.talk,
		EXISTS (SELECT 1 FROM follows f WHERE f.person_id = p.id AND f.ended_at = 0) AS following,
		COALESCE(s.id, 0) AS staff, %s AS fresh
	FROM b JOIN addresses a ON a.prf = b.prf JOIN persons p ON p.id = a.person_id
	LEFT JOIN staff s ON s.address_id = a.id AND s.address_id <> 0 AND s.removed_at = 0
	ORDER BY p.id, a.id%s`

// People is the core.Tx's. Those who are known are locked first, in the order of their ids; then the new are made, in the
// order of their addresses' fingerprints. Of a person who was kept by another transaction a moment ago the locking statement sees
// only their own row as it is now, and all else as it was: then, and it says so, all are read and locked once more, for meanwhile
// somebody else may have been made.
func (t *tx) People(as []core.Address) ([]core.Person, error) {
	prfs := make([][]byte, len(as))
	b := newBatch("prf", "BYTEA")
	for i, a := range as {
		prf, err := t.keys.findAddress(a)
		if err != nil {
			return nil, err
		}
		prfs[i] = prf
		b.add(prf)
	}
	rows, err := t.people(b)
	for err == nil && slices.ContainsFunc(rows, func(r personRow) bool { return !r.Fresh }) {
		rows, err = t.people(b)
	}
	if err != nil {
		return nil, fmt.Errorf("find people: %w", err)
	}
	known := make(map[string]personRow, len(rows))
	for _, r := range rows {
		known[string(r.PRF)] = r
	}
	var strangers []int
	for i := range as {
		if _, ok := known[string(prfs[i])]; !ok {
			strangers = append(strangers, i)
		}
	}
	made, err := t.makePeople(as, prfs, strangers)
	if err != nil {
		return nil, fmt.Errorf("make people: %w", err)
	}
	people := make([]core.Person, len(as))
	for i, a := range as {
		if p, ok := made[i]; ok {
			people[i] = p
			t.meet(p)
			continue
		}
		r := known[string(prfs[i])]
		people[i] = core.Person{ID: r.ID, AddressID: r.AddressID, Address: a, Lang: r.Lang, Following: r.Following, Shut: r.Shut, HeardBy: r.HeardBy}
		t.meet(people[i])
		if r.Staff != 0 {
			members, err := t.staff("s.id = ? AND s.address_id = ? AND s.removed_at = 0", r.Staff, r.AddressID)
			if err != nil {
				return nil, err
			}
			if len(members) > 0 { // else they were removed while the person was waited for
				people[i].Staff = &members[0]
			}
		}
		if err := t.keys.openJSON(personTalk, r.Talk, &people[i].Talk); err != nil {
			return nil, err
		}
	}
	return people, nil
}

// people are those who are known of a batch of fingerprints, locked.
func (t *tx) people(b *batch) ([]personRow, error) {
	return returning[personRow](t, b, fmt.Sprintf(selectPeople, t.d.fresh, of(t.d.lock, "p")))
}

// makePeople makes the people behind some of the addresses, in the given order.
func (t *tx) makePeople(as []core.Address, prfs [][]byte, which []int) (map[int]core.Person, error) {
	if len(which) == 0 {
		return nil, nil
	}
	now, err := t.micro()
	if err != nil {
		return nil, err
	}
	fresh := newBatch("talk", "BYTEA", "role", "TEXT")
	for _, i := range which {
		role := ""
		if as[i].Group() {
			role = core.GroupRole
		}
		fresh.add([]byte{}, role)
	}
	persons, err := returning[int64](t, fresh, `INSERT INTO persons (talk, role, since)
		SELECT talk, role, CAST(? AS BIGINT) FROM b ORDER BY n RETURNING id`, now)
	if err != nil {
		return nil, err
	}
	slices.Sort(persons)
	made := make(map[int]core.Person, len(which))
	for n, i := range which {
		made[i] = core.Person{ID: persons[n], Address: as[i], New: true}
	}

	sorted := slices.SortedFunc(slices.Values(which), func(i, j int) int { return bytes.Compare(prfs[i], prfs[j]) })
	b := newBatch("person_id", "BIGINT", "channel", "TEXT", "prf", "BYTEA", "ident", "BYTEA")
	for _, i := range sorted {
		ident, err := t.keys.sealText(addressIdent, as[i].ID)
		if err != nil {
			return nil, err
		}
		b.add(made[i].ID, as[i].Channel, prfs[i], ident)
	}
	rows, err := returning[struct {
		ID     int64
		Person int64 `db:"person_id"`
	}](t, b, `INSERT INTO addresses (person_id, channel, prf, ident)
		SELECT person_id, channel, prf, ident FROM b ORDER BY n
		ON CONFLICT (prf) DO NOTHING RETURNING id, person_id`)
	if err != nil {
		return nil, err
	}
	if len(rows) < len(which) {
		return nil, errAgain // the same stranger writes twice at once: the other message has made them
	}
	address := make(map[int64]int64, len(rows))
	for _, r := range rows {
		address[r.Person] = r.ID
	}
	for i, p := range made {
		p.AddressID = address[p.ID]
		made[i] = p
	}
	return made, nil
}

// Keep is the core.Tx's.
func (t *tx) Keep(ps []core.Person) error {
	b := newBatch("id", "BIGINT", "lang", "TEXT", "talk", "BYTEA", "address_id", "BIGINT")
	heard := newBatch("id", "BIGINT", "account", "TEXT")
	for _, p := range ps {
		if p.Heard {
			heard.add(p.AddressID, p.HeardBy)
		}
		talk, err := t.keys.sealJSON(personTalk, p.Talk)
		if err != nil {
			return err
		}
		b.add(p.ID, p.Lang, talk, p.AddressID)
	}
	if _, err := t.change(b, `UPDATE persons SET lang = b.lang, talk = b.talk,
			address_id = CASE WHEN b.address_id = 0 THEN persons.address_id ELSE b.address_id END
		FROM b WHERE persons.id = b.id`); err != nil {
		return fmt.Errorf("keep people: %w", err)
	}
	return t.hear(heard)
}

// hear notes that people write from addresses at this moment, and to which accounts.
func (t *tx) hear(heard *batch) error {
	now, err := t.micro()
	if err != nil {
		return err
	}
	if err := t.locked("addresses", heard); err != nil {
		return fmt.Errorf("lock addresses: %w", err)
	}
	if _, err := t.change(heard, "UPDATE addresses SET heard_at = ?, heard_by = b.account FROM b WHERE addresses.id = b.id", now); err != nil {
		return fmt.Errorf("note when people wrote last: %w", err)
	}
	return nil
}

// address opens a stored address.
func (t *tx) address(channel string, ident []byte) (core.Address, error) {
	id, err := t.keys.openText(addressIdent, ident)
	return core.Address{Channel: channel, ID: id}, err
}
