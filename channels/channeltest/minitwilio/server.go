// Package minitwilio is a miniature Twilio for tests: the Message resource of its REST API, the webhooks it sends for
// what citizens write, and the reports it sends about what was accepted. It keeps state, counts, checks and misbehaves
// on request, so that a test meets on the loopback what an office meets on a bad day.
//
// It is a witness against our own code and so shares nothing with it: standard library only, nothing of ours (badly apart, which spoils files), not
// Twilio's library either. Signatures, segment counts and parameter rules are made here a second time on purpose.
//
// One file per concern: messages.go and list.go answer calls, content.go those of the Content API, whatsapp.go has what WhatsApp alone
// has, refuse.go holds Twilio's error codes, ledger.go remembers,
// webhook.go speaks as the citizen, callbacks.go as the carrier, post.go carries both, faults.go breaks things,
// knobs.go holds every switch. A new parameter of Twilio's goes into spec_table.go; a new misfortune is a Fault.
package minitwilio

import (
	"context"
	"crypto/subtle"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Server is one Twilio account. It is an http.Handler as well, for a process that wants to mount it elsewhere. The
// credentials are made up; another set may be written here before the first call.
type Server struct {
	URL        string // base address of the API, http://127.0.0.1:port
	AccountSID string
	AuthToken  string // signs webhooks, and opens the API beside the key
	APIKey     string
	APISecret  string

	knobs  atomic.Pointer[Knobs]
	turn   sync.Mutex // one Set at a time
	ledger ledger
	spec   schema
	faults faults
	posts  *http.Client
	queue  reports
	http   *httptest.Server
	ctx    context.Context // ends with Close
	stop   context.CancelFunc
	work   sync.WaitGroup // goroutines that Close waits for
	once   sync.Once
}

// New starts a Twilio on the loopback. With a test it closes itself at the end, and fails the test for every call that
// broke the specification; with nil the caller closes it and asks for Violations.
func New(t testing.TB) *Server {
	spec, err := loadSchema()
	s := &Server{
		AccountSID: newID("AC"), AuthToken: newID(""), APIKey: newID("SK"), APISecret: newID(""),
		spec: spec, posts: newPoster(),
	}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.ledger.init()
	s.faults.seed(1)
	s.knobs.Store(defaults())
	if err != nil {
		s.violate("specification: %v", err)
	}
	s.http = httptest.NewServer(s)
	s.URL = s.http.URL
	if t != nil {
		t.Cleanup(func() {
			s.Close()
			for _, v := range s.Violations() {
				t.Errorf("twilio: %s", v)
			}
		})
	}
	return s
}

// Close ends everything: calls that hang, reports under way, the listener. It may be called twice.
func (s *Server) Close() {
	s.once.Do(func() {
		s.stop()
		s.queue.close()
		s.http.CloseClientConnections()
		s.http.Close()
		s.work.Wait()
		s.posts.CloseIdleConnections()
	})
}

// ServeHTTP answers one call of the REST API, or fails to, as the faults have it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k := s.knobs.Load()
	if key, ok := strings.CutPrefix(r.URL.Path, store); ok {
		s.serveFile(k, w, r, key)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	broken := r.ParseForm()
	call := Call{At: k.Now(), Method: r.Method, Path: r.URL.Path, Form: r.Form}
	call.User, _, _ = r.BasicAuth()
	call.Fault = s.faults.pick(k, call)

	a := call.Fault.refusal(k)
	if call.Fault.accepts() {
		if broken != nil {
			s.violate("%s %s: unreadable form: %v", r.Method, r.URL.Path, broken)
		}
		a = s.answer(k, r)
	}
	call.Status, call.Code, call.SID = a.status, a.code, a.sid
	s.ledger.note(k, call)
	call.Fault.write(s, k, w, r, a)
}

// answer is what Twilio means to say, before anything goes wrong on the way back.
type answer struct {
	status int
	code   int    // Twilio's error code, 0 when all is well
	sid    string // the message concerned
	body   any    // marshalled to JSON, nil for nothing
	retry  int    // seconds of Retry-After

	location string // where to look instead
}

func (s *Server) answer(k *Knobs, r *http.Request) answer {
	if !s.authentic(r) {
		return refuse(20003)
	}
	if strings.HasPrefix(r.URL.Path, "/v1/Content") {
		return s.contentAPI(k, r)
	}
	rest, ours := strings.CutPrefix(r.URL.Path, "/2010-04-01/Accounts/"+s.AccountSID+"/Messages")
	one := strings.TrimSuffix(strings.TrimPrefix(rest, "/"), ".json")
	switch {
	case !ours:
		return refuse(20404, r.URL.Path)
	case rest == ".json" && r.Method == http.MethodPost:
		return s.create(k, r)
	case rest == ".json" && r.Method == http.MethodGet:
		return s.list(k, r)
	case strings.Contains(rest, "/Media/") && r.Method == http.MethodGet:
		return s.media(r.URL.Path)
	case r.Method != http.MethodGet:
		return refuse(20004)
	}
	if m, ok := s.Message(one); ok {
		return answer{status: http.StatusOK, sid: m.SID, body: s.resource(m)}
	}
	return refuse(20404, r.URL.Path)
}

func (s *Server) authentic(r *http.Request) bool {
	user, password, _ := r.BasicAuth()
	same := func(a, b string) int { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) }
	return same(user, s.AccountSID)&same(password, s.AuthToken) == 1 || same(user, s.APIKey)&same(password, s.APISecret) == 1
}

// wait passes d, or less when the caller leaves or the server closes; it says whether all of d passed.
func (s *Server) wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-s.ctx.Done():
	}
	return false
}

// newID makes an identifier as Twilio's are: two letters and 32 hexadecimal digits.
func newID(prefix string) string {
	return fmt.Sprintf("%s%016x%016x", prefix, rand.Uint64(), rand.Uint64())
}
