package minitwilio

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// schema is what a call that creates a message may say. It is read from the OpenAPI description in the folder that
// LOKET_SPECS names, and is the table in spec_table.go otherwise; a test holds the two against each other.
type schema struct {
	Properties map[string]rule `json:"properties"`
	Required   []string        `json:"required"`
	AllOf      []choice        `json:"allOf"`
	Additional *bool           `json:"additionalProperties"`
}

// choice is met by any one of its needs.
type choice struct {
	AnyOf []need `json:"anyOf"`
}

// need is a group of parameters that must all be there.
type need struct {
	Required []string `json:"required"`
}

// rule is what one parameter may be.
type rule struct {
	Ref       string   `json:"$ref"`
	Type      string   `json:"type"`
	Format    string   `json:"format"`
	Pattern   string   `json:"pattern"`
	MinLength *int     `json:"minLength"`
	MaxLength *int     `json:"maxLength"`
	Minimum   *float64 `json:"minimum"`
	Maximum   *float64 `json:"maximum"`
	MaxItems  *int     `json:"maxItems"`
	Enum      []string `json:"enum"`
	Items     *rule    `json:"items"`

	pattern *regexp.Regexp
}

const specFile = "twilio_messages_strict.json"

// loadSchema reads the description. When it cannot, the table serves and the error is told.
func loadSchema() (schema, error) {
	folder := os.Getenv("LOKET_SPECS")
	if folder == "" {
		return builtin(), nil
	}
	raw, err := os.ReadFile(filepath.Join(folder, specFile))
	if err != nil {
		return builtin(), err
	}
	s, err := parseSchema(raw)
	if err != nil {
		return builtin(), err
	}
	return s, nil
}

func parseSchema(raw []byte) (schema, error) {
	var file struct {
		Paths map[string]struct {
			Post struct {
				RequestBody struct {
					Content map[string]struct {
						Schema schema `json:"schema"`
					} `json:"content"`
				} `json:"requestBody"`
			} `json:"post"`
		} `json:"paths"`
		Components struct {
			Schemas map[string]rule `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		return schema{}, err
	}
	s := file.Paths["/2010-04-01/Accounts/{AccountSid}/Messages.json"].Post.RequestBody.Content["application/x-www-form-urlencoded"].Schema
	if len(s.Properties) == 0 {
		return schema{}, fmt.Errorf("%s describes no parameters of a message", specFile)
	}
	for name, r := range s.Properties {
		if r.Ref != "" {
			r = file.Components.Schemas[r.Ref[strings.LastIndex(r.Ref, "/")+1:]]
		}
		s.Properties[name] = r
	}
	return s, s.compile()
}

func (s schema) compile() error {
	for name, r := range s.Properties {
		if r.Pattern == "" {
			continue
		}
		pattern, err := regexp.Compile(r.Pattern)
		if err != nil {
			return fmt.Errorf("pattern of %s: %w", name, err)
		}
		r.pattern = pattern
		s.Properties[name] = r
	}
	return nil
}

// check lists what is wrong with a form, without the values: they are people's numbers and words.
func (s schema) check(form url.Values) (wrong []string) {
	has := func(name string) bool { return form.Has(name) }
	for name, values := range form {
		r, ok := s.Properties[name]
		switch {
		case !ok && s.Additional != nil && !*s.Additional:
			wrong = append(wrong, "unknown parameter "+name)
		case r.Type == "array":
			if r.MaxItems != nil && len(values) > *r.MaxItems {
				wrong = append(wrong, fmt.Sprintf("%s: more than %d", name, *r.MaxItems))
			}
		case len(values) > 1:
			wrong = append(wrong, name+": given more than once")
		case ok:
			if fault := r.fault(values[0]); fault != "" {
				wrong = append(wrong, name+": "+fault)
			}
		}
	}
	for _, name := range s.Required {
		if !has(name) {
			wrong = append(wrong, name+": missing")
		}
	}
	for _, all := range s.AllOf {
		met := func(n need) bool {
			return !slices.ContainsFunc(n.Required, func(name string) bool { return !has(name) })
		}
		if len(all.AnyOf) > 0 && !slices.ContainsFunc(all.AnyOf, met) {
			wrong = append(wrong, fmt.Sprintf("one of these is missing: %v", all.AnyOf))
		}
	}
	slices.Sort(wrong)
	return wrong
}

// fault says what is wrong with one value.
func (r rule) fault(value string) string {
	length := utf8.RuneCountInString(value)
	switch {
	case r.MinLength != nil && length < *r.MinLength:
		return fmt.Sprintf("%d characters, at least %d", length, *r.MinLength)
	case r.MaxLength != nil && length > *r.MaxLength:
		return fmt.Sprintf("%d characters, at most %d", length, *r.MaxLength)
	case r.pattern != nil && !r.pattern.MatchString(value):
		return "does not match " + r.Pattern
	case len(r.Enum) > 0 && !slices.Contains(r.Enum, value):
		return fmt.Sprintf("not one of %v", r.Enum)
	case r.Type == "boolean" && value != "true" && value != "false":
		return "not true or false"
	case r.Format == "uri" && !absolute(value):
		return "not an absolute URL"
	case r.Type == "integer" || r.Type == "number":
		return r.numberFault(value)
	}
	if _, err := time.Parse(time.RFC3339, value); r.Format == "date-time" && err != nil {
		return "not an RFC 3339 time"
	}
	return ""
}

func (r rule) numberFault(value string) string {
	n, err := strconv.ParseFloat(value, 64)
	switch {
	case err != nil || r.Type == "integer" && strings.ContainsAny(value, ".eE"):
		return "not a number of type " + r.Type
	case r.Minimum != nil && n < *r.Minimum, r.Maximum != nil && n > *r.Maximum:
		return "out of range"
	}
	return ""
}
