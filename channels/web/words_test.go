package web

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

// Both languages have the same sentences with the same placeholders.
func TestWords(t *testing.T) {
	id, err := readWords("id")
	if err != nil {
		t.Fatal(err)
	}
	en, err := readWords("en")
	if err != nil {
		t.Fatal(err)
	}
	plain := func(key string) string { return strings.TrimSuffix(key, ".one") }
	for _, pair := range []struct {
		here, there words
		name        string
	}{{id, en, "en"}, {en, id, "id"}} {
		for _, key := range pair.here.keys() {
			if _, ok := pair.there[plain(key)]; !ok {
				t.Errorf("words/%s.toml has no %s", pair.name, plain(key))
			}
		}
	}
	for _, key := range id.keys() {
		a, b := placeholder.FindAllString(id[key], -1), placeholder.FindAllString(en[key], -1)
		slices.Sort(a)
		slices.Sort(b)
		if en[key] != "" && !slices.Equal(slices.Compact(a), slices.Compact(b)) {
			t.Errorf("%s has the placeholders %v in one language and %v in the other", key, a, b)
		}
	}
}

// families are keys that are made of a prefix and what a value is called.
var families = []string{"weekday.", "month.", "mon.", "wd.", "channel.", "role.", "menu.", "state.", "tongue.", "deed.", "staff.may.", "notice.", "kind.", "upload.reason.", "papers.kind.", "papers.why."}

// Every sentence that is asked for is there, and every one that is there is asked for.
func TestWordsAreUsed(t *testing.T) {
	var source strings.Builder
	for _, pattern := range []string{"*.go", "templates/*.html"} {
		names, err := fs.Glob(os.DirFS("."), pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(name, "_test.go") {
				source.Write(text)
			}
		}
	}
	id, err := readWords("id")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range id.keys() {
		used := strings.Contains(source.String(), `"`+strings.TrimSuffix(key, ".one")+`"`) ||
			slices.ContainsFunc(families, func(f string) bool { return strings.HasPrefix(key, f) }) ||
			slices.Contains(pages, "templates/"+strings.TrimSuffix(key, ".title")+".html")
		if !used {
			t.Errorf("nothing says %s", key)
		}
	}
	for _, call := range regexp.MustCompile(`(?:\{\{-? ?|\()t "([a-z.]+)"|\.(?:say|invalid)\("([a-z.]+)"|v\.done\((?:"[^"]*"|[^"])*?, "([a-z.]+)"`).FindAllStringSubmatch(source.String(), -1) {
		key := call[1] + call[2] + call[3]
		if _, ok := id[key]; !ok {
			t.Errorf("there is no sentence %s", key)
		}
	}
	for _, file := range pages {
		name := strings.TrimSuffix(strings.TrimPrefix(file, "templates/"), ".html")
		if name != "base" && name != "parts" && id[name+".title"] == "" {
			t.Errorf("the page %s has no title", name)
		}
	}
}
