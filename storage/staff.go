package storage

import (
	"fmt"
	"time"

	"loket/core"
)

// AddStaff is the core.Tx's.
func (t *tx) AddStaff(s core.Staff) (int64, error) {
	now, err := t.micro()
	if err != nil {
		return 0, err
	}
	id, err := returning[int64](t, nil, `INSERT INTO staff (name, role, code, added_at, added_by) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (name) WHERE removed_at = 0 DO UPDATE SET role = excluded.role RETURNING id`, s.Name, s.Role, []byte{}, now, s.By)
	if err != nil {
		return 0, fmt.Errorf("add a member of staff: %w", err)
	}
	return id[0], nil
}

// Staff is the core.Tx's.
func (t *tx) Staff() ([]core.Staff, error) { return t.staff("s.removed_at = 0") }

func (t *tx) staff(condition string, args ...any) (all []core.Staff, err error) {
	rows, err := read[struct {
		ID      int64
		Name    string
		Role    core.Role
		Person  int64 `db:"person_id"`
		Address int64 `db:"address_id"`
		Channel string
		Ident   []byte
		Lang    string
		Added   int64  `db:"added_at"`
		By      string `db:"added_by"`
	}](t, nil, `SELECT s.id, s.name, s.role, s.person_id, s.address_id, COALESCE(a.channel, '') AS channel, a.ident,
			COALESCE(p.lang, '') AS lang, s.added_at, s.added_by
		FROM staff s LEFT JOIN addresses a ON a.id = s.address_id LEFT JOIN persons p ON p.id = s.person_id
		WHERE `+condition+` ORDER BY s.name`, args...)
	if err != nil {
		return nil, fmt.Errorf("list staff: %w", err)
	}
	for _, r := range rows {
		s := core.Staff{ID: r.ID, Name: r.Name, Role: r.Role, Person: r.Person, Address: r.Address, Lang: r.Lang, Added: instant(r.Added), By: r.By}
		if s.To, err = t.address(r.Channel, r.Ident); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// RemoveStaff is the core.Tx's.
func (t *tx) RemoveStaff(name, by string) (bool, error) {
	now, err := t.micro()
	if err != nil {
		return false, err
	}
	gone, err := returning[int64](t, nil, "UPDATE staff SET removed_at = ?, removed_by = ?, code = ? WHERE name = ? AND removed_at = 0 RETURNING id",
		now, by, []byte{}, name)
	if err != nil {
		return false, fmt.Errorf("remove a member of staff: %w", err)
	}
	if len(gone) == 0 {
		return false, nil
	}
	return true, t.endLogins(gone[0])
}

// StaffCode is the core.Tx's. Only the code's fingerprint is kept.
func (t *tx) StaffCode(id int64, code string, until time.Time) error {
	prf, err := t.keys.find("staff code", code)
	if err != nil {
		return err
	}
	if _, err := t.change(nil, "UPDATE staff SET code = ?, code_ends = ? WHERE id = ? AND removed_at = 0", prf, micros(until), id); err != nil {
		return fmt.Errorf("keep a code: %w", err)
	}
	return nil
}

// LinkStaff is the core.Tx's. Of two who come with one code at the same moment the second waits, and finds it used.
func (t *tx) LinkStaff(code string, person, address int64) (s core.Staff, ok bool, err error) {
	now, err := t.micro()
	if err != nil {
		return s, false, err
	}
	prf, err := t.keys.find("staff code", code)
	if err != nil {
		return s, false, err
	}
	found, err := returning[int64](t, nil, "SELECT id FROM staff WHERE code = ? AND code_ends > ? AND removed_at = 0 ORDER BY id"+t.d.lock, prf, now)
	if err != nil || len(found) == 0 {
		return s, false, err
	}
	if _, err := t.change(nil, "UPDATE staff SET person_id = 0, address_id = 0 WHERE address_id = ? AND removed_at = 0", address); err != nil {
		return s, false, fmt.Errorf("unlink a chat: %w", err)
	}
	if _, err := t.change(nil, "UPDATE staff SET person_id = ?, address_id = ?, code = ? WHERE id = ?", person, address, []byte{}, found[0]); err != nil {
		return s, false, fmt.Errorf("link a chat: %w", err)
	}
	all, err := t.staff("s.id = ?", found[0])
	if err != nil || len(all) == 0 {
		return s, false, err
	}
	return all[0], true, nil
}
