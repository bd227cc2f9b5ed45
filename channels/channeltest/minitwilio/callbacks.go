package minitwilio

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Reports says how the delivery reports of accepted messages travel when they go by themselves. Without Auto a message
// stays queued until the test calls Advance, Report or ReportAll.
type Reports struct {
	Auto  bool
	Order Order
	Delay time.Duration                           // before the first report of a message
	Fate  func(Message) (status string, code int) // how a message ends, say "undelivered", 30005; nil: delivered
}

// Order is the order in which the reports of one message arrive.
type Order int

const (
	InOrder   Order = iota
	Backwards       // delivered first, queued last
	Doubled         // every report twice
	Shuffled        // anyhow, and some of them twice
)

// Report moves a message to a status and posts that to its StatusCallback. It returns what the office answered; the
// zero Reply when the message asked for no reports.
func (s *Server) Report(sid, status string, code int) Reply {
	m, ok := s.Advance(sid, status, code)
	if !ok {
		return Reply{SID: sid, Err: fmt.Errorf("no such message")}
	}
	return s.report(m, status, code)
}

// ReportAll plays all reports of a message in the order that the knobs say and returns the answers.
func (s *Server) ReportAll(sid string) []Reply {
	k := s.knobs.Load()
	m, ok := s.Message(sid)
	if !ok {
		return nil
	}
	last, code := "delivered", 0
	if k.Numbers != nil {
		if code = k.Numbers(m.To); code != 0 {
			last = "undelivered"
		}
	}
	if m.Outside {
		last, code = "failed", 63016
	}
	if k.Reports.Fate != nil {
		last, code = k.Reports.Fate(m)
	}
	steps := []string{"queued", "sending", "sent", last}
	if last == "failed" { // never handed to a carrier
		steps = []string{"queued", last}
	}
	switch k.Reports.Order {
	case Backwards:
		slices.Reverse(steps)
	case Doubled:
		steps = slices.Concat(steps, steps)
		slices.SortStableFunc(steps, func(a, b string) int { return rank(a) - rank(b) })
	case Shuffled:
		steps = s.faults.shuffled(steps)
	}
	var replies []Reply
	for _, status := range steps {
		final := 0
		if status == last {
			final = code
		}
		m, _ = s.Advance(sid, status, final)
		replies = append(replies, s.report(m, status, final))
	}
	return replies
}

// Advance moves a message on without telling anyone. The account's own view never goes backwards.
func (s *Server) Advance(sid, status string, code int) (Message, bool) {
	now := s.knobs.Load().Now()
	s.ledger.Lock()
	defer s.ledger.Unlock()
	m := s.ledger.bySID[sid]
	if m == nil {
		return Message{}, false
	}
	if rank(status) > rank(m.Status) {
		m.Status, m.ErrorCode, m.Updated = status, code, now
		if m.Sent.IsZero() && rank(status) >= rank("sent") && status != "failed" {
			m.Sent = now
		}
	}
	return *m, true
}

func rank(status string) int {
	return slices.Index([]string{"accepted", "scheduled", "queued", "sending", "sent", "delivered", "undelivered", "failed", "read"}, status)
}

func (s *Server) report(m Message, status string, code int) Reply {
	if m.StatusCallback == "" {
		return Reply{SID: m.SID}
	}
	k := s.knobs.Load()
	v := url.Values{}
	for name, value := range map[string]string{
		"MessageSid": m.SID, "SmsSid": m.SID, "MessageStatus": status, "SmsStatus": status, "AccountSid": s.AccountSID,
		"From": m.From, "To": m.To, "ApiVersion": "2010-04-01",
	} {
		v.Set(name, value)
	}
	if m.Service != "" {
		v.Set("MessagingServiceSid", m.Service)
	}
	if number, ok := strings.CutPrefix(m.To, "whatsapp:"); ok {
		v.Set("ChannelPrefix", "whatsapp")
		v.Set("ChannelToAddress", number)
		v.Set("StructuredMessage", "false")
	}
	if code != 0 {
		v.Set("ErrorCode", strconv.Itoa(code))
	}
	if status == "delivered" {
		v.Set("RawDlrDoneDate", m.Updated.UTC().Format("0601021504"))
	}
	r := s.post(k, m.StatusCallback, Sign(s.AuthToken, m.StatusCallback, v), v, func(c *Counts) { c.Reports++ })
	r.SID = m.SID
	return r
}

// carrierWords is error_message of a message that did not arrive.
func carrierWords(code int) string {
	known := map[int]string{
		30003: "Unreachable destination handset", 30004: "Message blocked", 30005: "Unknown destination handset",
		30006: "Landline or unreachable carrier", 30007: "Message filtered", 30008: "Unknown error",
		63016: "Failed to send freeform message because you are outside the allowed window",
	}
	if words, ok := known[code]; ok {
		return words
	}
	return "Unknown error"
}
