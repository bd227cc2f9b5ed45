package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"
)

// Whoever says that they listen for news, and then sends a form that never ends, is let go when the door's time is over, like others.
func TestSlowFormIsLetGo(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 1)
	server := httptest.NewUnstartedServer(untilStop(context.Background(), http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		ended <- err
	})))
	server.Config.ReadTimeout = 300 * time.Millisecond
	server.Start()
	defer server.Close()
	for _, method := range []string{"POST", "GET"} {
		slow, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer slow.Close()
		if _, err := io.WriteString(slow, method+" /login HTTP/1.1\r\nHost: loket\r\nAccept: text/event-stream\r\nContent-Length: 9\r\n\r\nname"); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-ended:
			if !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("%s: %v", method, err)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("%s: the office waits for ever", method)
		}
	}
}
