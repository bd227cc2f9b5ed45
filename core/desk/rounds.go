package desk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"loket/core"
	"loket/core/dialog"
)

// deepest bounds how often outcomes lead to new effects. The dialog needs two or three; more is a fault of ours.
const deepest = 8

// rounds is one tray inside its transaction.
type rounds struct {
	*Desk
	tx      core.Tx
	facts   core.Facts
	talks   []*talk // one for each message, in the order of arrival: who came first gets the place
	letters []core.Letter

	follows []core.Following
	shuts   []core.Shutting
	calls   []core.Call
	back    []core.HandBack
	acts    []core.Act
	stir    bool     // something is due at once
	posted  []string // accounts that owe letters beside these
}

// talk is one message of one person, or the outcome of an act for them, being handled.
type talk struct {
	it      *item // nil of an act
	row     int64 // of the inbox; 0 of an act
	cause   string
	account string // who answers
	person  core.Person
	events  []dialog.Event // what the dialog has not been told yet
	said    int
}

// samePerson says that a tray holds more than one message of somebody, who wrote from several addresses.
type samePerson struct{ later []*item }

func (e *samePerson) Error() string { return "several messages of one person on a tray" }

func (r *rounds) run(tray []*item) error {
	if err := r.admit(tray); err != nil || len(r.talks) == 0 {
		return err
	}
	if err := r.meet(); err != nil {
		return err
	}
	for _, t := range r.talks {
		t.events = []dialog.Event{dialog.Heard{In: t.it.in}}
	}
	return r.talkOn()
}

// talkOn tells the dialog what happened until it wants nothing more.
func (r *rounds) talkOn() error {
	facts, err := r.Desk.facts(r.tx, false)
	if err != nil {
		return err
	}
	r.facts = facts
	for n := 0; r.pending(); n++ {
		if n == deepest {
			return fmt.Errorf("after %d rounds the dialog still wants more", n)
		}
		if err := r.round(); err != nil {
			return err
		}
	}
	return r.finish()
}

// admit keeps the messages that were not admitted before.
func (r *rounds) admit(tray []*item) error {
	ins := make([]core.Inbound, len(tray))
	for i, it := range tray {
		ins[i] = it.in
	}
	rows, err := r.tx.Admit(ins)
	if err != nil {
		return err
	}
	for i, it := range tray {
		if rows[i] != 0 {
			r.talks = append(r.talks, &talk{it: it, row: rows[i], cause: fmt.Sprintf("in:%d", rows[i]), account: it.in.Account})
		}
	}
	return nil
}

// meet finds who wrote. People are locked in the order of their addresses, whatever the order of arrival.
func (r *rounds) meet() error {
	byAddress := slices.SortedFunc(slices.Values(r.talks), func(a, b *talk) int { return order(a.it.in.From, b.it.in.From) })
	addresses := make([]core.Address, len(byAddress))
	for i, t := range byAddress {
		addresses[i] = t.it.in.From
	}
	people, err := r.tx.People(addresses)
	if err != nil {
		return err
	}
	for i, t := range byAddress {
		if t.person = people[i]; r.notes(t.person.Address.Channel) {
			t.person.Heard, t.person.HeardBy = true, t.account
		}
	}
	met, same := map[int64]bool{}, &samePerson{}
	for _, t := range r.talks {
		if met[t.person.ID] {
			same.later = append(same.later, t.it)
		}
		met[t.person.ID] = true
	}
	if len(same.later) > 0 {
		return same
	}
	return nil
}

func order(a, b core.Address) int {
	return cmp.Or(strings.Compare(a.Channel, b.Channel), strings.Compare(a.ID, b.ID))
}

func (r *rounds) pending() bool {
	return slices.ContainsFunc(r.talks, func(t *talk) bool { return len(t.events) > 0 })
}

// round tells the dialog everything that happened, and does what it wants.
func (r *rounds) round() error {
	w := &wants{}
	for _, t := range r.talks {
		events := t.events
		t.events = nil
		for _, ev := range events {
			facts := r.facts
			facts.Limits = r.o.Limits[t.person.Address.Channel]
			var effects []dialog.Effect
			t.person, effects = r.engine.Step(t.person, facts, ev)
			for _, ef := range effects {
				if !w.take(r, t, ef) {
					r.note(t, ef)
				}
			}
		}
	}
	return r.fulfil(w)
}

// note keeps an effect that has no outcome for the end.
func (r *rounds) note(t *talk, ef dialog.Effect) {
	switch ef := ef.(type) {
	case dialog.Say:
		r.letters = append(r.letters, core.Letter{Cause: fmt.Sprintf("%s#%d", t.cause, t.said), Person: t.person.ID,
			AddressID: t.person.AddressID, Account: t.account, Message: ef.Message, Lane: core.ReplyLane})
		t.said++
	case dialog.Follow:
		r.follows = append(r.follows, core.Following{Person: t.person.ID, On: ef.On, Wording: ef.Wording, Message: t.row, Source: "chat"})
	case dialog.Shut:
		r.shuts = append(r.shuts, core.Shutting{AddressID: t.person.AddressID, Shut: ef.Shut})
	case dialog.Call:
		r.calls = append(r.calls, core.Call{Person: t.person.ID, AddressID: t.person.AddressID, Topic: ef.Topic, Text: ef.Text})
	case dialog.HandBack:
		r.back = append(r.back, core.HandBack{Person: t.person.ID})
	case dialog.SendCode:
		r.later(pairLater(t, "code", ef.To, r.facts.Now))
		t.said++
	case dialog.Unite:
		r.later(pairLater(t, "unite", ef.With, r.facts.Now))
		t.said++
	case dialog.Part:
		r.later(partLater(t, ef.AddressID, r.facts.Now))
		t.said++
	case dialog.Look:
		r.later(lookLater(t, ef, r.facts.Now))
		t.said++
	default:
		panic(fmt.Sprintf("desk: the dialog wants a %T", ef))
	}
}

// finish does what has no outcome, and keeps what is to be remembered. An address is opened before it is written to.
func (r *rounds) finish() error {
	people := make([]core.Person, len(r.talks))
	for i, t := range r.talks {
		people[i] = r.heard(t)
	}
	slices.SortFunc(people, func(a, b core.Person) int { return cmp.Compare(a.ID, b.ID) })
	return inOrder(
		when(r.follows, r.tx.Follow),
		when(r.shuts, r.tx.Shut),
		when(r.calls, r.tx.Call),
		when(r.calls, func([]core.Call) error { return r.forgetLater(r.tx, r.facts.Now) }),
		when(r.back, r.tx.HandBack),
		when(people, r.tx.Keep),
		when(r.letters, r.tx.Post),
		when(r.acts, r.tx.Defer),
	)
}

// heard is who has written, as they are kept: on channels where that matters it is noted when they wrote, and to whom. What the provider
// says by itself of an address that it has closed was not written by anybody.
func (r *rounds) heard(t *talk) core.Person {
	p, channel := t.person, t.person.Address.Channel
	if t.it != nil && t.it.in.Signal != core.Closed && (r.o.Limits[channel].Window > 0 || len(r.o.Others[channel]) > 0) {
		p.Heard, p.HeardBy = true, t.it.in.Account
	}
	return p
}

// when does something to several at once, if there are any.
func when[T any](all []T, do func([]T) error) func() error {
	return func() error {
		if len(all) == 0 {
			return nil
		}
		return do(all)
	}
}

func inOrder(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
