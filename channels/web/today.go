package web

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"loket/core"
)

// todayBody is the office's day at one glance.
type todayBody struct {
	core.Board
	Part     int // of the places, what is taken, in hundredths
	Plot     plot
	Services []bar
	Channels []bar
	Shares   []shareLine
	Reasons  []reasonLine
	Accounts []accountLine
	Hands    int // what needs a hand
	Awaiting []core.Noticed
	Doubtful []core.Noticed
	Under    []core.Noticed // the others that are under way
	Unserved []string       // accounts that are owed letters, and that nobody serves
}

// Open is how many letters are in a state.
func (t todayBody) Open(s core.State) int { return t.Letters[s] }

// shareLine is a part of the day's quota.
type shareLine struct {
	Service string // "": all who do not come by the kecamatan
	Cap     int
	Left    int
}

// reasonLine is how many letters failed for a reason since midnight.
type reasonLine struct {
	Reason  string
	Letters int
}

// accountLine is one who sends for the office, and what it owes.
type accountLine struct {
	Health
	Owed, Sending, Doubt int
}

// todayPage shows it. Its live part asks for the whole page again every few seconds.
func todayPage(v *visit) error {
	b, err := v.desk.Board(v.r.Context())
	if err != nil {
		return err
	}
	now, err := v.desk.Now(v.r.Context())
	if err != nil {
		return err
	}
	t := todayBody{Board: b, Plot: plotOf(b, now.In(v.office.Zone)), Accounts: v.accounts(b.Owing),
		Services: bars(b.Tallies, func(t core.Tally) string { return t.Service }), Channels: bars(b.Tallies, func(t core.Tally) string { return t.Channel })}
	if b.Day.Cap > 0 {
		t.Part = 100 * b.Day.Held / b.Day.Cap
	}
	for _, s := range b.Parts {
		line := shareLine{Cap: s.Cap}
		for _, of := range v.office.Services {
			if s.Name == core.ServiceShare(of.Code) {
				line.Service = of.Code
			}
		}
		left, made := b.Day.Shares[s.Name]
		if !made { // the first request after the share was set makes it
			left = s.Cap - places(t.Services, line.Service)
		}
		line.Left = max(0, left)
		t.Shares = append(t.Shares, line)
	}
	for reason, n := range b.Reasons {
		t.Reasons = append(t.Reasons, reasonLine{reason, n})
	}
	slices.SortFunc(t.Reasons, func(a, b reasonLine) int {
		return cmp.Or(b.Letters-a.Letters, cmp.Compare(a.Reason, b.Reason))
	})
	for _, n := range b.Notices {
		switch n.Notice.Now(n.Ledger) {
		case core.Awaiting:
			t.Awaiting = append(t.Awaiting, n)
		case core.Attention:
			t.Doubtful = append(t.Doubtful, n)
		default:
			t.Under = append(t.Under, n)
		}
	}
	for _, a := range t.Accounts {
		if a.Unserved {
			t.Unserved = append(t.Unserved, a.Account)
		}
	}
	t.Hands = b.Answered + b.Overdue + b.Calls + b.Unready + len(b.Unheard) + len(b.Unknown) + len(t.Awaiting) + len(t.Doubtful) + len(b.Halted) + len(b.Silent) + len(t.Unserved)
	return v.show("today", t)
}

// accounts are all that send for the office: those that this process knows, and others that are owed letters.
func (v *visit) accounts(owing map[string]map[core.State]int) (all []accountLine) {
	var known []Health
	if v.office.Health != nil {
		known = v.office.Health(context.WithoutCancel(v.r.Context()))
	}
	for _, h := range known {
		all = append(all, accountLine{Health: h})
	}
	for _, name := range slices.Sorted(maps.Keys(owing)) {
		if !slices.ContainsFunc(known, func(h Health) bool { return h.Account == name }) {
			all = append(all, accountLine{Health: Health{Account: name}})
		}
	}
	for i, a := range all {
		o := owing[a.Account]
		all[i].Owed, all[i].Sending, all[i].Doubt = o[core.Owed], o[core.Sending], o[core.Doubtful]
	}
	return all
}

// bar is how much of the day's places something has, beside how many wait.
type bar struct {
	Name    string
	Places  int
	Waiting int
	Part    int // of the greatest of them, in hundredths
}

// places are those of a service.
func places(all []bar, service string) int {
	for _, b := range all {
		if b.Name == service {
			return b.Places
		}
	}
	return 0
}

// bars counts tallies by something, the most places first.
func bars(tallies []core.Tally, by func(core.Tally) string) (all []bar) {
	sums := map[string]bar{}
	most := 1
	for _, t := range tallies {
		b := sums[by(t)]
		b.Name = by(t)
		if t.Status == core.Waiting {
			b.Waiting += t.Requests
		} else if t.Status != core.Withdrawn {
			b.Places += t.Places
		}
		sums[b.Name] = b
		most = max(most, b.Places)
	}
	for _, b := range sums {
		b.Part = 100 * b.Places / most
		all = append(all, b)
	}
	slices.SortFunc(all, func(a, b bar) int {
		return cmp.Or(b.Places-a.Places, b.Waiting-a.Waiting, cmp.Compare(a.Name, b.Name))
	})
	return all
}
