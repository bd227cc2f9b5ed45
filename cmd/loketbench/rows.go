package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// rowRunner measures one row of the table, or a few that share their preparation.
type rowRunner struct {
	name string
	full bool // only in a full run, unless it is asked for
	run  func(context.Context, *bench) error
}

// rows is the list of what is measured, in the order of the table.
func rows() []rowRunner {
	return []rowRunner{
		{"inbound", false, inbound},
		{"register", false, register},
		{"sqlite", false, inboundSQLite},
		{"latency", false, latency},
		{"crowd", false, flash},
		{"closure", false, closure},
		{"replicas", false, replicas},
		{"start", false, start},
		{"fanout", false, fanout},
		{"outbound", false, outbound},
		{"outbound-http", false, outboundHTTP},
		{"outbound-late", false, outboundLate},
		{"growth", true, growth},
		{"console", true, consoleRows},
		{"memory", false, memory},
	}
}

func names() (all []string) {
	for _, r := range rows() {
		all = append(all, r.name)
	}
	return all
}

// choose picks the rows that are asked for, or all that belong to the run.
func choose(only []string, full bool) (chosen []rowRunner, err error) {
	for _, name := range only {
		if !slices.Contains(names(), name) {
			return nil, fmt.Errorf("--only %s: there is no such row; the rows are %s", name, strings.Join(names(), ", "))
		}
	}
	for _, r := range rows() {
		if len(only) == 0 && (full || !r.full) || slices.Contains(only, r.name) {
			chosen = append(chosen, r)
		}
	}
	return chosen, nil
}
