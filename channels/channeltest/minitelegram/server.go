package minitelegram

import (
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// Server is one bot's Telegram. All methods may be called from any goroutine.
type Server struct {
	URL   string // base address: http://127.0.0.1:port
	Token string // the only token it knows

	now    func() time.Time
	lean   bool
	spec   *spec
	inbox  inbox
	record record
	faults faults
	limits limiter
	world  world

	mu      sync.Mutex // guards what follows: the life of the server
	http    *http.Server
	socket  net.Listener
	running sync.WaitGroup // calls and deliveries under way
	closed  bool
	done    chan struct{} // closed by Close: long polls, slow answers and deliveries end
}

// Option changes a server before it starts.
type Option func(*Server)

// Token sets the bot's token.
func Token(token string) Option { return func(s *Server) { s.Token = token } }

// Clock sets where the server reads the time from: for the dates it writes, its limits and the age of queries.
func Clock(now func() time.Time) Option { return func(s *Server) { s.now = now } }

// Lean makes a server for millions of messages: of a call only its count is kept, and of a message all but text and
// keyboard (Message.Sum still shows doubles).
func Lean() Option { return func(s *Server) { s.lean = true } }

// New starts a server on the loopback. With a test given, it closes when the test ends, and fails it for every
// violation; without (nil), the caller closes and asks Violations.
func New(t testing.TB, opts ...Option) *Server {
	s := &Server{Token: "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", now: time.Now, done: make(chan struct{})}
	for _, o := range opts {
		o(s)
	}
	var err error
	if s.spec, err = loadSpec(); err == nil {
		s.world.init()
		s.inbox.init(s)
		err = s.listen("127.0.0.1:0")
	}
	if t == nil {
		if err != nil {
			panic("minitelegram: " + err.Error())
		}
		return s
	}
	t.Helper()
	if err != nil {
		t.Fatalf("minitelegram: %v", err)
	}
	t.Cleanup(func() {
		s.Close()
		for _, v := range s.Violations() {
			t.Errorf("Telegram would not have understood: %s", v)
		}
	})
	return s
}

// Handler is the server without its listener, for whoever brings one of their own.
func (s *Server) Handler() http.Handler { return s }

// Down makes the address refuse connections and cuts the open ones; what happened so far is kept. Up ends it.
func (s *Server) Down() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hangUp()
}

// Up listens again at the same address.
func (s *Server) Up() error { return s.listen(strings.TrimPrefix(s.URL, "http://")) }

func (s *Server) listen(addr string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	h := &http.Server{Handler: s, ReadHeaderTimeout: 30 * time.Second}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errors.Join(net.ErrClosed, l.Close())
	}
	s.http, s.socket, s.URL = h, l, "http://"+l.Addr().String()
	s.running.Go(func() { _ = h.Serve(l) })
	return nil
}

// hangUp closes the address and every connection to it. (The listener first, by hand: the HTTP server knows it only
// once it serves.)
func (s *Server) hangUp() {
	_ = s.socket.Close()
	_ = s.http.Close()
}

// Close ends every poll and delivery and returns when nothing of the server runs any more.
func (s *Server) Close() {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.closed = true
	close(s.done)
	s.hangUp()
	s.mu.Unlock()
	s.inbox.hooks.close()
	s.running.Wait()
	s.inbox.hooks.client.CloseIdleConnections()
}

// enter counts one more thing under way; false after Close.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.running.Add(1)
	return true
}

// ServeHTTP answers /bot<token>/<method> and /file/bot<token>/<path>.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.enter() {
		panic(http.ErrAbortHandler)
	}
	defer s.running.Done()
	path, isFile := strings.CutPrefix(r.URL.Path, "/file")
	rest, isBot := strings.CutPrefix(path, "/bot")
	token, name, _ := strings.Cut(rest, "/")
	switch {
	case !isBot:
		write(w, fail(404, "Not Found"))
	case token != s.Token:
		write(w, fail(401, "Unauthorized"))
	case isFile:
		s.serveFile(w, r, name)
	default:
		s.serveCall(w, r, name)
	}
}

func (s *Server) serveCall(w http.ResponseWriter, r *http.Request, name string) {
	c, err := readCall(r, name)
	if err != nil {
		write(w, fail(400, "Bad Request: "+err.Error()))
		return
	}
	c.At = s.now()
	s.spec.check(c, s.record.violate)
	s.record.call(c, s.lean)
	fault, faulty := s.faults.pick(*c)
	if faulty && fault.RetryAfter > 0 && c.sends() {
		s.limits.pause(c.At, time.Duration(fault.RetryAfter)*time.Second)
	}
	var a answer
	if !faulty || fault.Accept {
		a = s.perform(r.Context(), c)
	}
	if !faulty {
		s.record.answered(c, a.status(), "")
		write(w, a)
		return
	}
	a = fault.spoil(a)
	if fault.Reset || fault.Never {
		s.record.answered(c, 0, fault.Name)
	} else {
		s.record.answered(c, a.status(), fault.Name)
	}
	if fault.deliver(w, r, s.done) {
		write(w, a)
	}
}
