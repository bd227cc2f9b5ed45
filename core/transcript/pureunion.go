package transcript

import (
	"cmp"
	"slices"

	"loket/core"
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
