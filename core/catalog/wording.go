package catalog

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"loket/core"
)

// known checks an office's own wording against the embedded texts.
func (l *load) known(f *messageFile, messages map[string]*message) {
	keys := slices.Collect(maps.Keys(messages))
	said := map[string]bool{}
	for _, w := range f.wordings {
		m := messages[w.key]
		if m == nil {
			if !said[w.key] {
				l.fault(f.file, w.key, "unknown text %q: %s", w.key, didYouMean(w.key, keys))
			}
			said[w.key] = true
			continue
		}
		if !w.both && (w.form == "short" && !m.short || w.form == "full" && !m.full) {
			l.fault(f.file, w.path(), "%q has no %s form: write the other one", w.key, w.form)
		}
	}
	for _, key := range f.paged {
		if m := messages[key]; m != nil && !m.paged {
			l.fault(f.file, join(key, "paged"), "%q is sent as one SMS, not in pages: shorten it, and remove paged", key)
		}
	}
}

// complete checks that every text is written in every language, in the same forms.
func (l *load) complete(o *Office, s *speech, files []*file) {
	for _, lang := range o.Languages {
		var home *file
		for _, f := range files {
			if home == nil && langOf(f.name) == lang {
				home = f
			}
		}
		if home == nil {
			l.problems = append(l.problems, Problem{"office.toml", 1, fmt.Sprintf(
				"the language %q has no texts: write messages.%s.toml, or take it out of languages", lang, lang)})
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(s.messages)) {
			m := s.messages[key]
			for _, form := range []string{"short", "full"} {
				if form == "short" && !m.short || form == "full" && !m.full {
					continue
				}
				if _, ok := s.texts[lang][[3]string{key, form, "other"}]; !ok {
					l.fault(home, key, "%q has no %s form in %q: translate it%s", key, form, lang, s.elsewhere(key, form))
				}
			}
		}
	}
}

// elsewhere says where a text stands in another language.
func (s *speech) elsewhere(key, form string) string {
	for _, lang := range slices.Sorted(maps.Keys(s.texts)) {
		if w, ok := s.texts[lang][[3]string{key, form, "other"}]; ok {
			return fmt.Sprintf(" (%s:%d)", w.file.name, w.file.line(w.path()))
		}
	}
	return ""
}

// measure checks the placeholders of every text, and that whatever is sent as one SMS is one, with the longest values.
func (l *load) measure(c *Catalog, s *speech) {
	for _, lang := range c.Office.Languages {
		longest := c.Longest(lang)
		for _, id := range slices.SortedFunc(maps.Keys(s.texts[lang]), func(a, b [3]string) int { return slices.Compare(a[:], b[:]) }) {
			w := s.texts[lang][id]
			m := s.messages[w.key]
			if m == nil || w.both && w.form == "full" {
				continue // told before, or the same text as the short form
			}
			l.measureOne(w, m, longest)
		}
	}
}

func (l *load) measureOne(w wording, m *message, longest Args) {
	t, err := parseText(w.text)
	if err != nil {
		l.fault(w.file, w.path(), "%q has %v", w.key, err)
		return
	}
	for _, p := range t.placeholders() {
		if !m.placeholders[p] {
			l.fault(w.file, w.path(), "unknown placeholder {%s} in %q: %s", p, w.key,
				didYouMean(p, slices.Collect(maps.Keys(m.placeholders))))
		} else if longest[p] == nil {
			l.fault(w.file, w.path(), "unknown placeholder {%s} in %q: %s", p, w.key,
				didYouMean(p, slices.Collect(maps.Keys(longest))))
		}
	}
	if strings.TrimSpace(w.text) == "" {
		l.fault(w.file, w.path(), "%q is empty: write the text", w.key)
	}
	if n := labelled(t, w.key, longest); n > labelMost {
		l.fault(w.file, w.path(), "%q is %d characters at its longest, %d too many for a button of WhatsApp: shorten it", w.key, n, n-labelMost)
	}
	if w.form == "full" && m.short || heard(w.key) || inside(w.key) || ofFiles(w.key, m) {
		return // never sent by SMS
	}
	said := t
	if m.paged || apart(w.key) {
		said = t.words() // its values are paged with it, or sent in as many parts as they need
	}
	text, _ := said.Execute(longest)
	sms := core.CountSMS(text)
	switch {
	case len(sms.Odd) > 0:
		l.fault(w.file, w.path(), "%q: %s", w.key, oddMend(sms.Odd))
	case sms.Segments > 1 && !m.paged:
		l.fault(w.file, w.path(), "%q is %d characters by SMS at its longest, %d too many: shorten it, or give it a short form",
			w.key, sms.Units, sms.Units-160)
	}
}

// heard tells the texts that are understood from those that are said: lists of words that citizens write.
func heard(key string) bool {
	return strings.HasPrefix(key, "words.") || strings.HasPrefix(key, "hints.")
}

// inside tells the texts that only staff read, who work on Telegram and in the console.
func inside(key string) bool {
	return strings.HasPrefix(key, "staff.") || strings.HasPrefix(key, "bad.") || strings.HasPrefix(key, "console.")
}

// ofFiles tells the texts about files that came in a chat, which no SMS can bring.
func ofFiles(key string, m *message) bool { return strings.HasPrefix(key, "papers.") && !m.short }

// apart tells the texts around the words of an announcement, which may be several SMS.
func apart(key string) bool {
	for _, around := range []string{"announcement", "correction", "withdrawal", "closure.notice"} {
		if key == around || strings.HasPrefix(key, around+".") {
			return true
		}
	}
	return false
}

// words is the text without its placeholders.
func (t text) words() text {
	var all text
	for i := 0; i < len(t); i += 2 {
		all = append(all, t[i], "")
	}
	return append(all, "")
}
