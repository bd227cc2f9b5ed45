package minitelegram

import (
	"fmt"
	"html"
	"strings"
)

// Entity is a stretch of formatted text, measured in UTF-16 units.
type Entity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	URL    string `json:"url,omitempty"`
}

// tags are those Telegram's HTML knows, and what they make of the text between.
var tags = map[string]string{
	"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
	"a": "text_link", "blockquote": "blockquote", "tg-spoiler": "spoiler", "span": "spoiler", "tg-emoji": "custom_emoji",
}

type openTag struct {
	name, url string
	offset    int
	at        int // byte of the source
}

// format turns a bot's text into what people read. Only HTML and plain text exist here: escaping Markdown is a
// trap, and this project does not step into it.
func format(source, mode string) (string, []Entity, error) {
	switch strings.ToLower(mode) {
	case "":
		return strings.TrimSpace(source), nil, nil
	case "html":
		text, entities, err := parseHTML(source)
		if err != nil {
			return "", nil, fmt.Errorf("can't parse entities: %w", err)
		}
		return text, entities, nil
	}
	return "", nil, fmt.Errorf("unsupported parse_mode")
}

func parseHTML(source string) (string, []Entity, error) {
	var (
		text     strings.Builder
		length   int // of text, in UTF-16 units
		open     []openTag
		entities []Entity
	)
	for i := 0; i < len(source); {
		next := strings.IndexAny(source[i:], "<&")
		if next != 0 {
			plain := source[i:]
			if next > 0 {
				plain = source[i : i+next]
			}
			text.WriteString(plain)
			length += units(plain)
			i += len(plain)
			continue
		}
		if source[i] == '&' {
			plain, used := entity(source[i:])
			text.WriteString(plain)
			length += units(plain)
			i += used
			continue
		}
		end := strings.IndexByte(source[i:], '>')
		if strings.HasPrefix(source[i:], "</") {
			if end < 0 {
				return "", nil, fmt.Errorf("Unclosed end tag at byte offset %d", i)
			}
			name := strings.ToLower(strings.TrimSpace(source[i+2 : i+end]))
			if len(open) == 0 {
				return "", nil, fmt.Errorf("Unexpected end tag at byte offset %d", i)
			}
			last := open[len(open)-1]
			if name != "" && name != last.name {
				return "", nil, fmt.Errorf(`Unmatched end tag at byte offset %d, expected "</%s>", found "</%s>"`, i, last.name, name)
			}
			open = open[:len(open)-1]
			if length > last.offset {
				entities = append(entities, Entity{tags[last.name], last.offset, length - last.offset, last.url})
			}
			i += end + 1
			continue
		}
		if end < 0 {
			return "", nil, fmt.Errorf("Unclosed start tag at byte offset %d", i)
		}
		tag, err := startTag(source[i+1:i+end], i)
		if err != nil {
			return "", nil, err
		}
		tag.offset = length
		open = append(open, tag)
		i += end + 1
	}
	if len(open) > 0 {
		last := open[len(open)-1]
		return "", nil, fmt.Errorf(`Can't find end tag corresponding to start tag "%s"`, last.name)
	}
	trimmed := strings.TrimLeft(text.String(), " \t\r\n")
	lead := length - units(trimmed)
	for i := range entities {
		entities[i].Offset = max(0, entities[i].Offset-lead)
	}
	return strings.TrimSpace(trimmed), entities, nil
}

// startTag reads what stands between < and >.
func startTag(inside string, at int) (openTag, error) {
	name, attributes, _ := strings.Cut(strings.ToLower(inside), " ")
	if tags[name] == "" {
		return openTag{}, fmt.Errorf(`Unsupported start tag "%s" at byte offset %d`, name, at)
	}
	if name == "span" && !strings.Contains(attributes, "tg-spoiler") {
		return openTag{}, fmt.Errorf(`Tag "span" must have class "tg-spoiler" at byte offset %d`, at)
	}
	t := openTag{name: name, at: at}
	if name == "a" {
		_, value, _ := strings.Cut(inside, "href=")
		t.url = html.UnescapeString(strings.Trim(strings.TrimSpace(value), `"'`))
	}
	return t, nil
}

// entity decodes the few character entities Telegram knows; anything else is text as it stands.
func entity(s string) (plain string, used int) {
	end := strings.IndexByte(s, ';')
	if end < 0 || end > 10 {
		return "&", 1
	}
	switch name := s[1:end]; {
	case name == "lt", name == "gt", name == "amp", name == "quot", strings.HasPrefix(name, "#"):
		if plain := html.UnescapeString(s[:end+1]); plain != s[:end+1] {
			return plain, end + 1
		}
	}
	return "&", 1
}
