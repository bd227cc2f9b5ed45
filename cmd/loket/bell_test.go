package main

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"loket/storage"
)

// TestRings: a process that takes a message for an account which another one holds tells it so, and so do commands; the holder
// itself has nobody to tell.
func TestRings(t *testing.T) {
	t.Parallel()
	database := databases["postgres"](t)
	p := newProviders(t, database)
	holder := serve(t, p.env...)
	until(t, 30*time.Second, "the first process holds both accounts, has begun the day and looked for requests without tokens", func() bool {
		_, metrics := holder.get("/metrics")
		held := regexp.MustCompile(`(?m)^loket_account_held\{.*\} 1$`).FindAllString(metrics, -1)
		return len(held) == 2 && strings.Contains(metrics, "\nloket_acts_total 3\n")
	})
	keys, err := storage.LoadKeys(strings.TrimPrefix(p.office()[1], "LOKET_KEY_FILE="))
	if err != nil {
		t.Fatal(err)
	}
	store, err := storage.Open(t.Context(), database, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	heard := make(chan string, 1000)
	go store.Hear(ctx, func(account string) { heard <- account })
	await := func(want string) {
		t.Helper()
		select {
		case got := <-heard:
			if got != want {
				t.Errorf("heard %q, not %q", got, want)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("%q is not heard", want)
		}
	}
	await("") // it listens

	p.deliver(holder)
	p.tw.Text("+6281300000001", "halo")
	p.tw.WaitSent(t, "+6281300000001", 1, 10*time.Second)
	p.deliver(serve(t, p.env...))
	p.tw.Text("+6281300000002", "halo")
	await("sms:+15005550006")
	p.tw.WaitSent(t, "+6281300000002", 1, 10*time.Second)
	loket(t, p.office(), "subscribers", "import", writeFollowers(t, 4))
	p.announce(t, closed)
	await("")
}
