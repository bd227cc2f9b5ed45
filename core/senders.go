package core

import "slices"

// Senders is who sends the letters of announcements, by channel. Over several accounts they are spread by the addresses' ids, so that an
// address always has the same; an account that is named twice has twice as many of them.
type Senders map[string][]string

// To is who sends to an address of a channel; "" if nobody does.
func (s Senders) To(channel string, address int64) string {
	all := s[channel]
	if len(all) == 0 {
		return ""
	}
	return all[address%int64(len(all))]
}

// Within are those by whom a letter may go on that failed: of an announcement to some channels only, those of these channels.
func (s Senders) Within(a Audience) Senders {
	channels := map[string]bool{}
	for _, to := range a.To {
		if to.Channel == "" {
			return s
		}
		channels[to.Channel] = true
	}
	some := Senders{}
	for channel, accounts := range s {
		if channels[channel] {
			some[channel] = accounts
		}
	}
	return some
}

// Accounts are all that send, each once, in the order of their names.
func (s Senders) Accounts() (all []string) {
	for _, accounts := range s {
		all = append(all, accounts...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
