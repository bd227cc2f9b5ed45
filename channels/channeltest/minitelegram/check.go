package minitelegram

import (
	"encoding/json"
	"strconv"
	"strings"
)

// check reports everything about a call that the description does not have.
func (s *spec) check(c *Call, report func(string, ...any)) {
	m, found := s.Methods[strings.ToLower(c.Method)]
	if !found {
		report("%s: no such method", c.Method)
		return
	}
	for _, f := range m.Fields {
		if _, given := c.Params[f.Name]; f.Required && !given && c.upload(f.Name) == nil {
			report("%s: %s is missing", m.Name, f.Name)
		}
	}
	attached := map[string]bool{}
	for name, value := range c.Params {
		if ref, is := strings.CutPrefix(value, "attach://"); is {
			attached[ref] = true
		}
		f, found := m.index[name]
		if !found {
			report("%s: unknown field %s", m.Name, name)
		} else if fault := s.parameter(f, value); fault != "" {
			report("%s: %s%s", m.Name, name, fault)
		}
	}
	for _, up := range c.Files {
		f, found := m.index[up.Field]
		if takes := strings.Contains(strings.Join(f.Types, " "), "Input"); !attached[up.Field] && (!found || !takes) {
			report("%s: a file as %s", m.Name, up.Field)
		}
	}
}

// parameter finds the fault of a value as it stands in a form: text, or JSON for everything that is not.
func (s *spec) parameter(f field, value string) string {
	var fault string
	for _, t := range f.Types {
		switch t {
		case "String":
			return ""
		case "InputFile":
			fault = " is a file, not text"
			continue
		}
		var v any
		d := json.NewDecoder(strings.NewReader(value))
		d.UseNumber()
		if d.Decode(&v) != nil || d.More() {
			fault = " is not " + t + ": " + short(value)
		} else if fault = s.value(t, v); fault == "" {
			return ""
		}
	}
	if len(f.Types) > 1 {
		return " is none of " + strings.Join(f.Types, ", ") + " (last:" + fault + ")"
	}
	return fault
}

// value finds the fault of a JSON value, with its place in front; "" if there is none.
func (s *spec) value(typ string, v any) string {
	if v == nil {
		return " is null"
	}
	wrong := " is not " + typ
	if item, list := strings.CutPrefix(typ, "Array of "); list {
		values, is := v.([]any)
		if !is {
			return wrong
		}
		for i, one := range values {
			if fault := s.value(item, one); fault != "" {
				return "[" + strconv.Itoa(i) + "]" + fault
			}
		}
		return ""
	}
	switch typ {
	case "Integer":
		if n, is := v.(json.Number); is {
			if _, err := n.Int64(); err == nil {
				return ""
			}
		}
		return wrong
	case "Float":
		if _, is := v.(json.Number); is {
			return ""
		}
		return wrong
	case "Boolean":
		if _, is := v.(bool); is {
			return ""
		}
		return wrong
	case "String":
		if _, is := v.(string); is {
			return ""
		}
		return wrong
	}
	object, is := v.(map[string]any)
	if !is {
		return wrong
	}
	return s.object(s.Types[typ], object)
}

func (s *spec) object(sh shape, object map[string]any) string {
	if len(sh.Subtypes) > 0 {
		fault := ""
		for _, name := range sh.Subtypes {
			if fault = s.object(s.Types[name], object); fault == "" {
				return ""
			}
		}
		return " is no " + sh.Name + " (last:" + fault + ")"
	}
	left := len(object)
	for _, f := range sh.Fields {
		v, given := object[f.Name]
		if !given {
			if f.Required {
				return "." + f.Name + " is missing"
			}
			continue
		}
		left--
		fault := ""
		for _, t := range f.Types {
			if fault = s.value(t, v); fault == "" {
				break
			}
		}
		if fault != "" {
			return "." + f.Name + fault
		}
	}
	if left == 0 {
		return ""
	}
	for name := range object {
		if _, known := sh.index[name]; !known {
			return "." + name + " is unknown to " + sh.Name
		}
	}
	return ""
}

// short keeps a value readable in a report.
func short(value string) string {
	return strings.ToValidUTF8(value[:min(len(value), 60)], "")
}
