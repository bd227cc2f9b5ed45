package transcript

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"loket/core"
)

// What an officer does with the conversation of a citizen.
const (
	takes     = "takes"
	leaves    = "leaves"
	answers   = "answers"
	handsBack = "hands back"
)

// officer lets an officer do something with the conversation of who was named last. A refusal is told, by its key.
func (p *player) officer(rest string) error {
	name, what, _ := strings.Cut(rest, " ")
	deed, words, _ := strings.Cut(what, ": ")
	if deed != takes && deed != leaves && deed != answers && deed != handsBack || (deed == answers) != (words != "") || p.who.IsZero() {
		return fmt.Errorf("officer: name a citizen (Siti, by sms:), then write = officer Dewi takes, leaves, hands back, or answers: WORDS")
	}
	err := p.office.Converse(p.who, name, deed, words)
	if refused, is := errors.AsType[*core.Error](err); is && refused.Key != "" {
		fmt.Fprintf(&p.out, "* %s is refused: %s\n", name, strings.TrimPrefix(refused.Key, "bad."))
		return nil
	}
	return err
}

// taken tells who has a citizen's conversation now, if it is another than before.
func taken(name string, before, after State, a core.Address) []string {
	was, is := before.Takers[a], after.Takers[a]
	_, open := after.Calls[a]
	switch {
	case was == is || !open:
		return nil
	case is == "":
		return []string{name + " is with no officer"}
	}
	return []string{name + " is with " + is}
}

// Converse is Office.
func (o *Live) Converse(with core.Address, officer, deed, words string) error {
	calls, err := o.Desk.Calls(o.Context)
	if err != nil {
		return err
	}
	person, by := int64(0), core.Actor{Name: officer, Role: core.Officer}
	for _, c := range calls {
		if c.Address == with {
			person = c.Person
		}
	}
	switch deed {
	case takes:
		err = o.Desk.Take(o.Context, person, false, by)
	case leaves:
		err = o.Desk.Leave(o.Context, person, by)
	case answers:
		err = o.Desk.Answer(o.Context, person, words, by)
	default:
		err = o.Desk.HandBack(o.Context, person, by)
	}
	return o.due(err)
}

// Converse is Office.
func (o *Pure) Converse(with core.Address, officer, deed, words string) error {
	c, open := o.calls[with]
	p := o.person(with)
	switch {
	case !open:
		return &core.Error{Kind: core.Missing, Key: "bad.hung"}
	case c.taker != "" && c.taker != officer:
		return &core.Error{Kind: core.Conflict, Key: "bad.taken"}
	case deed == leaves && c.taker != "":
		c.taker, p.Talk.Taken = "", false
	case c.taker == "" && (deed == takes || deed == answers):
		c.taker, p.Talk.Taken = officer, true
	}
	say := func(say func(lang string, l core.Limits) core.Message) {
		homes := o.homes(p.ID)
		at := slices.IndexFunc(homes, func(q core.Person) bool { return q.Address == with })
		homes = slices.Insert(slices.Delete(homes, at, at+1), 0, p)
		o.send(homes, statusNews, nil, "", say)
	}
	o.calls[with] = c
	switch deed {
	case answers:
		before := len(o.letters)
		say(func(lang string, l core.Limits) core.Message { return o.Engine.Answer(lang, l, words) })
		for _, l := range o.letters[before:] {
			l.answer = true
		}
	case handsBack:
		delete(o.calls, with)
		p.Talk.Officer, p.Talk.Taken, p.Talk.Noted = false, false, core.Date{}
		say(o.Engine.HandedBack)
	}
	o.remember(p)
	o.catchUp()
	return nil
}
