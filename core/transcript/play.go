package transcript

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"loket/core"
)

// player is a script being played.
type player struct {
	office Office
	zone   *time.Location
	out    bytes.Buffer

	now    time.Time
	atOnce bool
	people map[string]core.Address // by "name, channel"
	names  map[core.Address]string
	who    core.Address
	last   core.Inbound
	serial int
	before State
	shown  map[core.Address][]core.Choice // every button ever shown, the oldest first
}

// Play plays the script to an office whose clock runs in zone, and returns the transcript with what the office said and did.
func (s *Script) Play(o Office, zone *time.Location) ([]byte, error) {
	p := &player{office: o, zone: zone, people: map[string]core.Address{}, names: map[core.Address]string{},
		shown: map[core.Address][]core.Choice{}}
	for _, l := range s.lines {
		fmt.Fprintln(&p.out, strings.TrimRight(l.raw(), " "))
		if err := p.line(l); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", s.name, l.no, err)
		}
	}
	return p.out.Bytes(), nil
}

func (p *player) line(l line) error {
	switch l.kind {
	case '@':
		now, err := clock(l.text, p.zone)
		if err != nil {
			return err
		}
		if now.Before(p.now) {
			return fmt.Errorf("the clock stands at %s already", p.now.Format("02-01-2006 15.04.05"))
		}
		p.now = now
		p.atOnce = false
		if err := p.office.Clock(p.now); err != nil {
			return err
		}
		if p.before.Requests == nil {
			p.before, err = p.office.State()
			return err
		}
		return p.report()
	case ':':
		p.speak(l.name, l.by)
	case '=':
		if err := p.world(l.text); err != nil {
			return err
		}
		return p.report()
	case '>':
		if p.now.IsZero() {
			return fmt.Errorf("the clock must be set (@) before somebody speaks")
		}
		if p.who.IsZero() {
			return fmt.Errorf("somebody must be named (Siti, by sms:) before they speak")
		}
		in, err := p.message(l.text)
		if err != nil {
			return err
		}
		p.last = in
		if err := p.hear(in); err != nil {
			return err
		}
		return p.report()
	case '~':
		if err := p.office.Hear(p.last); err != nil {
			return err
		}
		return p.report()
	}
	return nil
}

// speak makes somebody the one who writes. Their address follows from the order in which people appear.
func (p *player) speak(name, by string) { p.who = p.addressOf(name, by) }

func (p *player) addressOf(name, by string) core.Address {
	key := name + ", " + by
	a, ok := p.people[key]
	if !ok {
		n := len(p.people) + 1
		a = core.Address{Channel: by, ID: fmt.Sprintf("+62812000000%02d", n)}
		switch by {
		case core.TelegramChannel:
			a.ID = strconv.Itoa(1000 + n)
		case "group":
			a = core.Address{Channel: core.TelegramChannel, ID: "-100" + strconv.Itoa(1000+n)}
		}
		p.people[key], p.names[a] = a, name
	}
	return a
}

// called is the name of who has an address; if they have several, with its channel.
func (p *player) called(a core.Address) string {
	name := p.names[a]
	for other, its := range p.names {
		if its == name && other != a {
			return name + ", by " + a.Channel
		}
	}
	return name
}

func (p *player) hear(in core.Inbound) error {
	if !p.atOnce {
		p.now = p.now.Add(Pause)
		if err := p.office.Clock(p.now); err != nil {
			return err
		}
	}
	return p.office.Hear(in)
}

var pressed = regexp.MustCompile(`^\[(.+)\]( \(old\))?$`)

// message is what a line of speech sends: text (with \n for a new line), a press, a photo, or a signal of the provider.
func (p *player) message(text string) (core.Inbound, error) {
	p.serial++
	in := core.Inbound{ID: strconv.Itoa(p.serial), Account: p.who.Channel, From: p.who, Group: p.who.Group(), At: p.now}
	if in.Group {
		text, in.Admin = strings.CutPrefix(text, "(member) ")
		in.Admin = !in.Admin
	}
	switch m := pressed.FindStringSubmatch(text); {
	case m != nil:
		for _, c := range p.shown[p.who] {
			if c.Label == m[1] {
				in.Choice, in.Proves = c.Token, core.Address{}
				if c.Contact { // their app tells the number of the account
					in.Choice, in.Proves = "", p.addressOf(p.names[p.who], core.SMSChannel)
				}
				if m[2] != "" {
					break // the first of that label ever shown
				}
			}
		}
		if in.Choice == "" && in.Proves.IsZero() {
			return in, fmt.Errorf("no button %q was shown", m[1])
		}
	case text == "(photo)":
		in.Media = []core.Media{{Kind: "image/jpeg", Handle: "photo"}}
	case text == "(sticker)":
	case text == "(blocks)":
		in.Signal = core.Closed
	case text == "(unblocks)":
		in.Signal = core.Reachable
	default:
		in.Text = strings.ReplaceAll(text, `\n`, "\n")
	}
	return in, nil
}

// report writes what the office said and did.
func (p *player) report() error {
	said, err := p.office.Said()
	if err != nil {
		return err
	}
	for _, s := range said {
		p.write(s)
	}
	after, err := p.office.State()
	if err != nil {
		return err
	}
	for _, did := range p.changes(p.before, after) {
		fmt.Fprintln(&p.out, "* "+did)
	}
	p.before = after
	return nil
}

func (p *player) write(s Said) {
	if _, known := p.names[s.To]; !known {
		return // one of the crowd
	}
	if s.Lost != "" {
		fmt.Fprintf(&p.out, "* %s was not reached by %s: %s\n", p.names[s.To], s.To.Channel, s.Lost)
		return
	}
	if s.Template && s.Message.Template != nil {
		s.Message = core.Message{Text: "(template " + s.Message.Template.Kind + ") " + strings.Join(s.Message.Template.Vars, " | ")}
	}
	head := "< "
	if s.To != p.who {
		head += "(to " + p.called(s.To) + ") "
	}
	if s.Edit {
		head += "(edit) "
	}
	if s.Edit && s.Message.Erase {
		s.Message = core.Message{Text: "(deleted)"}
	}
	for _, l := range strings.Split(s.Message.Text, "\n") {
		fmt.Fprintln(&p.out, strings.TrimRight(head+l, " "))
		head = "| "
	}
	var row []string
	for _, c := range s.Message.Choices {
		row = append(row, "["+c.Label+"]")
		p.shown[s.To] = append(p.shown[s.To], c)
	}
	if len(row) > 0 {
		fmt.Fprintln(&p.out, "| "+strings.Join(row, " "))
	}
}
