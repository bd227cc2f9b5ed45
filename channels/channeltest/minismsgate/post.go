package minismsgate

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"
)

// post is a webhook that is to be sent until it is taken.
type post struct {
	url  string
	body []byte
}

// Reply is what the office answered to a webhook.
type Reply struct {
	Status int
	ID     string // of the event
	Body   []byte // of the webhook
	Err    error
}

// Forgery is how a webhook is not a phone's of ours.
type Forgery int

const (
	Genuine  Forgery = iota
	Unsigned         // no signature at all
	WrongKey         // signed with another key
	Tampered         // the text changed after signing
	Stale            // signed ten minutes ago: somebody plays it again
	Undated          // a time that is none
)

// Sign is the signature that a phone puts on a webhook.
func Sign(key string, body []byte, timestamp string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(body)
	mac.Write([]byte(timestamp))
	return hex.EncodeToString(mac.Sum(nil))
}

// emit sends an event to each webhook for it, with an id for each; what is not taken waits in the phone.
func (s *Server) emit(device, event string, payload map[string]any, forgery Forgery) (r Reply) {
	s.mu.Lock()
	p := s.find(device)
	var all []post
	for _, h := range s.hooks {
		if h.Event != event || h.Device != "" && h.Device != p.id {
			continue
		}
		id := newID()
		body, err := json.Marshal(map[string]any{"id": id, "webhookId": h.ID, "deviceId": p.id, "event": event, "payload": payload})
		if err != nil {
			panic(err) // plain maps always encode
		}
		r.ID = id
		all = append(all, post{h.URL, body})
	}
	if p.gone {
		p.queue = append(p.queue, all...)
		s.mu.Unlock()
		r.Err = errors.New("the phone is gone")
		return r
	}
	s.mu.Unlock()
	if len(all) == 0 {
		return Reply{Err: fmt.Errorf("no webhook for %s is registered", event)}
	}
	for _, one := range all {
		id := r.ID
		r = s.send(p, one, forgery)
		r.ID = id
		if forgery == Genuine && (r.Err != nil || r.Status < 200 || r.Status > 299) {
			s.mu.Lock()
			p.queue = append(p.queue, one)
			s.mu.Unlock()
		}
	}
	return r
}

// Retry sends what waits in a phone again, the latest first.
func (s *Server) Retry(device string) {
	s.mu.Lock()
	p := s.find(device)
	waiting := p.queue
	p.queue = nil
	s.mu.Unlock()
	slices.Reverse(waiting)
	for _, one := range waiting {
		if r := s.send(p, one, Genuine); r.Err != nil || r.Status < 200 || r.Status > 299 {
			s.mu.Lock()
			p.queue = append(p.queue, one)
			s.mu.Unlock()
		}
	}
}

// Waiting is how many webhooks wait in a phone.
func (s *Server) Waiting(device string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.find(device).queue)
}

// Again sends the body of a webhook once more, signed now, as a phone does that has not seen the answer.
func (s *Server) Again(r Reply) Reply {
	s.mu.Lock()
	p, url := s.find(""), ""
	for _, h := range s.hooks {
		url = h.URL
	}
	s.mu.Unlock()
	return s.send(p, post{url, r.Body}, Genuine)
}

func (s *Server) send(p *phone, one post, forgery Forgery) Reply {
	s.mu.Lock()
	skew := p.skew
	s.mu.Unlock()
	body, key := one.body, s.SigningKey
	at := s.Now().Add(skew)
	if forgery == Stale {
		at = at.Add(-10 * time.Minute)
	}
	timestamp := fmt.Sprint(at.Unix())
	if forgery == Undated {
		timestamp = "kemarin"
	}
	if forgery == WrongKey {
		key = newID()
	}
	signature := Sign(key, body, timestamp)
	if forgery == Tampered {
		body = bytes.Replace(body, []byte(`"event"`), []byte(`"Event"`), 1)
	}
	req, err := http.NewRequestWithContext(s.ctx, http.MethodPost, s.Rewrite(one.url), bytes.NewReader(body))
	if err != nil {
		return Reply{Err: err, Body: one.body}
	}
	req.Header.Set("Content-Type", "application/json")
	if forgery != Unsigned {
		req.Header.Set("X-Signature", signature)
		req.Header.Set("X-Timestamp", timestamp)
	}
	res, err := s.posts.Do(req)
	if err != nil {
		return Reply{Err: err, Body: one.body}
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body)
	return Reply{Status: res.StatusCode, Body: one.body}
}
