package web

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"loket/core"
)

// morePaths are pages as only a query makes them.
var morePaths = []string{"/requests?status=DIAJUKAN", "/requests?pickup=2020-04-01"}

// TestPages: every page, as every role and in both languages, is HTML that a browser and a screen reader need not guess about, holds
// nothing that the Content-Security-Policy would refuse, and has no NIK in full.
func TestPages(t *testing.T) {
	o := busyOffice(t)
	paths := slices.Clone(morePaths)
	for _, r := range routes {
		if method, pattern, _ := strings.Cut(r.pattern, " "); method == http.MethodGet {
			paths = append(paths, samplePath(pattern))
		}
	}
	check := func(b *browser, who, lang string) {
		b.reads(lang)
		for _, path := range append(paths, "/nowhere") {
			a := b.get(path)
			if a.status >= http.StatusInternalServerError {
				t.Errorf("%s as %s: %d: %s", path, who, a.status, a.text())
			}
			if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || !strings.Contains(a.body, "<!doctype html>") {
				continue // a file, or a part
			}
			for _, fault := range faults(a.body, lang) {
				t.Errorf("%s as %s in %s: %s", path, who, lang, fault)
			}
		}
	}
	for _, lang := range languages {
		check(o.browser(), "nobody", lang)
		for _, role := range core.Roles {
			check(o.login(role), string(role), lang)
		}
	}
}

// TestFaults: the checks of pages find what they are for.
func TestFaults(t *testing.T) {
	page := func(body string) string {
		return `<!doctype html><html lang="id"><head><title>A</title></head><body><h1>A</h1>` + body + `</body></html>`
	}
	if got := faults(page(`<p>a &lt; b<br><label for="x">X</label><input id="x"><label>Y <input name="y"></label><button>Z</button></p>`), "id"); len(got) != 0 {
		t.Errorf("a good page: %q", got)
	}
	for body, want := range map[string]string{
		`<div><p></div>`:                     "</div> where </p> belongs",
		`<h1>B</h1>`:                         "2 h1",
		`<p style="color:red">A</p>`:         "style",
		`<p onclick="a()">A</p>`:             "onclick",
		`<script>a()</script>`:               "script",
		`<style>p{}</style>`:                 "style",
		`<a href="javascript:a()">A</a>`:     "javascript:",
		`<img src="https://x.example/a">`:    "elsewhere",
		`<img src="/a">`:                     "no alt",
		`<input name="a">`:                   "no label",
		`<label for="q">A</label>`:           "nothing has the id q",
		`<p id="a"></p><p id="a"></p>`:       "two with the id a",
		`<button></button>`:                  "no name",
		`<p>&lt;no value&gt;</p>`:            "no value",
		`<p>%!d(string=a)</p>`:               "%!",
		`<p>today.nosuch</p>`:                "today.nosuch",
		`<p>3274015203900001</p>`:            "NIK",
		`<table><tr><th>A</th></tr></table>`: "scope",
	} {
		got := faults(page(body), "id")
		if !slices.ContainsFunc(got, func(f string) bool { return strings.Contains(f, want) }) {
			t.Errorf("%s: %q, and not %q", body, got, want)
		}
	}
	if got := faults(page(""), "en"); len(got) != 1 {
		t.Errorf("the wrong language: %q", got)
	}
}

var (
	element   = regexp.MustCompile(`(?s)<!--.*?-->|<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+|[^\s"'<>/=]+|=\s*"[^"]*"|=\s*'[^']*'|=[^\s"'<>]+|/)*?)>`)
	attribute = regexp.MustCompile(`([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?`)
	digits16  = regexp.MustCompile(`(?:^|\D)\d{16}(?:\D|$)`)
)

// childless are the elements that have no end.
var childless = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

// faults are what is wrong with a page.
func faults(page, lang string) (all []string) {
	fault := func(format string, a ...any) { all = append(all, fmt.Sprintf(format, a...)) }
	type opened struct {
		name string
		at   int
		has  map[string]string
	}
	var stack []opened
	ids, named := map[string]bool{}, map[string]string{}
	var inputs []map[string]string
	headings, within := 0, func(name string) bool {
		return slices.ContainsFunc(stack, func(o opened) bool { return o.name == name })
	}
	for _, m := range element.FindAllStringSubmatchIndex(page, -1) {
		if m[4] < 0 {
			continue
		}
		name, end := strings.ToLower(page[m[4]:m[5]]), m[2] != m[3]
		if end {
			if len(stack) == 0 || stack[len(stack)-1].name != name {
				want := "nothing"
				if len(stack) > 0 {
					want = "</" + stack[len(stack)-1].name + ">"
				}
				fault("</%s> where %s belongs, after …%s", name, want, page[max(0, m[0]-60):m[0]])
				return all
			}
			o := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			inner := page[o.at:m[0]]
			said := strings.TrimSpace(tag.ReplaceAllString(inner, ""))
			if (name == "button" || name == "a" || name == "label" || name == "h1" || name == "h2" || name == "summary" || name == "title") && said == "" && o.has["aria-label"] == "" {
				fault("a %s has no name: %v", name, o.has)
			}
			continue
		}
		has := map[string]string{}
		for _, a := range attribute.FindAllStringSubmatch(page[m[6]:m[7]], -1) {
			key, value := strings.ToLower(a[1]), html.UnescapeString(a[2]+a[3]+a[4])
			if _, twice := has[key]; twice {
				fault("<%s> has two %s", name, key)
			}
			has[key] = value
			switch {
			case key == "style", strings.HasPrefix(key, "on"), strings.HasPrefix(key, "hx-on"):
				fault("<%s> has %s", name, key)
			case key == "href" || key == "src" || key == "action" || key == "hx-get" || key == "hx-post":
				if strings.HasPrefix(strings.ToLower(strings.TrimSpace(value)), "javascript:") {
					fault("<%s> has javascript: in %s", name, key)
				}
				if strings.Contains(value, "//") {
					fault("<%s> leads elsewhere: %s", name, value)
				}
			case key == "for" || key == "aria-labelledby" || key == "aria-describedby" || key == "list":
				for _, id := range strings.Fields(value) {
					named[id] = key
				}
			case key == "id":
				if ids[value] {
					fault("two with the id %s", value)
				}
				ids[value] = true
			}
		}
		switch name {
		case "html":
			if has["lang"] != lang {
				fault("the page is in %q", has["lang"])
			}
		case "h1":
			headings++
		case "script":
			if has["src"] == "" {
				fault("a script stands in the page")
			}
		case "style":
			fault("a style stands in the page")
		case "img":
			if _, ok := has["alt"]; !ok {
				fault("an img has no alt: %v", has)
			}
		case "th":
			if has["scope"] == "" {
				fault("a th has no scope")
			}
		case "input", "select", "textarea":
			if has["type"] != "hidden" && has["type"] != "submit" && has["aria-label"] == "" && has["aria-labelledby"] == "" && !within("label") {
				inputs = append(inputs, has)
			}
		}
		if !slices.Contains(childless, name) && !strings.HasSuffix(page[m[0]:m[1]], "/>") {
			stack = append(stack, opened{name, m[1], has})
		}
	}
	if len(stack) > 0 {
		fault("<%s> has no end", stack[len(stack)-1].name)
	}
	for _, has := range inputs {
		if has["id"] == "" || named[has["id"]] != "for" {
			fault("an input has no label: %v", has)
		}
	}
	for id, by := range named {
		if !ids[id] {
			fault("nothing has the id %s, which %s names", id, by)
		}
	}
	if headings != 1 {
		fault("%d h1", headings)
	}
	text := html.UnescapeString(tag.ReplaceAllString(page, " "))
	for _, bad := range []string{"<no value>", "%!", "<nil>", "ZgotmplZ", "map["} {
		if strings.Contains(text, bad) || strings.Contains(page, bad) {
			fault("%s stands in the page", bad)
		}
	}
	for _, key := range rawKey().FindAllString(text, -1) {
		fault("the key %s stands in the page instead of a sentence", key)
	}
	if found := digits16.FindString(text); found != "" || digits16.MatchString(page) {
		fault("a NIK stands in the page in full: %s", core.MaskNIK(found))
	}
	return all
}

// rawKey finds keys of sentences.
func rawKey() *regexp.Regexp {
	w, err := readWords("id")
	if err != nil {
		panic(err)
	}
	var first []string
	for _, key := range w.keys() {
		name, _, _ := strings.Cut(key, ".")
		first = append(first, name)
	}
	slices.Sort(first)
	return regexp.MustCompile(`\b(?:` + strings.Join(slices.Compact(first), "|") + `)\.[a-z]+(?:\.[a-z]+)*\b`)
}
