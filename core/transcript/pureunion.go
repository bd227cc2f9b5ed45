package transcript

import (
	"cmp"
	"slices"
	"time"

	"loket/core"
	"loket/core/dialog"
)

// homes are somebody's addresses: the open ones first, of these the one used last, then in the order in which they were met.
func (o *Pure) homes(person int64) (all []core.Person) {
	for _, p := range o.people {
		if p.ID == person {
			all = append(all, p)
		}
	}
	o.inOrder(all)
	return all
}

// households are the addresses of everybody, as homes tells them.
func (o *Pure) households() map[int64][]core.Person {
	all := map[int64][]core.Person{}
	for _, p := range o.people {
		all[p.ID] = append(all[p.ID], p)
	}
	for _, homes := range all {
		o.inOrder(homes)
	}
	return all
}

func (o *Pure) inOrder(homes []core.Person) {
	rank := func(p core.Person) int {
		switch {
		case p.Shut:
			return 2
		case o.last[p.ID] != p.AddressID:
			return 1
		}
		return 0
	}
	for i, p := range homes {
		homes[i].Shut = o.shut[p.Address]
	}
	slices.SortFunc(homes, func(a, b core.Person) int { return cmp.Or(rank(a)-rank(b), int(a.AddressID-b.AddressID)) })
}

// home is where somebody is told what concerns them.
func (o *Pure) home(person int64) (core.Person, bool) {
	all := o.homes(person)
	if len(all) == 0 {
		return core.Person{}, false
	}
	return all[0], true
}

// usedLast is the address at which somebody was heard last, or else the first of theirs.
func usedLast(homes []core.Person, last int64) core.Address {
	first := homes[0]
	for _, p := range homes {
		if p.AddressID == last {
			return p.Address
		}
		if p.AddressID < first.AddressID {
			first = p
		}
	}
	return first.Address
}

// remember keeps what may have changed of somebody, whatever address of theirs it was at.
func (o *Pure) remember(p core.Person) {
	for a, q := range o.people {
		if q.ID == p.ID {
			q.Lang, q.Following, q.Talk, q.New = p.Lang, p.Following, p.Talk, p.New
			o.people[a] = q
		}
	}
}

// talksAt is the address at which somebody's conversation with the officers is held, or would be.
func (o *Pure) talksAt(p core.Person) core.Address {
	for a, q := range o.people {
		if _, open := o.calls[a]; open && q.ID == p.ID {
			return a
		}
	}
	return p.Address
}

// sendCode is an act: a code goes to an address of which somebody says that it is theirs.
func (o *Pure) sendCode(by, to core.Address) {
	p, other := o.person(by), o.person(to)
	if p.ID == other.ID {
		_ = o.talk(by, dialog.CodeSent{To: to, Ours: true}) // what a person is remembered by always encodes
		return
	}
	code := dialog.NewCode(o.Secret)
	other, message, ok := o.Engine.Code(other, o.facts(to.Channel), by, p.Lang, code)
	if ok {
		other.New = false
		o.remember(other)
		o.post(letter{to: to, message: message, lane: core.ReplyLane})
	}
	_ = o.talk(by, dialog.CodeSent{To: to, Code: code, OK: ok, Lately: o.Limits[to.Channel].Window > 0})
}

// unite is an act: another address becomes somebody's.
func (o *Pure) unite(by, with core.Address) {
	p, other := o.person(by), o.person(with)
	homes := append(o.homes(p.ID), o.homes(other.ID)...)
	switch {
	case p.ID == other.ID:
		_ = o.talk(by, dialog.United{With: with, Ours: true})
		return
	case slices.ContainsFunc(homes, func(h core.Person) bool { return o.memberAt(h.AddressID) != nil || h.Address.Group() }):
		_ = o.talk(by, dialog.United{With: with})
		return
	}
	k, was := o.known[p.ID], o.known[other.ID]
	k.kecamatan, k.kelurahan, k.role = cmp.Or(k.kecamatan, was.kecamatan), cmp.Or(k.kelurahan, was.kelurahan), cmp.Or(k.role, was.role)
	ours, theirs := p.Following && k.follows != 0, other.Following && was.follows != 0
	switch {
	case ours && theirs: // the earlier wish counts
		k.follows = min(k.follows, was.follows)
		k.since = earliest(k.since, was.since)
	case theirs && k.stopped.After(was.since), ours && was.stopped.After(k.since): // … and the last word
		k.follows = 0
	case theirs:
		k.follows, k.since = was.follows, was.since
	case !ours:
		k.follows = 0
	}
	k.stopped = latest(k.stopped, was.stopped)
	p.Following = k.follows != 0
	p.Lang = cmp.Or(p.Lang, other.Lang)
	o.known[p.ID] = k
	delete(o.known, other.ID)
	for _, r := range o.requests {
		if r.Person == other.ID {
			r.Person = p.ID
		}
	}
	if at, to := o.talksAt(other), o.talksAt(p); at != to {
		theirs, open := o.calls[at]
		if ours, both := o.calls[to]; open && both {
			delete(o.calls, at)
			ours.words, ours.erasure, ours.taker = append(theirs.words, ours.words...), ours.erasure || theirs.erasure, cmp.Or(ours.taker, theirs.taker)
			o.calls[to] = ours
		}
	}
	for a, q := range o.people {
		if q.ID == other.ID {
			q.ID = p.ID
			o.people[a] = q
		}
	}
	o.remember(p)
	_ = o.talk(by, dialog.United{With: with, Was: other.Talk, Lang: other.Lang, OK: true})
	other.Lang = cmp.Or(other.Lang, p.Lang)
	o.send([]core.Person{other}, statusNews, nil, "", func(lang string, l core.Limits) core.Message { return o.Engine.Linked(lang, l, by) })
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// part is an act: an address is somebody of its own again.
func (o *Pure) part(by core.Address, address int64) {
	p := o.person(by)
	homes := o.homes(p.ID)
	i := slices.IndexFunc(homes, func(h core.Person) bool { return h.AddressID == address })
	if i < 0 || len(homes) < 2 {
		_ = o.talk(by, dialog.Parted{})
		return
	}
	apart := homes[i]
	tie := core.Tie{AddressID: apart.AddressID, Address: apart.Address, Shut: apart.Shut, Last: o.last[p.ID] == apart.AddressID}
	o.persons++
	apart.ID, apart.Following, apart.Talk = o.persons, false, p.Talk.Bounds()
	if tie.Last {
		delete(o.last, p.ID)
	}
	for _, r := range o.requests {
		if by == apart.Address && r.Person == p.ID && r.Address == by {
			r.Person = apart.ID
		}
	}
	if _, held := o.calls[apart.Address]; held {
		apart.Talk.Officer, apart.Talk.Taken = true, p.Talk.Taken
		p.Talk.Officer, p.Talk.Taken, p.Talk.Noted = false, false, core.Date{}
	}
	if by == apart.Address {
		apart.Talk.Greeted = true
	}
	o.people[apart.Address], o.last[apart.ID] = apart, apart.AddressID
	o.remember(p)
	_ = o.talk(by, dialog.Parted{Tie: tie, OK: true})
}

// ties are somebody's addresses, the one used last first.
func (o *Pure) ties(person int64) (ties []core.Tie) {
	homes := o.homes(person)
	last := usedLast(homes, o.last[person])
	slices.SortFunc(homes, func(a, b core.Person) int {
		switch {
		case a.Address == last:
			return -1
		case b.Address == last:
			return 1
		}
		return int(a.AddressID - b.AddressID)
	})
	for i, h := range homes {
		ties = append(ties, core.Tie{AddressID: h.AddressID, Address: h.Address, Shut: h.Shut, Last: i == 0})
	}
	return ties
}
