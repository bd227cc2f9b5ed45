package storage

import (
	"fmt"
	"time"

	"loket/core"
)

// prunePapers removes papers of requests that were over before a time, and the links that were. Nothing happens to a request that is
// over, so that the latest step of its way is its end. The files are nobody's then (Store.Sweep).
func (t *tx) prunePapers(before time.Time, after int64, most int) (next int64, gone int, err error) {
	limit := micros(before)
	p, err := t.page("papers", "added_at", after, most)
	if err == nil && p.Oldest < limit {
		gone, err = t.prune("papers", p, after, `EXISTS (SELECT 1 FROM requests q WHERE q.id = r.request_id AND q.`+overStatus+`)
			AND NOT EXISTS (SELECT 1 FROM history h WHERE h.request_id = r.request_id AND h.moved_at >= ?)`, limit)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("prune %s: %w", core.OldPapers, err)
	}
	last := max(p.Last, after)
	p.more(most, limit)
	links, err := t.change(nil, "DELETE FROM uploads WHERE id IN (SELECT r.id FROM uploads r WHERE r.ends_at < ? ORDER BY r.ends_at LIMIT ?"+t.d.spare+")", limit, most)
	if err != nil {
		return 0, 0, fmt.Errorf("prune upload links: %w", err)
	}
	if int(links) == most && p.Last == 0 {
		p.Last = last + 1 // there may be more links; of papers there are none so far on that are old
	}
	return p.Last, gone + int(links), nil
}
