package desk

import (
	"context"
	"fmt"
	"strings"

	"loket/core"
)

const (
	longestSearch = 200 // characters of what is looked for
	widestPage    = 200 // requests of a page
)

// Search finds a page of requests for staff. What citizens have noted comes with its NIKs masked. Who may not have a NIK or a number
// shown finds nobody by one, nor by more than the last four digits of it: they could be tried one after the other until something is
// found, and nobody would have written it down. Who may could as well press for it.
func (d *Desk) Search(ctx context.Context, q core.Search, by core.Actor) (found core.Found, err error) {
	if q.Words = strings.TrimSpace(q.Words); len([]rune(q.Words)) > longestSearch {
		return found, refuse(core.Invalid, "search", map[string]any{"limit": longestSearch}, "what is looked for is longer than %d characters", longestSearch)
	}
	if clues := core.ParseClues(q.Words); !by.Role.May(core.Reveal) && clues.Telling() {
		return found, refuse(core.Invalid, "telling", map[string]any{"limit": core.EndingDigits}, "the role of %s allows to look for the last %d digits alone", by.Name, core.EndingDigits)
	}
	q.Limit = min(q.Limit, widestPage)
	err = d.store.View(ctx, func(tx core.Tx) error {
		if found, err = tx.Search(q); err != nil {
			return err
		}
		ids := make([]int64, len(found.Requests))
		for i, r := range found.Requests {
			ids[i], found.Requests[i] = r.ID, shaded(r)
		}
		found.Papers, err = tx.Papers(ids)
		return err
	})
	return found, err
}

// shaded is a request whose words hold no whole NIK.
func shaded(r core.Request) core.Request {
	r.Note, r.Reason = core.MaskNIK(r.Note), core.MaskNIK(r.Reason)
	return r
}

// waitersAmong tells where requests stand in line, those that do.
func waitersAmong(tx core.Tx, requests []core.Request) (map[int64]core.Waiter, error) {
	var waiting []int64
	for _, r := range requests {
		if r.Status == core.Waiting {
			waiting = append(waiting, r.ID)
		}
	}
	if len(waiting) == 0 {
		return nil, nil
	}
	return tx.Waiters(waiting)
}

// requestByID finds a request, or says that there is none.
func requestByID(tx core.Tx, id int64) (core.Request, error) {
	found, err := byID(tx, []int64{id})
	if err != nil {
		return core.Request{}, err
	}
	if id <= 0 || len(found) == 0 {
		return core.Request{}, refuse(core.Missing, "request", nil, "there is no request %d", id)
	}
	return found[0], nil
}

// named is what the audit calls a request.
func named(r core.Request) string {
	if r.Ticket != "" {
		return r.Ticket
	}
	return fmt.Sprintf("request %d", r.ID)
}
