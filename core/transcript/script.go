package transcript

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"loket/core"
)

// Pause is how long a person takes before each message.
const Pause = 20 * time.Second

// Keep is how often a notice under way is looked after: once between two messages, however long an office takes for one.
const Keep = 15 * time.Second

// Script is a transcript read from a file.
type Script struct {
	name  string
	lines []line
}

type line struct {
	no   int
	kind byte // '#', '@', '=', '>', '~', ':' (who speaks), or 0 for an empty line
	text string
	name string // of ':'
	by   string // channel of ':'
}

var speaker = regexp.MustCompile(`^([\p{L}][\p{L}\d .']*), by (sms|telegram|whatsapp|group):$`)

// Parse reads a transcript. What the office said and did (<, |, *) is left out: Play writes it anew.
func Parse(name string, text []byte) (*Script, error) {
	s := &Script{name: name}
	for i, raw := range strings.Split(strings.TrimRight(string(text), "\n"), "\n") {
		l := line{no: i + 1, text: raw}
		if m := speaker.FindStringSubmatch(raw); m != nil {
			l.kind, l.name, l.by = ':', m[1], m[2]
		} else if raw != "" {
			l.kind = raw[0]
			l.text = strings.TrimPrefix(raw[1:], " ")
		}
		switch l.kind {
		case '<', '|', '*':
			continue
		case '#', '@', '=', '>', '~', ':', 0:
			s.lines = append(s.lines, l)
		default:
			return nil, fmt.Errorf("%s:%d: a line begins with # @ = > ~ or is \"Name, by sms:\"", name, i+1)
		}
	}
	return s, nil
}

// Office is the folder of the office that the script is about, beside the script's file in "offices"; "" is the embedded one.
func (s *Script) Office() string {
	for _, l := range s.lines {
		if name, is := strings.CutPrefix(l.text, "office "); is && l.kind == '=' {
			return name
		}
	}
	return ""
}

// clock reads "17-03-2020 08.00" in zone.
func clock(s string, zone *time.Location) (time.Time, error) {
	for _, layout := range []string{"02-01-2006 15.04", "02-01-2006 15.04.05"} {
		if t, err := time.ParseInLocation(layout, strings.TrimSpace(s), zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a time: write 17-03-2020 08.00", s)
}

// raw is the line as it stands in the file.
func (l line) raw() string {
	switch {
	case l.kind == ':' || l.kind == 0:
		return l.text
	case l.text == "":
		return string(l.kind)
	}
	return string(l.kind) + " " + l.text
}

// Office is whatever a transcript is played to.
type Office interface {
	// Clock moves the office's time forward to t.
	Clock(t time.Time) error
	// Hear hands over a message, and returns when it has been dealt with.
	Hear(in core.Inbound) error
	// Said returns what has been said since it was last asked, in order.
	Said() ([]Said, error)
	// State is what is true in the office now.
	State() (State, error)

	// Quota sets the places a day, from the office's day on; those of one service, if one is named.
	Quota(n int, service string) error
	// Close shuts the counter, and intake too if it says so.
	Close(from, to core.Date, intake bool, reason string) error
	// Extend lets the closure with a number last until another day, a later or an earlier one.
	Extend(closure int64, to core.Date) error
	// Reopen ends the closure with a number.
	Reopen(closure int64) error
	// Open sets other hours, or opens days that would be shut.
	Open(o core.Override) error
	// Advance moves requests on, as staff do.
	Advance(a core.Advance) error
	// Register files a request for somebody who is at a gate, a counter or a telephone.
	Register(via, service, nik, name string) error
	// Converse lets an officer take, leave, answer or hand back the conversation of a citizen. What is refused is a *core.Error.
	Converse(with core.Address, officer, deed, words string) error
	// Cut lets all letters to an address fail from now on, or no more.
	Cut(a core.Address, off bool) error
	// Member adds a member of staff, or gives one another role, and a code that links their chat.
	Member(name string, role core.Role, code string) error
	// Import adds people who follow.
	Import(ss []core.Subscriber) error
	// Followers adds, before all others, people who follow and of whom nothing else is told.
	Followers(ss []core.Subscriber) error
}

// Said is a message to somebody.
type Said struct {
	To      core.Address
	Message core.Message
	Edit    bool // it replaces one that was said before, or takes it away

	Template bool   // what is sent is the message's template
	Lost     string // why it reached nobody; "": it was said
}

// State is what is true in an office, as far as transcripts tell of it.
type State struct {
	Requests  map[string]core.Status       // by ticket
	Slots     map[string]core.Slot         // by ticket
	Papers    map[string]map[string]string // by ticket and the paper's code: what there is of it
	Line      map[core.Address][]int       // who waits for a place, and where in line
	Left      map[core.Date]int            // places left, of the days on which somebody had one
	Following map[core.Address]bool
	Calls     map[core.Address][]string // who waits for an officer, and what they wrote to them
	Takers    map[core.Address]string   // which officer has their conversation
}
