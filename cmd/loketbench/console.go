package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"time"
)

// consolePages are the pages of the console that are asked for; a body makes it a search.
var consolePages = []struct{ name, path, body string }{
	{"today", "/", ""},
	{"requests", "/requests", ""},
	{"search by name", "/requests", "words=siti+aminah"},
	{"search by ticket", "/requests", "words=C150105-042"},
	{"search by four digits", "/requests", "words=0001"},
	{"by status", "/requests", "status=DIAJUKAN"},
	{"by service and day", "/requests", "service=KTP-HILANG&day=2015-01-06"},
	{"one request", "/requests/50000", ""},
	{"conversations", "/conversations", ""},
	{"announcements", "/announcements", ""},
	{"month", "/calendar/2020-07", ""},
	{"day", "/calendar/day/2020-07-02", ""},
	{"staff", "/staff", ""},
	{"audit", "/staff/trail", ""},
}

// consoleRows is the rows of how long the server takes for a page of the console, in an office with so many requests and nobody else.
func consoleRows(ctx context.Context, b *bench) (err error) {
	o, err := b.onPostgres(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	requests := b.Followers / 10
	if err := errors.Join(o.populate(ctx, requests, mobile), o.petition(ctx, requests, mobile)); err != nil {
		return err
	}
	const base = "LOKET_PUBLIC_URL=http://127.0.0.1" // no https: the cookie comes by the loopback
	p, err := o.serve(ctx, "console", base)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	officer, err := o.enter(ctx, p)
	if err != nil {
		return err
	}
	for _, page := range consolePages {
		const times = 41
		var took []time.Duration
		var wrong []string
		for range times {
			d, status, err := browse(ctx, officer, "http://"+p.address+page.path, page.body)
			if err != nil {
				return err
			}
			if took = append(took, d); status != http.StatusOK {
				wrong = append(wrong, fmt.Sprintf("%s is answered %d", page.path, status))
				break
			}
		}
		slices.Sort(took)
		b.table.add(absolute("console "+page.name, fmt.Sprintf("until the whole page is there, with %d requests on PostgreSQL: the median of %d", requests, times),
			figure{ms(took[len(took)/2]), "ms"}, atMost, 50).broken(wrong...))
	}
	return nil
}

// enter logs a member of staff in.
func (o *office) enter(ctx context.Context, p *process) (*http.Client, error) {
	if _, err := o.command(ctx, "staff", "add", "Ratna", "--role", "admin"); err != nil {
		return nil, err
	}
	said, err := o.command(ctx, "staff", "link", "Ratna", "--json")
	if err != nil {
		return nil, err
	}
	var link struct{ Link string }
	if err := json.Unmarshal([]byte(said), &link); err != nil {
		return nil, fmt.Errorf("the login link: %w", err)
	}
	u, err := url.Parse(link.Link)
	if err != nil {
		return nil, fmt.Errorf("the login link: %w", err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	officer := &http.Client{Jar: jar}
	_, status, err := browse(ctx, officer, "http://"+p.address+u.Path, "x=1")
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("logging in is answered %d", status)
	}
	return officer, err
}

// browse asks for a page, by POST with a body.
func browse(ctx context.Context, c *http.Client, address, body string) (took time.Duration, status int, err error) {
	method := http.MethodGet
	if body != "" {
		method = http.MethodPost
	}
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		return 0, 0, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	began := time.Now()
	answer, err := c.Do(r)
	if err != nil {
		return 0, 0, err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return time.Since(began), answer.StatusCode, err
}
