// Package minismsgate is a miniature SMS Gateway for Android for tests: its server with the phones that talk to it, the calls that
// send, the webhooks that phones send for what citizens write and for what became of messages. It keeps state, counts, checks and
// misbehaves on request, so that a test meets on the loopback what an office meets on a bad day.
//
// It is a witness against our own code and so shares nothing with it: standard library only, nothing of ours. Signatures are made here
// a second time on purpose.
//
// One file per concern: api.go answers calls, phone.go is a phone with its SIMs, post.go sends its webhooks, faults.go breaks things.
package minismsgate

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

// Server is one gateway. It is an http.Handler as well. The credentials are made up; others may be written here before the first call.
type Server struct {
	URL        string // base address of the API
	User       string
	Password   string
	SigningKey string

	Rewrite func(url string) string // from the address of a webhook to the one that is dialled
	Lively  bool                    // phones send what is pending by themselves, soon after it came
	Now     func() time.Time

	mu         sync.Mutex
	phones     []*phone
	messages   []*Message
	hooks      []Hook
	faults     []Fault
	violations []string
	posts      *http.Client
	http       *httptest.Server
	ctx        context.Context // ends with Close
	stop       context.CancelFunc
	work       sync.WaitGroup
	once       sync.Once
}

// Hook is a webhook as it was registered.
type Hook struct {
	ID     string `json:"id"`
	URL    string `json:"url"`
	Event  string `json:"event"`
	Device string `json:"deviceId,omitempty"`
}

// Message is one that was accepted to be sent.
type Message struct {
	ID     string
	Device string
	SIM    int
	To     string
	Text   string
	State  string // Pending, Processed, Sent, Delivered, Failed
	At     time.Time
	Until  time.Time // it is sent no later; zero: ever
	Tries  int       // how often a call named it
}

// New starts a gateway with one phone of two SIMs, called "hp-1". With a test it closes itself at the end, and fails the test for every
// call that broke the rules; with nil the caller closes it and asks for Violations.
func New(t testing.TB) *Server {
	s := &Server{User: "user" + newID()[:6], Password: newID(), SigningKey: newID(), Rewrite: func(url string) string { return url }, Now: time.Now,
		posts: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}, Timeout: 10 * time.Second}}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.AddPhone("hp-1", 2)
	s.http = httptest.NewServer(s)
	s.URL = s.http.URL + "/3rdparty/v1"
	if t != nil {
		t.Cleanup(func() {
			s.Close()
			for _, v := range s.Violations() {
				t.Errorf("smsgate: %s", v)
			}
		})
	}
	return s
}

// Close ends everything. It may be called twice.
func (s *Server) Close() {
	s.once.Do(func() {
		s.stop()
		s.http.CloseClientConnections()
		s.http.Close()
		s.work.Wait()
		s.posts.CloseIdleConnections()
	})
}

// Violations are the calls that broke the rules of the API.
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.violations)
}

func (s *Server) violate(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.violations = append(s.violations, fmt.Sprintf(format, args...))
}

// Sent are the messages to a number that were accepted, in order; "" is to everybody.
func (s *Server) Sent(to string) (all []Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.messages {
		if to == "" || m.To == to {
			all = append(all, *m)
		}
	}
	return all
}

// Hooks are the webhooks that are registered.
func (s *Server) Hooks() []Hook {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.hooks)
}

// Register adds a webhook as if somebody had done so by hand.
func (s *Server) Register(h Hook) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hooks = slices.DeleteFunc(s.hooks, func(o Hook) bool { return o.ID == h.ID })
	s.hooks = append(s.hooks, h)
}

// newID makes an id as the app does: 21 characters.
func newID() string {
	const of = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"
	id := make([]byte, 21)
	for i := range id {
		id[i] = of[rand.IntN(len(of))]
	}
	return string(id)
}
