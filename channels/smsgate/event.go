package smsgate

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"loket/core"
)

// The events that there are webhooks for.
const (
	received  = "sms:received"
	sent      = "sms:sent"
	delivered = "sms:delivered"
	undone    = "sms:failed"
	ping      = "system:ping"
)

// event is a webhook. The app has named what it holds in two ways, and not always as the same kind of thing.
type event struct {
	ID      loose `json:"id"`
	Event   loose `json:"event"`
	Device  loose `json:"deviceId"`
	Payload struct {
		Message   loose `json:"message"`
		MessageID loose `json:"messageId"`
		Phone     loose `json:"phoneNumber"`
		Sender    loose `json:"sender"`
		Recipient loose `json:"recipient"`
		SIM       loose `json:"simNumber"`
		Reason    loose `json:"reason"`
	} `json:"payload"`
	sum string // of the whole, should it have no id
}

// loose is a text that may come as a number, and is "" as anything else.
type loose string

func (l *loose) UnmarshalJSON(b []byte) error {
	var text string
	switch {
	case json.Unmarshal(b, &text) == nil:
		*l = loose(text)
	case len(b) < 30 && strings.Trim(string(b), "-0123456789") == "":
		*l = loose(b)
	}
	return nil
}

// parse reads a webhook. What cannot be read is an event of no kind.
func parse(body []byte) (ev event) {
	if json.Unmarshal(body, &ev) != nil {
		return event{}
	}
	sum := sha256.Sum256(body)
	ev.sum = hex.EncodeToString(sum[:16])
	return ev
}

// read tells what an event is: what someone wrote, what became of a letter, or, by why, what to count it as.
func (g *gateway) read(ev event) (in core.Inbound, rep core.Report, why string) {
	g.heard.Store(string(ev.Device), g.now())
	switch ev.Event {
	case received:
		in, why = g.inbound(ev)
	case sent, delivered, undone:
		rep, why = g.report(ev)
	case ping:
		why = "ping"
	default:
		why = "unknown event"
	}
	return in, rep, why
}

// inbound is what someone wrote. Nobody can be answered who has a name or a short code for an address.
func (g *gateway) inbound(ev event) (in core.Inbound, why string) {
	number, ok := numbered(string(ev.Payload.Sender))
	if !ok {
		number, ok = numbered(string(ev.Payload.Phone))
	}
	switch {
	case !ok:
		return in, "unanswerable sender"
	case slices.ContainsFunc(g.channels, func(c *Channel) bool { return c.phone.Number == number }):
		return in, "own message" // one of our phones to another: they would talk for ever
	}
	id := string(ev.ID)
	if !eventID.MatchString(id) {
		id = ev.sum // the app always gives one
	}
	return core.Inbound{ID: id, Account: g.at(ev).Account(), From: core.Address{Channel: core.SMSChannel, ID: number},
		Text: string(ev.Payload.Message), At: g.now()}, ""
}

var (
	eventID = regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`)
	// proper is an Indonesian mobile number as it is kept: there is nothing to read.
	proper = regexp.MustCompile(`^\+628[0-9]{8,11}$`)
)

// numbered reads a number as a network writes it.
func numbered(from string) (string, bool) {
	if !proper.MatchString(from) {
		if number, err := core.ParsePhone(from); err == nil {
			from = number
		}
	}
	return from, e164.MatchString(from)
}

// at is the SIM to which an event happened. Some phones do not say which of theirs it was, and one that nobody has described may have
// been added: what someone wrote is taken all the same, and answered by the nearest.
func (g *gateway) at(ev event) *Channel {
	number, _ := numbered(string(ev.Payload.Recipient))
	sim, _ := strconv.Atoi(string(ev.Payload.SIM))
	best, most := g.channels[0], 0
	for _, c := range g.channels {
		fits := 0
		if c.phone.Device == string(ev.Device) {
			fits += 4
		} else if c.phone.Device != "" {
			fits -= 4
		}
		if c.phone.SIM == sim && sim != 0 {
			fits += 2
		} else if c.phone.SIM != 0 && sim != 0 {
			fits -= 2
		}
		if c.phone.Number != "" && c.phone.Number == number {
			fits += 8 // numbers are nobody else's
		}
		if fits > most {
			best, most = c, fits
		}
	}
	if most <= 0 {
		g.count("unknown phone")
	}
	return best
}

// report is what became of a letter. Its name says whose account it was: the event may not know which SIM it went by.
func (g *gateway) report(ev event) (rep core.Report, why string) {
	id := string(ev.Payload.MessageID)
	letter, attempt, ours := named(id)
	if !ours {
		return rep, "another's message"
	}
	rep = core.Report{Letter: letter, Attempt: attempt, Receipt: id}
	switch ev.Event {
	case sent:
		rep.State = core.Sent
	case delivered:
		rep.State = core.Delivered
	default:
		rep.State, rep.Reason = core.Failed, failed(string(ev.Payload.Reason))
	}
	return rep, ""
}
