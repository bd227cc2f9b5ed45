package catalog

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// file is one text file of an office.
type file struct {
	name  string
	body  []byte
	typos bool           // some of its keys are unknown: others may only seem to be absent
	lines map[string]int // by path of a key, "closure.0.to"; made when first asked for: only problems need it
}

// load is one run of Load: the files as they come, and what is wrong with them.
type load struct {
	problems Problems
}

// fault notes what is wrong at a key of a file; without the key, at the nearest table around it.
func (l *load) fault(f *file, key string, format string, args ...any) {
	if top, _, _ := strings.Cut(key, "."); f.typos && !f.has(top) {
		return
	}
	l.faultLine(f, f.line(key), format, args...)
}

// faultLine notes what is wrong at a line of a file.
func (l *load) faultLine(f *file, line int, format string, args ...any) {
	l.problems = append(l.problems, Problem{f.name, line, fmt.Sprintf(format, args...)})
}

// decode reads a TOML file into v, refusing unknown keys. It tells whether v can be looked at: unknown keys do not
// prevent that.
func (l *load) decode(f *file, v any) bool {
	d := toml.NewDecoder(bytes.NewReader(f.body)).DisallowUnknownFields()
	err := d.Decode(v)
	var unknown *toml.StrictMissingError
	var broken *toml.DecodeError
	switch {
	case err == nil:
		return true
	case errors.As(err, &unknown):
		f.typos = true
		for i := range unknown.Errors {
			e := &unknown.Errors[i]
			row, _ := e.Position()
			key := e.Key()
			known := keysAt(reflect.TypeOf(v), key[:len(key)-1])
			l.problems = append(l.problems, Problem{f.name, row,
				fmt.Sprintf("unknown key %q: %s", strings.Join(key, "."), didYouMean(key[len(key)-1], known))})
		}
		return true
	case errors.As(err, &broken):
		row, _ := broken.Position()
		l.faultLine(f, max(row, 1), "%s", plainly(broken.Error()))
	default:
		l.faultLine(f, 1, "%s", plainly(err.Error()))
	}
	return false
}

// plainly says in an office's words what the TOML reader found wrong.
func plainly(complaint string) string {
	complaint = strings.TrimPrefix(complaint, "toml: ")
	rest, typed := strings.CutPrefix(strings.ReplaceAll(complaint, "cannot store a ", "cannot decode TOML "), "cannot decode TOML ")
	if !typed {
		return "this is no TOML: " + complaint
	}
	kind, goal, _ := strings.Cut(strings.Replace(rest, " in a ", " into ", 1), " into ")
	mend := "compare it with the embedded office"
	switch goal[strings.LastIndexByte(goal, ' ')+1:] {
	case "int":
		mend = "write a whole number, without quotes"
	case "string":
		mend = "write a text between double quotes"
	case "bool":
		mend = "write true or false, without quotes"
	case "toml.LocalDate":
		mend = "write a date like 2020-03-17, without quotes"
	case "[]string":
		mend = `write a list like ["KK", "KTP-el"]`
	case "catalog.Localized":
		mend = `write it in every language, like { id = "…", en = "…" }`
	}
	return fmt.Sprintf("a %s cannot stand here: %s", kind, mend)
}

// overlay decodes a file onto what another has filled. Tables merge key by key; a list and a translated text are replaced
// as a whole, so that no half of them is left over from another office.
func (l *load) overlay(f *file, v any) bool {
	fresh := reflect.New(reflect.TypeOf(v).Elem())
	if !l.decode(f, fresh.Interface()) {
		return false
	}
	merge(f, "", reflect.ValueOf(v).Elem(), fresh.Elem())
	return true
}

func merge(f *file, path string, old, fresh reflect.Value) {
	for i := range old.NumField() {
		tag := old.Type().Field(i).Tag.Get("toml")
		switch key := join(path, tag); {
		case !f.has(key):
		case old.Field(i).Kind() == reflect.Struct:
			merge(f, key, old.Field(i), fresh.Field(i))
		default:
			old.Field(i).Set(fresh.Field(i))
		}
	}
}

// keysAt lists the keys that a TOML table may hold, found by walking the type it is read into.
func keysAt(t reflect.Type, path []string) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var keys []string
	for i := range t.NumField() {
		if t.Field(i).Anonymous {
			keys = append(keys, keysAt(t.Field(i).Type, path)...)
			continue
		}
		tag := t.Field(i).Tag.Get("toml")
		if tag == "" || tag == "-" {
			continue
		}
		if len(path) > 0 && path[0] == tag {
			return keysAt(t.Field(i).Type, path[1:])
		} else if len(path) == 0 {
			keys = append(keys, tag)
		}
	}
	return keys
}

// line is where a key stands; for a key that is absent, where the nearest table around it begins.
func (f *file) line(key string) int {
	if f.lines == nil {
		f.lines = keyLines(f.body)
	}
	for key != "" {
		if n, ok := f.lines[key]; ok {
			return n
		}
		key = key[:max(0, strings.LastIndexByte(key, '.'))]
	}
	return 1
}

// has tells whether a key was written.
func (f *file) has(key string) bool {
	if f.lines == nil {
		f.lines = keyLines(f.body)
	}
	_, ok := f.lines[key]
	return ok
}

func join(table, key string) string {
	if table == "" {
		return key
	}
	return table + "." + key
}
