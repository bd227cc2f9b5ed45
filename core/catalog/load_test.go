package catalog

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// office is the embedded one.
func office(t testing.TB) *Catalog {
	t.Helper()
	c, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// overlay is a folder of files, given as names and texts in turn.
func overlay(files ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		m[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return m
}

// base is the embedded office with one text in one file replaced by another.
func base(t *testing.T, name, old, new string) fstest.MapFS {
	t.Helper()
	all := changed(t, name, old, new)
	err := fs.WalkDir(embedded, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || path == name {
			return err
		}
		body, err := fs.ReadFile(embedded, path)
		all[path] = &fstest.MapFile{Data: body}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// changed is the embedded file of that name with one text in it replaced by another.
func changed(t *testing.T, name, old, new string, more ...string) fstest.MapFS {
	t.Helper()
	body, err := fs.ReadFile(embedded, name)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(body), old) {
		t.Fatalf("%s does not contain %q", name, old)
	}
	return overlay(append(more, name, strings.Replace(string(body), old, new, 1))...)
}

var placed = regexp.MustCompile(`^[a-z0-9./-]+:[1-9][0-9]*: .`)

// Whatever an office writes into its file, it gets a catalog or is told why not.
func FuzzLoad(f *testing.F) {
	body, err := fs.ReadFile(embedded, "office.toml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(body))
	f.Add("letter = \"B\"\nlanguages = [\"id\", \"en\", \"jv\"]")
	f.Add("[[closure]]\nfrom = 2020-03-31\n[[closure.reason]]\n[counter]\nmonday = \"08.00-\"")
	f.Add("[limits]\nahed = 1\n\xff")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Load(overlay("office.toml", text))
		if (c == nil) == (err == nil) {
			t.Fatalf("Load = %v, %v", c, err)
		}
		if err == nil {
			return
		}
		for line := range strings.Lines(err.Error()) {
			if !placed.MatchString(line) {
				t.Fatalf("%q does not begin with a file and a line", line)
			}
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(nil); err != nil {
			b.Fatal(err)
		}
	}
}
