package dialog

import (
	"regexp"
	"strings"
	"unicode"

	"loket/core"
	"loket/core/catalog"
)

// said is a message understood as far as that is possible without knowing the person.
type said struct {
	text  string // as written, cleaned at the ends
	verb  string // the command, "" if there is none
	rest  string // what follows the command, as written
	lang  string // the language the command gives away
	sure  bool   // the command stands in front; otherwise it was found inside a sentence
	slip  bool   // the command was mistyped, and so only guessed
	salam bool   // they wished peace

	tomorrow bool // it begins with BESOK: for the next service day
	wait     bool // it begins with TUNGGU: in line, if the day is full
}

// weak commands give way to whatever follows them: "halo, mau daftar", "info syarat KTP", "cek kuota".
var weak = map[string]bool{"hello": true, "call": true, "salam": true, "help": true, "thanks": true, "news": true, "menu": true,
	"status": true, "tomorrow": true}

// lone commands take effect at once, so they count only when nothing else is said with them but politeness: "mulai" is one,
// "mulai kapan buka lagi?" is a question.
var lone = map[string]bool{"follow": true, "unfollow": true, "leave": true, "mine": true, "erase": true, "part": true, "yes": true, "no": true,
	"back": true, "more": true, "id": true, "en": true, "thanks": true}

// understand reads a message: a command in front (with a slip of the finger forgiven), else a wish inside a sentence.
func (e *Engine) understand(text string) said {
	s := said{text: strings.TrimSpace(strings.ToValidUTF8(text, ""))}
	body := unslash(s.text)
	if strings.Trim(body, "? ") == "" && strings.Contains(body, "?") {
		s.verb, s.sure = "help", true
		return s
	}
	words := tokens(body)
	if len(words) == 0 {
		return s
	}
	lead, n := e.words.lead(words)
	if n == 0 && strings.HasPrefix(words[0], "assalam") {
		lead, n = sense{verb: "salam"}, 1
	}
	if n == 0 && !hasNumber(body) {
		if near, ok := e.words.near(words[0]); ok {
			lead, n, s.slip = near, 1, true
		}
	}
	if n > 0 {
		s.verb, s.lang, s.sure, s.rest = lead.verb, lead.lang, true, after(body, n)
		s.salam = lead.verb == "salam"
		switch quiet := e.quiet(words[n:], lead.verb); {
		case lone[s.verb] && !quiet && !(s.verb == "unfollow" && e.few(words[n:]) && e.cat.Match(body) == nil):
			// not meant as the command it begins with
		case weak[s.verb] && !quiet:
			if inner, ok := e.instead(s, lead); ok {
				return inner
			}
			return s
		default:
			return s
		}
		s = said{text: s.text}
	}
	if h, ok := e.words.hint(words); ok && len(words) > 1 {
		s.verb, s.lang, s.rest = h.verb, h.lang, body
	}
	return s
}

// quiet tells whether words add nothing to a command: politeness, or the command once more.
func (e *Engine) quiet(words []string, verb string) bool {
	for _, w := range words {
		if !e.cat.Filler(w) && !e.words.all([]string{w}, verb) {
			return false
		}
	}
	return true
}

// few tells whether words are three at most, beside politeness.
func (e *Engine) few(words []string) bool {
	n := 0
	for _, w := range words {
		if !e.cat.Filler(w) {
			n++
		}
	}
	return n <= 3
}

// instead reads what follows a weak command in its place, if that says something.
func (e *Engine) instead(s said, lead sense) (said, bool) {
	inner := e.understand(s.rest)
	strong := inner.verb != "" && !weak[inner.verb]
	switch {
	case s.verb == "status":
		if !strong || !inner.sure || inner.verb == "register" {
			return s, false
		}
	case s.verb == "tomorrow":
		if inner.verb == "" && e.names(s.rest) {
			return said{text: s.text, verb: "register", rest: s.rest, lang: lead.lang, sure: true, tomorrow: true}, true
		}
		if !strong {
			return s, false
		}
	case !strong && !e.names(s.rest):
		return s, false
	}
	inner.salam = inner.salam || s.salam
	inner.text = s.rest
	if inner.lang == "" {
		inner.lang = lead.lang
	}
	if inner.verb == "" && s.verb == "news" {
		inner.verb, inner.rest = "terms", s.rest // "info ktp hilang"
	}
	return inner, true
}

// names tells whether a text says what is wanted, or who wants it, without any command.
func (e *Engine) names(text string) bool {
	_, _, nik := core.FindNIK(text)
	return nik || len(e.services(text)) > 0
}

// unslash makes of a Telegram command what other channels write: /info_data@kantorbot is info data.
func unslash(text string) string {
	if !strings.HasPrefix(text, "/") {
		return text
	}
	word, rest := text[1:], ""
	if i := strings.IndexFunc(word, unicode.IsSpace); i >= 0 {
		word, rest = word[:i], strings.TrimSpace(word[i:])
	}
	word, _, _ = strings.Cut(word, "@")
	if word == "start" {
		if rest == "" {
			return "menu"
		}
		return rest
	}
	return strings.TrimSpace(strings.ReplaceAll(word, "_", " ") + " " + rest)
}

// after is what follows the first n words of a text, as written, without the marks between and at the end.
func after(text string, n int) string {
	return strings.TrimFunc(behind(text, n), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("#*,;:.|!", r) })
}

// behind is everything behind the first n words of a text.
func behind(text string, n int) string {
	in := false
	for i, r := range text {
		part := r < 0x80 && letterOrDigit(byte(r)) || r >= 0x80 && len(tokens(string(r))) > 0 || in && (r == '-' || r == '\'')
		if in && !part {
			if n--; n == 0 {
				return text[i:]
			}
		}
		in = part
	}
	return ""
}

// services finds the service a sentence is about.
func (e *Engine) services(text string) []catalog.Service { return e.cat.Match(text) }

// number reads "1", "1.", "no 1", "pilih 1", "1️⃣": an answer to a numbered list.
func (x *lexicon) number(text string) (n int, ok bool) {
	words := tokens(text)
	if len(words) == 0 || len(words) > 2 {
		return 0, false
	}
	w := words[len(words)-1]
	if len(words) == 2 && !x.pick[words[0]] || len(w) > 2 {
		return 0, false
	}
	for _, r := range w {
		if r < '0' || r > '9' {
			return 0, false
		}
		n = n*10 + int(r-'0')
	}
	return n, true
}

// ticketOf finds a ticket in a text: the office's letter, six digits, three or more, as people write them.
func (e *Engine) ticketOf(text string) string {
	if digitsIn(text) < 9 {
		return ""
	}
	m := ticketForm.FindStringSubmatch(strings.ToUpper(text))
	if m == nil {
		return ""
	}
	return m[1] + m[2] + "-" + m[3]
}

var ticketForm = regexp.MustCompile(`\b([A-Z]) ?(\d{6})[ \-.]?(\d{3,5})\b`)
