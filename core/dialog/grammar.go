package dialog

import (
	"regexp"
	"slices"
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
	salam bool   // they wished peace
}

// weak commands give way to whatever follows them: "halo, mau daftar", "info syarat KTP".
var weak = map[string]bool{"hello": true, "call": true, "salam": true, "help": true, "thanks": true, "news": true, "menu": true}

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
	if n == 0 {
		if near, ok := e.words.near(words[0]); ok {
			lead, n = near, 1
		}
	}
	if n > 0 {
		s.verb, s.lang, s.sure, s.rest = lead.verb, lead.lang, true, after(body, n)
		s.salam = lead.verb == "salam"
		if weak[s.verb] && n < len(words) {
			if inner := e.understand(s.rest); inner.verb != "" && !weak[inner.verb] || e.names(s.rest) {
				inner.salam = inner.salam || s.salam
				inner.text = s.rest
				if inner.lang == "" {
					inner.lang = lead.lang
				}
				if inner.verb == "" && s.verb == "news" {
					inner.verb, inner.rest = "terms", s.rest // "info ktp hilang"
				}
				return inner
			}
		}
		return s
	}
	if h, ok := e.words.hint(words); ok && len(words) > 1 {
		s.verb, s.lang, s.rest = h.verb, h.lang, body
	}
	return s
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
	word, rest, _ := strings.Cut(text[1:], " ")
	word, _, _ = strings.Cut(word, "@")
	if word == "start" {
		if rest == "" {
			return "menu"
		}
		return rest
	}
	return strings.TrimSpace(strings.ReplaceAll(word, "_", " ") + " " + rest)
}

// after is what follows the first n words of a text, as written, without the marks between.
func after(text string, n int) string {
	in := false
	for i, r := range text {
		part := len(tokens(string(r))) > 0 || in && (r == '-' || r == '\'')
		if in && !part {
			if n--; n == 0 {
				return strings.TrimFunc(text[i:], func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("#*,;:.|!", r) })
			}
		}
		in = part
	}
	return ""
}

// separators stand between the fields of a message in one go (domain: the 4444 registration of SIM cards taught "#").
const separators = "#*;,\n\r|"

// fields is what a message says of a request.
type fields struct {
	nik      string // as written; "" if none
	name     string
	services []catalog.Service // one: clear; several: to be asked
}

// read takes the fields out of a message, in any order: by separators where there are any, else by what is recognisable.
func (e *Engine) read(text string) fields {
	if digitRun.MatchString(text) && strings.ContainsAny(text, separators) {
		return e.readFields(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(separators, r) }))
	}
	nik, rest, ok := core.FindNIK(text)
	if !ok {
		if loc := digitRun.FindStringIndex(text); loc != nil {
			nik, rest = text[loc[0]:loc[1]], text[:loc[0]]+" "+text[loc[1]:]
		} else {
			return fields{services: e.services(text)}
		}
	}
	f := fields{nik: nik}
	words := strings.Fields(rest)
	if m, i, j := e.locate(words); m != nil {
		f.services = m
		words = append(words[:i:i], words[j:]...)
	}
	f.name = strings.Join(words, " ")
	return f
}

// locate finds the run of words that names a service: the shortest that means the same as all of them, and its
// neighbours that belong to it.
func (e *Engine) locate(words []string) (m []catalog.Service, i, j int) {
	if m = e.cat.Match(strings.Join(words, " ")); m == nil {
		return nil, 0, 0
	}
	for n := 1; n <= len(words); n++ {
		for i := 0; i+n <= len(words); i++ {
			if !same(e.cat.Match(strings.Join(words[i:i+n], " ")), m) {
				continue
			}
			j := i + n
			for i > 0 && e.cat.Match(words[i-1]) != nil {
				i--
			}
			for j < len(words) && e.cat.Match(words[j]) != nil {
				j++
			}
			return m, i, j
		}
	}
	return m, 0, len(words)
}

func same(a, b []catalog.Service) bool {
	return slices.EqualFunc(a, b, func(a, b catalog.Service) bool { return a.Code == b.Code })
}

// digitRun is a number long enough to be meant as a NIK.
var digitRun = regexp.MustCompile(`\d[\d .\-/]{6,}\d`)

// readFields reads NIK#NAMA#LAYANAN, LAYANAN#NIK#NOKK#NAMA#DESA#KEC#JENIS and their like. The first number is the NIK,
// a second one the KK; the name is the first text after the numbers that is not all there is of the service.
func (e *Engine) readFields(parts []string) fields {
	var f fields
	var before, behind []string
	for _, p := range parts {
		p = strings.TrimSpace(p)
		switch d := digitsOf(p); {
		case p == "":
		case d >= 8 && f.nik == "":
			f.nik = p
		case d >= 8: // the number of the KK, or a telephone number: not ours to keep
		case f.nik == "":
			before = append(before, p)
		default:
			behind = append(behind, p)
		}
	}
	f.services, before, behind = e.pick(before, behind)
	switch {
	case len(behind) > 0:
		f.name = behind[0]
	case len(before) > 0 && f.nik != "":
		f.name = before[len(before)-1]
	}
	return f
}

// pick finds the service among the texts before and behind the numbers, and takes it out. A text that says only the kind
// ("HILANG") is read together with the one that says the document ("KTP").
func (e *Engine) pick(before, behind []string) (s []catalog.Service, b, h []string) {
	all := append(append([]string(nil), before...), behind...)
	least := -1
	var used [2]int
	for i := range all {
		for j := i; j < len(all); j++ {
			words := all[i]
			if j > i {
				words += " " + all[j]
			}
			// The text right behind the numbers is the name, if anything else can be the service.
			m, from, to := e.locate(strings.Fields(words))
			if m != nil && from == 0 && to == len(strings.Fields(words)) && (s == nil || len(m) < len(s) || least == len(before) && i != least && j != least) {
				s, least, used = m, i, [2]int{i, j}
			}
		}
	}
	for i, p := range all {
		if s != nil && (i == used[0] || i == used[1]) {
			continue
		}
		if i < len(before) {
			b = append(b, p)
		} else {
			h = append(h, p)
		}
	}
	return s, b, h
}

// digitsOf counts the digits of a text that is a number; a text with letters has none.
func digitsOf(s string) (n int) {
	for _, r := range s {
		switch {
		case unicode.IsDigit(r):
			n++
		case unicode.IsLetter(r):
			return 0
		}
	}
	return n
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
	m := ticketForm.FindStringSubmatch(strings.ToUpper(text))
	if m == nil {
		return ""
	}
	return m[1] + m[2] + "-" + m[3]
}

var ticketForm = regexp.MustCompile(`\b([A-Z]) ?(\d{6})[ \-.]?(\d{3,5})\b`)
