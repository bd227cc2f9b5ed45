package storage

import (
	"fmt"

	"loket/core"
)

// CountNotices is the core.Tx's. An index has all that is counted; of letters that are gone the counts are kept.
func (t *tx) CountNotices(notices []int64) (map[int64]core.Ledger, error) {
	ledgers := make(map[int64]core.Ledger, len(notices))
	for _, id := range notices {
		ledgers[id] = core.Ledger{}
	}
	rows, err := read[struct {
		Notice int64 `db:"notice_id"`
		core.LedgerLine
	}](t, ids(notices), `SELECT notice_id, channel, state, reason, CAST(SUM(letters) AS BIGINT) AS letters, CAST(SUM(cost) AS BIGINT) AS cost
		FROM (SELECT l.notice_id, l.channel, l.state, l.reason, COUNT(*) AS letters, SUM(l.cost) AS cost
				FROM letters l WHERE l.notice_id IN (SELECT id FROM b) GROUP BY l.notice_id, l.channel, l.state, l.reason
			UNION ALL SELECT notice_id, channel, state, reason, letters, cost FROM pruned WHERE notice_id IN (SELECT id FROM b)) AS lines
		GROUP BY notice_id, channel, state, reason ORDER BY notice_id, channel, state, reason`)
	if err != nil {
		return nil, fmt.Errorf("count the letters of notices: %w", err)
	}
	for _, r := range rows {
		l := ledgers[r.Notice]
		l.Add(r.LedgerLine)
		ledgers[r.Notice] = l
	}
	return ledgers, nil
}

// SkipNotice is the core.Tx's. The letters are locked in the order of the index: to sort all that are owed, for every few,
// would take too long.
func (t *tx) SkipNotice(id int64, reason string, most int) (int, error) {
	now, err := t.clock()
	if err != nil {
		return 0, err
	}
	n, err := t.change(nil, `UPDATE letters SET state = 'skipped', reason = ?, settled_at = ? WHERE id IN
		(SELECT l.id FROM letters l WHERE l.notice_id = ? AND l.state = 'owed' ORDER BY l.account, l.due_at, l.seq LIMIT ?`+t.d.lock+`)`,
		reason, now, id, most)
	if err != nil {
		return 0, fmt.Errorf("skip letters of notice %d: %w", id, err)
	}
	return int(n), nil
}

// SettleDoubts is the core.Tx's. What is owed again has been put off, until long ago (milestones.go).
func (t *tx) SettleDoubts(id int64, again bool) (int, error) {
	now, err := t.clock()
	if err != nil {
		return 0, err
	}
	state, reason := core.Failed, "dropped"
	if again {
		state, reason = core.Owed, ""
	}
	n, err := t.change(nil, `UPDATE letters SET state = ?, reason = ?, due_at = 1, settled_at = ? WHERE id IN
		(SELECT l.id FROM letters l WHERE l.notice_id = ? AND l.state = 'doubt' AND l.hold ORDER BY l.id`+t.d.lock+`)`, state, reason, now, id)
	if err != nil {
		return 0, fmt.Errorf("settle doubts of notice %d: %w", id, err)
	}
	return int(n), nil
}

// Recipients is the core.Tx's. A notice's letters have their ids in the order of their places.
func (t *tx) Recipients(id int64, states []core.State, after int64, limit int) (all []core.Recipient, err error) {
	if len(states) == 0 {
		return nil, nil
	}
	rows, err := read[struct {
		ID      int64
		Channel string
		Ident   []byte
		State   core.State
		Reason  string
	}](t, nil, `SELECT l.id, a.channel, a.ident, l.state, l.reason FROM letters l JOIN addresses a ON a.id = l.address_id
		WHERE l.notice_id = ? AND l.seq > COALESCE((SELECT seq FROM letters WHERE id = ?), 0) AND l.state IN `+marks(len(states))+`
		ORDER BY l.seq LIMIT ?`, append(append([]any{id, after}, list(states)...), limit)...)
	if err != nil {
		return nil, fmt.Errorf("list the letters of notice %d: %w", id, err)
	}
	for _, r := range rows {
		to, err := t.address(r.Channel, r.Ident)
		if err != nil {
			return nil, err
		}
		all = append(all, core.Recipient{Letter: r.ID, Address: to, State: r.State, Reason: r.Reason})
	}
	return all, nil
}
