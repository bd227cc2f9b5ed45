package dialog

import (
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// groups offers the groups of services; a group of one is that service.
func (t *turn) groups(token, single string) []core.Choice {
	var offer []core.Choice
	for _, g := range t.cat.Groups() {
		c := core.Choice{Token: token + g.Code, Label: g.NameIn(t.lang())}
		if t.f.Limits.Short {
			c.Label = g.ShortIn(t.lang())
		}
		switch in := t.offeredNow(t.cat.InGroup(g.Code)); len(in) {
		case 0:
			continue
		case 1:
			c.Token = single + in[0].Code
		}
		offer = append(offer, c)
	}
	return offer
}

// offeredNow leaves out the services that the office does not offer today (active_from, active_to).
func (t *turn) offeredNow(list []catalog.Service) (now []catalog.Service) {
	for _, s := range list {
		if s.ActiveOn(t.f.Today()) {
			now = append(now, s)
		}
	}
	return now
}

// servicesAs offers services.
func (t *turn) servicesAs(token string, list []catalog.Service) []core.Choice {
	var offer []core.Choice
	for _, s := range list {
		offer = append(offer, core.Choice{Token: token + s.Code, Label: t.serviceName(s.Code), Wide: true})
	}
	return append(offer, t.button(tokenBack, "back", nil))
}

// offerServices asks which of several services is meant.
func (t *turn) offerServices(list []catalog.Service) {
	group := groupOf(list)
	if group == "" {
		t.say("group.ask", nil, t.servicesAs(tokenSvc, list)...)
		return
	}
	t.say("service.ask", catalog.Args{"group": t.groupName(group)}, t.servicesAs(tokenSvc, list)...)
}

// groupOf is the group that all of the services are in; "" if they are in several, or are not the whole of it.
func groupOf(list []catalog.Service) string {
	for _, s := range list[1:] {
		if s.Group != list[0].Group {
			return ""
		}
	}
	return list[0].Group
}

func (t *turn) groupName(code string) string {
	for _, g := range t.cat.Groups() {
		if g.Code == code {
			if t.f.Limits.Short {
				return g.ShortIn(t.lang())
			}
			return g.NameIn(t.lang())
		}
	}
	return code
}

// choose puts a service into the form.
func (t *turn) choose(code string) {
	s, ok := t.cat.Service(code)
	if !ok || !s.ActiveOn(t.f.Today()) {
		t.say("button.old", nil)
		return
	}
	f := t.form()
	f.Service, f.Group = s.Code, s.Group
	t.proceed()
}

// requirements is what to have ready: lines in the full form, a list in the short one.
func (t *turn) requirements(code string) string {
	s, ok := t.cat.Service(code)
	if !ok {
		return ""
	}
	if t.f.Limits.Short {
		return strings.Join(s.RequirementsIn(t.lang()), "; ")
	}
	return "- " + strings.Join(s.RequirementsIn(t.lang()), "\n- ")
}

// termsFor answers SYARAT: of the service named, of the one in the form, or asks which.
func (t *turn) termsFor(words string) {
	list := t.offeredNow(t.services(words))
	if f := t.p.Talk.Form; len(list) == 0 && f != nil && f.Service != "" {
		t.terms(f.Service)
		return
	}
	switch len(list) {
	case 0:
		t.say("terms.ask", nil, t.groups(tokenTGrp, tokenTSvc)...)
	case 1:
		t.terms(list[0].Code)
	default:
		t.say("terms.ask", nil, t.servicesAs(tokenTSvc, list)...)
	}
}

// termsOf asks for which service of a group.
func (t *turn) termsOf(group string) {
	t.say("terms.ask", nil, t.servicesAs(tokenTSvc, t.offeredNow(t.cat.InGroup(group)))...)
}

// terms tells what a service asks for.
func (t *turn) terms(code string) {
	s, ok := t.cat.Service(code)
	if !ok {
		t.say("button.old", nil)
		return
	}
	key := "paged.terms"
	if s.InPerson {
		key = "paged.terms.person"
	}
	forms := strings.Join(s.Forms, ", ")
	if forms == "" {
		forms = t.text("say.noforms", nil)
	}
	t.say(key, catalog.Args{
		"notes":     s.Notes.In(t.lang()),
		"service":   t.serviceName(code),
		"terms":     t.requirements(code),
		"forms":     forms,
		"applicant": s.Applicant.In(t.lang()),
		"days":      t.cat.Number(t.lang(), s.WorkingDays),
	}, t.extras(core.Choice{Token: tokenSvc + code, Label: t.text("button.apply", nil)})...)
}
