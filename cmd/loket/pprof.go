package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"time"
)

// profiles serves net/http/pprof at an address of its own, for who asks where the time and the memory go. What it shows holds
// personal data (a heap is memory, a trace is work), so only this machine may ask: settle accepts no other address. "": nowhere.
func profiles(address string, log *slog.Logger) (closing func(), err error) {
	if address == "" {
		return func() {}, nil
	}
	port, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("cannot listen at %s: %w: set LOKET_PPROF to another address", address, errors.Unwrap(err))
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = server.Serve(port) }() // ends by closing
	log.Warn("profiles are shown to everybody on this machine", "at", "http://"+port.Addr().String()+"/debug/pprof/")
	return func() { _ = server.Close() }, nil
}

// loopback tells whether an address is one that only this machine reaches.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}
