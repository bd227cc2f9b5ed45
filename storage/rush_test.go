package storage_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"golang.org/x/sync/errgroup"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

// rush lets workers, each at one of two replicas, take so many steps between them.
func rush(t *testing.T, stores []*storage.Store, workers int, steps int64, step func(context.Context, *storage.Store) error) {
	t.Helper()
	var begun atomic.Int64
	var g errgroup.Group
	for w := range workers {
		g.Go(func() error {
			for begun.Add(1) <= steps {
				if err := step(t.Context(), stores[w%2]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
}

func TestRush(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		ctx := context.Background()
		stores := replicas(t, url)
		rush(t, stores, 8, 400, step)
		for _, d := range daysOf(t, stores[0], day, day.Add(1), day.Add(2)) {
			if !d.Made {
				continue
			}
			var active int
			err := stores[0].View(ctx, func(tx core.Tx) error {
				answers, err := tx.Requests([]core.RequestQuery{{Day: d.Date, Limit: 10_000}})
				if err != nil {
					return err
				}
				for i, r := range answers[0] {
					if r.Number != i+1 {
						t.Errorf("%s: place %d after %d", d.Date, r.Number, i)
					}
					if r.Status != core.Withdrawn {
						active++
					}
				}
				if len(answers[0]) != d.LastNumber {
					t.Errorf("%s: %d requests, last number %d", d.Date, len(answers[0]), d.LastNumber)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if active != d.Held {
				t.Errorf("%s: %d held, %d stand", d.Date, d.Held, active)
			}
		}
	})
}

func step(ctx context.Context, s *storage.Store) error {
	some := rand.Perm(12)[:1+rand.N(4)]
	switch rand.N(6) {
	case 0:
		return s.Tx(ctx, func(tx core.Tx) error {
			return setQuota(tx, core.Override{From: day.Add(rand.N(3)), Cap: rand.N(30)})
		})
	case 1:
		claimed, err := s.Claim(ctx, "sms", 5)
		var outcomes []core.Outcome
		var reports []core.Report
		for _, l := range claimed {
			outcomes = append(outcomes, core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Sent, Shut: rand.N(9) == 0})
			reports = append(reports, core.Report{Letter: l.ID, State: core.Delivered})
		}
		if err == nil {
			err = s.Settle(ctx, outcomes)
		}
		if err == nil {
			err = s.Report(ctx, reports)
		}
		return err
	}
	return s.Tx(ctx, func(tx core.Tx) error {
		var as []core.Address
		for _, n := range some {
			as = append(as, address(n))
		}
		people, err := tx.People(as)
		if err != nil {
			return err
		}
		var drafts []core.Draft
		var queries []core.RequestQuery
		var wishes []core.Following
		var letters []core.Letter
		for i, p := range people {
			d := draft(p.ID, some[i])
			d.Day, d.Cap = day.Add(rand.N(3)), 20
			drafts = append(drafts, d)
			queries = append(queries, core.RequestQuery{Person: p.ID, Active: true})
			wishes = append(wishes, core.Following{Person: p.ID, On: rand.N(2) == 0})
			letters = append(letters, core.Letter{Cause: fmt.Sprint(rand.Int64()), Person: p.ID, AddressID: p.AddressID, Account: "sms",
				Lane: core.Lane(rand.N(4))})
		}
		if _, err := tx.Book(drafts, storagetest.Calendar()); err != nil {
			return err
		}
		mine, err := tx.Requests(queries)
		if err != nil {
			return err
		}
		var moves []core.Move
		for _, rs := range mine {
			for _, r := range rs {
				if rand.N(2) == 0 {
					moves = append(moves, core.Move{Request: r.ID, To: core.Withdrawn})
				}
			}
		}
		if _, err := tx.Move(moves); err != nil {
			return err
		}
		if err := tx.Follow(wishes); err != nil {
			return err
		}
		return tx.Post(letters)
	})
}

func TestCancelledTogether(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		ctx := context.Background()
		stores := replicas(t, url)
		for n := range 20 {
			var id int64
			err := stores[0].Tx(ctx, func(tx core.Tx) error {
				bs, err := tx.Book([]core.Draft{draft(0, n)}, storagetest.Calendar())
				if err == nil {
					id = bs[0].Request.ID
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			var done atomic.Int64
			var g errgroup.Group
			for w := range 4 {
				g.Go(func() error {
					ok := false
					err := stores[w%2].Tx(ctx, func(tx core.Tx) error {
						moved, err := tx.Move([]core.Move{{Request: id, To: core.Withdrawn}})
						ok = err == nil && moved[0].OK
						return err
					})
					if ok {
						done.Add(1)
					}
					return err
				})
			}
			if err := g.Wait(); err != nil {
				t.Fatal(err)
			}
			if done.Load() != 1 {
				t.Fatalf("withdrawn %d times", done.Load())
			}
		}
		if d := daysOf(t, stores[0], day)[0]; d.Held != 0 || d.LastNumber != 20 {
			t.Errorf("%+v", d)
		}
	})
}
