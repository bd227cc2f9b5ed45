package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"loket/core"
)

// server is what providers and probes reach. Its times are generous to providers, who wait for a commit, and to nobody
// else; how long a body may be is each channel's affair.
func (o *office) server(ctx context.Context) *http.Server {
	mux := http.NewServeMux()
	for _, ch := range o.open {
		if hook, ok := ch.(core.Hook); ok {
			for pattern, handler := range hook.Routes(o.desk.Receive, o.desk.Report) {
				mux.Handle(pattern, handler)
			}
		}
	}
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { o.ready(w, r, ctx.Err() != nil) })
	mux.Handle("GET /metrics", promhttp.HandlerFor(o.metrics(), promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "%s\nloket %s\n", o.cat.Office.Name.In(o.cat.Office.Languages[0]), version)
	})
	return &http.Server{
		Handler:           mux,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      45 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(o.log.Handler(), slog.LevelDebug),
	}
}
