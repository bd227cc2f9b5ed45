package storage

import (
	"fmt"

	"loket/core"
)

// Follow is the core.Tx's. A wish that is in force already stays as it was given.
func (t *tx) Follow(fs []core.Following) error {
	now, err := t.micro()
	if err != nil {
		return err
	}
	on := newBatch("person_id", "BIGINT", "wording", "TEXT", "source", "TEXT", "message", "BIGINT")
	off := newBatch("person_id", "BIGINT", "message", "BIGINT")
	for _, f := range fs {
		if f.On {
			on.add(f.Person, f.Wording, f.Source, f.Message)
		} else {
			off.add(f.Person, f.Message)
		}
	}
	if _, err := t.change(on, `INSERT INTO follows (person_id, since, wording, source, message)
		SELECT person_id, CAST(? AS BIGINT), wording, source, message FROM b ORDER BY n
		ON CONFLICT (person_id) WHERE ended_at = 0 DO NOTHING`, now); err != nil {
		return fmt.Errorf("follow: %w", err)
	}
	if _, err := t.change(off, `UPDATE follows SET ended_at = CAST(? AS BIGINT), ended_by = b.message
		FROM b WHERE follows.person_id = b.person_id AND follows.ended_at = 0`, now); err != nil {
		return fmt.Errorf("unfollow: %w", err)
	}
	homes, err := read[int64](t, off, "SELECT a.id FROM b JOIN addresses a ON a.person_id = b.person_id") // apart: else all that is owed may be read
	if err != nil {
		return fmt.Errorf("find the addresses of who unfollows: %w", err)
	}
	_, err = t.skip(ids(homes), "stopped", "letters.lane >= ? AND letters.address_id IN (SELECT id FROM b)", core.UrgentLane)
	return err
}

// Shut is the core.Tx's.
func (t *tx) Shut(ss []core.Shutting) error {
	all, closing := newBatch("id", "BIGINT", "shut", "BOOLEAN"), newBatch("id", "BIGINT")
	for _, s := range ss {
		all.add(s.AddressID, s.Shut)
		if s.Shut {
			closing.add(s.AddressID)
		}
	}
	if err := t.locked("addresses", all); err != nil {
		return fmt.Errorf("lock addresses: %w", err)
	}
	if _, err := t.change(all, `UPDATE addresses SET shut = b.shut FROM b
		WHERE addresses.id = b.id AND addresses.shut <> b.shut`); err != nil {
		return fmt.Errorf("shut addresses: %w", err)
	}
	now, err := t.micro()
	if err != nil {
		return err
	}
	if _, err := t.change(closing, `UPDATE follows SET ended_at = ?
		WHERE ended_at = 0 AND person_id IN (SELECT a.person_id FROM addresses a JOIN b ON a.id = b.id)
			AND NOT EXISTS (SELECT 1 FROM addresses o WHERE o.person_id = follows.person_id AND NOT o.shut)`, now); err != nil {
		return fmt.Errorf("end what closed addresses follow: %w", err)
	}
	_, err = t.skip(closing, "blocked", "letters.address_id IN (SELECT id FROM b) AND NOT ("+mayGoOn+")")
	return err
}

// mayGoOn is that a letter that is owed may have a way on from a shut address: that is seen when it is claimed (detour.go).
var mayGoOn = fmt.Sprintf(`letters.lane <> %d AND (letters.detours > 0 OR letters.notice_id IS NOT NULL AND EXISTS (SELECT 1
	FROM addresses s JOIN addresses o ON o.person_id = s.person_id WHERE s.id = letters.address_id AND NOT o.shut))`, core.ReplyLane)

// locked locks the rows of a table that a batch names by id, in their order.
func (t *tx) locked(table string, b *batch) error {
	if t.d.lock == "" || len(b.rows) < 2 {
		return nil // one row is locked by the statement that changes it
	}
	_, err := returning[int64](t, b, "SELECT id FROM "+table+" WHERE id IN (SELECT id FROM b) ORDER BY id"+t.d.lock)
	return err
}
