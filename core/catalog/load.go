package catalog

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed office.toml holidays.csv yearly.csv regions.toml languages.toml messages.*.toml services/*.toml
var embedded embed.FS

// Load reads the embedded office, with the files of a folder laid over it; nil lays nothing. An error that is Problems
// lists everything that is wrong with the files.
func Load(overlay fs.FS) (*Catalog, error) { return read(embedded, overlay) }

func read(office, overlay fs.FS) (*Catalog, error) {
	l := &load{}
	base, err := l.folder(office)
	if err != nil {
		return nil, fmt.Errorf("embedded office: %w", err)
	}
	over := &folder{}
	if overlay != nil {
		if over, err = l.folder(overlay); err != nil {
			return nil, fmt.Errorf("office folder: %w", err)
		}
	}
	c := l.catalog(base, over)
	if len(l.problems) > 0 {
		return nil, l.problems.sorted()
	}
	return c, nil
}

// folder is the files of an office.
type folder struct {
	single   map[string]*file // those of singles
	messages []*file
	services map[string]*file
}

// singles are the files that an office has one of.
var singles = []string{"holidays.csv", "languages.toml", "office.toml", "regions.toml", "yearly.csv"}

// folder reads an office's files. Files of other kinds than TOML and CSV are none of ours.
func (l *load) folder(from fs.FS) (*folder, error) {
	d := &folder{single: map[string]*file{}, services: map[string]*file{}}
	entries, err := fs.ReadDir(from, ".")
	if err != nil {
		return nil, err
	}
	services, err := fs.Glob(from, "services/*")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() {
			names = append(names, e.Name())
		}
	}
	for _, name := range append(names, services...) {
		if !strings.HasSuffix(name, ".toml") && !strings.HasSuffix(name, ".csv") {
			continue
		}
		body, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		f := &file{name: name, body: []byte(strings.TrimPrefix(string(body), "\ufeff"))}
		switch {
		case !utf8.Valid(body):
			l.faultLine(f, badLine(body), "it is no UTF-8 text: save it with the encoding UTF-8")
		case strings.HasPrefix(name, "services/") && strings.HasSuffix(name, ".toml"):
			d.services[name] = f
		case strings.HasPrefix(name, "messages.") && strings.HasSuffix(name, ".toml"):
			d.messages = append(d.messages, f)
		case slices.Contains(singles, name):
			d.single[name] = f
		default:
			l.faultLine(f, 1, "unknown file: %s", didYouMean(name, append(slices.Clone(singles), "messages.id.toml", "messages.en.toml")))
		}
	}
	return d, nil
}

// badLine is the line of the first byte that is no UTF-8.
func badLine(body []byte) int {
	line := 1
	for len(body) > 0 {
		r, n := utf8.DecodeRune(body)
		if r == utf8.RuneError && n == 1 {
			break
		}
		if r == '\n' {
			line++
		}
		body = body[n:]
	}
	return line
}

// catalog makes one of the files, as far as they allow.
func (l *load) catalog(base, over *folder) *Catalog {
	office, groups := l.office(base.single["office.toml"], over.single["office.toml"])
	if office == nil {
		return nil
	}
	pick := func(name string) *file {
		if f := over.single[name]; f != nil {
			return f
		}
		return base.single[name]
	}
	var files []*file // the embedded ones first, replaced where the office has its own of that name
	for _, name := range slices.Sorted(maps.Keys(base.services)) {
		f := base.services[name]
		if own := over.services[name]; own != nil {
			f = own
		}
		files = append(files, f)
	}
	for _, name := range slices.Sorted(maps.Keys(over.services)) {
		if base.services[name] == nil {
			files = append(files, over.services[name])
		}
	}
	office.Calendar.Holidays = l.holidays(pick("holidays.csv"), office.Languages)
	office.Calendar.Yearly = l.yearly(pick("yearly.csv"), office.Languages)
	office.Regions = l.regions(pick("regions.toml"))
	office.Calendar.Flows = office.flows()
	c := &Catalog{Office: *office, print: fingerprint(base, over)}
	c.index = sync.OnceValue(func() *index { return newIndex(c) })
	c.whom = sync.OnceValue(func() *audienceLexicon { return newAudienceLexicon(c) })
	services := l.services(files, office, groups)
	l.shares(cmp.Or(over.single["office.toml"], base.single["office.toml"]), office.Calendar.Quotas, services)
	c.arrange(groups, services)
	c.languages = l.languages(pick("languages.toml"), office.Languages)
	sound := len(l.problems) == 0
	speech := l.speech(base.messages, over.messages, office)
	c.messages, c.speak = speech.messages, speech.speak
	l.complete(office, speech, append(slices.Clone(base.messages), over.messages...))
	if sound { // so the longest values are those that will be used
		l.measure(c, speech)
	}
	return c
}

// fingerprint is a hash of all files in the order of their names.
func fingerprint(base, over *folder) string {
	h := sha256.New()
	for _, d := range []*folder{base, over} {
		files := append(slices.Collect(maps.Values(d.single)), d.messages...)
		files = slices.AppendSeq(files, maps.Values(d.services))
		slices.SortFunc(files, func(a, b *file) int { return strings.Compare(a.name, b.name) })
		for _, f := range files {
			fmt.Fprintf(h, "%s %d\n%s", f.name, len(f.body), f.body)
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}
