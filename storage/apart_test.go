package storage_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"loket/core"
	"loket/storage/storagetest"
)

func TestClaimsApart(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		ctx := context.Background()
		stores := replicas(t, url)
		err := stores[0].Tx(ctx, func(tx core.Tx) error {
			people, err := tx.People([]core.Address{address(1), address(2), address(3), address(4), address(5)})
			if err != nil {
				return err
			}
			var ls []core.Letter
			for n := range 200 {
				p := people[n%5]
				ls = append(ls, core.Letter{Cause: fmt.Sprint(n), Person: p.ID, AddressID: p.AddressID, Account: "sms"})
			}
			return tx.Post(ls)
		})
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var order []int64
		busy := map[int64]int{}
		var g errgroup.Group
		for w := range 6 {
			g.Go(func() error {
				for {
					claimed, err := stores[w%2].Claim(ctx, "sms", 3)
					if err != nil {
						return err
					}
					mu.Lock()
					done := len(order) == 200
					for _, l := range claimed {
						if holder, taken := busy[l.AddressID]; taken && holder != w {
							t.Errorf("address %d is in two hands", l.AddressID)
						}
						busy[l.AddressID] = w
						order = append(order, l.ID)
					}
					mu.Unlock()
					if done {
						return nil
					}
					var outcomes []core.Outcome
					mu.Lock()
					for _, l := range claimed {
						delete(busy, l.AddressID)
						outcomes = append(outcomes, core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Sent})
					}
					mu.Unlock()
					if err := stores[w%2].Settle(ctx, outcomes); err != nil {
						return err
					}
				}
			})
		}
		if err := g.Wait(); err != nil {
			t.Fatal(err)
		}
		last := map[int64]int64{}
		seen := map[int64]bool{}
		for _, id := range order {
			if seen[id] {
				t.Errorf("letter %d was handed out twice", id)
			}
			seen[id] = true
			if last[id%5] > id {
				t.Errorf("letter %d came after %d to the same person", id, last[id%5])
			}
			last[id%5] = id
		}
		if len(order) != 200 {
			t.Errorf("%d letters", len(order))
		}
	})
}

func TestLeasesApart(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		stores := replicas(t, url)
		var holders atomic.Int64
		var g errgroup.Group
		for w := range 8 {
			g.Go(func() error {
				held, err := stores[w%2].Lease(context.Background(), "bot", fmt.Sprint(w), time.Hour)
				if held {
					holders.Add(1)
				}
				return err
			})
		}
		if err := g.Wait(); err != nil {
			t.Fatal(err)
		}
		if holders.Load() != 1 {
			t.Errorf("%d hold the lease", holders.Load())
		}
	})
}
