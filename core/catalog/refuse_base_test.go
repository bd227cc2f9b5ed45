package catalog

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// What an office lays over the texts can lack nothing; the embedded ones and a new language can.
func TestRefuseBase(t *testing.T) {
	own := "[zzz]\nshort = \"Halo.\"\nfull = \"Halo, Bapak/Ibu.\"\n"
	add := func(name, text string) fstest.MapFS {
		all := base(t, "languages.toml", "[id]", "[id]")
		body := all[name].Data
		all[name] = &fstest.MapFile{Data: append([]byte(text), body...)}
		return all
	}
	tests := []struct {
		name       string
		base, over fs.FS
		want       string
	}{
		{"text in one language only", add("messages.id.toml", own), nil,
			`messages.en.toml:1: "zzz" has no short form in "en": translate it (messages.id.toml:2)
messages.en.toml:1: "zzz" has no full form in "en": translate it (messages.id.toml:3)`},
		{"placeholder without a longest value", base(t, "messages.id.toml", "Waalaikumsalam. ", "Waalaikumsalam, {nmae}. "), nil,
			`messages.id.toml:7: unknown placeholder {nmae} in "salam": did you mean "name"?`},
		{"language without texts", embedded, overlay("office.toml", "languages = [\"id\", \"en\", \"jv\"]"), `office.toml:1: the language "jv" has no texts: write messages.jv.toml, or take it out of languages`},
		{"no language", embedded, overlay("office.toml", "languages = [\"id\", \"xyzzy!\"]"), `office.toml:1: languages: "xyzzy!" is no language: language: tag is not well-formed`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := read(tt.base, tt.over)
			if err == nil {
				t.Fatal("read took it")
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got:\n%v\nwant among it:\n%s", err, tt.want)
			}
		})
	}
}

// Every problem of every file is told at once, in the order of files and lines.
func TestRefuseAll(t *testing.T) {
	_, err := Load(overlay("office.toml", "letter = \"1\"\n[limits]\nahead = -1", "services/lahir.toml", "code = \"LAHIR\"\nrequirments = 1",
		"messages.id.toml", "salan = \"\"", "holidays.csv", "date,type,name_id,name_en\nx,y,z,a"))
	want := `holidays.csv:2: "x" is no date: write it like 2020-03-25
messages.id.toml:1: unknown text "salan": did you mean "salam"?
office.toml:1: the letter of tickets is "1": use one of A to Z
office.toml:3: ahead is -1: use 0 to 30
services/lahir.toml:2: unknown key "requirments": did you mean "requirements"?`
	if err == nil || err.Error() != want {
		t.Errorf("got:\n%v\nwant:\n%s", err, want)
	}
}
