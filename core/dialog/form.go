package dialog

import (
	"strconv"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// form is the form being filled in; a new one if there is none.
func (t *turn) form() *core.Form {
	if t.p.Talk.Form == nil {
		t.p.Talk.Serial++
		t.p.Talk.Form = &core.Form{Serial: t.p.Talk.Serial}
	}
	return t.p.Talk.Form
}

// asks tells whether the open question of the form is the one for this field.
func (t *turn) asks(field string) bool {
	f := t.p.Talk.Form
	if f == nil {
		return false
	}
	switch {
	case f.Service == "":
		return field == "service"
	case f.NIK == "":
		return field == "nik"
	case f.Name == "":
		return field == "name"
	case f.Place == "" && t.atKecamatan(f.Service):
		return field == "place"
	}
	return field == "confirm"
}

// proceed asks for the first field that is missing. Whether there is a place at all comes before any question.
func (t *turn) proceed() {
	if !t.dayStands() {
		return
	}
	if ask := t.p.Talk.Ask; ask != nil && ask.What == "papers" {
		t.p.Talk.Ask = nil // another question is open now
	}
	f := t.form()
	f.Tries = 0
	switch {
	case f.Service == "" && f.Group != "":
		t.offerServices(t.offeredNow(t.cat.InGroup(f.Group)))
	case f.Service == "":
		t.say("group.ask", nil, t.groups(tokenGrp, tokenSvc)...)
	case f.NIK == "":
		t.p.Talk.Offer = nil
		t.say("ask.nik", catalog.Args{"service": t.serviceName(f.Service), "terms": t.requirements(f.Service), "whose": t.whose()})
	case t.overLimit():
	case f.Name == "":
		t.p.Talk.Offer = nil
		t.say("ask.name", catalog.Args{"whose": t.whose()})
	case f.Place == "" && t.atKecamatan(f.Service):
		t.askPlace()
	case f.Ready && t.tooYoung() == 0:
		t.file()
	default:
		t.confirm()
	}
}

// confirm reads a full form back.
func (t *turn) confirm() {
	f := t.p.Talk.Form
	n := strconv.Itoa(f.Serial)
	name := f.Name.Full()
	if t.f.Limits.Short {
		name = f.Name.Short(nameRoom)
	}
	key, age := "confirm", t.tooYoung()
	switch {
	case age > 0:
		key = "confirm.young"
	case f.Wait && t.lack(t.day(t.serviceDay()), f.Service) != "":
		key = "confirm.line"
	case t.atKecamatan(f.Service):
		key = "confirm.place"
	}
	t.say(key, catalog.Args{
		"age":     strconv.Itoa(age),
		"service": t.serviceName(f.Service),
		"nik":     maskedNIK(f.NIK),
		"name":    name,
		"day":     t.date(t.serviceDay()),
		"place":   t.placeName(f.Place),
	}, t.button(tokenFile+n, "file", nil), t.button(tokenMend+n, "change", nil), t.button(tokenWord+"leave", "leave", nil))
}

// tooYoung is the age that the service asks for, if the NIK speaks of a younger person; else 0. It only asks to make sure:
// who is married may apply earlier (Perpres 96/2018), and a birth date in a NIK can be wrong for ever.
func (t *turn) tooYoung() int {
	f := t.p.Talk.Form
	s, ok := t.cat.Service(f.Service)
	id, err := core.ParseNIK(f.NIK.Digits(), t.now())
	if !ok || s.MinAge == 0 || err != nil {
		return 0
	}
	birth, err := core.ParseDate(id.Birth)
	if grown := (core.Date{Year: birth.Year + s.MinAge, Month: birth.Month, Day: birth.Day}); err != nil || !grown.After(t.f.Today()) {
		return 0
	}
	return s.MinAge
}

// whose is whose NIK and name the form asks for.
func (t *turn) whose() string {
	if s, ok := t.cat.Service(t.p.Talk.Form.Service); ok && s.WhoseIn(t.lang()) != "" {
		return s.WhoseIn(t.lang())
	}
	return t.text("say.applicant", nil)
}

// maskedNIK is as much of a NIK as an outgoing message may show.
func maskedNIK(n core.NIK) string { return "***" + n.Last4() }

// mend asks what is to be changed.
func (t *turn) mend() {
	n := strconv.Itoa(t.p.Talk.Form.Serial) + ":"
	offer := []core.Choice{t.button(tokenFix+n+"service", "service", nil), t.button(tokenFix+n+"nik", "nik", nil), t.button(tokenFix+n+"name", "name", nil)}
	if t.atKecamatan(t.p.Talk.Form.Service) {
		offer = append(offer, t.button(tokenFix+n+"place", "place", nil))
	}
	t.say("mend.ask", nil, offer...)
}

// fix empties a field, so that it is asked again.
func (t *turn) fix(field string) {
	f := t.form()
	f.Ready = false
	switch field {
	case "service":
		f.Service, f.Group = "", ""
	case "nik":
		f.NIK = ""
	case "name":
		f.Name = ""
	case "place":
		f.Place = ""
	}
	t.proceed()
}

// change is the word UBAH: of the open form, or, without one, of a request that was filed. With the name of a service ("ubah
// KK") it asks for that service.
func (t *turn) change(s said) {
	field, behind := t.fieldIn(s.rest)
	ticket := t.ticketOf(s.rest)
	switch {
	case field == "slots":
		t.otherSlot(s.rest)
	case field == "note":
		t.note(strings.TrimSpace(ticket + " " + ticketForm.ReplaceAllString(behind, "")))
	case t.p.Talk.Form != nil && ticket == "" && field != "":
		if field == "name" && t.rename(behind) {
			t.proceed()
			return
		}
		t.fix(field)
	case ticket == "" && field == "" && s.rest != "" && len(t.offeredNow(t.services(s.text))) > 0:
		t.register(said{text: s.text})
	case t.p.Talk.Form != nil && ticket == "":
		t.mend()
	case field == "nik" || field == "name":
		t.say("amend.fixed", nil, t.extras(t.button(tokenWord+"officer", "officer", nil))...)
	case field != "":
		t.seek(field, ticket, t.nikIn(s.rest), "")
	default:
		t.lookUp(s.rest, "change")
	}
}

// fieldIn is the first field that a text names, and what stands behind its name, as written.
func (t *turn) fieldIn(text string) (field, behind string) {
	words := strings.Fields(text)
	for i, w := range words {
		if field := t.words.fields[plain(w)]; field != "" {
			return field, strings.Join(words[i+1:], " ")
		}
	}
	return "", ""
}

// leave closes the form without filing it.
func (t *turn) leave() {
	if ask := t.p.Talk.Ask; ask != nil && ask.Proved && t.asksAbout(wish(ask.What)) {
		t.p.Talk.Ask, t.p.Talk.Offer = nil, nil
		t.say("amend.left", nil)
		return
	}
	if ask := t.p.Talk.Ask; t.p.Talk.Form == nil && ask != nil && ask.What == "papers" {
		t.p.Talk.Ask = nil
		t.say("papers.left", nil)
		return
	}
	if t.p.Talk.Form == nil {
		t.say("left.none", nil)
		return
	}
	t.closeForm()
	if t.p.Talk.Waits { // the word that ends a form is the one that leaves the line
		t.say("left.line", nil)
		return
	}
	t.say("left", nil)
}

// back goes one menu up.
func (t *turn) back() {
	f, ask := t.p.Talk.Form, t.p.Talk.Ask
	switch {
	case ask != nil && ask.Proved && wish(ask.What) == "service":
		t.seekRef(ask.Ticket, "service")
		return
	case f == nil:
		t.menu(false)
		return
	case f.Place != "":
		f.Place = ""
	case f.Name != "":
		f.Name = ""
	case f.NIK != "":
		f.NIK = ""
	case f.Service != "":
		f.Service = ""
	default:
		f.Group = ""
	}
	f.Ready = false
	t.proceed()
}
