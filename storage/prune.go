package storage

import (
	"fmt"
	"time"

	"loket/core"
)

// What grows for ever is pruned from its old end, in the order of ids, a page at a time. The old end is found by the primary
// key, where a place to go on from spares the next page what is gone and not swept up yet. Rows that others have locked are
// passed over until the next round.

// page is some rows after a place.
type page struct {
	Last   int64
	Rows   int
	Oldest int64 // 0 where rows do not tell when they were made
}

// Prune is the core.Tx's.
func (t *tx) Prune(what core.Old, before time.Time, after int64, most int) (next int64, gone int, err error) {
	limit, err := t.meanwhile(before) // by the database's clock
	if err != nil {
		return 0, 0, err
	}
	var p page
	switch what {
	case core.OldMessages:
		if p, err = t.page("inbox", "heard_at", after, most); err == nil && p.Oldest < limit {
			// An office that somebody has written to is known by the latest (clock.go).
			gone, err = t.prune("inbox", p, after, "r.heard_at < ? AND r.id < (SELECT MAX(id) FROM inbox)", limit)
		}
		p.more(most, limit)
	case core.OldLetters:
		if p, err = t.page("letters", "posted_at", after, most); err == nil && p.Oldest < micros(before) {
			gone, err = t.pruneLetters(p, after, limit)
		}
		p.more(most, micros(before))
	case core.OldActs:
		if p, err = t.page("acts", "0", after, most); err == nil {
			gone, err = t.prune("acts", p, after, "r.done_at > 0 AND r.done_at < ?", micros(before))
		}
		p.more(most, 1)
	case core.OldPapers:
		return t.prunePapers(before, after, most)
	default:
		err = fmt.Errorf("there are no old %q", what)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("prune %s: %w", what, err)
	}
	return p.Last, gone, nil
}

// page finds the rows that come after a place.
func (t *tx) page(table, made string, after int64, most int) (page, error) {
	all, err := read[page](t, nil, `SELECT COALESCE(MAX(id), 0) AS last, COUNT(*) AS rows, COALESCE(MIN(made), 0) AS oldest
		FROM (SELECT id, `+made+` AS made FROM `+table+` WHERE id > ? ORDER BY id LIMIT ?) AS page`, after, most)
	if err != nil {
		return page{}, err
	}
	return all[0], nil
}

// more leaves the place to go on from, if old rows may lie behind the page: it is full, and not all of it is young already.
func (p *page) more(most int, limit int64) {
	if p.Rows < most || p.Oldest >= limit {
		p.Last = 0
	}
}

// prune removes the rows r of a page for which a condition holds.
func (t *tx) prune(table string, p page, after int64, condition string, args ...any) (int, error) {
	n, err := t.change(nil, pruning(t, table, condition), append([]any{after, p.Last}, args...)...)
	return int(n), err
}

func pruning(t *tx, table, condition string) string {
	return "DELETE FROM " + table + " WHERE id IN (SELECT r.id FROM " + table + " r WHERE r.id > ? AND r.id <= ? AND " + condition +
		" ORDER BY r.id" + t.d.spare + ")"
}

// settledStates are the states in which nothing more happens to a letter, but for what providers say late.
const settledStates = "('sent', 'delivered', 'failed', 'skipped')"

// pruneLetters removes letters. One to an address at which another is in doubt stays: that its receipt is known keeps the
// provider's answer about it from being taken for the other's.
func (t *tx) pruneLetters(p page, after, limit int64) (int, error) {
	over, err := t.overNotices(p, after, limit)
	if err != nil {
		return 0, err
	}
	gone, err := returning[struct {
		Notice int64 `db:"notice_id"`
		core.LedgerLine
	}](t, over, pruning(t, "letters", `r.state IN `+settledStates+` AND r.settled_at < ?
			AND (r.notice_id IS NULL OR r.notice_id IN (SELECT id FROM b))
			AND r.address_id NOT IN (SELECT d.address_id FROM letters d WHERE d.state = 'doubt')`)+`
		RETURNING COALESCE(notice_id, 0) AS notice_id, channel, state, reason, 1 AS letters, cost`, after, p.Last, limit)
	if err != nil {
		return 0, err
	}
	type line struct {
		notice  int64
		channel string
		state   core.State
		reason  string
	}
	counts := map[line][2]int{}
	for _, g := range gone {
		if g.Notice != 0 {
			l := line{g.Notice, g.Channel, g.State, g.Reason}
			counts[l] = [2]int{counts[l][0] + 1, counts[l][1] + g.Cost}
		}
	}
	b := newBatch("notice_id", "BIGINT", "channel", "TEXT", "state", "TEXT", "reason", "TEXT", "letters", "BIGINT", "cost", "BIGINT")
	for l, n := range counts {
		b.add(l.notice, l.channel, l.state, l.reason, n[0], n[1])
	}
	if _, err = t.change(b, "UPDATE notices SET pruned = TRUE WHERE id IN (SELECT notice_id FROM b) AND NOT pruned"); err != nil {
		return 0, err
	}
	_, err = t.change(b, `INSERT INTO pruned (notice_id, channel, state, reason, letters, cost)
		SELECT notice_id, channel, state, reason, letters, cost FROM b WHERE TRUE
		ON CONFLICT (notice_id, channel, state, reason) DO UPDATE SET letters = pruned.letters + excluded.letters, cost = pruned.cost + excluded.cost`)
	return len(gone), err
}

// ofParents are the kinds of notices whose letters are made from their parent's (ofParent). A repetition is made from followers.
const ofParents = "('resend', 'correction', 'withdrawal')"

// overNotices finds, and locks, those notices of a page's old letters of which nothing is open any more: their own letters,
// and those of whatever was made from their letters, which it may yet replace. What was made from a parent's letters goes after
// they have begun to: as long as there may be a next try, it must know whom the last one has reached. The batch begins with no
// notice, for letters that are nobody's must go all the same.
func (t *tx) overNotices(p page, after, limit int64) (*batch, error) {
	over := ids([]int64{0})
	named, err := read[int64](t, nil, `SELECT DISTINCT notice_id FROM letters
		WHERE id > ? AND id <= ? AND notice_id IS NOT NULL AND state IN `+settledStates+" AND settled_at < ?", after, p.Last, limit)
	if err != nil || len(named) == 0 {
		return over, err
	}
	// Locked before it is asked what was made from them: whoever makes something has the lock, and it is seen then.
	if _, err := returning[int64](t, ids(named), "SELECT id FROM notices WHERE id IN (SELECT id FROM b) ORDER BY id"+t.d.lock); err != nil {
		return nil, err
	}
	// Few letters are on their way or in doubt. All that are owed may be many: those of a notice are looked for by its number, which
	// PostgreSQL may not turn into a look at all of them.
	found, err := read[int64](t, ids(named), `SELECT b.id FROM b JOIN notices n ON n.id = b.id
		WHERE (n.kind NOT IN `+ofParents+` OR EXISTS (SELECT 1 FROM notices p WHERE p.id = n.parent AND p.pruned)) AND NOT EXISTS (
		WITH RECURSIVE family (id) AS (SELECT b.id UNION ALL SELECT c.id FROM family f JOIN notices c ON c.parent = f.id AND c.kind IN `+ofParents+`)
		SELECT 1 FROM family f JOIN notices m ON m.id = f.id WHERE m.state NOT IN ('finished', 'cancelled', 'expired')
			OR (SELECT l.seq FROM letters l WHERE l.notice_id = m.id AND l.state = 'owed' ORDER BY l.account, l.due_at, l.seq LIMIT 1) IS NOT NULL
			OR m.id IN (SELECT l.notice_id FROM letters l WHERE l.state = 'sending')
			OR m.id IN (SELECT l.notice_id FROM letters l WHERE l.state = 'doubt')) ORDER BY b.id`)
	if err != nil {
		return nil, err
	}
	for _, id := range found {
		over.add(id)
	}
	return over, nil
}
