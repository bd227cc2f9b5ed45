package storage

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"loket/core"
)

// enclosed is what of a letter is sealed: its message, and those that it would be at other addresses.
type enclosed struct {
	core.Message
	Detours []core.Detour `json:"detours,omitempty"`
}

// Post is the core.Tx's. A letter does not name its person, whom its address names. One to a shut address that has a way on is owed
// all the same: it goes that way when it is claimed.
func (t *tx) Post(ls []core.Letter) error {
	now, err := t.clock()
	if err != nil {
		return err
	}
	b := newBatch("cause", "TEXT", "address_id", "BIGINT", "account", "TEXT", "lane", "BIGINT", "hold", "BOOLEAN", "edits", "BIGINT", "body", "BYTEA",
		"detours", "BIGINT")
	for _, l := range ls {
		body, err := t.keys.sealJSON(letterBody, enclosed{l.Message, l.Detours})
		if err != nil {
			return err
		}
		b.add(l.Cause, l.AddressID, l.Account, l.Lane, l.Hold, l.Edits, body, len(l.Detours))
	}
	if _, err := t.change(b, `INSERT INTO letters (cause, address_id, account, lane, hold, edits, body, detours, state, reason, posted_at, settled_at)
		SELECT b.cause, b.address_id, b.account, b.lane, b.hold, b.edits, b.body, b.detours,
			CASE WHEN a.shut AND b.detours = 0 THEN 'skipped' ELSE 'owed' END, CASE WHEN a.shut AND b.detours = 0 THEN 'blocked' ELSE '' END,
			CAST(? AS BIGINT), CASE WHEN a.shut AND b.detours = 0 THEN CAST(? AS BIGINT) ELSE 0 END
		FROM b JOIN addresses a ON a.id = b.address_id ORDER BY b.n
		ON CONFLICT (cause) DO NOTHING`, t.office, now); err != nil {
		return fmt.Errorf("post %d letters: %w", len(ls), err)
	}
	return nil
}

// FindLetter is the core.Tx's.
func (t *tx) FindLetter(cause string) (int64, core.State, error) {
	rows, err := read[struct {
		ID    int64
		State core.State
	}](t, nil, "SELECT id, state FROM letters WHERE cause = ?", cause)
	if err != nil {
		return 0, "", fmt.Errorf("find a letter: %w", err)
	}
	if len(rows) == 0 {
		return 0, "", nil
	}
	return rows[0].ID, rows[0].State, nil
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
	Person    int64 `db:"person_id"`
	AddressID int64 `db:"address_id"`
	Channel   string
	Ident     []byte
	Account   string
	Lane      core.Lane
	Hold      bool
	Body      []byte
	Notice    int64 `db:"notice_id"`
	Version   string
	Edits     int64
	Replaces  string
	Expires   int64 `db:"expires_at"`
	TriedAt   int64 `db:"tried_at"`
	Parts     string
	Attempt   int
	AttemptAt int64 `db:"attempt_at"`
	Unclear   int
	Receipt   string
	Shut      bool
	Heard     int64 `db:"heard_at"`
	Wanted    bool  // the letter is no announcement's, or its person follows
}

const selectLetters = `SELECT l.id, l.cause, a.person_id, l.address_id, a.channel, a.ident, l.account, l.lane, l.hold, l.body, COALESCE(l.notice_id, 0) AS notice_id, l.version, l.edits,
		CASE l.edits WHEN 0 THEN '' ELSE COALESCE((SELECT e.receipt FROM letters e WHERE e.id = l.edits), '') END AS replaces,
		COALESCE((SELECT m.expires_at FROM notices m WHERE m.id = l.notice_id), 0) AS expires_at, l.tried_at, l.parts, l.attempt,
		l.attempt_at, l.unclear, l.receipt, a.shut, a.heard_at, l.notice_id IS NULL
			OR EXISTS (SELECT 1 FROM follows f WHERE f.person_id = a.person_id AND f.ended_at = 0) AS wanted
	FROM letters l JOIN addresses a ON a.id = l.address_id`

func (t *tx) letter(r *letterRow) (l core.Letter, err error) {
	to, err := t.address(r.Channel, r.Ident)
	if err != nil {
		return l, err
	}
	now, err := t.clock()
	if err != nil {
		return l, err
	}
	// Whoever gets the letter has no other clock than the process's: it is told how long ago a thing was, or how far away.
	present := time.Now()
	here := func(at, clock int64) time.Time {
		if at == 0 {
			return time.Time{}
		}
		return present.Add(time.Duration(at-clock) * time.Microsecond)
	}
	l = core.Letter{ID: r.ID, Cause: r.Cause, Person: r.Person, AddressID: r.AddressID, To: to, Account: r.Account,
		Lane: r.Lane % noticeLanes, Hold: r.Hold, Notice: r.Notice, Version: r.Version, Edits: r.Edits, Replaces: r.Replaces,
		Until: here(r.Expires, t.office), Since: here(r.TriedAt, now), Part: len(strings.Fields(r.Parts)),
		Attempt: r.Attempt, AttemptAt: here(r.AttemptAt, now), Unclear: r.Unclear, Receipt: r.Receipt,
		Heard: here(r.Heard, t.office)}
	if r.Notice != 0 {
		l.Message, err = t.frozen(r.Notice, r.Channel, r.Version)
		return l, err
	}
	var body enclosed
	err = t.keys.openJSON(letterBody, r.Body, &body)
	l.Message, l.Detours = body.Message, body.Detours
	return l, err
}

// keyless is how long a letter waits for the key that it is sealed with.
const keyless = time.Minute

// readable opens letters in hand. One that cannot be opened keeps no other from its turn: if the key is missing it waits,
// and the operator is told; if it is garbage it has failed.
func (t *tx) readable(rows []*letterRow) (all []core.Letter, err error) {
	now, err := t.clock()
	if err != nil {
		return nil, err
	}
	all = make([]core.Letter, 0, len(rows))
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
