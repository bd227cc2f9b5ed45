package storage

import (
	"fmt"
	"math"

	"loket/core"
)

// everybody is a place after all others.
const everybody = math.MaxInt64

// FanOut is the core.Tx's. The notice is locked, so that two replicas make its letters one after the other; how far it has
// come is written with the letters. Nothing else is locked that anybody waits for.
func (t *tx) FanOut(id int64, by core.Senders, most int) (made int, more bool, err error) {
	now, err := t.clock()
	if err != nil {
		return 0, false, err
	}
	rows, err := returning[noticeRow](t, nil, selectNotices+" WHERE id = ?"+t.d.lock, id)
	if err != nil || len(rows) == 0 {
		return 0, false, err
	}
	row := rows[0]
	n, err := t.notice(row)
	if err != nil {
		return 0, false, err
	}
	if row.Until < 0 {
		if row.Until, err = t.lastPlace(n); err != nil {
			return 0, false, err
		}
	}
	to := min(row.To+int64(most), row.Until)
	lane := core.NoticeLane
	if n.Urgent {
		lane = core.UrgentLane
	}
	a := t.audience(n, row.To, to)
	wrote, err := t.change(reach(n, by), anew+`INSERT INTO letters (cause, address_id, account, channel, lane, hold, body, state, reason,
			posted_at, settled_at, notice_id, version, seq, edits)
		SELECT CAST(? AS TEXT) || s.address_id, s.address_id, s.account, s.channel, CAST(? AS INTEGER), CAST(? AS BOOLEAN), `+t.d.empty+`,
			CASE s.skip WHEN '' THEN 'owed' ELSE 'skipped' END, s.skip, CAST(? AS BIGINT), CASE s.skip WHEN '' THEN 0 ELSE CAST(? AS BIGINT) END,
			CAST(? AS BIGINT), s.version,
			(SELECT COALESCE(MAX(k.seq), 0) FROM letters k WHERE k.notice_id = ?) + row_number() OVER (ORDER BY s.place, s.address_id), s.edits
		FROM (`+a.sql+`) s ORDER BY s.place, s.address_id`+t.onceMade(),
		append([]any{fmt.Sprintf("notice:%d/a:", id), noticeLanes + lane, n.Hold, t.office, now, id, id}, a.args...)...)
	if err != nil {
		return 0, false, fmt.Errorf("make letters of notice %d: %w", id, err)
	}
	if wrote == 0 && to < row.Until && !ofParent(n) { // where many have stopped there are many places that are nobody's
		if to, err = t.passOver(to, row.Until); err != nil {
			return 0, false, err
		}
	}
	if _, err := t.change(nil, "UPDATE notices SET made_to = ?, made_until = ?, senders = ? WHERE id = ?", to, row.Until, senders(by.Within(n.Audience)), id); err != nil {
		return 0, false, fmt.Errorf("note how far notice %d has come: %w", id, err)
	}
	return int(wrote), to < row.Until, nil
}

// onceMade passes over a letter that has been made. There is none: the notice is locked, and what was made of it stands beside
// it. To look for each all the same costs PostgreSQL a seventh of the time, so it does that only when the cause has turned out
// not to be unique.
func (t *tx) onceMade() string {
	if t.d == &postgresDialect && !t.rerun {
		return ""
	}
	return " ON CONFLICT (cause) DO NOTHING"
}

// ofParent tells whether a notice's letters are made from its parent's.
func ofParent(n core.Notice) bool {
	return n.Kind == core.Resending || n.Kind == core.Correction || n.Kind == core.Withdrawal
}

// lastPlace is where the making of letters will end.
func (t *tx) lastPlace(n core.Notice) (int64, error) {
	query, args := "SELECT COALESCE(MAX(id), 0) FROM follows", []any(nil)
	if ofParent(n) {
		query, args = "SELECT COALESCE(MAX(seq), 0) FROM letters WHERE notice_id = ?", []any{n.Parent}
	}
	last, err := read[int64](t, nil, query, args...)
	if err != nil {
		return 0, fmt.Errorf("find the end of an audience: %w", err)
	}
	return last[0], nil
}

// passOver is the place before that of the next who follow, if any do.
func (t *tx) passOver(after, until int64) (int64, error) {
	next, err := read[int64](t, nil, "SELECT COALESCE(MIN(id) - 1, ?) FROM follows WHERE ended_at = 0 AND id > ? AND id <= ?", until, after, until)
	if err != nil {
		return 0, fmt.Errorf("find the next of an audience: %w", err)
	}
	return next[0], nil
}
