package web

import (
	"net/url"
	"strconv"

	"loket/core"
)

// foundPage is a page of the requests that staff look for.
type foundPage struct {
	core.Search
	core.Found
	Sealed   string // the words, as addresses hold them
	Lost     bool   // they were another session's
	Asked    bool   // something is looked for
	Statuses []core.Status
	Services []Service
	Path     string        // of this page
	Sheet    string        // path of the list of a day: of the one that is looked for
	Lacking  map[int64]int // by request: papers that are still to be sent
	Newer    string        // paths of the pages beside it; "" where there is none
	Older    string
}

// requestsPage lists requests, the latest first.
func requestsPage(v *visit) error {
	b := foundPage{Sealed: v.form("find"), Sheet: sheetPath(core.Search{}), Statuses: core.Statuses, Services: v.office.Services}
	words, ok, err := v.unhide(b.Sealed)
	if err != nil {
		return err
	}
	b.Lost = !ok
	q, err := v.search()
	if err == nil {
		q.Before, q.After, err = idFrom(v.form("before")), idFrom(v.form("after")), nil
		if b.Search, b.Search.Words = q, words; !b.Lost {
			b.Found, err = v.desk.Search(v.r.Context(), b.Search, v.by())
		}
	}
	b.Asked = b.Words != "" || b.Search.Status != "" || b.Service != "" || b.Kecamatan != "" || !b.Search.Day.IsZero() || !b.Pickup.IsZero()
	if err != nil {
		return v.again("requests", b, err)
	}
	b.Lacking = map[int64]int{}
	for _, r := range b.Requests {
		b.Lacking[r.ID] = v.office.lacking(r, b.Found.Papers[r.ID])
	}
	b.Path, b.Sheet = listPath(b.Search, b.Sealed), sheetPath(b.Search)
	if n := len(b.Requests); n > 0 {
		newer, older := b.Search, b.Search
		newer.Before, newer.After = 0, b.Requests[0].ID
		older.Before, older.After = b.Requests[n-1].ID, 0
		if b.Later {
			b.Newer = listPath(newer, b.Sealed)
		}
		if b.Earlier {
			b.Older = listPath(older, b.Sealed)
		}
	}
	return v.show("requests", b)
}

// findRequests seals the words and goes to the page of what they find.
func findRequests(v *visit) error {
	q, err := v.search()
	if err != nil {
		return v.again("requests", foundPage{Search: q, Sheet: sheetPath(q), Statuses: core.Statuses, Services: v.office.Services}, err)
	}
	sealed, err := v.hide(clipped(q.Words))
	if err != nil {
		return err
	}
	return v.to(listPath(q, sealed))
}

// clipped are words no longer than the desk could find anything by, so that an address stays one.
func clipped(words string) string {
	if r := []rune(words); len(r) > 500 {
		return string(r[:500])
	}
	return words
}

// again shows a form again with what is wrong; where htmx replaces a part of the page, only that is told.
func (v *visit) again(name string, body any, err error) error {
	if v.r.Header.Get("HX-Request") != "" {
		return err
	}
	return v.wrong(name, body, err)
}

// listPath is the address of a page of a search, with its words sealed.
func listPath(q core.Search, sealed string) string {
	values := url.Values{}
	add := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	add("find", sealed)
	add("status", string(q.Status))
	add("service", q.Service)
	add("kecamatan", q.Kecamatan)
	add("day", dateField(q.Day))
	add("pickup", dateField(q.Pickup))
	if q.Before > 0 {
		add("before", strconv.FormatInt(q.Before, 10))
	}
	if q.After > 0 {
		add("after", strconv.FormatInt(q.After, 10))
	}
	if len(values) == 0 {
		return "/requests"
	}
	return "/requests?" + values.Encode()
}

// sheetPath is the address of the list for the counter of the day that is looked for.
func sheetPath(q core.Search) string {
	switch {
	case !q.Pickup.IsZero():
		return "/requests/day?by=pickup&date=" + q.Pickup.String()
	case !q.Day.IsZero():
		return "/requests/day?date=" + q.Day.String()
	}
	return "/requests/day"
}

// dateField is a date as a form holds it, "" if there is none.
func dateField(d core.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// idFrom reads an id; 0 if it is none.
func idFrom(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
