package catalog

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Kecamatan is a district of the office's town, with its wards.
type Kecamatan struct {
	Code      string   `toml:"code"` // of Kemendagri: 32.74.01
	Name      string   `toml:"name"`
	Kelurahan []string `toml:"kelurahan"`
	Aliases   []string `toml:"aliases"` // other spellings of the district's name

	wardAliases map[string][]string // other spellings of wards, by their name
}

type regionsFile struct {
	Kecamatan []Kecamatan         `toml:"kecamatan"`
	Aliases   map[string][]string `toml:"aliases"` // other spellings of wards, by their name
}

// regions reads regions.toml.
func (l *load) regions(f *file) []Kecamatan {
	var raw regionsFile
	if !l.decode(f, &raw) {
		return nil
	}
	wards := map[string]bool{}
	var names []string
	for i, k := range raw.Kecamatan {
		if strings.TrimSpace(k.Name) == "" {
			l.fault(f, fmt.Sprintf("kecamatan.%d", i), "the kecamatan has no name: write name = \"…\"")
		}
		if len(k.Kelurahan) == 0 {
			l.fault(f, fmt.Sprintf("kecamatan.%d", i), "kecamatan %s has no kelurahan: list them", k.Name)
		}
		names = append(names, k.Kelurahan...)
	}
	for _, n := range names {
		if wards[squash(n)] {
			l.fault(f, "kecamatan", "kelurahan %s is there twice: remove one", n)
		}
		wards[squash(n)] = true
	}
	for name := range raw.Aliases {
		if !wards[squash(name)] {
			l.fault(f, "aliases."+name, "unknown kelurahan %q: %s", name, didYouMean(name, names))
		}
	}
	for i := range raw.Kecamatan {
		raw.Kecamatan[i].wardAliases = raw.Aliases
	}
	return raw.Kecamatan
}

// Kecamatan finds a district by its name as people write it: "lemah wungkuk", "Kec. Kesambi".
func (o *Office) Kecamatan(words string) (Kecamatan, bool) {
	w := squash(bare(words, "kecamatan", "kec"))
	for _, k := range o.Regions {
		if w == squash(k.Name) || slices.ContainsFunc(k.Aliases, func(a string) bool { return squash(a) == w }) {
			return k, true
		}
	}
	return Kecamatan{}, false
}

// Kelurahan finds a ward and its district by the ward's name as people write it: "kasepuhan", "Kel. Kebon Baru".
func (o *Office) Kelurahan(words string) (kelurahan string, in Kecamatan, ok bool) {
	w := squash(bare(words, "kelurahan", "kel"))
	for _, k := range o.Regions {
		for _, name := range k.Kelurahan {
			if w == squash(name) || slices.ContainsFunc(k.wardAliases[name], func(a string) bool { return squash(a) == w }) {
				return name, k, true
			}
		}
	}
	return "", Kecamatan{}, false
}

// bare drops the word for the kind of region that people put before its name.
func bare(words string, kinds ...string) string {
	words = strings.ToLower(strings.TrimSpace(words))
	for _, kind := range kinds {
		if rest, ok := strings.CutPrefix(words, kind); ok && rest != "" && strings.ContainsRune(" .:", rune(rest[0])) {
			return rest
		}
	}
	return words
}

// squash keeps the letters and digits only, in small ones: Lemah Wungkuk is Lemahwungkuk.
func squash(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
