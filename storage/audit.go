package storage

import (
	"fmt"
	"math"
	"strings"
	"time"

	"loket/core"
)

// Audit is the core.Tx's.
func (t *tx) Audit(by, what, about string) error {
	now, err := t.micro()
	if err != nil {
		return err
	}
	if _, err := t.change(nil, "INSERT INTO audit (done_at, done_by, what, about) VALUES (?, ?, ?, ?)", now, by, what, about); err != nil {
		return fmt.Errorf("write the audit: %w", err)
	}
	return nil
}

// apart is more than the clocks of two transactions that write at the same time can differ by.
const apart = time.Minute

// Trail is the core.Tx's. The lines of a time are found by ids: these and the times grow together, but for lines that were written
// at the same time.
func (t *tx) Trail(q core.TrailQuery) ([]core.Trail, error) {
	var c conditions
	order := "id DESC"
	switch {
	case q.By != "":
		order = "done_by DESC, id DESC"
		c.and(inOrder("done_by", "id"), q.By, q.By, int64(math.MaxInt64))
		if q.What != "" {
			c.and("what || '' = ?", q.What)
		}
	case q.What != "":
		order = "what DESC, id DESC"
		c.and(inOrder("what", "id"), q.What, q.What, int64(math.MaxInt64))
	}
	if q.About != "" {
		part := strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(strings.ToLower(q.About))
		c.and("LOWER(about) LIKE ? ESCAPE '!'", "%"+part+"%")
	}
	if !q.From.IsZero() {
		c.and(`done_at >= ? AND id >= (SELECT COALESCE(MIN(id), 0) FROM (SELECT id FROM audit WHERE done_at >= ? ORDER BY done_at, id LIMIT 1) AS f)`,
			micros(q.From), micros(q.From.Add(-apart)))
	}
	if !q.To.IsZero() {
		c.and(`done_at < ? AND id <= (SELECT COALESCE(MAX(id), 0) FROM (SELECT id FROM audit WHERE done_at < ? ORDER BY done_at DESC, id DESC LIMIT 1) AS l)`,
			micros(q.To), micros(q.To.Add(apart)))
	}
	if q.Before != 0 {
		c.and("id < ?", q.Before)
	}
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	rows, err := read[struct {
		ID    int64
		At    int64  `db:"done_at"`
		By    string `db:"done_by"`
		What  string
		About string
	}](t, nil, "SELECT id, done_at, done_by, what, about FROM audit WHERE "+c.sql()+" ORDER BY "+order+" LIMIT ?", append(c.args, q.Limit)...)
	if err != nil {
		return nil, fmt.Errorf("read the audit: %w", err)
	}
	all := make([]core.Trail, len(rows))
	for i, r := range rows {
		all[i] = core.Trail{ID: r.ID, At: instant(r.At), By: r.By, What: r.What, About: r.About}
	}
	return all, nil
}
