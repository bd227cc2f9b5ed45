package minitwilio

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// page is one page of a listing, newest first.
type page struct {
	Messages []resource `json:"messages"`
	First    string     `json:"first_page_uri"`
	Next     *string    `json:"next_page_uri"`
	Previous *string    `json:"previous_page_uri"`
	URI      string     `json:"uri"`
	Page     int        `json:"page"`
	PageSize int        `json:"page_size"`
	Start    int        `json:"start"`
	End      int        `json:"end"`
}

// list answers GET Messages.json. The token of a page names the last message of the one before, so that messages that
// arrive between two pages shift nothing.
func (s *Server) list(k *Knobs, r *http.Request) answer {
	q := r.URL.Query()
	size, number := 50, 0
	if n, err := strconv.Atoi(q.Get("PageSize")); err == nil {
		size = min(max(n, 1), 1000)
	}
	if n, err := strconv.Atoi(q.Get("Page")); err == nil && n > 0 {
		number = n
	}
	keep, err := filter(k, q)
	if err != nil {
		s.violate("list: %v", err)
	}
	after := strings.TrimPrefix(q.Get("PageToken"), "PA")
	found := s.ledger.newest(q.Get("To"), after, size+1, keep)

	p := page{Page: number, PageSize: size, Start: number * size, Messages: []resource{}}
	p.First, p.URI = s.pageURI(q, size, 0, ""), s.pageURI(q, size, number, after)
	if len(found) > size {
		found = found[:size]
		p.Next = known(s.pageURI(q, size, number+1, found[size-1].SID))
	}
	for _, m := range found {
		p.Messages = append(p.Messages, s.resource(m))
	}
	p.End = p.Start + max(0, len(found)-1)
	return answer{status: http.StatusOK, body: p}
}

func (s *Server) pageURI(q url.Values, size, number int, after string) string {
	v := url.Values{"PageSize": {strconv.Itoa(size)}, "Page": {strconv.Itoa(number)}}
	for _, name := range []string{"To", "From", "DateSent", "DateSent<", "DateSent>"} {
		if q.Has(name) {
			v.Set(name, q.Get(name))
		}
	}
	if after != "" {
		v.Set("PageToken", "PA"+after)
	}
	return "/2010-04-01/Accounts/" + s.AccountSID + "/Messages.json?" + v.Encode()
}

// filter is what a listing asks for. A message that is still queued has no date of sending and answers to none.
func filter(k *Knobs, q url.Values) (keep func(*Message) bool, err error) {
	for name := range q {
		switch name {
		case "To", "From", "DateSent", "DateSent<", "DateSent>", "PageSize", "Page", "PageToken":
		default:
			err = fmt.Errorf("unknown parameter %s", name)
		}
	}
	on, before, since := moment(q.Get("DateSent"), &err), moment(q.Get("DateSent<"), &err), moment(q.Get("DateSent>"), &err)
	visible := k.Now().Add(-k.ListLag)
	return func(m *Message) bool {
		sent := m.Sent.Truncate(time.Second)
		switch {
		case m.Created.After(visible),
			q.Get("To") != "" && m.To != q.Get("To"),
			q.Get("From") != "" && m.From != q.Get("From"),
			!(on.IsZero() && before.IsZero() && since.IsZero()) && m.Sent.IsZero(),
			!on.IsZero() && sent.UTC().Format(time.DateOnly) != on.UTC().Format(time.DateOnly),
			!before.IsZero() && sent.After(before),
			!since.IsZero() && sent.Before(since):
			return false
		}
		return true
	}, err
}

func moment(text string, failed *error) time.Time {
	if text == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly, time.DateTime, time.RFC1123Z} {
		if t, err := time.Parse(layout, text); err == nil {
			return t
		}
	}
	*failed = fmt.Errorf("unreadable date of sending")
	return time.Time{}
}
