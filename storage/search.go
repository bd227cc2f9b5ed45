package storage

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"loket/core"
)

const (
	searchPage = 50     // requests, if who asks does not say
	fewEnough  = 3000   // requests that may all be found to be put in order; of more, one after the other is looked at until a page is full
	openAtMost = 10_000 // addresses, to compare long endings of numbers
	openAtOnce = 500
)

// hunt is a search that knows by what it goes.
type hunt struct {
	all     []sought
	by      int    // the one by which requests are found, of the others each is asked; -1: by none, from the latest on
	few     *batch // ids of all that have it, if they are found at once
	endings []string
}

// Search is the core.Tx's. It goes by what is rarest of all that is sought, and opens only what it returns; but for a long ending of
// a number, for which the numbers are opened that have the same four last digits.
func (t *tx) Search(q core.Search) (found core.Found, err error) {
	if q.Limit <= 0 {
		q.Limit = searchPage
	}
	all, endings, none, err := t.seek(q)
	if err != nil || none {
		return found, err
	}
	h, err := t.hunt(all, endings)
	if err != nil {
		return found, err
	}
	up, edge := q.After != 0, cmp.Or(q.After, q.Before)
	page, beyond, err := t.sheet(h, edge, up, q.Limit)
	if err != nil {
		return found, err
	}
	behind := false // on the side from which the page was come to
	if edge != 0 {
		back := edge - 1 // what stands at the edge may be there still
		if up {
			back = edge + 1
		}
		some, _, err := t.sheet(h, back, !up, 1)
		if err != nil {
			return found, err
		}
		behind = len(some) > 0
	}
	found = core.Found{Requests: page, Earlier: beyond, Later: behind}
	if up {
		found.Earlier, found.Later = behind, beyond
		slices.Reverse(page)
	}
	var waiting []int64
	for _, r := range page {
		if r.Status == core.Waiting {
			waiting = append(waiting, r.ID)
		}
	}
	if len(waiting) > 0 {
		found.Waiters, err = t.Waiters(waiting)
	}
	return found, err
}

func (t *tx) hunt(all []sought, endings []string) (h hunt, err error) {
	h.all, h.endings = all, endings
	if h.by, err = t.rarest(all); err != nil || h.by < 0 || all[h.by].set == "" {
		return h, err
	}
	few, err := read[int64](t, nil, all[h.by].set, all[h.by].setArgs...)
	if err != nil {
		return h, fmt.Errorf("find what has been searched for: %w", err)
	}
	h.few = ids(few)
	return h, nil
}

// rarest finds by what to go: by what is of few in any case, or else by what there is least of.
func (t *tx) rarest(all []sought) (int, error) {
	by, fewest := -1, fewEnough+2
	for i, s := range all {
		if s.count == "" || len(all) == 1 && s.set == "" {
			return i, nil
		}
		n, err := read[int](t, nil, "SELECT COUNT(*) FROM ("+s.count+" LIMIT ?) AS found", append(slices.Clone(s.countArgs), fewEnough+1)...)
		if err != nil {
			return 0, fmt.Errorf("count what a search may find: %w", err)
		}
		if n[0] < fewest && (s.set == "" || n[0] <= fewEnough) {
			by, fewest = i, n[0]
		}
	}
	return by, nil
}

// sheet is a page of what is beyond an edge (0: of all), and whether there is more.
func (t *tx) sheet(h hunt, edge int64, up bool, limit int) (page []core.Request, more bool, err error) {
	most := limit + 1
	if len(h.endings) > 0 {
		most = max(most, openAtOnce)
	}
	for seen := 0; ; {
		rows, err := t.walk(h, edge, up, most)
		if err != nil {
			return nil, false, fmt.Errorf("search requests: %w", err)
		}
		for _, row := range rows {
			edge = row.ID
			if ends, err := t.endsSo(row, h.endings); err != nil {
				return nil, false, err
			} else if !ends {
				continue
			}
			if len(page) == limit {
				return page, true, nil
			}
			r, err := t.request(row)
			if err != nil {
				return nil, false, err
			}
			page = append(page, r)
		}
		if seen += len(rows); len(rows) < most || seen >= openAtMost {
			return page, false, nil
		}
	}
}

// endsSo tells whether the number that filed a request has all of these endings.
func (t *tx) endsSo(row requestRow, endings []string) (bool, error) {
	if len(endings) == 0 {
		return true, nil
	}
	a, err := t.address(row.Channel, row.Ident)
	if err != nil {
		return false, err
	}
	return a.Phone() && !slices.ContainsFunc(endings, func(e string) bool { return !strings.HasSuffix(a.ID, e) }), nil
}

// walk reads what is beyond an edge, in the order of ids. Of several tokens, each of which will do, each is walked by.
func (t *tx) walk(h hunt, edge int64, up bool, most int) (rows []requestRow, err error) {
	if h.by < 0 || h.all[h.by].tokens == nil {
		return t.stretch(h, nil, edge, up, most)
	}
	for _, prf := range h.all[h.by].tokens {
		some, err := t.stretch(h, prf, edge, up, most)
		if err != nil {
			return nil, err
		}
		rows = append(rows, some...)
	}
	slices.SortFunc(rows, func(a, b requestRow) int {
		if up {
			return cmp.Compare(a.ID, b.ID)
		}
		return cmp.Compare(b.ID, a.ID)
	})
	rows = slices.CompactFunc(rows, func(a, b requestRow) bool { return a.ID == b.ID })
	return rows[:min(len(rows), most)], nil
}

func (t *tx) stretch(h hunt, prf []byte, edge int64, up bool, most int) ([]requestRow, error) {
	beyond, order := " < ?", " DESC"
	if up {
		beyond, order = " > ?", ""
	}
	var where conditions
	from, id, sorted := "requests r", "r.id", "r.id"
	for i, s := range h.all {
		switch {
		case i != h.by:
			where.and(s.blunt, s.bluntArgs...)
		case prf != nil:
			from, id, sorted = "tokens w JOIN requests r ON r.id = w.request_id", "w.request_id", "w.request_id"
			where.and("w.prf = ?", prf)
		case h.few != nil:
			where.and("r.id IN (SELECT id FROM b)")
			sorted = "r.id + 0" // all are found before they are put in order
		default:
			sorted = s.walked + order + ", r.id"
			where.and(inOrder(s.walked, "r.id"), s.bluntArgs[0], s.bluntArgs[0], int64(math.MaxInt64))
		}
	}
	if edge != 0 {
		where.and(id+beyond, edge)
	}
	return read[requestRow](t, h.few, "SELECT "+requestColumns+" FROM "+from+" LEFT JOIN addresses a ON a.id = r.address_id WHERE "+where.sql()+
		" ORDER BY "+sorted+order+" LIMIT ?", append(where.args, most)...)
}
