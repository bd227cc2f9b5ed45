package minismsgate

import (
	"cmp"
	"crypto/subtle"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"
)

type answer struct {
	status int
	body   any
}

func refuse(status int, words string) answer {
	return answer{status, map[string]any{"message": words}}
}

// ServeHTTP answers one call, or fails to, as the faults have it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	fault := None
	if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/messages") {
		fault = s.pick()
	}
	a := fault.refusal()
	if fault.accepts() {
		a = s.answer(r, body)
	}
	fault.write(s, w, r, a)
}

func (s *Server) answer(r *http.Request, body []byte) answer {
	user, password, _ := r.BasicAuth()
	if subtle.ConstantTimeCompare([]byte(user), []byte(s.User))&subtle.ConstantTimeCompare([]byte(password), []byte(s.Password)) != 1 {
		return refuse(http.StatusUnauthorized, "Unauthorized")
	}
	path, ours := strings.CutPrefix(r.URL.Path, "/3rdparty/v1")
	id, one := strings.CutPrefix(path, "/messages/")
	switch {
	case !ours:
		return refuse(http.StatusNotFound, "Not Found")
	case path == "/messages" && r.Method == http.MethodPost:
		return s.create(body)
	case one && r.Method == http.MethodGet:
		return s.state(id)
	case path == "/devices" && r.Method == http.MethodGet:
		return s.devices()
	case path == "/webhooks" && r.Method == http.MethodGet:
		return answer{http.StatusOK, append([]Hook{}, s.Hooks()...)}
	case path == "/webhooks" && r.Method == http.MethodPost:
		return s.hook(body)
	}
	return refuse(http.StatusNotFound, "Not Found")
}

var number = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

// create takes a message, each id once.
func (s *Server) create(body []byte) answer {
	var asked struct {
		ID      string   `json:"id"`
		Device  string   `json:"deviceId"`
		SIM     *int     `json:"simNumber"`
		To      []string `json:"phoneNumbers"`
		TextMsg *struct {
			Text string `json:"text"`
		} `json:"textMessage"`
		TTL *int `json:"ttl"`
	}
	if json.Unmarshal(body, &asked) != nil {
		s.violate("a message that is no JSON")
		return refuse(http.StatusBadRequest, "Can't parse body")
	}
	switch {
	case len(asked.ID) > 36:
		s.violate("the id of a message has %d characters", len(asked.ID))
	case len(asked.To) != 1:
		s.violate("a message to %d numbers", len(asked.To))
	case asked.TextMsg == nil || asked.TextMsg.Text == "":
		s.violate("a message without a text")
	case asked.TTL != nil && *asked.TTL < 5:
		s.violate("a message that is worth nothing after %d s", *asked.TTL)
	}
	if len(asked.To) != 1 || asked.TextMsg == nil || asked.TextMsg.Text == "" || asked.SIM != nil && (*asked.SIM < 1 || *asked.SIM > 3) {
		return refuse(http.StatusBadRequest, "Bad Request")
	}
	if !number.MatchString(asked.To[0]) {
		return refuse(http.StatusBadRequest, "Invalid phone number")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.find(asked.Device)
	if p == nil {
		return refuse(http.StatusBadRequest, "Invalid device ID")
	}
	id := cmp.Or(asked.ID, newID())
	for _, m := range s.messages {
		if m.ID == id {
			m.Tries++
			return refuse(http.StatusConflict, "Message with such ID already exists")
		}
	}
	m := &Message{ID: id, Device: p.id, To: asked.To[0], Text: asked.TextMsg.Text, State: "Pending", At: s.Now(), Tries: 1}
	if asked.SIM != nil {
		m.SIM = *asked.SIM
	}
	if asked.TTL != nil {
		m.Until = m.At.Add(time.Duration(*asked.TTL) * time.Second)
	}
	s.messages = append(s.messages, m)
	if s.Lively {
		s.work.Go(s.Carry)
	}
	return answer{http.StatusAccepted, m.resource()}
}

func (m *Message) resource() any {
	return map[string]any{"id": m.ID, "deviceId": m.Device, "state": m.State, "isHashed": false, "isEncrypted": false,
		"recipients": []any{map[string]any{"phoneNumber": m.To, "state": m.State}}, "states": map[string]any{"Pending": m.At.UTC().Format(time.RFC3339)},
		"createdAt": m.At.UTC().Format(time.RFC3339)}
}

func (s *Server) state(id string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.messages {
		if m.ID == id {
			return answer{http.StatusOK, m.resource()}
		}
	}
	return refuse(http.StatusNotFound, "Message not found")
}

func (s *Server) devices() answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []any{}
	for _, p := range s.phones {
		if !p.gone {
			p.seen = s.Now()
		}
		all = append(all, map[string]any{"id": p.id, "name": "Android/" + p.id, "createdAt": "2020-01-01T00:00:00Z", "updatedAt": "2020-01-01T00:00:00Z",
			"lastSeen": p.seen.UTC().Format(time.RFC3339Nano)})
	}
	return answer{http.StatusOK, all}
}

func (s *Server) hook(body []byte) answer {
	var h Hook
	if json.Unmarshal(body, &h) != nil || h.URL == "" || h.Event == "" || len(h.ID) > 36 {
		s.violate("a webhook that cannot be registered")
		return refuse(http.StatusBadRequest, "Bad Request")
	}
	if !strings.HasPrefix(h.URL, "https://") && !strings.HasPrefix(h.URL, "http://127.0.0.1") {
		s.violate("a webhook without https")
		return refuse(http.StatusBadRequest, "url must start with https")
	}
	h.ID = cmp.Or(h.ID, newID())
	s.Register(h)
	return answer{http.StatusCreated, h}
}
