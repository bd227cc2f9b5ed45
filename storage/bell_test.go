package storage_test

import (
	"context"
	"testing"
	"time"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

// ear is a store that listens.
type ear struct {
	*testing.T
	heard chan string
}

func listenTo(t *testing.T, s core.Bell) *ear {
	e := &ear{t, make(chan string, 1000)}
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan struct{})
	go func() { defer close(gone); s.Hear(ctx, func(account string) { e.heard <- account }) }()
	t.Cleanup(func() { cancel(); <-gone })
	return e
}

// await waits until it is heard, and returns what was heard before.
func (e *ear) await(want string) (before []string) {
	e.Helper()
	for late := time.After(20 * time.Second); ; {
		select {
		case got := <-e.heard:
			if got == want {
				return before
			}
			before = append(before, got)
		case <-late:
			e.Fatalf("%q was not heard; heard: %q", want, before)
		}
	}
}

// TestBell: what one process has committed another hears at once, the last of many rings too; and again when the connection
// was cut.
func TestBell(t *testing.T) {
	url := storagetest.Postgres(t)
	stores := replicas(t, url)
	e := listenTo(t, stores[0])
	if before := e.await(""); len(before) > 0 {
		t.Errorf("before anybody listened: %q", before)
	}
	stores[1].Ring("sms:+62812")
	e.await("sms:+62812")

	began := time.Now()
	for range 5000 {
		stores[1].Ring("bot")
	}
	most := 2 + int(time.Since(began)/(50*time.Millisecond))
	e.await("bot")
	rung := 2 + len(e.await("bot")) // the first of many, and the last
	stores[1].Ring("last")
	if rung += len(e.await("last")); rung > most {
		t.Errorf("rung %d times, not %d at most", rung, most)
	}

	cut, err := raw(t, url).Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'loket listener' AND datname = current_database()")
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := cut.RowsAffected(); n != 1 {
		t.Fatalf("%d connections of who listens", n)
	}
	e.await("") // there was a gap
	stores[1].Ring("again")
	e.await("again")
}

// TestLastRing: a command rings, and ends at once.
func TestLastRing(t *testing.T) {
	url := storagetest.Postgres(t)
	e := listenTo(t, storagetest.Open(t, url))
	e.await("")
	for _, rings := range []int{1, 2} {
		s, err := storage.Open(t.Context(), url, storagetest.Keys())
		if err != nil {
			t.Fatal(err)
		}
		for range rings {
			s.Ring("bot")
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s.Ring("too late") // changes nothing
		e.await("bot")
	}
}

// TestSilentBell: on SQLite nobody is told, and whoever listens waits.
func TestSilentBell(t *testing.T) {
	s := storagetest.Open(t, storagetest.SQLite(t))
	e := listenTo(t, s)
	s.Ring("bot")
	select {
	case got := <-e.heard:
		t.Errorf("heard %q", got)
	case <-time.After(10 * time.Millisecond):
	}
}
