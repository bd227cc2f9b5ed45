package storage_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

// TestBroadcast: two replicas make and send one notice at the same time, while people stop, block, and providers report
// whatever comes to their minds. Every address gets one letter, who has stopped gets none any more, and at every moment the
// counts add up to what was made.
func TestBroadcast(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		ctx := t.Context()
		b := &broadcast{stores: replicas(t, url), stopped: map[int64]bool{}}
		const crowd = 600
		followers(t, b.stores[0], crowd)
		must(t, b.stores[0], func(tx core.Tx) (err error) { b.notice, err = tx.AddNotice(toAll()); return err })

		var working atomic.Int64
		var g, watch errgroup.Group
		for i := range 4 {
			g.Go(func() error {
				for more := true; more; {
					err := b.stores[i%2].Tx(ctx, func(tx core.Tx) error {
						_, again, err := tx.FanOut(b.notice, senders, 1+rand.N(40))
						more = again
						if err == nil && rand.N(5) == 0 {
							return errCrash
						}
						return err
					})
					if err == errCrash {
						more = true
					} else if err != nil {
						return err
					}
				}
				return nil
			})
			g.Go(func() error {
				for range 30 {
					if err := b.stop(ctx, b.stores[i%2], 1+rand.Int64N(crowd)); err != nil {
						return err
					}
				}
				return nil
			})
			g.Go(func() error {
				for idle := 0; idle < 50; {
					sent, err := b.send(ctx, b.stores[i%2], []string{"sms", "bot"}[i/2])
					if err != nil {
						return err
					}
					if idle++; sent > 0 {
						idle = 0
					}
				}
				return nil
			})
		}
		working.Store(1)
		watch.Go(func() error {
			for last := 0; working.Load() > 0; {
				l, err := b.ledger(ctx)
				if err != nil {
					return err
				}
				if sum := l.Owed + l.Sending + l.Sent + l.Delivered + l.Failed + l.Skipped + l.Doubt; sum != l.Audience || l.Audience < last || l.Audience > crowd {
					return fmt.Errorf("the ledger does not add up: %+v, after %d", l, last)
				}
				last = l.Audience
				time.Sleep(time.Millisecond)
			}
			return nil
		})
		err := g.Wait()
		working.Store(0)
		if err := watch.Wait(); err != nil {
			t.Fatal(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, account := range []string{"sms", "bot"} { // whatever was owed again at the last moment
			for sent := 1; sent > 0; {
				if sent, err = b.send(ctx, b.stores[0], account); err != nil {
					t.Fatal(err)
				}
			}
		}
		l, err := b.ledger(ctx)
		if err != nil || l.Owed+l.Sending > 0 || l.Audience == 0 {
			t.Errorf("not over: %+v (%v)", l, err)
		}
		var letters, addresses, places int
		if err := raw(t, url).QueryRow("SELECT COUNT(*), COUNT(DISTINCT address_id), COUNT(DISTINCT seq) FROM letters WHERE notice_id = $1", b.notice).
			Scan(&letters, &addresses, &places); err != nil {
			t.Fatal(err)
		}
		if letters != l.Audience || addresses != letters || places != letters {
			t.Errorf("%d letters to %d addresses at %d places, %d counted", letters, addresses, places, l.Audience)
		}
	})
}

type broadcast struct {
	stores []*storage.Store
	notice int64

	mu      sync.Mutex
	stopped map[int64]bool // who has surely stopped
}

func (b *broadcast) ledger(ctx context.Context) (l core.Ledger, err error) {
	err = b.stores[0].View(ctx, func(tx core.Tx) error {
		all, err := tx.CountNotices([]int64{b.notice})
		l = all[b.notice]
		return err
	})
	return l, err
}

func (b *broadcast) stop(ctx context.Context, s *storage.Store, person int64) error {
	err := s.Tx(ctx, func(tx core.Tx) error { return tx.Follow([]core.Following{{Person: person}}) })
	if err == nil {
		b.mu.Lock()
		b.stopped[person] = true
		b.mu.Unlock()
	}
	return err
}

// send claims letters, none of them to who had stopped before, and lets something become of them.
func (b *broadcast) send(ctx context.Context, s *storage.Store, account string) (int, error) {
	b.mu.Lock()
	stopped := make(map[int64]bool, len(b.stopped))
	for p := range b.stopped {
		stopped[p] = true
	}
	b.mu.Unlock()
	letters, err := s.Claim(ctx, account, 20)
	if err != nil {
		return 0, err
	}
	var outcomes []core.Outcome
	var reports []core.Report
	for _, l := range letters {
		if stopped[l.Person] {
			return 0, fmt.Errorf("person %d has stopped and is sent letter %d", l.Person, l.ID)
		}
		o := core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Sent, Receipt: fmt.Sprint(l.ID), Cost: 1}
		switch rand.N(10) {
		case 0:
			o.State, o.Receipt = core.Owed, ""
		case 1:
			o.State, o.Receipt, o.Reason, o.Shut = core.Failed, "", "blocked", true
		case 2:
			o.State, o.Receipt = core.Doubtful, ""
		}
		outcomes = append(outcomes, o)
		reports = append(reports, core.Report{Letter: l.ID, Attempt: l.Attempt, State: []core.State{core.Delivered, core.Failed, core.Sent}[rand.N(3)], Reason: "unreachable"})
	}
	rand.Shuffle(len(reports), func(i, j int) { reports[i], reports[j] = reports[j], reports[i] })
	half := len(reports) / 2
	if err := s.Report(ctx, reports[:half]); err != nil {
		return 0, err
	}
	if err := s.Settle(ctx, outcomes); err != nil {
		return 0, err
	}
	return len(letters), s.Report(ctx, append(reports[half:], reports[:half]...))
}

// TestOneCodeTwice: of two chats that come with one code at the same moment, one is linked.
func TestOneCodeTwice(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		stores := replicas(t, url)
		for round := range 10 {
			code := fmt.Sprint("code ", round)
			var people []core.Person
			must(t, stores[0], func(tx core.Tx) error {
				now, err := tx.Now()
				if err != nil {
					return err
				}
				id, err := tx.AddStaff(core.Staff{Name: fmt.Sprint("Dewi ", round), Role: core.Viewer})
				if err != nil {
					return err
				}
				if people, err = tx.People([]core.Address{address(2 * round), address(2*round + 1)}); err != nil {
					return err
				}
				return tx.StaffCode(id, code, now.Add(time.Hour))
			})
			var linked atomic.Int64
			var g errgroup.Group
			for i := range 4 {
				g.Go(func() error {
					p, won := people[i/2], false
					err := stores[i%2].Tx(t.Context(), func(tx core.Tx) (err error) {
						_, won, err = tx.LinkStaff(code, p.ID, p.AddressID)
						return err
					})
					if won && err == nil {
						linked.Add(1)
					}
					return err
				})
			}
			if err := g.Wait(); err != nil {
				t.Fatal(err)
			}
			if linked.Load() != 1 {
				t.Fatalf("linked %d times", linked.Load())
			}
		}
	})
}
