package core_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The walls of the house: which room may look into which other. A new room under core or storage needs a line here; a
// new channel needs none. The same walls stand in .golangci.yml, for editors that show a breach while one types.
var walls = map[string][]string{
	"core":                   {},
	"core/catalog":           {"core"},
	"core/dialog":            {"core", "core/catalog"},
	"core/outbox":            {"core"},
	"core/papers":            {"core"},
	"core/desk":              {"core", "core/catalog", "core/dialog", "core/papers"},
	"core/transcript":        {"core", "core/dialog", "core/desk"},
	"storage":                {"core"},
	"storage/storagetest":    {"core", "storage"},
	"channels":               {},
	"channels/*":             {"core"},
	"channels/channeltest":   {"core", "channels/channeltest/*"},
	"channels/channeltest/*": {"core", "channels/channeltest/badly"},
	"cmd/*":                  {"*"},
}

// Besides its room's, a test may look into the whole core and into what tests are built on; never into a (or another)
// channel or a command, so that a channel or a command can be taken away and every other test still runs.
var forTests = []string{"core", "core/*", "storage", "storage/storagetest", "channels/channeltest", "channels/channeltest/*"}

// Libraries that belong to some rooms, or to none. The longest prefix counts; a library without a line may be used
// anywhere.
var owners = map[string][]string{
	"github.com/go-telegram-bot-api/":            {"channels/telegram"},
	"github.com/twilio/twilio-go":                {}, // compiling the whole of it takes over a minute
	"github.com/twilio/twilio-go/client":         {"channels/twilio"},
	"github.com/twilio/twilio-go/rest/api/v2010": {"channels/twilio"},
	"github.com/lib/pq":                          {"storage", "storage/*"},
	"modernc.org/sqlite":                         {"storage", "storage/*"},
	"github.com/jmoiron/sqlx":                    {"storage", "storage/*"},
	"github.com/pressly/goose/":                  {"storage", "storage/*"},
	"database/sql":                               {"storage", "storage/*"},
	"database/sql/driver":                        {"*"}, // a value may say how it is stored
	"github.com/alecthomas/kong":                 {"cmd/*"},
	"github.com/alexedwards/scs":                 {"channels/web"},
	"github.com/xuri/excelize":                   {"channels/web"},
	"github.com/chromedp/":                       {"cmd/*"},
}

// source is what the rules need to know of one Go file.
type source struct {
	room    string // the folder, seen from the module's root
	name    string
	imports []string
	comment bool // it holds the package comment
	clock   bool // it reads the machine's clock
}

func (s source) test() bool { return strings.HasSuffix(s.name, "_test.go") }

func TestHouse(t *testing.T) {
	sources, err := readSources("..")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(sources, func(s source) bool { return s.room == "core" && s.name == "imports_test.go" }) {
		t.Fatal("the module's root is not where it was")
	}
	for _, breach := range breaches(sources) {
		t.Error(breach)
	}
}

func TestBreaches(t *testing.T) {
	for _, c := range []struct {
		about string
		file  source
		want  string
	}{
		{"core is the bottom",
			source{room: "core", name: "a.go", imports: []string{"loket/core/dialog"}},
			"core/a.go imports core/dialog; core may import nothing of ours"},
		{"a room above imports what it may",
			source{room: "core/desk", name: "a.go", imports: []string{"loket/core", "loket/core/dialog", "time"}}, ""},
		{"and nothing else",
			source{room: "core/desk", name: "a.go", imports: []string{"loket/storage"}},
			"core/desk/a.go imports storage; core/desk may import core, core/catalog, core/dialog, core/papers"},
		{"its tests may use a real database",
			source{room: "core/desk", name: "a_test.go", imports: []string{"loket/storage", "loket/storage/storagetest"}}, ""},
		{"but no channel",
			source{room: "core/desk", name: "a_test.go", imports: []string{"loket/channels/telegram"}},
			"core/desk/a_test.go imports channels/telegram; tests of core/desk may import " + strings.Join(forTests, ", ")},
		{"channels do not know each other",
			source{room: "channels/web", name: "a.go", imports: []string{"loket/channels/telegram"}},
			"channels/web/a.go imports channels/telegram; channels/web may import core"},
		{"nor do their tests",
			source{room: "channels/web", name: "a_test.go", imports: []string{"loket/channels/telegram"}},
			"channels/web/a_test.go imports channels/telegram; tests of channels/web may import " + strings.Join(forTests, ", ")},
		{"a new channel needs no line",
			source{room: "channels/carrier", name: "a.go", imports: []string{"loket/core"}}, ""},
		{"another new room does",
			source{room: "core/util", name: "a.go"},
			"core/util is a room without walls: say in core/imports_test.go what it may import"},
		{"cmd sees everything",
			source{room: "cmd/loket", name: "a.go", imports: []string{"loket/channels/twilio", "loket/storage"}}, ""},
		{"the small part of twilio-go",
			source{room: "channels/twilio", name: "a.go", imports: []string{"github.com/twilio/twilio-go/rest/api/v2010"}}, ""},
		{"the whole of it",
			source{room: "channels/twilio", name: "a.go", imports: []string{"github.com/twilio/twilio-go"}},
			"channels/twilio/a.go imports github.com/twilio/twilio-go, which no room may"},
		{"another room's library",
			source{room: "core/desk", name: "a.go", imports: []string{"github.com/lib/pq"}},
			"core/desk/a.go imports github.com/lib/pq, which belongs to storage, storage/*"},
		{"time comes in as a value",
			source{room: "core/dialog", name: "a.go", clock: true},
			"core/dialog/a.go reads the machine's clock; in core, time comes in as a value"},
		{"tests may measure",
			source{room: "core/dialog", name: "a_test.go", clock: true}, ""},
		{"and so may the edges",
			source{room: "channels/telegram", name: "a.go", clock: true}, ""},
		{"the outbox is one",
			source{room: "core/outbox", name: "a.go", clock: true}, ""},
	} {
		t.Run(c.about, func(t *testing.T) {
			// Beside the file stands one with the package comment, so that only the rule in question can be broken.
			got := strings.Join(breaches([]source{c.file, {room: c.file.room, name: "doc.go", comment: true}}), "\n")
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
	got := breaches([]source{{room: "core", name: "a.go"}, {room: "core", name: "a_test.go", comment: true}})
	if want := "core has no package comment: say what the room is for and what may not enter"; !slices.Equal(got, []string{want}) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// breaches names every rule that the files break, in the order of the files.
func breaches(sources []source) (found []string) {
	say := func(format string, a ...any) { found = append(found, fmt.Sprintf(format, a...)) }
	commented, visited := map[string]bool{}, map[string]bool{}
	for _, s := range sources {
		commented[s.room] = commented[s.room] || s.comment && !s.test()
	}
	for _, s := range sources {
		allowed, known := walls[s.room]
		if !known {
			allowed, known = walls[path.Dir(s.room)+"/*"]
		}
		if !visited[s.room] {
			visited[s.room] = true
			if !known {
				say("%s is a room without walls: say in core/imports_test.go what it may import", s.room)
			}
			if !commented[s.room] {
				say("%s has no package comment: say what the room is for and what may not enter", s.room)
			}
		}
		who := s.room
		if s.test() && path.Dir(s.room) != "cmd" {
			who, allowed = "tests of "+who, forTests
		}
		for _, p := range s.imports {
			if room, ours := strings.CutPrefix(p, "loket/"); ours {
				if known && room != s.room && !within(room, allowed) {
					say("%s/%s imports %s; %s may import %s", s.room, s.name, room, who, orNothing(allowed))
				}
			} else if owner, owned := ownerOf(p); owned && len(owner) == 0 {
				say("%s/%s imports %s, which no room may", s.room, s.name, p)
			} else if owned && !within(s.room, owner) {
				say("%s/%s imports %s, which belongs to %s", s.room, s.name, p, strings.Join(owner, ", "))
			}
		}
		// core/outbox is an edge: it measures how long a lease still holds.
		if s.clock && !s.test() && within(s.room, []string{"core", "core/*"}) && s.room != "core/outbox" {
			say("%s/%s reads the machine's clock; in core, time comes in as a value", s.room, s.name)
		}
	}
	return found
}

func within(room string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		matched, _ := path.Match(pattern, room)
		return matched || pattern == "*"
	})
}

func orNothing(rooms []string) string {
	if len(rooms) == 0 {
		return "nothing of ours"
	}
	return strings.Join(rooms, ", ")
}

func ownerOf(library string) (rooms []string, owned bool) {
	longest := ""
	for prefix, owner := range owners {
		if strings.HasPrefix(library, prefix) && len(prefix) > len(longest) {
			longest, rooms, owned = prefix, owner, true
		}
	}
	return rooms, owned
}

// readSources reads every Go file of the module, whatever its build constraints say.
func readSources(root string) (sources []source, err error) {
	err = filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		switch base := entry.Name(); {
		case err != nil:
			return err
		case entry.IsDir() && name != root && (base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")):
			return fs.SkipDir
		case entry.IsDir() || filepath.Ext(base) != ".go":
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		room, err := filepath.Rel(root, filepath.Dir(name))
		if err != nil {
			return err
		}
		s := source{room: filepath.ToSlash(room), name: filepath.Base(name), comment: file.Doc != nil, clock: readsClock(file)}
		for _, spec := range file.Imports {
			p, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, p)
		}
		sources = append(sources, s)
		return nil
	})
	return sources, err
}

func readsClock(file *ast.File) (found bool) {
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			pkg, ok := sel.X.(*ast.Ident)
			found = found || ok && pkg.Name == "time" && slices.Contains([]string{"Now", "Since", "Until"}, sel.Sel.Name)
		}
		return !found
	})
	return found
}
