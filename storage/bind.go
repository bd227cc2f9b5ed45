package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
)

// What may be wrong between a database and the keys.
var (
	ErrNoKey      = errors.New("personal data in this database are sealed, and no key file was given")
	ErrForeignKey = errors.New("the key file is not the one that sealed this database")
)

// bind ties the database to the first keys that it meets, and afterwards accepts no others.
func (s *Store) bind(ctx context.Context) error {
	check, err := s.keyCheck(ctx)
	if err != nil || check.Check == nil && s.keys == nil {
		return err
	}
	if s.keys == nil {
		return ErrNoKey
	}
	if check.Check == nil {
		if check, err = s.mark(ctx); err != nil {
			return err
		}
	}
	ours, err := s.keys.find("check", "loket")
	if err != nil {
		return err
	}
	if !bytes.Equal(ours, check.Check) {
		return ErrForeignKey
	}
	if text, err := s.keys.openText(keySeal, check.Seal); err != nil || text != "loket" {
		return fmt.Errorf("%w, or an old copy of it: it has not the newest sealing key", ErrForeignKey)
	}
	return nil
}

// keySeal is a column that proves the sealing keys; it is sealed anew last of all, when all else has the newest key.
var keySeal = column{"meta", "key_seal"}

type keyCheck struct {
	Check []byte `db:"key_check"`
	Seal  []byte `db:"key_seal"`
}

func (s *Store) keyCheck(ctx context.Context) (c keyCheck, err error) {
	err = s.look(ctx, func(t *tx) error {
		rows, err := read[keyCheck](t, nil, "SELECT key_check, key_seal FROM meta")
		if err == nil && len(rows) == 1 {
			c = rows[0]
		}
		return err
	})
	return c, err
}

// mark leaves the keys' mark, unless somebody else was faster, and returns the one that stands.
func (s *Store) mark(ctx context.Context) (keyCheck, error) {
	check, err := s.keys.find("check", "loket")
	if err != nil {
		return keyCheck{}, err
	}
	seal, err := s.keys.sealText(keySeal, "loket")
	if err != nil {
		return keyCheck{}, err
	}
	err = s.write(ctx, func(t *tx) error {
		_, err := t.change(nil, "UPDATE meta SET key_check = ?, key_seal = ? WHERE key_check IS NULL", check, seal)
		return err
	})
	if err != nil {
		return keyCheck{}, err
	}
	return s.keyCheck(ctx)
}
