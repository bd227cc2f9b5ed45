package web

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"loket/core"
)

// What a session holds.
const (
	sessionStaff = "staff" // id of the member
	sessionAgent = "agent" // what the browser calls itself
	sessionFlash = "flash" // what was done, to be said on the next page
)

// sessionLasts is how long a session lasts at most, however busy.
const sessionLasts = 7 * 24 * time.Hour

func newSessions(desk Desk, secure bool, log *slog.Logger) *scs.SessionManager {
	m := scs.New()
	m.Store = &sessionStore{desk: desk, kept: map[string]kept{}}
	m.IdleTimeout, m.Lifetime = core.SessionIdle, sessionLasts
	m.Cookie.Name, m.Cookie.HttpOnly, m.Cookie.SameSite, m.Cookie.Secure, m.Cookie.Persist = "loket", true, http.SameSiteLaxMode, secure, true
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		log.Error("a session could not be read or kept", "error", err)
		w.Header().Set("Retry-After", "5")
		http.Error(w, "Basis data tidak dapat dihubungi. Mohon coba lagi sebentar. / The database cannot be reached. Please try again shortly.",
			http.StatusServiceUnavailable)
	}
	return m
}

// live tells whether a page asks by itself, with nobody at it: a part that renews itself says so, and so does one that listens for news.
func live(r *http.Request) bool {
	return r.Method == http.MethodGet && (r.Header.Get("Loket-Live") != "" || strings.Contains(r.Header.Get("Accept"), "text/event-stream"))
}

// session serves with the session of the browser, which each request prolongs, but for those of a page that is left open: it ends as if
// nobody had it open.
func (c *Console) session(next http.Handler) http.Handler {
	prolonged := c.sessions.LoadAndSave(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !live(r) {
			prolonged.ServeHTTP(w, r)
			return
		}
		token := ""
		if cookie, err := r.Cookie(c.sessions.Cookie.Name); err == nil {
			token = cookie.Value
		}
		ctx, err := c.sessions.Load(r.Context(), token)
		if err != nil {
			c.sessions.ErrorFunc(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// sessionStore keeps the sessions of scs in the office's database, so that all replicas know them, and a restart ends none. A session that
// only goes on is written once a minute.
type sessionStore struct {
	desk Desk

	mu   sync.Mutex
	kept map[string]kept // by token: what was written last
}

type kept struct {
	data []byte
	at   time.Time
}

// anew is how often a session that only goes on is written.
const anew = time.Minute

var _ scs.CtxStore = (*sessionStore)(nil)

func (s *sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	return s.desk.FindSession(ctx, token)
}

func (s *sessionStore) CommitCtx(ctx context.Context, token string, data []byte, ends time.Time) error {
	_, values, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return err
	}
	now := time.Now()
	s.mu.Lock()
	last, known := s.kept[token]
	s.mu.Unlock()
	if known && bytes.Equal(last.data, data) && now.Sub(last.at) < anew {
		return nil
	}
	staff, _ := values[sessionStaff].(int64)
	agent, _ := values[sessionAgent].(string)
	if err := s.desk.KeepSession(ctx, token, staff, agent, data, ends.Sub(now)); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for old, k := range s.kept {
		if now.Sub(k.at) >= anew {
			delete(s.kept, old)
		}
	}
	s.kept[token] = kept{data, now}
	return nil
}

func (s *sessionStore) DeleteCtx(ctx context.Context, token string) error {
	s.mu.Lock()
	delete(s.kept, token)
	s.mu.Unlock()
	return s.desk.EndSession(ctx, token)
}

func (s *sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s *sessionStore) Commit(token string, data []byte, ends time.Time) error {
	return s.CommitCtx(context.Background(), token, data, ends)
}

func (s *sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
