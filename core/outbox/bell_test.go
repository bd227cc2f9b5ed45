package outbox_test

import (
	"context"
	"testing"
	"time"

	"loket/core"
	"loket/core/outbox"
	"loket/storage/storagetest"
)

// A letter that another process posts leaves at once, though nobody looks for an hour; also one that is posted while the
// connection by which that is heard is cut.
func TestRung(t *testing.T) {
	address := storagetest.Postgres(t)
	here, there := storagetest.Open(t, address), storagetest.Open(t, address)
	p := newProvider(t, nil)
	o := quick(t)
	o.Idle = time.Hour
	r := outbox.New(&wire{provider: p}, here, o)
	hearing, deaf := context.WithCancel(t.Context())
	gone := make(chan struct{})
	go func() { defer close(gone); here.Hear(hearing, func(string) { r.Wake() }) }()
	t.Cleanup(func() { deaf(); <-gone })
	send := func(to string) {
		t.Helper()
		oweTo(t, there, core.Address{Channel: core.TelegramChannel, ID: to}, 1)
		there.Ring(account)
		p.await(t, 1)
	}
	oweTo(t, there, core.Address{Channel: core.TelegramChannel, ID: "1"}, 1)
	run(t, r)
	p.await(t, 1)
	send("2")
	send("3")
	db, err := storagetest.Raw(address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'loket listener' AND datname = current_database()"); err != nil {
		t.Fatal(err)
	}
	send("4")
}
