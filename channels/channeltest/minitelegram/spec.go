package minitelegram

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"
)

// spec is the description of the Bot API that every call is held against.
type spec struct {
	Methods map[string]shape
	Types   map[string]shape
}

// shape is what a method takes, or what an object holds.
type shape struct {
	Name     string
	Fields   []field
	Subtypes []string
	index    map[string]field
}

type field struct {
	Name     string
	Types    []string // one of them; "Array of X" nests
	Required bool
}

//go:embed known.txt
var known string

// loadSpec reads telegram_bot_api.json from the folder LOKET_SPECS names, or what is known without it.
func loadSpec() (*spec, error) {
	s := &spec{map[string]shape{}, map[string]shape{}}
	if folder := os.Getenv("LOKET_SPECS"); folder != "" {
		b, err := os.ReadFile(filepath.Join(folder, "telegram_bot_api.json"))
		if err != nil {
			return nil, fmt.Errorf("LOKET_SPECS: %w", err)
		}
		if err := json.Unmarshal(b, s); err != nil {
			return nil, fmt.Errorf("LOKET_SPECS: telegram_bot_api.json: %w", err)
		}
		if len(s.Methods) == 0 || len(s.Types) == 0 {
			return nil, fmt.Errorf("LOKET_SPECS: telegram_bot_api.json: no methods or no types")
		}
	} else {
		s.readKnown()
	}
	for name, m := range s.Methods { // Telegram does not mind the case
		delete(s.Methods, name)
		s.Methods[strings.ToLower(name)] = m.indexed()
	}
	for name, t := range s.Types {
		s.Types[name] = t.indexed()
	}
	return s, nil
}

func (s *spec) readKnown() {
	for line := range strings.Lines(known) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		sh := shape{Name: words[0]}
		for _, w := range words[1:] {
			name, types, _ := strings.Cut(w, ":")
			name, required := strings.CutSuffix(name, "!")
			types = strings.ReplaceAll(types, "[]", "Array of ")
			sh.Fields = append(sh.Fields, field{name, strings.Split(types, "|"), required})
		}
		if unicode.IsUpper(rune(sh.Name[0])) {
			s.Types[sh.Name] = sh
		} else {
			s.Methods[sh.Name] = sh
		}
	}
}

func (sh shape) indexed() shape {
	sh.index = map[string]field{}
	for _, f := range sh.Fields {
		sh.index[f.Name] = f
	}
	return sh
}
