package storage

import (
	"fmt"
	"math"
	"math/bits"
	"strings"

	"loket/core"
)

// noticeLanes is what the lanes of a notice's letters are further on than a lane of others. A binary that knows no notices
// does not see them there.
const noticeLanes = 10

// open is a notice of which letters may leave now, up to one.
type open struct {
	ID      int64
	Lane    core.Lane
	Spread  int64
	Elapsed int64
	Letters int64
	Mark    int64 // up to there none is owed that was never put off (milestones.go)
}

// upTo is the last letter that may leave: of one that is spread as many as are due after the time that has gone by. Its
// letters have all been made, and they count, not how many were expected.
func (o open) upTo() int64 {
	if o.Spread <= 0 || o.Elapsed >= o.Spread {
		return math.MaxInt64
	}
	return int64(float64(o.Letters) * float64(o.Elapsed) / float64(o.Spread))
}

// mostOpen bounds from how many notices one claim takes letters; those with nothing owed to the account do not count.
const mostOpen = 100

// running finds the notices whose letters the account may send now: those that run, are within their hours, and not over.
func (t *tx) running(account string) ([]open, error) {
	now, err := t.micro()
	if err != nil {
		return nil, err
	}
	far := &t.memory.milestones
	all, err := read[open](t, far.of(account, t.machine), `SELECT id, lane, spread, elapsed, letters, mark FROM (
		SELECT n.id, CASE WHEN n.urgent THEN 2 ELSE 3 END AS lane, n.spread, n.spent + CAST(? AS BIGINT) - n.open_at AS elapsed,
			CASE WHEN n.spread = 0 THEN 0 ELSE (SELECT COALESCE(MAX(l.seq), 0) FROM letters l WHERE l.notice_id = n.id) END AS letters,
			COALESCE((SELECT l.seq - 1 FROM letters l WHERE l.notice_id = n.id AND l.account = ? AND l.state = 'owed' AND l.due_at = 0
					AND l.seq > COALESCE(b.seq, 0) ORDER BY l.seq LIMIT 1),
				(SELECT COALESCE(b.seq, 0) FROM letters l WHERE l.notice_id = n.id AND l.account = ? AND l.state = 'owed' AND l.due_at > 0
					ORDER BY l.due_at, l.seq LIMIT 1), -1) AS mark
		FROM notices n LEFT JOIN b ON b.id = n.id WHERE n.state IN ('preparing', 'sending') AND (n.state = 'sending' OR n.spread = 0)
			AND n.open_at <= ? AND (n.shut_at = 0 OR n.shut_at > ?) AND (n.expires_at = 0 OR n.expires_at > ?)) AS running
		WHERE mark >= 0 ORDER BY lane, id LIMIT ?`, now, account, account, now, now, now, mostOpen)
	if err != nil {
		return nil, fmt.Errorf("find running notices: %w", err)
	}
	far.keep(account, all)
	return all, nil
}

// ready is that no earlier letter to the address, on the same lane, is on its way; and that the message which a letter
// replaces is known by its receipt, or will never be. As a CASE it is looked up for each letter: PostgreSQL would make a join
// of it, and one by which every letter on its way is compared with each that may leave.
const ready = `CASE WHEN EXISTS (SELECT 1 FROM letters e WHERE e.account = l.account AND e.address_id = l.address_id
		AND e.lane = l.lane AND e.id < l.id AND e.state = 'sending') THEN FALSE WHEN l.edits = 0 THEN TRUE
	ELSE NOT EXISTS (SELECT 1 FROM letters e WHERE e.id = l.edits AND e.receipt = '' AND e.state IN ('owed', 'sending', 'doubt')) END`

// ripe selects letters that may leave now, up to n of a sort, with their rank. Each lane, and each notice, is asked for those never
// put off and for those put off until now, so that the index leads to either and past all that must wait still, however many.
func ripe(account string, now int64, n int, notices []open) (query string, args []any) {
	var parts []string
	for _, off := range []bool{false, true} {
		due, times := "l.due_at = 0", []any(nil)
		if off {
			due, times = "l.due_at BETWEEN 1 AND ?", []any{now}
		}
		for lane := core.ReplyLane; lane <= core.NoticeLane; lane++ {
			parts = append(parts, fmt.Sprintf(`SELECT id, rank FROM (SELECT l.id, l.lane AS rank FROM letters l
				WHERE l.account = ? AND l.state = 'owed' AND l.lane < %d AND l.lane = ? AND `+due+` AND `+ready+`
				ORDER BY l.due_at, l.id LIMIT ?) AS lane`, noticeLanes))
			args = append(append(append(args, account, lane), times...), n)
		}
		for _, o := range few(notices) {
			if off {
				o.Mark = 0
			}
			parts = append(parts, fmt.Sprintf(`SELECT id, rank FROM (SELECT l.id, l.lane - %d AS rank FROM letters l
				WHERE l.notice_id = ? AND l.account = ? AND l.state = 'owed' AND `+due+` AND l.seq > ? AND l.seq <= ? AND `+ready+`
				ORDER BY l.due_at, l.seq LIMIT ?) AS notice`, noticeLanes))
			args = append(append(append(args, o.ID, account), times...), o.Mark, o.upTo(), n)
		}
	}
	return strings.Join(parts, " UNION ALL "), args
}

// few fills the list up with notices that there are not, to a power of two: so there are few texts of the statement to keep.
func few(notices []open) []open {
	if len(notices) == 0 {
		return nil
	}
	return append(notices, make([]open, 1<<bits.Len(uint(len(notices)-1))-len(notices))...)
}
