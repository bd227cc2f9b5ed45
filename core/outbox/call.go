package outbox

import (
	"context"
	"errors"
	"strings"
	"time"

	"loket/core"
)

// errSilent is the end of a call that was not made: the lease was over.
var errSilent = errors.New("the account is not ours any more")

// job is a call to be made.
type job struct {
	letter core.Letter
	flight *flight
}

// work makes one call after the other until there are no more jobs. Goroutines that stay have the stack that a call needs.
func (p *pump) work() {
	for j := range p.jobs {
		p.call(j.letter, j.flight)
	}
}

// result is the end of a call.
type result struct {
	letter  core.Letter // whole, with its number of parts
	receipt string
	cost    int // of what was sent, if it arrived
	err     error
	flight  *flight
}

// call makes one call. It may outlive the lease by the length of a call, and nothing else may.
func (p *pump) call(l core.Letter, f *flight) {
	ctx, cancel := context.WithTimeout(context.Background(), p.o.Call)
	defer cancel()
	ctx = f.watch(ctx, func() {
		select {
		case p.written <- struct{}{}:
		default:
		}
	})
	res := result{letter: l, flight: f}
	res.err = guard(func() (err error) {
		sent := part(l, p.limits, time.Now())
		res.letter.Parts = sent.Parts
		if p.limits.Short {
			res.cost = core.CountSMS(core.SMSText(sent.Message.Text)).Segments
		}
		if !p.speaks() { // we may have been frozen since the pump looked
			return errSilent
		}
		res.receipt, err = p.ch.Send(ctx, sent)
		return err
	})
	p.results <- res
}

// part is a letter as the channel is to send it: of a text longer than one message the part whose turn it is. What goes with
// the text goes with its last part. Only the first replaces an earlier message, and if it takes that away no other follows. What leaves
// as a template has no parts.
func part(l core.Letter, limits core.Limits, now time.Time) core.Letter {
	l.Parts = 1
	m, units := &l.Message, limits.Text
	if m.Template != nil && !l.Free(limits.Window, now) {
		return l
	}
	if units <= 0 || len(m.Text)+1+len(m.URL) <= units { // never more units than bytes
		return l
	}
	text := m.Text
	if m.URL != "" && !strings.Contains(text, m.URL) {
		text += "\n" + m.URL
	}
	texts := core.SplitText(text, units)
	if len(texts) < 2 {
		return l
	}
	if m.Erase && l.Replaces != "" {
		m.Text, m.URL = texts[0], ""
		return l
	}
	l.Parts = len(texts)
	at := min(l.Part, l.Parts-1) // of fewer parts than there were, as when a limit was raised
	m.Text = texts[at]
	if at < l.Parts-1 {
		m.Choices, m.URL = nil, ""
	}
	if at > 0 {
		l.Edits, l.Replaces = 0, ""
	}
	return l
}

// last tells whether nothing of a letter is left to send when the part on its way has been taken.
func last(l core.Letter) bool { return l.Part+1 >= l.Parts }
