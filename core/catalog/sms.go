package catalog

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"loket/core"
)

// SMS is who speaks for the office by SMS, where more than one can: an account at Twilio, and phones of its own. Empty fields leave it
// to the settings: whoever is there hears, answers and announces.
type SMS struct {
	In      string  `toml:"in"`      // where citizens write to: Twilio or Gateway
	Replies string  `toml:"replies"` // who answers them, and tells them news
	Notices string  `toml:"notices"` // who sends announcements
	Silent  string  `toml:"silent"`  // what becomes of a phone's letters when it falls silent: Wait or Move
	Phones  []Phone `toml:"phone"`   // the SIMs of the office's own phones; the first one's number is the one to write to
}

// Phone is one SIM of a phone of the office's own.
type Phone struct {
	Name   string  `toml:"name"`   // in the name of its account
	Device string  `toml:"device"` // the phone's id at the gateway's server; "" of the only one
	SIM    int     `toml:"sim"`    // 1, 2 or 3; 0: whichever the phone takes
	Number string  `toml:"number"` // as people write it
	Rate   float64 `toml:"rate"`   // messages a second; 0: the setting's
	URL    string  `toml:"url"`    // of the phone's own server; "": the setting's
}

// What may stand in the fields of SMS.
const (
	Twilio  = "twilio"
	Gateway = "smsgate"
	Wait    = "wait" // for the phone
	Move    = "move" // to another that is there
)

// OneWay tells whether announcements come from somebody whom nobody can answer, so that they name the number to write to.
func (s SMS) OneWay() bool { return s.In != "" && s.Notices != "" && s.In != s.Notices }

// Moves tells whether what a silent phone owes goes to others.
func (s SMS) Moves() bool { return s.Silent == Move && len(s.Phones) > 1 }

// E164 is a phone's number as it is kept, "" if it has none.
func (p Phone) E164() string {
	number, _ := core.ParsePhone(p.Number)
	return number
}

var phoneName = regexp.MustCompile(`^[A-Za-z0-9-]{1,20}$`)

// sms checks who speaks by SMS, and puts the number of the first phone where citizens write to it in the place of the office's.
func (l *load) sms(f *file, s SMS, o *Office) SMS {
	for _, field := range []struct {
		key, value string
		known      []string
	}{
		{"in", s.In, []string{Twilio, Gateway}}, {"replies", s.Replies, []string{Twilio, Gateway}}, {"notices", s.Notices, []string{Twilio, Gateway}},
		{"silent", s.Silent, []string{Wait, Move}},
	} {
		if field.value != "" && !slices.Contains(field.known, field.value) {
			l.fault(f, "sms."+field.key, "sms.%s is %q: write %q or %q", field.key, field.value, field.known[0], field.known[1])
		}
	}
	names := map[string]bool{}
	for i, p := range s.Phones {
		key := fmt.Sprintf("sms.phone.%d", i)
		switch {
		case !phoneName.MatchString(p.Name):
			l.fault(f, key+".name", "the name of a phone is %q: write up to 20 letters, digits and dashes, as in depan-1", p.Name)
		case names[p.Name]:
			l.fault(f, key+".name", "two phones are called %q: give each SIM a name of its own", p.Name)
		case p.Number != "" && p.E164() == "":
			l.fault(f, key+".number", "the number of phone %q is no mobile number: write it like 0812-3456-7890", p.Name)
		case p.Rate < 0 || p.Rate > 10:
			l.fault(f, key+".rate", "the rate of phone %q is %v: write messages a second, as in 0.3; a SIM bears no more than 10", p.Name, p.Rate)
		}
		names[p.Name] = true
		l.within(f, key+".sim", p.SIM, 0, 3)
		l.plain(f, key+".number", p.Number)
	}
	if s.In == Gateway && len(s.Phones) > 0 && s.Phones[0].Number != "" {
		o.WriteTo = maps.Clone(o.WriteTo)
		if o.WriteTo == nil {
			o.WriteTo = map[string]string{}
		}
		o.WriteTo[core.SMSChannel] = s.Phones[0].Number
	}
	if s.OneWay() && o.WriteTo[core.SMSChannel] == "" {
		l.fault(f, "sms.notices", "announcements cannot be answered and there is no number to write to: give the first phone its number, or write write_to.sms")
	}
	return s
}
