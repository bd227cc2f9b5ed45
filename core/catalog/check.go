package catalog

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"loket/core"
)

// translated checks that a text is there in every language of the office. It may be there in more.
func (l *load) translated(f *file, key string, t Localized, langs []string) {
	for _, lang := range langs {
		if strings.TrimSpace(t[lang]) == "" {
			l.fault(f, join(key, lang), "%s has no text in %q: write %s.%s = \"…\"", lastKey(key), lang, lastKey(key), lang)
		}
	}
}

// shortEnough checks a text that stands in lists and within other texts by SMS.
func (l *load) shortEnough(f *file, key string, t Localized, most int) {
	for _, lang := range slices.Sorted(maps.Keys(t)) {
		l.short(f, join(key, lang), t[lang], most)
	}
}

func (l *load) short(f *file, key, text string, most int) {
	if n := utf8.RuneCountInString(text); n > most {
		l.fault(f, key, "%q has %d characters, the most for SMS is %d: shorten it", text, n, most)
	}
	l.plain(f, key, text)
}

// sendable checks that a text can be part of an SMS of 160 characters, in every language.
func (l *load) sendable(f *file, key string, t Localized) {
	for _, lang := range slices.Sorted(maps.Keys(t)) {
		l.plain(f, join(key, lang), t[lang])
	}
}

func (l *load) plain(f *file, key, text string) {
	if odd := core.CountSMS(text).Odd; len(odd) > 0 {
		l.fault(f, key, "%q: %s", text, oddMend(odd))
	}
}

// oddMend is what to do about characters that make an SMS of 160 characters one of 70.
func oddMend(odd []rune) string {
	names := make([]string, len(odd))
	for i, r := range odd {
		names[i] = fmt.Sprintf("%q (U+%04X)", r, r)
	}
	return strings.Join(names, ", ") + " cannot be sent by SMS in GSM-7: write it with plain letters and signs"
}

func (l *load) within(f *file, key string, n, from, to int) {
	if n < from || n > to {
		l.fault(f, key, "%s is %d: use %d to %d", lastKey(key), n, from, to)
	}
}

func lastKey(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }
