package transcript

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/core"
)

// world does what a line about the world says:
//
//	= office NAME                              the office of the folder offices/NAME beside the transcript, not the embedded one
//	= quota N [SERVICE]                        N places a day from today on; of them for one service
//	= closure FROM TO [and intake] REASON      staff shut the counter: closures are counted with all else that staff set, from 1
//	= extend N TO                              the closure with that number lasts until another day, later or earlier
//	= reopen N                                 the closure with that number ends
//	= hours FROM TO monday 08.00-13.00, …      the counter has other hours on those weekdays
//	= opening DATE 08.00-12.00 REASON          the counter is open, and requests are taken, on a day that would be shut
//	= staff STATUS TICKET [until DATE] [REASON]  staff move a request on
//	= staff STATUS day DATE [REASON]           staff move all requests of a service day on; "pickup DATE": all to be fetched then
//	= officer NAME takes                       an officer takes the conversation of who was named last; or leaves, or hands back
//	= officer NAME answers: WORDS              … and writes to them
//	= register VIA SERVICE NIK NAME            staff file for somebody: VIA is loket, telepon or kecamatan, SERVICE a code
//	= staff NAME ROLE CODE                     a member of staff is added, with a code for their chat
//	= imported NAME, by CHANNEL: [WHAT, …]     somebody follows: a kecamatan, a role (lurah, rt, …), a language
//	= followers N                              before anybody has a name: N others follow by SMS
//	= crowd N [and wait]                       N others register for KTP HILANG, one message each; who finds the day full writes TUNGGU
//	= window HOURS                             free text may be sent by WhatsApp for so long after somebody has written; without it, for ever
//	= unreachable NAME, by CHANNEL             letters to that address fail from now on; reachable: no more
//	= sends N photos                           who was named last sends N photos at once, one message each
//	= at once                                  what follows is written within one second
func (p *player) world(text string) error {
	what, rest, _ := strings.Cut(text, " ")
	switch what {
	case "quota":
		places, service, _ := strings.Cut(rest, " ")
		n, err := strconv.Atoi(places)
		if err != nil {
			return fmt.Errorf("quota: %w", err)
		}
		return p.office.Quota(n, service)
	case "closure":
		return p.closure(rest)
	case "extend", "reopen", "hours", "opening":
		return p.calendar(what, rest)
	case "staff":
		return p.staff(rest)
	case "officer":
		return p.officer(rest)
	case "register":
		words := strings.SplitN(rest, " ", 4)
		if len(words) < 4 {
			return fmt.Errorf("register: write = register kecamatan KTP-HILANG 3274011207850002 BUDI SANTOSO")
		}
		return p.office.Register(words[0], words[1], words[2], words[3])
	case "office":
		return nil // whoever made the office has asked Script.Office
	case "window":
		if hoursOf(rest) == 0 {
			return fmt.Errorf("window: write = window 24")
		}
		return nil // whoever made the office has asked Script.Limits
	case unreachable, "reachable":
		m := speaker.FindStringSubmatch(rest + ":")
		if m == nil {
			return fmt.Errorf("%s: write = %s Siti, by sms", what, what)
		}
		was := p.who
		p.speak(m[1], m[2])
		a := p.who
		p.who = was
		return p.office.Cut(a, what == unreachable)
	case "imported":
		return p.imported(rest)
	case "followers":
		n, err := strconv.Atoi(rest)
		if err != nil {
			return fmt.Errorf("followers: %w", err)
		}
		return p.followers(n)
	case "crowd":
		rest, wait := strings.CutSuffix(rest, " and wait")
		n, err := strconv.Atoi(rest)
		if err != nil {
			return fmt.Errorf("crowd: %w", err)
		}
		return p.crowd(n, wait)
	case "sends":
		return p.sends(rest)
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
func (p *player) crowd(n int, wait bool) error {
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
		if wait {
			in.ID, in.Text = in.ID+"w", "TUNGGU"
			if err := p.office.Hear(in); err != nil {
				return err
			}
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

// Why letters do not arrive in a transcript.
const (
	unreachable = "unreachable"
	beyond      = "window" // nobody has written for too long
)

// hoursOf reads a number of hours; 0 if it is none.
func hoursOf(text string) time.Duration {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0
	}
	return time.Duration(n) * time.Hour
}
