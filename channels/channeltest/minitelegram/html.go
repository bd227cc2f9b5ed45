package minitelegram

import (
	"errors"
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

// format turns a bot's text into what people read. Only HTML and plain text exist here: escaping Markdown is a
// trap, and this project does not step into it.
func format(source, mode string) (string, []Entity, error) {
	switch strings.ToLower(mode) {
	case "":
		return strings.TrimSpace(source), nil, nil
	case "html":
		r := htmlReader{source: source}
		if wrong := r.read(); wrong != "" {
			return "", nil, errors.New("can't parse entities: " + wrong)
		}
		text, entities := r.result()
		return text, entities, nil
	}
	return "", nil, errors.New("unsupported parse_mode")
}

// htmlReader walks over the source once; its methods return what Telegram has to complain about, "" if nothing.
type htmlReader struct {
	source   string
	at       int // byte of the source
	text     strings.Builder
	length   int // of text, in UTF-16 units
	open     []openTag
	entities []Entity
}

type openTag struct {
	name, url string
	offset    int
}

func (r *htmlReader) read() (wrong string) {
	for r.at < len(r.source) && wrong == "" {
		switch rest := r.source[r.at:]; {
		case strings.HasPrefix(rest, "</"):
			wrong = r.endTag(rest)
		case rest[0] == '<':
			wrong = r.startTag(rest)
		case rest[0] == '&':
			r.add(character(rest))
		default:
			plain := rest
			if i := strings.IndexAny(rest, "<&"); i > 0 {
				plain = rest[:i]
			}
			r.add(plain, len(plain))
		}
	}
	if n := len(r.open); n > 0 && wrong == "" {
		return fmt.Sprintf("Can't find end tag corresponding to start tag %q", r.open[n-1].name)
	}
	return wrong
}

func (r *htmlReader) add(plain string, used int) {
	r.text.WriteString(plain)
	r.length += units(plain)
	r.at += used
}

func (r *htmlReader) startTag(rest string) string {
	end := strings.IndexByte(rest, '>')
	if end < 0 {
		return fmt.Sprintf("Unclosed start tag at byte offset %d", r.at)
	}
	name, attributes, _ := strings.Cut(rest[1:end], " ")
	tag := openTag{name: strings.ToLower(name), offset: r.length}
	switch {
	case tags[tag.name] == "":
		return fmt.Sprintf("Unsupported start tag %q at byte offset %d", tag.name, r.at)
	case tag.name == "span" && !strings.Contains(attributes, "tg-spoiler"):
		return fmt.Sprintf(`Tag "span" must have class "tg-spoiler" at byte offset %d`, r.at)
	case tag.name == "a":
		_, value, _ := strings.Cut(attributes, "href=")
		tag.url = html.UnescapeString(strings.Trim(strings.TrimSpace(value), `"'`))
	}
	r.open = append(r.open, tag)
	r.at += end + 1
	return ""
}

func (r *htmlReader) endTag(rest string) string {
	end := strings.IndexByte(rest, '>')
	if end < 0 {
		return fmt.Sprintf("Unclosed end tag at byte offset %d", r.at)
	}
	if len(r.open) == 0 {
		return fmt.Sprintf("Unexpected end tag at byte offset %d", r.at)
	}
	last := r.open[len(r.open)-1]
	if name := strings.ToLower(strings.TrimSpace(rest[2:end])); name != "" && name != last.name {
		return fmt.Sprintf(`Unmatched end tag at byte offset %d, expected "</%s>", found "</%s>"`, r.at, last.name, name)
	}
	r.open = r.open[:len(r.open)-1]
	if r.length > last.offset {
		r.entities = append(r.entities, Entity{tags[last.name], last.offset, r.length - last.offset, last.url})
	}
	r.at += end + 1
	return ""
}

// result is the text without the white space around it.
func (r *htmlReader) result() (string, []Entity) {
	trimmed := strings.TrimLeft(r.text.String(), " \t\r\n")
	lead := r.length - units(trimmed)
	for i := range r.entities {
		r.entities[i].Offset = max(0, r.entities[i].Offset-lead)
	}
	return strings.TrimSpace(trimmed), r.entities
}

// character decodes the few character entities Telegram knows; anything else is text as it stands.
func character(s string) (plain string, used int) {
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
