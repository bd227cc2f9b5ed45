package minismsgate

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"time"
)

// phone is an Android phone with the app.
type phone struct {
	id    string
	sims  int
	gone  bool
	seen  time.Time
	skew  time.Duration // of its clock
	queue []post        // webhooks that have not been taken, in the order in which they arose
}

// AddPhone adds one with so many SIMs.
func (s *Server) AddPhone(id string, sims int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phones = append(s.phones, &phone{id: id, sims: sims, seen: s.Now()})
}

// find is a phone by its id, the first if it has none to be found by. s.mu is held.
func (s *Server) find(id string) *phone {
	for _, p := range s.phones {
		if p.id == id || id == "" {
			return p
		}
	}
	return nil
}

// Gone takes a phone away from all networks, or brings it back. What it was to send waits at the server, what it has to tell waits in
// the phone; once back it asks for the one and tells the other, the latest first, for that is how some do it.
func (s *Server) Gone(id string, gone bool) {
	s.mu.Lock()
	p := s.find(id)
	if p.gone = gone; gone {
		p.seen = s.Now()
	}
	s.mu.Unlock()
	if !gone {
		s.Carry()
		s.Retry(id)
	}
}

// Seen says when a phone was last seen.
func (s *Server) Seen(id string, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.find(id).seen = at
}

// Skew puts the clock of a phone wrong.
func (s *Server) Skew(id string, by time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.find(id).skew = by
}

// Carry lets the phones that are there send what is pending, and tell so: that it was sent, and that it was delivered.
func (s *Server) Carry() {
	s.mu.Lock()
	var carried []*Message
	for _, m := range s.messages {
		if m.State == "Pending" && !s.find(m.Device).gone {
			m.State = "Delivered"
			if !m.Until.IsZero() && s.Now().After(m.Until) {
				m.State = "Failed"
			}
			carried = append(carried, m)
		}
	}
	s.mu.Unlock()
	for _, m := range carried {
		if m.State == "Failed" {
			s.Report(m.ID, "sms:failed", "TTL expired")
			continue
		}
		s.Report(m.ID, "sms:sent", "")
		s.Report(m.ID, "sms:delivered", "")
	}
}

// Report tells one thing of a message. It returns the answer of the latest webhook.
func (s *Server) Report(id, event, reason string) (r Reply) {
	s.mu.Lock()
	var m Message
	for _, known := range s.messages {
		if known.ID == id {
			m = *known
		}
	}
	s.mu.Unlock()
	payload := map[string]any{"messageId": id, "phoneNumber": m.To, "sender": nil, "recipient": m.To, "simNumber": nil}
	if m.SIM > 0 {
		payload["simNumber"] = m.SIM
	}
	at := s.Now().Format("2006-01-02T15:04:05.000-07:00")
	switch event {
	case "sms:sent":
		payload["sentAt"], payload["partsCount"] = at, 1
	case "sms:delivered":
		payload["deliveredAt"] = at
	default:
		payload["failedAt"], payload["reason"] = at, reason
	}
	return s.emit(m.Device, event, payload, Genuine)
}

// Inbound is an SMS that a phone receives.
type Inbound struct {
	From    string
	Text    string
	Device  string // the first unless set
	SIM     int    // 0: the phone does not say
	Number  string // of the SIM, if it knows that
	Old     bool   // the sender under its former name
	Forgery Forgery
}

// Text is a text from a citizen to the first SIM of the first phone.
func (s *Server) Text(from, text string) Reply {
	return s.Receive(Inbound{From: from, Text: text, SIM: 1})
}

// Receive lets a phone receive an SMS. Its messageId is made of the content: the same text from the same number has the same.
func (s *Server) Receive(in Inbound) Reply {
	sum := fnv.New32a()
	fmt.Fprint(sum, in.From, in.Text)
	payload := map[string]any{"messageId": fmt.Sprintf("%x", sum.Sum32()), "message": in.Text, "receivedAt": s.Now().Format("2006-01-02T15:04:05.000-07:00"), "simNumber": nil}
	if in.SIM > 0 {
		payload["simNumber"] = in.SIM
	}
	if in.Old {
		payload["phoneNumber"] = in.From
	} else {
		payload["sender"], payload["recipient"] = in.From, nil
	}
	if in.Number != "" {
		payload["recipient"] = in.Number
	}
	return s.emit(in.Device, "sms:received", payload, in.Forgery)
}

// Ping is what a phone sends now and then.
func (s *Server) Ping(device string) Reply {
	return s.emit(device, "system:ping", map[string]any{"health": map[string]any{"status": "pass"}}, Genuine)
}

// Shuffle puts what waits in a phone into another order, and some of it in twice.
func (s *Server) Shuffle(device string, seed uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, source := s.find(device), rand.New(rand.NewPCG(seed, seed))
	for _, one := range p.queue {
		if source.IntN(2) == 0 {
			p.queue = append(p.queue, one)
		}
	}
	source.Shuffle(len(p.queue), func(i, j int) { p.queue[i], p.queue[j] = p.queue[j], p.queue[i] })
}
