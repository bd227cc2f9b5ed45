package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestReadme holds the README's table of settings against the settings, and its list of reasons against go.mod.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range variables(&configCommand{}) {
		if strings.HasPrefix(v.name, "LOKET_SMSGATE_") {
			continue // channels to come
		}
		row := regexp.MustCompile("(?m)^\\| `" + v.name + "` \\| ([^|]+) \\|").FindSubmatch(readme)
		if row == nil {
			t.Errorf("README.md has no row for %s", v.name)
		} else if said := strings.Trim(string(row[1]), "`"); v.standard != "" && said != v.standard {
			t.Errorf("README.md says that %s is %s by default, it is %s", v.name, said, v.standard)
		}
	}
	contributing, err := os.ReadFile("../../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	direct, _, _ := strings.Cut(string(mod), "// indirect")
	table := string(contributing[strings.Index(string(contributing), "## Dependencies"):])
	for _, row := range regexp.MustCompile(`(?m)^\| ([^|]+) \| [^|]+ \|$`).FindAllStringSubmatch(table, -1) {
		for _, name := range strings.Split(row[1], ", ") {
			if name != "module" && !strings.Contains(direct, strings.TrimPrefix(name, "x/")) {
				t.Errorf("CONTRIBUTING.md gives a reason for %s, which nothing needs", name)
			}
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(direct, -1) {
		name := regexp.MustCompile(`/v[0-9]+$`).ReplaceAllString(m[1], "")
		name = strings.TrimPrefix(strings.TrimPrefix(name, "github.com/"), "golang.org/")
		if strings.HasPrefix(name, "go-telegram-bot-api/") {
			name = "go-telegram-bot-api"
		}
		if !strings.Contains(string(contributing), name) {
			t.Errorf("CONTRIBUTING.md gives no reason for %s", name)
		}
	}
}
