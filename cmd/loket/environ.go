package main

import (
	"fmt"
	"os"
	"strings"
)

// injected are the variables that Kubernetes makes for a service called loket.
var injected = []string{"LOKET_PORT", "LOKET_SERVICE_"}

// environment brings this process's variables into the form that settings are read from: NAME_FILE becomes NAME with what
// the file holds, an empty variable is none, and one that begins with LOKET_ and means nothing is refused by name.
func environment() error {
	known := map[string]variable{}
	var names []string
	for _, v := range variables(&struct {
		Place
		Wires
		Port
		Running
	}{}) {
		known[v.name] = v
		names = append(names, v.name)
	}
	for _, pair := range os.Environ() {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, "LOKET_") || strings.HasPrefix(name, injected[0]) || strings.HasPrefix(name, injected[1]) {
			continue
		}
		if _, ok := known[name]; ok {
			if value == "" {
				os.Unsetenv(name)
			}
			continue
		}
		from, isFile := strings.CutSuffix(name, "_FILE")
		if v, ok := known[from]; !isFile || !ok || !v.secret && v.accept != "database" {
			return &settingError{fmt.Sprintf("%s is no setting of loket%s", name, didYouMean(name, names))}
		}
		if value == "" {
			continue
		}
		if os.Getenv(from) != "" {
			return &settingError{fmt.Sprintf("%s and %s are both set: keep one of them", from, name)}
		}
		content, err := os.ReadFile(value)
		if err != nil {
			return &settingError{fmt.Sprintf("%s is %q: it must be a file that can be read", name, value)}
		}
		os.Setenv(from, strings.TrimSpace(string(content)))
	}
	return nil
}

// didYouMean is the mend of a mistyped name, if a known one is near.
func didYouMean(name string, known []string) string {
	best, least := "", len(name)/4+1
	for _, k := range known {
		if d := distance(name, k); d < least {
			best, least = k, d
		}
	}
	if best == "" {
		return ": `loket config` lists them all"
	}
	return ": did you mean " + best + "?"
}

// distance is how many letters must be added, dropped or changed to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
