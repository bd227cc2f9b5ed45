package catalog

import (
	"errors"
	"fmt"
	"go/ast"
	source "go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"loket/core"
)

// about is what refusals may be about: every value as the rooms hand it over.
var about = map[string]any{
	"role": "broadcaster", "status": "paused", "language": "en", "until": "2020-04-01", "time": "08.30", "name": "DEWI", "ticket": "C200317-042",
	"word": "XYZ", "near": "kecamatan Kesambi", "n": 4000, "limit": 3500, "year": 2025,
}

func refusal(kind core.Kind, key string, args map[string]any) error {
	e := core.Errorf(kind, "for the operator")
	e.Key, e.Args = key, args
	return fmt.Errorf("desk: %w", e)
}

var (
	command   = regexp.MustCompile(`(^|[\s(:])/\pL|\x60|(atau tulis|or write): `)
	isoDate   = regexp.MustCompile(`\d{4}-\d{2}-\d{2}`)
	strangers = map[string]*regexp.Regexp{ // words that no sentence of the other language has
		"id": regexp.MustCompile(`(?i)\b(the|of|is|are|and|or|not|please|that|there|this|with|must|already|cannot|no|has|was|which|paused|English)\b`),
		"en": regexp.MustCompile(`(?i)\b(yang|tidak|silakan|mohon|dan|atau|untuk|sudah|belum|itu|dijeda|petugas|Inggris)\b`),
	}
)

// TestExplain: whatever is refused is said in the reader's language, by a sentence that fits a browser.
func TestExplain(t *testing.T) {
	c := office(t)
	said := 0
	for _, key := range c.Keys() {
		if !strings.HasPrefix(key, "bad.") {
			continue
		}
		for lang, stranger := range strangers {
			text, ok := c.Explain(lang, refusal(core.Invalid, key, about))
			said++
			switch {
			case !ok || text == key || text == "":
				t.Errorf("%s is not said in %s", key, lang)
			case strings.ContainsAny(text, "{}"):
				t.Errorf("%s in %s has a value that nobody gives: %s", key, lang, text)
			case command.MatchString(text):
				t.Errorf("%s in %s tells what to write in a chat; say it otherwise under console.%s: %s", key, lang, key, text)
			case isoDate.MatchString(text):
				t.Errorf("%s in %s has a date as nobody writes it: %s", key, lang, text)
			case stranger.MatchString(text):
				t.Errorf("%s in %s says %q: %s", key, lang, stranger.FindString(text), text)
			case strings.Contains(text, "08.30") && !strings.Contains(text, "08.30 WIB"):
				t.Errorf("%s in %s has a time without its zone: %s", key, lang, text)
			}
		}
	}
	if said < 120 {
		t.Errorf("only %d sentences were looked at", said)
	}
	for _, key := range c.Keys() {
		if of, is := strings.CutPrefix(key, "console."); is && strings.HasPrefix(of, "bad.") && !c.Has(of) {
			t.Errorf("%s stands beside no %s", key, of)
		}
	}
}

// TestExplainWords: what a refusal is about is said as people say it, and what went wrong here is not said at all.
func TestExplainWords(t *testing.T) {
	c := office(t)
	for _, x := range []struct {
		err    error
		id, en string
	}{
		{refusal(core.Conflict, "bad.role", about), "petugas pengumuman", "broadcaster"},
		{refusal(core.Conflict, "bad.state", about), "dijeda", "paused"},
		{refusal(core.Invalid, "bad.extended", about), "1 April 2020", "1 April 2020"},
		{refusal(core.Invalid, "bad.long", about), "bahasa Inggris terlalu panjang: 4.000 huruf, paling banyak 3.500", "English is too long: 4,000"},
		{refusal(core.Conflict, "bad.twice", about), "08.30 WIB", "08.30 WIB"},
		{refusal(core.Missing, "bad.nosuchtext", nil), "tidak ada", "no such thing"},
		{refusal(core.Missing, "", nil), "tidak ada", "no such thing"},
		{refusal(core.Conflict, "", nil), "muat ulang", "load the page again"},
		{refusal(core.Invalid, "", nil), "diperiksa", "check"},
	} {
		for lang, want := range map[string]string{"id": x.id, "en": x.en} {
			if text, ok := c.Explain(lang, x.err); !ok || !strings.Contains(text, want) {
				t.Errorf("%v in %s: %q, which lacks %q", x.err, lang, text, want)
			}
		}
	}
	for _, ours := range []error{nil, errors.New("disk full"), refusal(core.Away, "bad.role", nil), refusal(core.Internal, "", nil), refusal(core.Operator, "", nil)} {
		if text, ok := c.Explain("id", ours); ok {
			t.Errorf("%v is told: %q", ours, text)
		}
	}
}

// TestRefusals: every refusal of the desk has a sentence, and hands over what the sentence says.
func TestRefusals(t *testing.T) {
	c := office(t)
	files, err := filepath.Glob("../desk/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		set := token.NewFileSet()
		file, err := source.ParseFile(set, name, body, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, is := n.(*ast.CallExpr)
			if f, named := callee(call); !is || !named || f != "refuse" {
				return true
			}
			found++
			key, gives := refused(call)
			switch {
			case key == "":
				t.Errorf("%s: the key of a refusal is written out, that it can be looked for", set.Position(call.Pos()))
			case !c.Has("bad." + key):
				t.Errorf("%s: there is no text bad.%s", set.Position(call.Pos()), key)
			}
			for _, lang := range c.Office.Languages {
				text, _ := c.Explain(lang, refusal(core.Invalid, "bad."+key, gives))
				if strings.ContainsAny(text, "{}") {
					t.Errorf("%s: bad.%s says what the refusal does not give: %s", set.Position(call.Pos()), key, text)
				}
			}
			for value := range gives {
				if _, known := about[value]; !known {
					t.Errorf("%s: the tests of explain do not know what {%s} may be", set.Position(call.Pos()), value)
				}
			}
			return true
		})
	}
	if found < 60 {
		t.Errorf("only %d refusals were found", found)
	}
}

func callee(call *ast.CallExpr) (string, bool) {
	if call == nil {
		return "", false
	}
	f, named := call.Fun.(*ast.Ident)
	if !named {
		return "", false
	}
	return f.Name, true
}

// refused is the key of a refusal, and the values it hands over.
func refused(call *ast.CallExpr) (key string, gives map[string]any) {
	gives = map[string]any{}
	if lit, is := call.Args[1].(*ast.BasicLit); is {
		key, _ = strconv.Unquote(lit.Value)
	}
	if values, is := call.Args[2].(*ast.CompositeLit); is {
		for _, e := range values.Elts {
			if name, err := strconv.Unquote(e.(*ast.KeyValueExpr).Key.(*ast.BasicLit).Value); err == nil {
				gives[name] = about[name]
			}
		}
	}
	return key, gives
}
