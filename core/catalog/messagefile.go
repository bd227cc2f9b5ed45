package catalog

import (
	"maps"
	"slices"
)

// wording is one text of a messages file: a key in one form and one plural form.
type wording struct {
	key, form, plural string // form is "short" or "full"; plural is "one", "other", …
	text              string
	both              bool // written once for both forms
	file              *file
}

// path is where the wording stands in its file.
func (w wording) path() string {
	p := w.key
	if !w.both {
		p += "." + w.form
	}
	return p
}

// wordings are the texts of a language, by key, form and plural form.
type wordings map[[3]string]wording

func (w wording) id() [3]string { return [3]string{w.key, w.form, w.plural} }

// Plural forms that go-i18n knows; "other" is the one every text has.
var plurals = []string{"zero", "one", "two", "few", "many", "other"}

// messageFile is a messages file taken apart: its wordings, and the keys it marks as paged.
type messageFile struct {
	file     *file
	wordings []wording
	paged    []string
}

func (l *load) messageFile(f *file) *messageFile {
	m := &messageFile{file: f}
	var root map[string]any
	if l.decode(f, &root) {
		m.walk(l, "", root)
	}
	return m
}

// walk takes a table of texts apart. A text's own table may hold further texts: menu and menu.closed.
func (m *messageFile) walk(l *load, path string, t map[string]any) {
	isText := isMessage(t)
	for _, k := range slices.Sorted(maps.Keys(t)) {
		key := join(path, k)
		switch v := t[k].(type) {
		case map[string]any:
			if isText && (k == "short" || k == "full") {
				m.plural(l, path, k, v)
			} else {
				m.walk(l, key, v)
			}
		case string:
			m.text(l, path, k, v, isText)
		case bool:
			if !isText || k != "paged" {
				l.fault(m.file, key, "unknown key %q: %s", key, didYouMean(k, []string{"paged"}))
			} else if v {
				m.paged = append(m.paged, path)
			}
		default:
			l.fault(m.file, key, "%q is no text: write it between double quotes", key)
		}
	}
}

func (m *messageFile) text(l *load, path, k, v string, isText bool) {
	both := func(key, plural string) {
		for _, form := range []string{"short", "full"} {
			m.wordings = append(m.wordings, wording{key, form, plural, v, true, m.file})
		}
	}
	switch {
	case !isText:
		both(join(path, k), "other")
	case k == "short" || k == "full":
		m.wordings = append(m.wordings, wording{path, k, "other", v, false, m.file})
	case slices.Contains(plurals, k):
		both(path, k)
	default:
		l.fault(m.file, join(path, k), "unknown key %q in the text %q: %s", k, path, didYouMean(k, []string{"short", "full", "paged"}))
	}
}

func (m *messageFile) plural(l *load, key, form string, t map[string]any) {
	for _, k := range slices.Sorted(maps.Keys(t)) {
		s, ok := t[k].(string)
		if !ok || !slices.Contains(plurals, k) {
			l.fault(m.file, join(join(key, form), k), "unknown plural form %q of %q: %s", k, key, didYouMean(k, plurals))
			continue
		}
		m.wordings = append(m.wordings, wording{key, form, k, s, false, m.file})
	}
	if _, ok := t["other"]; !ok {
		l.fault(m.file, join(key, form), "%q has no plural form \"other\": it is the one that every text has", key)
	}
}

// isMessage tells a text's table from a table of texts.
func isMessage(t map[string]any) bool {
	_, short := t["short"]
	_, full := t["full"]
	_, paged := t["paged"].(bool)
	_, other := t["other"].(string)
	return short || full || paged || other
}
