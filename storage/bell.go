package storage

import (
	"context"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// A notification inside a transaction makes all that notify commit one after the other; so it is sent afterwards, by a statement
// of its own, and of one account no more often than this. It names the account, which whoever may listen may read in the tables
// anyway.
const hush = 50 * time.Millisecond

// A listener that has lost its connection tries again after the shorter of these, and after up to the longer if that fails.
const (
	listenAgain = time.Second
	listenLater = 8 * time.Second
)

// bells is the name of the notifications.
const bells = "loket"

// bell tells the other processes on a PostgreSQL what was committed.
type bell struct {
	db     *sqlx.DB
	listen string // the address for who listens

	mu     sync.Mutex
	again  map[string]bool // what was rung within the hush, and whether it was once more meanwhile
	closed chan struct{}
	once   sync.Once
	under  sync.WaitGroup
}

func newBell(db *sqlx.DB, listen string) *bell {
	return &bell{db: db, listen: listen, again: map[string]bool{}, closed: make(chan struct{})}
}

// Ring is the core.Bell's. On SQLite the others look by themselves.
func (s *Store) Ring(account string) {
	if s.bell != nil {
		s.bell.ring(account)
	}
}

func (b *bell) ring(what string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, hushed := b.again[what]; hushed {
		b.again[what] = true
		return
	}
	select {
	case <-b.closed:
		return
	default:
	}
	b.again[what] = false
	b.under.Go(func() {
		for more := true; more; more = b.more(what) {
			b.notify(what)
			select {
			case <-time.After(hush):
			case <-b.closed:
			}
		}
	})
}

// more tells whether it was rung once more. If not, the hush is over.
func (b *bell) more(what string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	more := b.again[what]
	if b.again[what] = false; !more {
		delete(b.again, what)
	}
	return more
}

// notify rings once. If it fails the others will look by themselves.
func (b *bell) notify(what string) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_, _ = b.db.ExecContext(ctx, "SELECT pg_notify($1, $2)", bells, what)
}

// close rings what is still to be rung.
func (b *bell) close() {
	b.once.Do(func() {
		b.mu.Lock()
		close(b.closed)
		b.mu.Unlock()
	})
	b.under.Wait()
}

// Hear is the core.Bell's, by one more connection. Behind a pooler that hands connections on after each transaction nothing is
// heard, nor is anything wrong.
func (s *Store) Hear(ctx context.Context, heard func(account string)) {
	if s.bell == nil {
		<-ctx.Done()
		return
	}
	l := pq.NewListener(s.bell.listen, listenAgain, listenLater, nil)
	defer func() {
		go func() { // closing may wait for a database that does not answer
			_ = l.Close()
			for range l.Notify {
			}
		}()
	}()
	listening := make(chan error, 1)
	go func() { listening <- l.Listen(bells) }()
	for {
		select {
		case err := <-listening:
			if err != nil { // who may not listen looks
				<-ctx.Done()
				return
			}
			heard("")
		case n := <-l.Notify:
			if n == nil { // after a gap
				heard("")
				continue
			}
			heard(n.Extra)
		case <-ctx.Done():
			return
		}
	}
}
