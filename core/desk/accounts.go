package desk

import (
	"maps"
	"slices"

	"loket/core"
)

// account is who writes to somebody when they are not being answered: the account that they last wrote to, if it writes by itself at all,
// else that of their channel. "" if nobody can.
func (d *Desk) account(p core.Person) string {
	channel := p.Address.Channel
	if slices.Contains(d.o.Others[channel], p.HeardBy) {
		return p.HeardBy
	}
	return d.o.Accounts[channel]
}

// announcers is who sends announcements.
func (d *Desk) announcers() core.Senders {
	by := core.Senders{}
	for channel, account := range d.o.Accounts {
		by[channel] = []string{account}
	}
	maps.Copy(by, d.o.Notices)
	return by
}

// accounts are all that send on a channel.
func (d *Desk) accounts(channel string) []string {
	all := slices.Concat([]string{d.o.Accounts[channel]}, d.o.Others[channel], d.o.Notices[channel])
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(account string) bool { return account == "" })
}

// notes tells whether it matters when people last wrote on a channel, and to whom.
func (d *Desk) notes(channel string) bool {
	return d.o.Limits[channel].Window > 0 || len(d.o.Others[channel]) > 0
}
