package web

import (
	"cmp"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"loket/core"
	"loket/storage/storagetest"
)

// browser is somebody's, with its cookies; it goes on by itself where an answer says so.
type browser struct {
	*office
	client *http.Client
	server string // its address
	from   string // where it is, as a proxy says
}

func (o *office) browser() *browser {
	jar, _ := cookiejar.New(nil) // never fails
	o.seen++
	return &browser{o, &http.Client{Jar: jar, Transport: o.server.Client().Transport}, o.server.URL, fmt.Sprintf("198.51.100.%d", o.seen)}
}

// login is a browser in which a member of that role is logged in, who is taken on if need be and called like it. It reads English.
func (o *office) login(role core.Role) *browser {
	o.Helper()
	o.member(string(role), role)
	return o.loginAs(string(role))
}

// loginAs is a browser in which a member is logged in. It reads English.
func (o *office) loginAs(name string) *browser {
	o.Helper()
	token, err := o.Link(o.Context(), name, operator)
	if err != nil {
		o.Fatal(err)
	}
	b := o.browser()
	b.post("/login/"+token).is(http.StatusOK, "/")
	b.reads("en")
	return b
}

// reads changes the language in which a browser reads.
func (b *browser) reads(lang string) {
	b.Helper()
	b.post("/language", "lang", lang, "back", "/login").ok()
}

// answer is what a browser shows at last.
type answer struct {
	testing.TB
	status int
	path   string // where it ended
	header http.Header
	body   string
}

func (b *browser) get(path string) *answer {
	b.Helper()
	return b.ask(http.MethodGet, path, nil)
}

// part gets what htmx would get.
func (b *browser) part(path string) *answer {
	b.Helper()
	return b.ask(http.MethodGet, path, nil, "HX-Request", "true")
}

// post posts a form of names and values.
func (b *browser) post(path string, form ...string) *answer {
	b.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		values.Add(form[i], form[i+1])
	}
	return b.ask(http.MethodPost, path, strings.NewReader(values.Encode()), "Content-Type", "application/x-www-form-urlencoded")
}

// ask asks anything, with headers of names and values.
func (b *browser) ask(method, path string, body io.Reader, headers ...string) *answer {
	b.Helper()
	q, err := http.NewRequestWithContext(b.Context(), method, b.server+path, body)
	if err != nil {
		b.Fatal(err)
	}
	q.Header.Set("X-Forwarded-For", b.from)
	for i := 0; i+1 < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
	}
	r, err := b.client.Do(q)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		b.Fatal(err)
	}
	return &answer{b, r.StatusCode, r.Request.URL.RequestURI(), r.Header, string(text)}
}

// ok says that a page was shown.
func (a *answer) ok() *answer { a.Helper(); return a.is(http.StatusOK, "") }

// is says with which status it was answered, and where it ended; "" is anywhere.
func (a *answer) is(status int, path string) *answer {
	a.Helper()
	if a.status != status || path != "" && a.path != path {
		a.Fatalf("%d at %s, not %d at %s:\n%s", a.status, a.path, status, cmp.Or(path, "anywhere"), a.text())
	}
	return a
}

// has says that texts stand on the page, as they are read.
func (a *answer) has(texts ...string) *answer {
	a.Helper()
	for _, text := range texts {
		if !strings.Contains(a.text(), text) {
			a.Errorf("%s does not say %q:\n%s", a.path, text, a.text())
		}
	}
	return a
}

// lacks says that texts stand nowhere in the page, be it in what nobody sees.
func (a *answer) lacks(texts ...string) *answer {
	a.Helper()
	for _, text := range texts {
		if strings.Contains(a.text(), text) || strings.Contains(a.body, text) {
			a.Errorf("%s says %q:\n%s", a.path, text, a.text())
		}
	}
	return a
}

var (
	tag   = regexp.MustCompile(`<[^>]*>`)
	blank = regexp.MustCompile(`[\s\x{a0}]+`)
)

// text is what one reads on the page, in one line.
func (a *answer) text() string {
	return strings.TrimSpace(blank.ReplaceAllString(html.UnescapeString(tag.ReplaceAllString(a.body, " ")), " "))
}

// find is what a pattern matches in the page as it was sent: its first group, or all of it.
func (a *answer) find(pattern string) string {
	a.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(a.body)
	if found == nil {
		a.Fatalf("%s has no %s:\n%s", a.path, pattern, a.body)
	}
	return html.UnescapeString(found[len(found)-1])
}

// count is how often the database has rows that a condition selects, "" for all.
func (o *office) count(table, condition string, args ...any) (n int) {
	o.Helper()
	db, err := storagetest.Raw(o.address)
	if err != nil {
		o.Fatal(err)
	}
	defer db.Close()
	if err := db.Get(&n, db.Rebind("SELECT COUNT(*) FROM "+table+" WHERE "+cmp.Or(condition, "1=1")), args...); err != nil {
		o.Fatal(err)
	}
	return n
}
