package minitwilio

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// session is for how long after somebody wrote by WhatsApp they may be written to freely.
const session = 24 * time.Hour

// outside tells whether a WhatsApp message would come when only an approved template may: nobody wrote lately, and it is none.
func (s *Server) outside(k *Knobs, to string, c Content) bool {
	if !strings.HasPrefix(to, "whatsapp:") || c.Approval == "approved" && c.Types[listType].Body == "" {
		return false
	}
	s.ledger.Lock()
	defer s.ledger.Unlock()
	heard, ever := s.ledger.heard[to]
	return !ever || k.Now().Sub(heard) >= session
}

// Press presses a button, or chooses a row, of the latest message to a WhatsApp number that has one of that title.
func (s *Server) Press(to, title string) Reply {
	for _, m := range slices.Backward(s.Sent(to)) {
		if in, ok := m.press(title); ok {
			return s.Deliver(in)
		}
	}
	return Reply{Err: fmt.Errorf("nothing with that button was shown")}
}

// PressOn presses what has an id on one message, an old one perhaps.
func (s *Server) PressOn(m Message, id string) Reply {
	for _, a := range m.Shown.Actions {
		if a.ID == id {
			in, _ := m.press(a.Title)
			return s.Deliver(in)
		}
	}
	for _, i := range m.Shown.Items {
		if i.ID == id {
			in, _ := m.press(i.Item)
			in.Extra.Set("ListId", id) // another row may look the same
			return s.Deliver(in)
		}
	}
	return Reply{Err: fmt.Errorf("it has no such button")}
}

// press is what WhatsApp sends for a title that a message shows.
func (m Message) press(title string) (in Inbound, ok bool) {
	in = Inbound{From: m.To, Body: title, Extra: url.Values{"MessageType": {"interactive"}, "OriginalRepliedMessageSid": {m.SID}}}
	for _, a := range m.Shown.Actions {
		if a.Title == title {
			in.Extra["ButtonText"], in.Extra["ButtonPayload"] = []string{a.Title}, []string{a.ID}
			return in, true
		}
	}
	for _, i := range m.Shown.Items {
		if i.Item == title {
			in.Extra["ListTitle"], in.Extra["ListId"] = []string{i.Item}, []string{i.ID}
			if i.Description != "" {
				in.Extra["ListDescription"] = []string{i.Description}
			}
			return in, true
		}
	}
	return in, false
}
