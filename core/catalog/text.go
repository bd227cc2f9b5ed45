package catalog

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// Args are the values of a text's placeholders. The value of "n" also chooses between singular and plural.
type Args map[string]any

// Text is a sentence in a language and form. A form that is not written falls back on the other; a language that the
// office does not speak on Indonesian. A key that does not exist comes back as it is: Load and the tests see to it that
// none is asked for.
func (c *Catalog) Text(lang, key string, short bool, args Args) string {
	m, ok := c.messages[key]
	if !ok {
		return key
	}
	speak, ok := c.speak[lang]
	if !ok {
		speak = c.speak["id"]
	}
	config := i18n.LocalizeConfig{MessageID: key + m.form(short), TemplateData: args, TemplateParser: parser{}}
	if m.plural {
		config.PluralCount = count(args["n"])
	}
	text, err := speak.Localize(&config)
	if err != nil && text == "" {
		return key
	}
	return text
}

// count is the number that chooses the plural form: an int, or one written for people, 1.234. None is "other".
func count(n any) any {
	digits := strings.NewReplacer(".", "", ",", "").Replace(fmt.Sprint(n))
	if i, err := strconv.Atoi(digits); err == nil {
		return i
	}
	return nil
}

// parser reads templates with placeholders in braces: {ticket}.
type parser struct{}

func (parser) Cacheable() bool { return true }

func (parser) Parse(src, _, _ string) (template.ParsedTemplate, error) { return parseText(src) }

// text is a parsed template: words and placeholders in turn, words first.
type text []string

// parseText splits a template. The error says what is wrong with its braces.
func parseText(src string) (text, error) {
	var t text
	for {
		words, rest, ok := strings.Cut(src, "{")
		if strings.Contains(words, "}") {
			return nil, fmt.Errorf("a } without a { before it: write placeholders like {ticket}")
		}
		t = append(t, words)
		if !ok {
			return t, nil
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok || name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			return nil, fmt.Errorf("a { that begins no placeholder: write placeholders like {ticket}, in small letters")
		}
		t, src = append(t, name), after
	}
}

// placeholders lists the names of the values a text needs.
func (t text) placeholders() []string {
	var names []string
	for i := 1; i < len(t); i += 2 {
		names = append(names, t[i])
	}
	return names
}

// Execute fills the placeholders in; one without a value stays as it is, for tests to see.
func (t text) Execute(data any) (string, error) {
	args, _ := data.(Args)
	var b strings.Builder
	for i, s := range t {
		if i%2 == 0 {
			b.WriteString(s)
		} else if v, ok := args[s]; ok {
			fmt.Fprint(&b, v)
		} else {
			b.WriteString("{" + s + "}")
		}
	}
	return b.String(), nil
}
