package transcript

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"loket/core"
)

// named is how many requests are told of one by one.
const named = 5

// changes tells, in a fixed order, what became true between two states.
func (p *player) changes(before, after State) (did []string) {
	did = append(did, p.moves(before, after)...)
	for _, ticket := range slices.Sorted(maps.Keys(after.Papers)) {
		was, is := before.Papers[ticket], after.Papers[ticket]
		for _, code := range slices.Sorted(maps.Keys(is)) {
			if was[code] != is[code] {
				did = append(did, ticket+" "+code+": "+is[code])
			}
		}
		for _, code := range slices.Sorted(maps.Keys(was)) {
			if is[code] == "" {
				did = append(did, ticket+" "+code+": none")
			}
		}
	}
	for _, d := range slices.SortedFunc(maps.Keys(after.Left), core.Date.Compare) {
		if was, ok := before.Left[d]; !ok || was != after.Left[d] {
			did = append(did, fmt.Sprintf("%d places left on %s", after.Left[d], d))
		}
	}
	for _, a := range slices.SortedFunc(maps.Keys(p.names), byID) {
		name := p.names[a]
		switch was, is := before.Line[a], after.Line[a]; {
		case len(is) == 0 && len(was) > 0:
			did = append(did, name+" waits no more")
		case !slices.Equal(was, is):
			did = append(did, name+" waits, "+inLine(is))
		}
		is, was := after.Following[a], before.Following[a]
		if p.follow(name, before) == p.follow(name, after) {
			is = was // who follows is told of at the address used last, which may be another now
		}
		if is && !was {
			did = append(did, name+" follows")
		} else if !is && was {
			did = append(did, name+" follows no more")
		}
		words, waits := after.Calls[a]
		had, waited := before.Calls[a]
		switch {
		case waits && !waited:
			did = append(did, name+" waits for an officer")
		case !waits && waited:
			did = append(did, name+" is back from the officers")
		}
		did = append(did, taken(name, before, after, a)...)
		for _, w := range words[min(len(had), len(words)):] {
			did = append(did, name+" to the officers: "+w)
		}
	}
	return did
}

// follow counts the addresses of somebody's at which they follow.
func (p *player) follow(name string, s State) (n int) {
	for a := range s.Following {
		if p.names[a] == name {
			n++
		}
	}
	return n
}

// moves tells which requests became what, and which are fetched at another time than before.
func (p *player) moves(before, after State) (did []string) {
	fresh, moved, fetched := 0, []string{}, []string{}
	for _, ticket := range slices.Sorted(maps.Keys(after.Requests)) {
		st, slot := after.Requests[ticket], after.Slots[ticket]
		was, there := before.Requests[ticket]
		if was != st {
			moved = append(moved, ticket+" "+string(st))
		}
		if !there {
			fresh++
		} else if had := before.Slots[ticket]; had.Place != slot.Place || !had.From.Equal(slot.From) {
			if slot.IsZero() {
				fetched = append(fetched, ticket+" is not fetched any more")
				continue
			}
			at := slot.From.In(p.zone).Format("2006-01-02 15.04")
			if slot.Place != "" {
				at += " at " + slot.Place
			}
			fetched = append(fetched, ticket+" is fetched "+at)
		}
	}
	switch {
	case len(moved) <= named:
		did = moved
	case fresh == len(moved):
		did = []string{fmt.Sprintf("%d requests filed", fresh)}
	default:
		did = []string{fmt.Sprintf("%d requests moved on", len(moved))}
	}
	if len(fetched) > named {
		fetched = []string{fmt.Sprintf("%d requests are fetched at another time", len(fetched))}
	}
	return append(did, fetched...)
}

// inLine tells places in line: 1st, 2nd and 3rd in line.
func inLine(positions []int) string {
	var all []string
	for _, n := range positions {
		end := "th"
		switch {
		case n%100 >= 11 && n%100 <= 13:
		case n%10 == 1:
			end = "st"
		case n%10 == 2:
			end = "nd"
		case n%10 == 3:
			end = "rd"
		}
		all = append(all, strconv.Itoa(n)+end)
	}
	return strings.Join(all, " and ") + " in line"
}

func byID(a, b core.Address) int {
	return strings.Compare(a.Channel+a.ID, b.Channel+b.ID)
}
