package minitwilio

import (
	"fmt"
	"net/http"
	"strings"
)

// receive completes an inbound message and remembers it once, with what its words mean for the sender.
func (l *ledger) receive(k *Knobs, in Inbound) Inbound {
	if in.SID == "" {
		in.SID = newID("SM")
		if len(in.Media) > 0 {
			in.SID = newID("MM")
		}
	}
	whatsapp := strings.HasPrefix(in.From, "whatsapp:")
	if in.To == "" {
		in.To = k.Number
		if whatsapp {
			in.To = k.WhatsApp
		}
	}
	if in.Forgery != Genuine {
		return in
	}
	l.Lock()
	defer l.Unlock()
	if l.bySID[in.SID] != nil {
		return in
	}
	now := k.Now()
	if whatsapp {
		l.heard[in.From] = now
	}
	l.keep(k, Message{
		SID: in.SID, To: in.To, From: in.From, Service: k.Service, Body: in.Body, Segments: Segments(in.Body), Media: len(in.Media),
		Status: "received", Direction: "inbound", Created: now, Updated: now, Sent: now,
	})
	if !k.Lean {
		l.inbound[in.SID] = in
	}
	for i, m := range in.Media {
		l.media[mediaKey(in.SID, i)] = m
	}
	if k.OptOut != OptOutOff && !whatsapp {
		switch optOut(in.Body) {
		case "STOP":
			l.refused[in.From] = 21610
		case "START":
			if l.refused[in.From] == 21610 {
				delete(l.refused, in.From)
			}
		}
	}
	return in
}

// optOut is what Twilio makes of a text that is one of its words and nothing else.
func optOut(body string) string {
	switch strings.ToUpper(strings.TrimSpace(body)) {
	case "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT":
		return "STOP"
	case "START", "YES", "UNSTOP":
		return "START"
	case "HELP", "INFO":
		return "HELP"
	}
	return ""
}

// mediaKey is the end of a file's URL, from the message on.
func mediaKey(sid string, i int) string { return fmt.Sprintf("/Messages/%s/Media/ME%032x", sid, i) }

func (s *Server) media(path string) answer {
	s.ledger.Lock()
	defer s.ledger.Unlock()
	if m, ok := s.ledger.media[path[strings.Index(path, "/Messages/"):]]; ok {
		return answer{status: http.StatusOK, body: m}
	}
	return refuse(20404, path)
}
