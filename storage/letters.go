package storage

import (
	"cmp"
	"database/sql"
	"fmt"
	"time"

	"loket/core"
)

// Post is the core.Tx's.
func (t *tx) Post(ls []core.Letter) error {
	now, err := t.micro()
	if err != nil {
		return err
	}
	b := newBatch("cause", "TEXT", "person_id", "BIGINT", "address_id", "BIGINT", "account", "TEXT", "lane", "BIGINT",
		"hold", "BOOLEAN", "body", "BYTEA")
	for _, l := range ls {
		body, err := t.keys.sealJSON(letterBody, l.Message)
		if err != nil {
			return err
		}
		b.add(l.Cause, l.Person, l.AddressID, l.Account, l.Lane, l.Hold, body)
	}
	if _, err := t.change(b, `INSERT INTO letters (cause, person_id, address_id, account, lane, hold, body, state, reason, posted_at)
		SELECT b.cause, NULLIF(b.person_id, 0), b.address_id, b.account, b.lane, b.hold, b.body,
			CASE WHEN a.shut THEN 'skipped' ELSE 'owed' END, CASE WHEN a.shut THEN 'stopped' ELSE '' END, CAST(? AS BIGINT)
		FROM b JOIN addresses a ON a.id = b.address_id ORDER BY b.n
		ON CONFLICT (cause) DO NOTHING`, now); err != nil {
		return fmt.Errorf("post %d letters: %w", len(ls), err)
	}
	return nil
}

// skip gives up the owed letters that a condition names, and says how many.
func (t *tx) skip(b *batch, reason, condition string, args ...any) (int64, error) {
	now, err := t.clock()
	if err != nil {
		return 0, err
	}
	n, err := t.change(b, `UPDATE letters SET state = 'skipped', reason = ?, settled_at = ? WHERE id IN
		(SELECT letters.id FROM letters WHERE letters.state = 'owed' AND `+condition+` ORDER BY letters.id`+t.d.lock+`)`,
		append([]any{reason, now}, args...)...)
	if err != nil {
		return 0, fmt.Errorf("skip letters: %w", err)
	}
	return n, nil
}

type letterRow struct {
	ID        int64
	Cause     string
	Person    sql.NullInt64 `db:"person_id"`
	AddressID int64         `db:"address_id"`
	Channel   string
	Ident     []byte
	Account   string
	Lane      core.Lane
	Hold      bool
	Body      []byte
	Attempt   int
	AttemptAt int64 `db:"attempt_at"`
	Unclear   int
	Receipt   string
	Shut      bool
}

const selectLetters = `SELECT l.id, l.cause, l.person_id, l.address_id, a.channel, a.ident, l.account, l.lane, l.hold, l.body,
	l.attempt, l.attempt_at, l.unclear, l.receipt, a.shut FROM letters l JOIN addresses a ON a.id = l.address_id`

func (t *tx) letter(r letterRow) (core.Letter, error) {
	to, err := t.address(r.Channel, r.Ident)
	if err != nil {
		return core.Letter{}, err
	}
	now, err := t.clock()
	if err != nil {
		return core.Letter{}, err
	}
	// Whoever gets the letter has no other clock than the process's: it is told how long ago the attempt was.
	var attempted time.Time
	if r.AttemptAt != 0 {
		attempted = time.Now().Add(-time.Duration(now-r.AttemptAt) * time.Microsecond)
	}
	l := core.Letter{ID: r.ID, Cause: r.Cause, Person: r.Person.Int64, AddressID: r.AddressID, To: to, Account: r.Account,
		Lane: r.Lane, Hold: r.Hold, Attempt: r.Attempt, AttemptAt: attempted, Unclear: r.Unclear, Receipt: r.Receipt}
	return l, t.keys.openJSON(letterBody, r.Body, &l.Message)
}

// keyless is how long a letter waits for the key that it is sealed with.
const keyless = time.Minute

// readable opens letters in hand. One that cannot be opened keeps no other from its turn: if the key is missing it waits,
// and the operator is told; if it is garbage it has failed.
func (t *tx) readable(rows []letterRow) (all []core.Letter, err error) {
	now, err := t.clock()
	if err != nil {
		return nil, err
	}
	waiting, garbage := newBatch("id", "BIGINT"), newBatch("id", "BIGINT")
	for _, r := range rows {
		l, err := t.letter(r)
		switch {
		case err == nil:
			all = append(all, l)
		case core.KindOf(err) == core.Operator:
			waiting.add(r.ID)
			t.trouble = fmt.Errorf("%d letters wait: %w", len(waiting.rows), err)
		default:
			garbage.add(r.ID)
			t.trouble = cmp.Or(t.trouble, fmt.Errorf("letter %d has failed: %w", r.ID, err))
		}
	}
	if _, err := t.change(waiting, "UPDATE letters SET due_at = ? WHERE id IN (SELECT id FROM b)", since(now, -keyless)); err != nil {
		return nil, fmt.Errorf("put off what is sealed: %w", err)
	}
	if _, err := t.change(garbage, `UPDATE letters SET state = 'failed', reason = 'unreadable', settled_at = ?
		WHERE id IN (SELECT id FROM b)`, now); err != nil {
		return nil, fmt.Errorf("give up what is garbage: %w", err)
	}
	return all, nil
}

func since(now int64, d time.Duration) int64 { return now - d.Microseconds() }
