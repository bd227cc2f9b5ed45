package transcript

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"loket/core"
)

// world does what a line about the world says:
//
//	= quota N                                  N places a day from today on
//	= closure FROM TO [and intake] REASON      staff shut the counter
//	= staff STATUS TICKET [REASON]             staff move a request on
//	= staff NAME ROLE CODE                     a member of staff is added, with a code for their chat
//	= imported NAME, by CHANNEL: [WHAT, …]     somebody follows: a kecamatan, a role (lurah, rt, …), a language
//	= followers N                              before anybody has a name: N others follow by SMS
//	= crowd N                                  N others register for KTP HILANG, one message each
//	= at once                                  what follows is written within one second
func (p *player) world(text string) error {
	what, rest, _ := strings.Cut(text, " ")
	switch what {
	case "quota":
		n, err := strconv.Atoi(rest)
		if err != nil {
			return fmt.Errorf("quota: %w", err)
		}
		return p.office.Quota(n)
	case "closure":
		return p.closure(rest)
	case "staff":
		words := strings.SplitN(rest, " ", 3)
		if len(words) < 2 {
			return fmt.Errorf("staff: write = staff SIAP_DIAMBIL C200317-001, or = staff Ratna broadcaster CODE")
		}
		if slices.Contains(core.Roles, core.Role(words[1])) && len(words) == 3 {
			return p.office.Member(words[0], core.Role(words[1]), words[2])
		}
		to, err := core.ParseStatus(words[0])
		if err != nil {
			return err
		}
		return p.office.Advance(to, words[1], strings.Join(words[2:], ""))
	case "imported":
		return p.imported(rest)
	case "followers":
		n, err := strconv.Atoi(rest)
		if err != nil {
			return fmt.Errorf("followers: %w", err)
		}
		return p.followers(n)
	case "crowd":
		n, err := strconv.Atoi(rest)
		if err != nil {
			return fmt.Errorf("crowd: %w", err)
		}
		return p.crowd(n)
	case "at":
		p.atOnce = true
		return nil
	}
	return fmt.Errorf("%q is no line about the world", text)
}

func (p *player) closure(rest string) error {
	words := strings.SplitN(rest, " ", 3)
	if len(words) < 3 {
		return fmt.Errorf("closure: write = closure 17-03-2020 31-03-2020 the reason")
	}
	from, err := core.ParseDate(words[0])
	if err != nil {
		return err
	}
	to, err := core.ParseDate(words[1])
	if err != nil {
		return err
	}
	reason, intake := strings.CutPrefix(words[2], "and intake ")
	return p.office.Close(from, to, intake, reason)
}

// crowd lets n others register, all at the same moment. Their NIKs are made up.
func (p *player) crowd(n int) error {
	for range n {
		p.serial++
		in := core.Inbound{
			ID:      strconv.Itoa(p.serial),
			Account: core.SMSChannel,
			From:    core.Address{Channel: core.SMSChannel, ID: fmt.Sprintf("+62813%08d", p.serial)},
			Text:    fmt.Sprintf("DAFTAR#327401%02d%02d80%04d#WARGA KOTA#KTP HILANG", p.serial%28+1, p.serial%12+1, p.serial),
			At:      p.now,
		}
		if err := p.office.Hear(in); err != nil {
			return err
		}
	}
	return nil
}

// imported makes somebody follow whose wish came on paper.
func (p *player) imported(rest string) error {
	who, what, _ := strings.Cut(rest, ":")
	m := speaker.FindStringSubmatch(strings.TrimSpace(who) + ":")
	if m == nil {
		return fmt.Errorf("imported: write = imported Joko, by sms: kecamatan Kesambi, lurah")
	}
	was := p.who
	p.speak(m[1], m[2])
	s := core.Subscriber{Address: p.who, Consent: "formulir"}
	p.who = was
	for _, word := range strings.Split(what, ",") {
		word = strings.TrimSpace(word)
		kecamatan, is := strings.CutPrefix(word, "kecamatan ")
		switch {
		case is:
			s.Kecamatan = kecamatan
		case slices.Contains(core.ContactRoles, word):
			s.Role = word
		default:
			s.Lang = word
		}
	}
	return p.office.Import([]core.Subscriber{s})
}

// followers lets n others follow.
func (p *player) followers(n int) error {
	if len(p.people) > 0 || p.serial > 0 {
		return fmt.Errorf("followers: write it before anybody is named or writes")
	}
	ss := make([]core.Subscriber, n)
	for i := range ss {
		p.serial++
		ss[i] = core.Subscriber{Address: core.Address{Channel: core.SMSChannel, ID: fmt.Sprintf("+62813%08d", p.serial)}, Consent: "formulir"}
	}
	return p.office.Followers(ss)
}

// changes tells, in a fixed order, what became true between two states.
func (p *player) changes(before, after State) (did []string) {
	moved := 0
	for _, ticket := range slices.Sorted(maps.Keys(after.Requests)) {
		if st := after.Requests[ticket]; before.Requests[ticket] != st {
			if moved++; moved <= 5 {
				did = append(did, ticket+" "+string(st))
			}
		}
	}
	if moved > 5 {
		did = []string{fmt.Sprintf("%d requests filed", moved)}
	}
	for _, d := range slices.SortedFunc(maps.Keys(after.Left), core.Date.Compare) {
		if was, ok := before.Left[d]; !ok || was != after.Left[d] {
			did = append(did, fmt.Sprintf("%d places left on %s", after.Left[d], d))
		}
	}
	for _, a := range slices.SortedFunc(maps.Keys(p.names), byID) {
		name := p.names[a]
		if is := after.Following[a]; is && !before.Following[a] {
			did = append(did, name+" follows")
		} else if !is && before.Following[a] {
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
		for _, w := range words[min(len(had), len(words)):] {
			did = append(did, name+" to the officers: "+w)
		}
	}
	return did
}

func byID(a, b core.Address) int {
	return strings.Compare(a.Channel+a.ID, b.Channel+b.ID)
}
