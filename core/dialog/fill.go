package dialog

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// register takes whatever a message says of a request into the form, and asks for what is missing. Without a form, a
// message that says nothing of a request is not understood.
func (t *turn) register(s said) {
	in := t.read(body(s))
	complete := in.complete() && (s.verb == "register" && s.sure || strings.ContainsAny(s.text, separators))
	if !complete {
		in = t.beside(in, body(s))
	}
	in.wait = in.wait || s.wait
	in.tomorrow = in.tomorrow || s.tomorrow || startsTomorrow(t.words, body(s))
	if f := t.p.Talk.Form; f != nil && f.Service == "" && f.Group != "" && in.nik == "" {
		if list := t.cat.MatchIn(f.Group, body(s)); list != nil {
			in.services = list
		}
	}
	in.services = t.offeredNow(in.services)
	if s.verb == "" && len(in.services) == 0 && in.nik == "" {
		t.unclear(s)
		return
	}
	t.p.Talk.Puzzled = 0
	if t.asks("confirm") && in.nik == "" && s.verb == "" && t.rename(s.text) {
		t.proceed() // a name with the word of a service in it
		return
	}
	f := t.form()
	complete = complete && len(in.services) == 1
	if complete && (f.Service != "" || f.NIK != "") {
		t.p.Talk.Aside, t.p.Talk.Form = f, nil // goes on when this one has been filed
		f = t.form()
	}
	wrong := t.fill(f, in, s.text)
	f.Ready = complete && wrong == nil
	t.settled = f.Ready // one message in, one message out
	open := f.Service == "" && f.Group == ""
	switch {
	case in.services != nil && open:
		t.offerServices(in.services)
	case in.unknown && open && t.dayStands():
		t.say("service.unknown", nil, t.groups(tokenGrp, tokenSvc)...)
	case wrong != nil && t.dayStands():
		t.refuse(wrong)
	case wrong == nil && !(in.unknown && open):
		t.proceed()
	}
}

// startsTomorrow tells whether a text begins with the word for the next service day.
func startsTomorrow(x lexicon, text string) bool {
	s, n := x.lead(tokens(text))
	return n > 0 && s.verb == "tomorrow"
}

// beside reads what stands beside a NIK when NIK or name is asked for: the name, even if a word of it could be a service
// ("ANAK AGUNG", "DEWI LAHIR SARI"); only a part of its own that names a service in two words or more still is one.
func (t *turn) beside(in fields, text string) fields {
	if f := t.p.Talk.Form; f == nil || f.Service == "" || in.nik == "" || !t.asks("nik") && !t.asks("name") {
		return in
	}
	_, rest := cutNumber(text)
	words := t.bare(t.words.unlabelled(strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune(separators+" ", r) })))
	if _, from, to := t.locate(words); to-from == len(words) && len(words) > 1 {
		return in
	}
	in.services, in.unknown, in.name = nil, false, strings.Join(words, " ")
	return in
}

// complete tells whether a message says all that a request needs, field by field.
func (in fields) complete() bool {
	return len(in.services) == 1 && in.nik != "" && in.name != "" && in.tidy
}

// fill writes what a message says into the form, and returns what is wrong with it.
func (t *turn) fill(f *core.Form, in fields, text string) (wrong error) {
	f.Wait = f.Wait || in.wait
	if in.tomorrow {
		if next, ok := t.later(t.f.Today(), serviceOf(f, in)); ok {
			f.Day, f.Wait = next.Date, false
		}
	}
	switch len(in.services) {
	case 0:
	case 1:
		f.Service, f.Group = in.services[0].Code, in.services[0].Group
	default:
		f.Service, f.Group = "", groupOf(in.services)
	}
	if in.nik == "" {
		return nil
	}
	if f.NIK != "" && in.name == "" && f.NIK.Digits() != in.nik {
		f.Name = "" // somebody else's
	}
	if in.name != "" {
		f.Name, wrong = core.ParseName(in.name)
	}
	id, err := core.ParseNIK(in.nik, t.now())
	switch kk, bad := core.ParseKK(in.kk); {
	case spoiled(text):
		err = core.NIKError{Code: "letters"}
	case err == nil && bad == nil && kk.Digits() == id.NIK.Digits():
		err = core.NIKError{Code: "kk"}
	}
	if err != nil {
		f.NIK = ""
		return err
	}
	f.NIK = id.NIK
	return wrong
}

// serviceOf is the service that a message or the form names, if it is clear.
func serviceOf(f *core.Form, in fields) string {
	if len(in.services) == 1 {
		return in.services[0].Code
	}
	return f.Service
}

// body is the part of a message that can speak of a request.
func body(s said) string {
	if s.verb == "register" && s.sure {
		return s.rest
	}
	return unslash(s.text)
}

// unclear answers a text that is no command and names no service, by what was asked last.
func (t *turn) unclear(s said) {
	switch {
	case t.asks("confirm") && t.rename(s.text):
		t.proceed()
	case t.asks("nik") && spoiled(s.text):
		t.refuse(core.NIKError{Code: "letters"})
	case t.asks("nik") && digitsIn(s.text) == 0:
		t.refuse(core.NIKError{Code: "wait"})
	case t.asks("nik"):
		t.refuse(core.NIKError{Code: "length", Digits: digitsIn(s.text)})
	case t.asks("service") && t.p.Talk.Puzzled == 0 && t.p.Talk.Form.Group == "":
		t.p.Talk.Puzzled++
		t.say("service.unknown", nil, t.groups(tokenGrp, tokenSvc)...)
	default:
		t.puzzled("puzzled")
	}
}

// spoiled tells whether a text holds what would be a NIK if letters that look like digits were digits.
func spoiled(text string) bool {
	if digitsIn(text) < 10 {
		return false
	}
	run := looksLikeNIK.FindString(text)
	return digitsIn(run) >= 10 && digitsIn(run) < 16
}

var looksLikeNIK = regexp.MustCompile(`\b[0-9OoIl]{16}\b`)

func digitsIn(s string) (n int) {
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}

// rename takes a text for the right name, when a wrong one has been read back.
func (t *turn) rename(text string) bool {
	words := t.bare(t.words.unlabelled(strings.Fields(text)))
	if len(words) == 0 || t.nothing(strings.Join(words, " ")) || t.words.notname[plain(words[0])] {
		return false
	}
	name, err := core.ParseName(strings.Join(words, " "))
	if err != nil {
		return false
	}
	t.form().Name = name
	return true
}

// takeName reads the answer to the question for a name.
func (t *turn) takeName(text string) {
	name, err := core.ParseName(t.nameIn(text))
	if words := tokens(text); len(words) > 0 && t.words.notname[words[0]] {
		err = core.NameError{Code: "chars"} // a question, or a word to wait
	}
	if err != nil {
		t.refuse(err)
		return
	}
	f := t.form()
	f.Name, f.Tries = name, 0
	t.p.Talk.Puzzled = 0
	t.proceed()
}

// refuse says what is wrong with an answer and how to mend it; from the second time on, that an officer can help.
func (t *turn) refuse(err error) {
	f := t.form()
	f.Tries++
	var id core.NIKError
	if !errors.As(err, &id) {
		if f.Tries >= 2 {
			t.say("name.officer", nil)
		} else {
			t.say("name.wrong", nil)
		}
		return
	}
	key := "nik.wrong"
	switch {
	case id.Code == "kk", id.Code == "letters":
		key = "nik." + id.Code
	case id.Code == "wait" && f.Tries < 3:
		key = "nik.wait"
	case f.Tries >= 3 || f.Tries == 2 && id.Code != "wait":
		key = "nik.officer"
	case id.Phone:
		key = "nik.phone"
	case id.Code == "length":
		key = "nik.length"
	case id.Code == "day", id.Code == "month", id.Code == "date":
		key = "nik.date"
	}
	t.say(key, catalog.Args{"digits": strconv.Itoa(id.Digits), "whose": t.whose()})
}
