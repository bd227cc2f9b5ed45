package minitwilio

import (
	"fmt"
	"net/http"
	"strings"

	"loket/channels/channeltest/badly"
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

// media sends whoever asks for a file on to where it lies, which takes no credentials beside its own.
func (s *Server) media(path string) answer {
	s.ledger.Lock()
	defer s.ledger.Unlock()
	key := path[strings.Index(path, "/Messages/"):]
	if _, ok := s.ledger.media[key]; ok {
		return answer{status: http.StatusTemporaryRedirect, location: strings.Replace(s.URL, "127.0.0.1", "localhost", 1) + store + key}
	}
	return refuse(20404, path)
}

// store is where the path of a file begins where it lies.
const store = "/media.twiliocdn.com"

// serveFile is the other host. It refuses who brings credentials, as theirs does: there may be only one way to be let in.
func (s *Server) serveFile(k *Knobs, w http.ResponseWriter, r *http.Request, key string) {
	s.ledger.Lock()
	m, ok := s.ledger.media[key]
	s.ledger.Unlock()
	switch {
	case r.Header.Get("Authorization") != "":
		s.violate("%s: credentials were sent to another host", store)
		http.Error(w, "Only one auth mechanism allowed", http.StatusBadRequest)
	case !ok:
		http.Error(w, "NoSuchKey", http.StatusNotFound)
	case k.Files != nil:
		badly.Serve(w, r, m.Type, m.Data, k.Files(key), s.ctx.Done())
	default:
		badly.Serve(w, r, m.Type, m.Data, badly.Well, s.ctx.Done())
	}
}
