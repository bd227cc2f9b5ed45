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

// files are what can be sent beside words, one or several, alone or of an album, with a caption.
var files = regexp.MustCompile(`^\((?:(\d+) )?(photo|pdf|zip|video|huge photo|unnamed file|gone photo|empty photo|torn photo|disguised zip|scripted pdf)s?(?: of album (\w+))?\)(?: (.+))?$`)

// kinds are what providers say of them.
var kinds = map[string]core.Media{
	"photo": {Kind: "image/jpeg", Size: 90 << 10}, "pdf": {Kind: "application/pdf", Size: 200 << 10}, "zip": {Kind: "application/zip", Size: 10 << 10},
	"video": {Kind: "video/mp4", Size: 5 << 20}, "huge photo": {Kind: "image/jpeg", Size: core.PaperMost + 1}, "unnamed file": {Kind: "application/octet-stream"},
	"gone photo": {Kind: "image/jpeg"}, "empty photo": {Kind: "image/jpeg"}, "torn photo": {Kind: "image/jpeg"}, "disguised zip": {Kind: "image/jpeg"},
	"scripted pdf": {Kind: "application/pdf"},
}

// attach lets a message bring files.
func (p *player) attach(in *core.Inbound, m []string) {
	n, _ := strconv.Atoi(m[1]) // none is one
	for i := range max(1, n) {
		file := kinds[m[2]]
		file.Handle = fmt.Sprintf("%s-%d-%d", strings.ReplaceAll(m[2], " ", "-"), p.serial, i)
		in.Media = append(in.Media, file)
	}
	in.Album, in.Text = m[3], strings.ReplaceAll(m[4], `\n`, "\n")
}

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
	case files.MatchString(text):
		p.attach(&in, files.FindStringSubmatch(text))
	case text == "(sticker)":
	case text == "(contact)":
		in.Proves = p.addressOf(p.names[p.who], core.SMSChannel)
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

// sends lets who was named last send many photos in one instant.
func (p *player) sends(what string) error {
	number, _, _ := strings.Cut(what, " ")
	n, err := strconv.Atoi(number)
	if err != nil || p.who.IsZero() {
		return fmt.Errorf("sends: name somebody, then write = sends 200 photos")
	}
	for i := range n {
		in, err := p.message("(photo)")
		if err != nil {
			return err
		}
		if i > 0 {
			err = p.office.Hear(in)
		} else {
			err = p.hear(in)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
