package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"loket/core"
)

// door is the HTTP server from the moment its port is taken. Until the office is open it says to probes that the process is
// alive and not ready, and to providers to come again.
type door struct {
	server *http.Server
	routes atomic.Pointer[http.ServeMux]
	failed chan error

	mu     sync.Mutex
	silent map[net.Conn]bool // connections that have asked for nothing yet
}

// openDoor takes requests at once. Its times are generous to providers, who wait for a commit, and to nobody else; how long a
// body may be is each channel's affair.
func openDoor(port net.Listener, log *slog.Logger) *door {
	d := &door{failed: make(chan error, 1), silent: map[net.Conn]bool{}}
	d.routes.Store(waiting())
	d.server = &http.Server{
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { d.routes.Load().ServeHTTP(w, r) }),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      45 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ConnState:         d.heard,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	go func() { d.failed <- d.server.Serve(port) }()
	return d
}

// heard keeps who has asked for nothing yet: browsers connect beforehand.
func (d *door) heard(c net.Conn, is http.ConnState) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if delete(d.silent, c); is == http.StateNew {
		d.silent[c] = true
	}
}

// shut lets nobody in any more, and returns when who was inside has gone. It waits for none who has asked for nothing.
func (d *door) shut(ctx context.Context) error {
	ended := make(chan error, 1)
	go func() { ended <- d.server.Shutdown(ctx) }()
	for {
		d.mu.Lock()
		for c := range d.silent {
			_ = c.Close()
		}
		d.mu.Unlock()
		select {
		case err := <-ended:
			return err
		case <-time.After(50 * time.Millisecond): // one that came in meanwhile
		}
	}
}

// opens lets in who stands at the door.
func (d *door) opens(routes *http.ServeMux) { d.routes.Store(routes) }

// waiting are the routes of an office that is not open yet: its database may still be away.
func waiting() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", alive)
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, readiness{Database: "away", Channels: []channelContact{}})
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	return mux
}

func alive(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") }

// routes are what providers, probes and staff reach in an open office; browsers know it by that address.
func (o *office) routes(ctx context.Context, address string, demo bool) (*http.ServeMux, error) {
	staff, err := o.console(address, demo)
	if err != nil {
		return nil, fmt.Errorf("the console: %w", err)
	}
	mux := http.NewServeMux()
	mounted := map[string]bool{} // channels of one provider may have the same hooks, each of which takes what comes for all
	for _, ch := range o.open {
		if hook, ok := ch.(core.Hook); ok {
			for pattern, handler := range hook.Routes(o.receive, o.desk.Report) {
				if !mounted[pattern] {
					mounted[pattern] = true
					mux.Handle(pattern, handler)
				}
			}
		}
	}
	mux.HandleFunc("GET /healthz", alive)
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { o.ready(w, r, ctx.Err() != nil) })
	mux.Handle("GET /metrics", promhttp.HandlerFor(o.metrics(), promhttp.HandlerOpts{}))
	mux.Handle("/", untilStop(ctx, staff.Handler()))
	return mux, nil
}

// untilStop lets pages listen for news as long as the office is open. When it closes they are let go at once, for they would keep it
// open; they come again to the next. The door's times hold until a page that listens sets its own: whoever only says that they listen
// is not waited for any longer than others.
func untilStop(ctx context.Context, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || !strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
			next.ServeHTTP(w, r)
			return
		}
		listening, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(ctx, cancel)()
		next.ServeHTTP(w, r.WithContext(listening))
	})
}
