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
