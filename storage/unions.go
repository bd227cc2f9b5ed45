package storage

import (
	"fmt"

	"loket/core"
)

// Ties is the core.Tx's. Who has used none yet, as one who was imported, has the first of them for the last.
func (t *tx) Ties(persons []int64) (map[int64][]core.Tie, error) {
	rows, err := read[struct {
		ID      int64
		Person  int64 `db:"person_id"`
		Channel string
		Ident   []byte
		Shut    bool
	}](t, ids(persons), `SELECT a.id, a.person_id, a.channel, a.ident, a.shut
		FROM b JOIN persons p ON p.id = b.id JOIN addresses a ON a.person_id = p.id ORDER BY a.person_id, a.id <> p.address_id, a.id`)
	if err != nil {
		return nil, fmt.Errorf("list the addresses of people: %w", err)
	}
	ties := make(map[int64][]core.Tie, len(persons))
	for _, r := range rows {
		a, err := t.address(r.Channel, r.Ident)
		if err != nil {
			return nil, err
		}
		ties[r.Person] = append(ties[r.Person], core.Tie{AddressID: r.ID, Address: a, Shut: r.Shut, Last: len(ties[r.Person]) == 0})
	}
	return ties, nil
}

// Unite is the core.Tx's. The row of who is nobody any more stays, empty: letters of theirs name it, and whoever has waited for it
// sees that it has changed, and looks again whose the address is.
func (t *tx) Unite(into, from int64) (bool, error) {
	if into == from {
		return false, nil
	}
	apart, err := returning[int64](t, nil, `SELECT p.id FROM persons p WHERE p.id IN (?, ?) AND (p.role = ? OR EXISTS (
		SELECT 1 FROM addresses a JOIN staff s ON s.address_id = a.id WHERE a.person_id = p.id AND s.address_id <> 0 AND s.removed_at = 0))`,
		into, from, core.GroupRole)
	if err != nil {
		return false, fmt.Errorf("look who may not be united: %w", err)
	}
	if len(apart) > 0 {
		return false, nil
	}
	now, err := t.micro()
	if err != nil {
		return false, err
	}
	if t.d.lock != "" {
		if _, err := returning[int64](t, nil, "SELECT id FROM requests WHERE person_id = ? ORDER BY id"+t.d.lock, from); err != nil {
			return false, fmt.Errorf("lock the requests of a person: %w", err)
		}
	}
	for _, step := range []struct {
		sql  string
		args []any
	}{
		{"UPDATE requests SET person_id = ? WHERE person_id = ?", []any{into, from}},
		{`UPDATE persons SET
				lang = CASE persons.lang WHEN '' THEN o.lang ELSE persons.lang END,
				kecamatan = CASE persons.kecamatan WHEN '' THEN o.kecamatan ELSE persons.kecamatan END,
				kelurahan = CASE persons.kelurahan WHEN '' THEN o.kelurahan ELSE persons.kelurahan END,
				role = CASE persons.role WHEN '' THEN o.role ELSE persons.role END,
				address_id = CASE persons.address_id WHEN 0 THEN o.address_id ELSE persons.address_id END
			FROM persons o WHERE o.id = ? AND persons.id = ?`, []any{from, into}},
		{"UPDATE persons SET lang = '', kecamatan = '', kelurahan = '', role = '', address_id = 0, talk = ? WHERE id = ?", []any{[]byte{}, from}},
		{"UPDATE addresses SET person_id = ? WHERE person_id = ?", []any{into, from}},
		{"UPDATE enlisted SET person_id = ? WHERE person_id = ? AND NOT EXISTS (SELECT 1 FROM enlisted o WHERE o.list = enlisted.list AND o.person_id = ?)",
			[]any{into, from, into}},
	} {
		if _, err := t.change(nil, step.sql, step.args...); err != nil {
			return false, fmt.Errorf("unite people: %w", err)
		}
	}
	if err := t.uniteFollows(into, from, now); err != nil {
		return false, err
	}
	return true, t.uniteCalls(into, from, now)
}

// uniteFollows makes one wish for announcements of two people's. Of two that are in force the earlier counts, whose place in the
// making of letters comes first: so nobody gets what both were to get. Whichever of the two said no after the latest
// yes has spoken last.
func (t *tx) uniteFollows(into, from, now int64) error {
	for _, step := range []struct {
		sql  string
		args []any
	}{
		{`UPDATE follows SET ended_at = ? WHERE person_id IN (?, ?) AND ended_at = 0 AND EXISTS (SELECT 1 FROM follows o
			WHERE o.person_id IN (?, ?) AND o.ended_by <> 0 AND o.ended_at > (SELECT MAX(y.since + 0) FROM follows y WHERE y.person_id IN (?, ?) AND y.ended_at = 0))`,
			[]any{now, into, from, into, from, into, from}},
		{"UPDATE follows SET ended_at = ? WHERE person_id IN (?, ?) AND ended_at = 0 AND id > (SELECT MIN(id + 0) FROM follows WHERE person_id IN (?, ?) AND ended_at = 0)",
			[]any{now, into, from, into, from}},
		{"UPDATE follows SET person_id = ? WHERE person_id = ?", []any{into, from}},
	} {
		if _, err := t.change(nil, step.sql, step.args...); err != nil {
			return fmt.Errorf("unite what people follow: %w", err)
		}
	}
	return nil
}

// uniteCalls makes one conversation with the officers of two people's.
func (t *tx) uniteCalls(into, from, now int64) error {
	open, err := returning[struct {
		ID     int64
		Person int64 `db:"person_id"`
		Topic  string
		Taker  string `db:"taken_by"`
		Taken  int64  `db:"taken_at"`
	}](t, nil, "SELECT id, person_id, topic, taken_by, taken_at FROM conversations WHERE person_id IN (?, ?) AND closed_at = 0 ORDER BY id"+t.d.lock, into, from)
	if err != nil {
		return fmt.Errorf("find the conversations of people: %w", err)
	}
	if len(open) == 2 {
		keep, end := open[0], open[1]
		if keep.Person != into {
			keep, end = end, keep
		}
		if end.Topic == core.ErasureTopic {
			keep.Topic = end.Topic
		}
		if keep.Taker == "" {
			keep.Taker, keep.Taken = end.Taker, end.Taken
		}
		for _, step := range []struct {
			sql  string
			args []any
		}{
			{"UPDATE lines SET conversation_id = ? WHERE conversation_id = ?", []any{keep.ID, end.ID}},
			{"UPDATE conversations SET closed_at = ? WHERE id = ?", []any{now, end.ID}},
			{"UPDATE conversations SET topic = ?, taken_by = ?, taken_at = ? WHERE id = ?", []any{keep.Topic, keep.Taker, keep.Taken, keep.ID}},
		} {
			if _, err := t.change(nil, step.sql, step.args...); err != nil {
				return fmt.Errorf("unite conversations: %w", err)
			}
		}
	}
	if _, err := t.change(nil, "UPDATE conversations SET person_id = ? WHERE person_id = ?", into, from); err != nil {
		return fmt.Errorf("hand conversations over: %w", err)
	}
	return nil
}

// Part is the core.Tx's. A conversation with the officers goes with the address at which it is held.
func (t *tx) Part(addressID int64, filed bool) (p core.Person, ok bool, err error) {
	rows, err := returning[struct {
		Person  int64 `db:"person_id"`
		Lang    string
		Channel string
		Ident   []byte
		Shut    bool
	}](t, nil, `SELECT a.person_id, p.lang, a.channel, a.ident, a.shut FROM addresses a JOIN persons p ON p.id = a.person_id
		WHERE a.id = ? AND EXISTS (SELECT 1 FROM addresses o WHERE o.person_id = a.person_id AND o.id <> a.id)`, addressID)
	if err != nil || len(rows) == 0 {
		return p, false, err
	}
	r := rows[0]
	now, err := t.micro()
	if err != nil {
		return p, false, err
	}
	p = core.Person{AddressID: addressID, Lang: r.Lang, Shut: r.Shut}
	if p.Address, err = t.address(r.Channel, r.Ident); err != nil {
		return p, false, err
	}
	talking, err := returning[int64](t, nil, "SELECT id FROM conversations WHERE person_id = ? AND closed_at = 0 AND address_id = ?"+t.d.lock, r.Person, addressID)
	if err != nil {
		return p, false, fmt.Errorf("find the conversation at an address: %w", err)
	}
	if filed && t.d.lock != "" {
		if _, err := returning[int64](t, nil, "SELECT id FROM requests WHERE person_id = ? AND address_id = ? ORDER BY id"+t.d.lock, r.Person, addressID); err != nil {
			return p, false, fmt.Errorf("lock the requests of an address: %w", err)
		}
	}
	p.Talk.Officer = len(talking) > 0
	talk, err := t.keys.sealJSON(personTalk, p.Talk)
	if err != nil {
		return p, false, err
	}
	made, err := returning[int64](t, nil, "INSERT INTO persons (talk, lang, since, address_id) VALUES (?, ?, ?, ?) RETURNING id", talk, r.Lang, now, addressID)
	if err != nil {
		return p, false, fmt.Errorf("make a person of an address: %w", err)
	}
	p.ID = made[0]
	for _, step := range []struct {
		sql  string
		args []any
	}{
		{"UPDATE requests SET person_id = ? WHERE person_id = ? AND address_id = ? AND CAST(? AS BOOLEAN)", []any{p.ID, r.Person, addressID, filed}},
		{"UPDATE addresses SET person_id = ? WHERE id = ?", []any{p.ID, addressID}},
		{"UPDATE persons SET address_id = CASE address_id WHEN CAST(? AS BIGINT) THEN 0 ELSE address_id END WHERE id = ?", []any{addressID, r.Person}},
		{"UPDATE staff SET person_id = ? WHERE address_id = ? AND address_id <> 0 AND removed_at = 0", []any{p.ID, addressID}},
		{"UPDATE conversations SET person_id = ? WHERE person_id = ? AND closed_at = 0 AND address_id = ?", []any{p.ID, r.Person, addressID}},
	} {
		if _, err := t.change(nil, step.sql, step.args...); err != nil {
			return p, false, fmt.Errorf("part an address: %w", err)
		}
	}
	t.meet(p)
	return p, true, nil
}
