package web

import (
	"embed"
	"fmt"
	"sort"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

//go:embed words/*.toml
var wordFiles embed.FS

// languages are those of the console.
var languages = []string{"id", "en"}

// words are the console's own sentences in one language, by key. A key that ends in .one is for exactly one of what {n} counts.
type words map[string]string

// readWords reads words/LANG.toml. Its tables make the keys: [requests] title is requests.title.
func readWords(lang string) (words, error) {
	text, err := wordFiles.ReadFile("words/" + lang + ".toml")
	if err != nil {
		return nil, err
	}
	var tree map[string]any
	if err := toml.Unmarshal(text, &tree); err != nil {
		return nil, fmt.Errorf("words/%s.toml: %w", lang, err)
	}
	all := words{}
	if err := all.add("", tree); err != nil {
		return nil, fmt.Errorf("words/%s.toml: %w", lang, err)
	}
	return all, nil
}

func (w words) add(prefix string, tree map[string]any) error {
	for name, v := range tree {
		switch v := v.(type) {
		case string:
			w[prefix+name] = strings.TrimSpace(v)
		case map[string]any:
			if err := w.add(prefix+name+".", v); err != nil {
				return err
			}
		default:
			return fmt.Errorf("%s is no text", prefix+name)
		}
	}
	return nil
}

// keys are all keys, in order.
func (w words) keys() []string {
	all := make([]string, 0, len(w))
	for key := range w {
		all = append(all, key)
	}
	sort.Strings(all)
	return all
}

// say is a sentence with its placeholders filled: say("requests.found", "n", 3). A key that is not there says itself; the tests
// look for such.
func (w words) say(key string, args ...any) string {
	text, ok := w[key]
	if !ok {
		return key
	}
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == "n" && fmt.Sprint(args[i+1]) == "1" && w[key+".one"] != "" {
			text = w[key+".one"]
		}
	}
	for i := 0; i+1 < len(args); i += 2 {
		text = strings.ReplaceAll(text, "{"+fmt.Sprint(args[i])+"}", w.show(args[i+1]))
	}
	return text
}

// show is an argument as people read it.
func (w words) show(v any) string {
	switch v := v.(type) {
	case int:
		return w.number(v)
	case int64:
		return w.number(int(v))
	}
	return fmt.Sprint(v)
}

// number is a number with its thousands set apart.
func (w words) number(n int) string {
	digits := fmt.Sprint(max(n, -n))
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + w["number.thousands"] + digits[at:]
	}
	if n < 0 {
		return "−" + digits
	}
	return digits
}
