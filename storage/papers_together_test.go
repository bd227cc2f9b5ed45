package storage_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

// TestPapersTogether: two replicas add, replace, fetch and settle papers of one request, and move it, at once: there are never more than
// there may be, each is settled once, and what is kept, and only that, names its file.
func TestPapersTogether(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		stores := replicas(t, url)
		must(t, stores[0], func(tx core.Tx) error { _, err := handle(tx, []int{1}); return err })
		const request, most = 1, 5
		var mu sync.Mutex
		settled := map[int64]int{}
		next := 0
		rush(t, stores, 6, 240, func(ctx context.Context, s *storage.Store) error {
			mu.Lock()
			next++
			file := core.File{Name: fmt.Sprint("f", next), Key: []byte("sealed")}
			mu.Unlock()
			done := int64(0)
			err := s.Tx(ctx, func(tx core.Tx) error {
				done = 0
				all, err := tx.Papers([]int64{request})
				if err != nil {
					return err
				}
				have := all[request]
				switch what := rand.N(6); {
				case what == 0:
					to := []core.Status{core.Incomplete, core.Submitted}[rand.N(2)]
					_, err := tx.Move([]core.Move{{Request: request, To: to, By: "Dewi"}})
					return err
				case what < 3 || len(have) == 0:
					_, err := tx.Attach([]core.Attachment{{Request: request, Code: []string{"KK", "KTP"}[rand.N(2)], Media: make([]core.Media, 1+rand.N(3)),
						Replace: rand.N(3) == 0}}, most)
					return err
				}
				p := have[rand.N(len(have))]
				attempt, err := tx.TryPaper(p.ID)
				if err != nil || attempt == 0 {
					return err
				}
				ok, err := tx.SettlePaper(core.PaperOutcome{Paper: p.ID, Attempt: attempt - rand.N(2), State: core.PaperKept, File: file})
				if ok {
					done = p.ID
				}
				return err
			})
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			if done != 0 {
				settled[done]++
			}
			return nil
		})
		for id, n := range settled {
			if n > 1 {
				t.Errorf("paper %d was settled %d times", id, n)
			}
		}
		must(t, stores[0], func(tx core.Tx) error {
			all, err := tx.Papers([]int64{request})
			if err != nil {
				return err
			}
			if len(all[request]) > most {
				t.Errorf("%d papers", len(all[request]))
			}
			for _, p := range all[request] {
				if (p.State == core.PaperKept) != (p.File.Name != "") || (p.State == core.PaperKept) != (settled[p.ID] == 1) {
					t.Errorf("paper %d is %s with file %q, settled %d times", p.ID, p.State, p.File.Name, settled[p.ID])
				}
			}
			return nil
		})
		if len(settled) == 0 {
			t.Error("nothing was settled")
		}
	})
}
