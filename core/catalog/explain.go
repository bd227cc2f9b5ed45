package catalog

import (
	"errors"
	"fmt"
	"maps"

	"loket/core"
)

// Explain says to who asked, in a browser, why they were refused; ok is false of an error that is none of theirs. A sentence under bad
// that tells what to write in a chat has one beside it under console.bad. An error without a sentence says what its Kind does.
func (c *Catalog) Explain(lang string, err error) (text string, ok bool) {
	var e *core.Error
	if !errors.As(err, &e) {
		return "", false
	}
	var unsaid string
	switch e.Kind {
	case core.Invalid:
		unsaid = "console.bad.unnamed"
	case core.Missing:
		unsaid = "console.unsaid.missing"
	case core.Conflict:
		unsaid = "console.unsaid.conflict"
	default:
		return "", false
	}
	for _, key := range []string{"console." + e.Key, e.Key, unsaid} {
		if c.Has(key) {
			return c.Text(lang, key, false, c.inWords(lang, e.Args)), true
		}
	}
	return "", false
}

// inWords is what a refusal is about as people in an office say and write it.
func (c *Catalog) inWords(lang string, about map[string]any) Args {
	args := Args{"zone": c.Office.ZoneLabel}
	maps.Copy(args, about)
	for _, named := range [][2]string{{"role", "role."}, {"status", "notice."}, {"status", "status."}, {"language", "tongue."}} {
		if word, is := args[named[0]]; is && c.Has(named[1]+fmt.Sprint(word)) {
			args[named[0]] = c.Text(lang, named[1]+fmt.Sprint(word), false, nil)
		}
	}
	if day, is := args["until"].(string); is {
		if d, err := core.ParseDate(day); err == nil {
			args["until"] = c.Date(lang, d, false)
		}
	}
	for _, name := range []string{"n", "limit"} {
		if n, is := args[name].(int); is {
			args[name] = c.Number(lang, n)
		}
	}
	return args
}
