package main

import (
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
)

// configCommand is `loket config`: every variable, what is in force and where it came from.
type configCommand struct {
	Output
	Place
	Wires
	Port
	Running
}

func (c *configCommand) Run(t *console) error {
	type line struct {
		Name   string `json:"-"`
		Value  string `json:"value"`
		Source string `json:"source"`
	}
	var lines []line
	for _, v := range variables(c) {
		l := line{v.name, v.shown(), "flag"}
		switch v.field.String() {
		case "":
			l.Source = "unset"
		case strings.TrimSpace(os.Getenv(v.name)):
			l.Source = "variable"
		case v.standard:
			l.Source = "default"
		}
		if v.name == "LOKET_KEY_FILE" && l.Value == "" && c.keyPath() != "" {
			l.Value, l.Source = c.keyPath(), "default"
		}
		lines = append(lines, l)
	}
	if c.JSON {
		all := map[string]line{}
		for _, l := range lines {
			all[l.Name] = l
		}
		return object(t.out, all)
	}
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	for _, l := range lines {
		value := l.Value
		if value == "" {
			value = "-"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", l.Name, value, l.Source)
	}
	return w.Flush()
}
