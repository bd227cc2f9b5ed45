package storage

import (
	"fmt"
	"time"

	"loket/core"
)

// Defer is the core.Tx's.
func (t *tx) Defer(as []core.Act) error {
	b := newBatch("cause", "TEXT", "kind", "TEXT", "due_at", "BIGINT", "body", "BYTEA")
	for _, a := range as {
		body, err := t.keys.seal(actBody, a.Body)
		if err != nil {
			return err
		}
		b.add(a.Cause, a.Kind, micros(a.Due), body)
	}
	if _, err := t.change(b, `INSERT INTO acts (cause, kind, due_at, body) SELECT cause, kind, due_at, body FROM b ORDER BY n
		ON CONFLICT (cause) DO NOTHING`); err != nil {
		return fmt.Errorf("defer acts: %w", err)
	}
	return nil
}

// DueActs is the core.Tx's. What another replica has in hand is passed over. An act that cannot be opened waits, for the key
// if that is missing, and keeps no other from its turn.
func (t *tx) DueActs(at time.Time, n int) ([]core.Act, error) {
	rows, err := returning[struct {
		ID    int64
		Cause string
		Kind  string
		Due   int64 `db:"due_at"`
		Body  []byte
	}](t, nil, `SELECT id, cause, kind, due_at, body FROM acts WHERE done_at = 0 AND due_at <= ?
		ORDER BY due_at, id LIMIT ?`+t.d.spare, micros(at), n)
	if err != nil {
		return nil, fmt.Errorf("find due acts: %w", err)
	}
	acts, closed := make([]core.Act, 0, len(rows)), newBatch("id", "BIGINT")
	for _, r := range rows {
		body, err := t.keys.open(actBody, r.Body)
		if err != nil {
			closed.add(r.ID)
			t.trouble = fmt.Errorf("%d due acts wait: %w", len(closed.rows), err)
			continue
		}
		acts = append(acts, core.Act{ID: r.ID, Cause: r.Cause, Kind: r.Kind, Due: instant(r.Due), Body: body})
	}
	if len(closed.rows) == 0 {
		return acts, nil
	}
	if _, err := t.change(closed, "UPDATE acts SET due_at = ? WHERE id IN (SELECT id FROM b)", micros(at.Add(keyless))); err != nil {
		return nil, fmt.Errorf("put off what is sealed: %w", err)
	}
	if len(acts) == 0 {
		return t.DueActs(at, n) // there may be more behind
	}
	return acts, nil
}

// Finish is the core.Tx's. The cause stays, so that the act is not written again; what it had to know goes.
func (t *tx) Finish(done []int64) error {
	now, err := t.micro()
	if err != nil {
		return err
	}
	if _, err := t.change(ids(done), "UPDATE acts SET done_at = ?, body = ? WHERE id IN (SELECT id FROM b)", now, []byte{}); err != nil {
		return fmt.Errorf("finish acts: %w", err)
	}
	return nil
}

// Postpone is the core.Tx's.
func (t *tx) Postpone(a core.Act) error {
	body, err := t.keys.seal(actBody, a.Body)
	if err != nil {
		return err
	}
	if _, err := t.change(nil, "UPDATE acts SET due_at = ?, body = ? WHERE id = ? AND done_at = 0", micros(a.Due), body, a.ID); err != nil {
		return fmt.Errorf("postpone an act: %w", err)
	}
	return nil
}
