package web

import (
	"io"
	"log/slog"
	"net/http"
	"sync"

	"github.com/alexedwards/scs/v2"
)

// Config is what the console is made of.
type Config struct {
	Desk   Desk
	Office Office
	Base   string       // the address that browsers know it by, without a slash at the end: login links begin with it
	Secure bool         // that address is https: the cookie is sent over nothing else
	Log    *slog.Logger // nil: nowhere
}

// Console is the staff console. Make it by New.
type Console struct {
	desk     Desk
	office   Office
	base     string
	log      *slog.Logger
	sessions *scs.SessionManager
	looks    map[string]*look // by language
	slow     *limiter
	setting  sync.Mutex // held while days are set: of two presses of one button, the second finds what the first did
	presses  *presses
	watches  *watches
	uploads  *uploads // beside it: who comes there is no member of staff
	mux      http.Handler
}

// New makes a console; it calls nobody.
func New(cfg Config) (*Console, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	c := &Console{desk: cfg.Desk, office: cfg.Office, base: cfg.Base, log: cfg.Log, slow: newLimiter(tries),
		presses: newPresses(), watches: newWatches(cfg.Desk)}
	c.sessions = newSessions(cfg.Desk, cfg.Secure, cfg.Log)
	var err error
	if c.looks, err = newLooks(cfg.Office); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /assets/{print}/{name}", serveAsset)
	mux.HandleFunc("GET /favicon.ico", serveIcon)
	for _, r := range routes {
		mux.Handle(r.pattern, c.handler(r))
	}
	mux.Handle("/", c.handler(route{serve: notFound}))
	all := http.NewServeMux()
	c.uploads = newUploads(cfg, c.looks)
	c.uploads.routes(all)
	all.Handle("/", guard(mux))
	c.mux = all
	return c, nil
}

// Handler serves the console, and the page for papers. It is to be mounted at "/".
func (c *Console) Handler() http.Handler { return c.mux }

// guard refuses posts that come from other sites, and says to browsers what these pages may do: nothing but show themselves.
func guard(next http.Handler) http.Handler {
	next = http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "+
			"form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("X-Robots-Tag", "noindex")
		h.Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, longestBody)
		next.ServeHTTP(w, r)
	})
}

// longestBody is more than any form of the console is long, in bytes.
const longestBody = 1 << 20
