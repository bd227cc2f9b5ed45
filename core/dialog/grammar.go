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
	slip  bool   // the command was mistyped, and so only guessed
	salam bool   // they wished peace
}

// weak commands give way to whatever follows them: "halo, mau daftar", "info syarat KTP", "cek kuota".
var weak = map[string]bool{"hello": true, "call": true, "salam": true, "help": true, "thanks": true, "news": true, "menu": true,
	"status": true, "tomorrow": true}

// lone commands take effect at once, so they count only when nothing else is said with them but politeness: "mulai" is one,
// "mulai kapan buka lagi?" is a question.
var lone = map[string]bool{"follow": true, "unfollow": true, "leave": true, "mine": true, "erase": true, "yes": true, "no": true,
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
	if n == 0 && !digitRun.MatchString(body) {
		if near, ok := e.words.near(words[0]); ok {
			lead, n, s.slip = near, 1, true
		}
	}
	if n > 0 {
		s.verb, s.lang, s.sure, s.rest = lead.verb, lead.lang, true, after(body, n)
		s.salam = lead.verb == "salam"
		switch quiet := e.quiet(words[n:], lead.verb); {
		case lone[s.verb] && !quiet && !(s.verb == "unfollow" && len(words)-n <= 3 && e.cat.Match(body) == nil):
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
			return said{text: s.text, verb: "register", rest: s.rest, lang: lead.lang, sure: true}, true
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
	kk       string // a second number
	name     string
	services []catalog.Service // one: clear; several: to be asked
	tidy     bool              // written field by field: nothing was guessed
	unknown  bool              // something stands where the service should, and is none
	tomorrow bool              // for the next service day
}

// digitRun is a number long enough to be meant as a NIK.
var digitRun = regexp.MustCompile(`\d[\d .\-/]{6,}\d`)

// cutNumber takes the first long number out of a text.
func cutNumber(text string) (number, rest string) {
	if nik, rest, ok := core.FindNIK(text); ok {
		return nik, rest
	}
	if loc := digitRun.FindStringIndex(text); loc != nil {
		return text[loc[0]:loc[1]], text[:loc[0]] + " " + text[loc[1]:]
	}
	return "", text
}

// read takes the fields out of a message, in any order: by separators where there are any, else by what is recognisable.
func (e *Engine) read(text string) fields {
	if !digitRun.MatchString(text) {
		return fields{services: e.services(text)}
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(separators, r) })
	if len(parts) == 1 && strings.Count(text, "/")+strings.Count(text, "_") > 1 {
		parts = strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == '_' })
	}
	if len(parts) > 1 {
		return e.readFields(parts)
	}
	var f fields
	var rest string
	f.nik, rest = cutNumber(text)
	if kk, without := cutNumber(rest); kk != "" {
		f.kk, rest = kk, without
	}
	written := strings.Fields(rest)
	words := e.words.unlabelled(written)
	m, i, j := e.locate(words)
	f.services = m
	words = e.bare(append(words[:i:i], words[j:]...))
	f.name, f.tidy = strings.Join(words, " "), len(words)+j-i == len(written)
	return f
}

// bare takes politeness, commands and questions off both ends of words: what is left may be a name.
func (e *Engine) bare(words []string) []string {
	empty := func(w string) bool {
		p := plain(w)
		_, hint := e.words.hints[p]
		sense, word := e.words.words[p]
		return p == "" || hint || e.cat.Filler(p) || word && sense.verb != "no" && sense.verb != "yes"
	}
	for len(words) > 0 && empty(words[0]) {
		words = words[1:]
	}
	for len(words) > 0 && empty(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	return words
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

// readFields reads NIK#NAMA#LAYANAN, LAYANAN#NIK#NOKK#NAMA#DESA#KEC#JENIS and their like. The first number is the NIK,
// a second one the KK; the name is the first text after the numbers that is not all there is of the service.
func (e *Engine) readFields(parts []string) fields {
	f := fields{tidy: true}
	var before, behind []string
	for _, p := range parts {
		number, text := cutNumber(p)
		switch {
		case number == "":
		case f.nik == "":
			f.nik = number
		case f.kk == "":
			f.kk = number
		}
		if s, n := e.words.lead(tokens(text)); n > 0 && s.verb == "tomorrow" && n == len(tokens(text)) {
			f.tomorrow = true
			continue
		}
		text = strings.Join(e.words.unlabelled(strings.Fields(text)), " ")
		switch {
		case plain(text) == "" || number != "" && e.cat.Filler(text):
		case f.nik == "" || number != "" && len(behind) == 0 && f.kk == "":
			before = append(before, text)
		default:
			behind = append(behind, text)
		}
	}
	f.services, before, behind = e.pick(before, behind)
	switch {
	case len(behind) > 0:
		f.name, behind = behind[0], behind[1:]
	case len(before) > 0 && f.nik != "":
		f.name, before = before[len(before)-1], before[:len(before)-1]
	}
	f.unknown = f.services == nil && len(before)+len(behind) > 0
	if len(f.services) == 1 && purpose(f.services[0], f.name) {
		f.name = "" // #SINKRONISASI#NIK#NOKK#KEPERLUAN
	}
	return f
}

// purpose tells whether a single word is one that the service's own requirements name: not a name, but what for.
func purpose(s catalog.Service, name string) bool {
	word := plain(name)
	for lang := range s.Requirements {
		if word != "" && slices.Contains(tokens(strings.Join(s.RequirementsIn(lang), " ")), word) {
			return true
		}
	}
	return false
}

// pick finds the service among the texts before and behind the numbers, and takes it out. A text that says only the kind
// ("HILANG") is read together with the one that says the document ("KTP"). The text right behind the numbers is the name,
// if anything else can be the service; of the others, one that says more than the service will do too.
func (e *Engine) pick(before, behind []string) (s []catalog.Service, b, h []string) {
	all := append(append([]string(nil), before...), behind...)
	used := [2]int{-1, -1}
	best := -1
	for i := range all {
		for j := i; j < len(all); j++ {
			words := strings.Fields(all[i])
			if j > i {
				words = append(words, strings.Fields(all[j])...)
			}
			m, from, to := e.locate(words)
			if m == nil {
				continue
			}
			whole, name := from == 0 && to == len(words), i == len(before) || j == len(before)
			rank := 0
			switch {
			case whole && !name:
				rank = 3
			case whole:
				rank = 2
			case !name && i == j:
				rank = 1
			default:
				continue
			}
			if rank > best || rank == best && len(m) < len(s) {
				s, best, used = m, rank, [2]int{i, j}
			}
		}
	}
	for i, p := range all {
		switch {
		case i == used[0] || i == used[1]:
		case i < len(before):
			b = append(b, p)
		default:
			h = append(h, p)
		}
	}
	return s, b, h
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
