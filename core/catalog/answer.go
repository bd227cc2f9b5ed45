package catalog

import "fmt"

// Answer is something that officers often say to citizens.
type Answer struct {
	Code string    `toml:"code"`
	Text Localized `toml:"text"`
}

// shortAnswer is how many characters an answer may have that is to be one SMS with the office's name before it.
const shortAnswer = 134

// answers checks the answers to choose from.
func (l *load) answers(f *file, raw []Answer, langs []string) []Answer {
	codes := make([]string, len(raw))
	for i, a := range raw {
		codes[i] = a.Code
	}
	l.codes(f, "answer", "BERKAS", codes)
	for i, a := range raw {
		key := fmt.Sprintf("answer.%d", i)
		l.translated(f, key+".text", a.Text, langs)
		l.shortEnough(f, key+".text", a.Text, shortAnswer)
	}
	return raw
}
