package catalog

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// message is what is known of one key, in whatever language.
type message struct {
	short, full  bool // which forms are written
	plural       bool
	paged        bool            // longer than one SMS by nature: sent in pages
	placeholders map[string]bool // that its texts may use
}

// form is the suffix of the form to show.
func (m *message) form(short bool) string {
	if m.short && (short || !m.full) {
		return ".short"
	}
	return ".full"
}

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

// speech is the messages of every language.
type speech struct {
	messages map[string]*message
	texts    map[string]wordings // by language
	speak    map[string]*i18n.Localizer
}

// speech reads the messages files, the embedded ones first, then those laid over them.
func (l *load) speech(base, over []*file, o *Office) *speech {
	s := &speech{messages: map[string]*message{}, speak: map[string]*i18n.Localizer{}}
	texts := map[string]wordings{}
	for i, f := range append(slices.Clone(base), over...) {
		lang := langOf(f.name)
		if i < len(base) && !slices.Contains(o.Languages, lang) {
			continue // an office need not speak every language that is embedded
		}
		if !slices.Contains(o.Languages, lang) {
			l.faultLine(f, 1, "the language %q is not one of the office's: name it in languages in office.toml, or remove this file", lang)
			continue
		}
		m := l.messageFile(f)
		if texts[lang] == nil {
			texts[lang] = wordings{}
		}
		if i < len(base) {
			s.learn(m)
		} else {
			l.known(m, s.messages)
			for _, w := range m.wordings { // with its other plural forms: they are as old as it is
				maps.DeleteFunc(texts[lang], func(id [3]string, _ wording) bool { return id[0] == w.key && id[1] == w.form })
			}
		}
		for _, w := range m.wordings {
			texts[lang][w.id()] = w
		}
	}
	s.texts = texts
	bundle := i18n.NewBundle(language.Indonesian)
	for _, lang := range o.Languages {
		tag, err := language.Parse(lang)
		if err == nil {
			err = bundle.AddMessages(tag, bundled(texts[lang])...)
		}
		if err != nil {
			l.problems = append(l.problems, Problem{"office.toml", 1, fmt.Sprintf("languages: %q is no language: %v", lang, err)})
			continue
		}
		s.speak[lang] = i18n.NewLocalizer(bundle, lang)
	}
	return s
}

// learn takes the keys, forms and placeholders of an embedded file for granted.
func (s *speech) learn(f *messageFile) {
	for _, w := range f.wordings {
		m := s.messages[w.key]
		if m == nil {
			m = &message{placeholders: map[string]bool{}}
			s.messages[w.key] = m
		}
		m.short = m.short || w.form == "short"
		m.full = m.full || w.form == "full"
		m.plural = m.plural || w.plural != "other"
		m.paged = m.paged || strings.HasPrefix(w.key, "paged.")
		if t, err := parseText(w.text); err == nil {
			for _, p := range t.placeholders() {
				m.placeholders[p] = true
			}
		}
	}
	for _, key := range f.paged {
		if m := s.messages[key]; m != nil {
			m.paged = true
		}
	}
}

func langOf(name string) string {
	return strings.TrimSuffix(strings.TrimPrefix(name, "messages."), ".toml")
}

// bundled turns wordings into what go-i18n keeps: a message for each key and form.
func bundled(ws wordings) []*i18n.Message {
	byID := map[string]*i18n.Message{}
	for _, w := range ws {
		id := w.key + "." + w.form
		m := byID[id]
		if m == nil {
			m = &i18n.Message{ID: id}
			byID[id] = m
		}
		switch w.plural {
		case "zero":
			m.Zero = w.text
		case "one":
			m.One = w.text
		case "two":
			m.Two = w.text
		case "few":
			m.Few = w.text
		case "many":
			m.Many = w.text
		default:
			m.Other = w.text
		}
	}
	return slices.Collect(maps.Values(byID))
}
