package dialog

import (
	"regexp"
	"slices"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

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
	wait     bool              // in line, if the day is full
}

// digitRun is a number long enough to be meant as a NIK.
var digitRun = regexp.MustCompile(`\d[\d .\-/]{6,}\d`)

// hasNumber tells whether there is one.
func hasNumber(text string) bool { return digitsIn(text) > 1 && digitRun.MatchString(text) }

// cutNumber takes the first long number out of a text.
func cutNumber(text string) (number, rest string) {
	if nik, rest, ok := core.FindNIK(text); ok {
		return nik, rest
	}
	if digitsIn(text) < 2 {
		return "", text
	}
	if loc := digitRun.FindStringIndex(text); loc != nil {
		return text[loc[0]:loc[1]], text[:loc[0]] + " " + text[loc[1]:]
	}
	return "", text
}

// read takes the fields out of a message, in any order: by separators where there are any, else by what is recognisable.
func (e *Engine) read(text string) fields {
	if !hasNumber(text) {
		return fields{services: e.services(text)}
	}
	text, tomorrow := e.cutTomorrow(text)
	f := e.readText(text)
	f.tomorrow = f.tomorrow || tomorrow
	if strings.Contains(text, "?") {
		f.tidy = false
	}
	return f
}

// cutTomorrow takes the word for the next service day off the end of a text.
func (e *Engine) cutTomorrow(text string) (rest string, found bool) {
	trimmed := strings.TrimRight(text, " .!"+separators)
	i := strings.LastIndexAny(trimmed, " "+separators)
	if s, n := e.words.lead(tokens(trimmed[i+1:])); n == 0 || s.verb != "tomorrow" {
		return text, false
	}
	return strings.TrimRight(trimmed[:i+1], " "+separators), true
}

// readText is read without the day.
func (e *Engine) readText(text string) fields {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(separators, r) })
	if len(parts) == 1 && strings.Count(text, "/")+strings.Count(text, "_") > 1 {
		parts = strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == '_' })
	}
	if len(parts) > 1 {
		return e.readFields(parts, !strings.ContainsAny(text, "#*;|\n"))
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
// a second one the KK; the name is the first text after the numbers that is not all there is of the service. Commas stand in
// sentences too: there, politeness is no field, and what is around a name is taken off it.
func (e *Engine) readFields(parts []string, commas bool) fields {
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
		} else if n > 0 && s.verb == "wait" && n == len(tokens(text)) {
			f.wait = true
			continue
		}
		words := e.words.unlabelled(strings.Fields(text))
		if bare := e.bare(words); commas && len(bare) < len(words) {
			words, f.tidy = bare, false
		}
		text = strings.Join(words, " ")
		switch {
		case plain(text) == "" || number != "" && e.cat.Filler(text):
		case f.nik == "" || number != "" && len(behind) == 0 && f.kk == "":
			before = append(before, text)
		default:
			behind = append(behind, text)
		}
	}
	f.services, before, behind = e.pick(before, behind)
	if f.services == nil {
		f.services, behind = e.within(behind)
		f.tidy = f.tidy && f.services == nil
	}
	for i := len(behind) - 1; i >= 0; i-- {
		if _, from, to := e.locate(strings.Fields(behind[i])); to-from > 1 && to-from == len(strings.Fields(behind[i])) {
			behind, f.tidy = append(behind[:i:i], behind[i+1:]...), false // a second service is no name
		}
	}
	switch {
	case len(behind) > 0:
		f.name, behind = behind[0], behind[1:]
		f.tidy = f.tidy && (len(behind) == 0 || f.kk != "") // with the KK come desa and kecamatan
	case len(before) > 0 && f.nik != "":
		f.name, before = before[len(before)-1], before[:len(before)-1]
	}
	f.unknown = f.services == nil && len(before)+len(behind) > 0
	if len(f.services) == 1 && purpose(f.services[0], f.name) {
		f.name = "" // #SINKRONISASI#NIK#NOKK#KEPERLUAN
	}
	return f
}

// within finds the service inside a text that says more ("YANTI MAWAR KTP HILANG"), and leaves the rest of the text.
func (e *Engine) within(parts []string) ([]catalog.Service, []string) {
	for i, p := range parts {
		words := strings.Fields(p)
		if m, from, to := e.locate(words); m != nil && to-from > 1 {
			rest := e.bare(append(words[:from:from], words[to:]...))
			left := append(parts[:i:i], parts[i+1:]...)
			if len(rest) > 0 {
				left = append(parts[:i:i], append([]string{strings.Join(rest, " ")}, parts[i+1:]...)...)
			}
			return m, left
		}
	}
	return nil, parts
}

// purpose tells whether a single word is one that the service's own requirements name: not a name, but what for.
func purpose(s catalog.Service, name string) bool {
	word := plain(name)
	if strings.Contains(word, " ") {
		return false
	}
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
