package storage_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

// TestSlotsTogether: two replicas book, reschedule, withdraw and shut the counter at once: everybody comes through, no slot holds
// more than it serves, and each holds as many as are to come.
func TestSlotsTogether(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		stores := replicas(t, url)
		if err := stores[0].SetClock(t.Context(), day.At(7*60, storagetest.Zone)); err != nil {
			t.Fatal(err)
		}
		var serial atomic.Int64
		rush(t, stores, 6, 200, func(ctx context.Context, s *storage.Store) error { return anything(ctx, s, &serial) })
		rows, err := raw(t, url).Query(`SELECT at, MAX(held), MAX(come) FROM (
				SELECT from_at AS at, held, 0 AS come FROM slots
				UNION ALL SELECT pickup_from, 0, COUNT(*) FROM requests WHERE status NOT IN ('DITOLAK', 'DIBATALKAN') GROUP BY pickup_from) n
			GROUP BY at`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var coming int
		for rows.Next() {
			var from, held int64
			var come int
			if err := rows.Scan(&from, &held, &come); err != nil {
				t.Fatal(err)
			}
			most := weekdays().Cap(core.Slot{From: time.UnixMicro(from)})
			if int(held) != come || come > most {
				t.Errorf("%v: %d held, %d come, %d are served", time.UnixMicro(from).In(storagetest.Zone), held, come, most)
			}
			coming += come
		}
		if err := rows.Err(); err != nil || coming == 0 {
			t.Errorf("%d come, %v", coming, err)
		}
	})
}

// anything is something that moves pickups, by the calendar that holds at the moment.
func anything(ctx context.Context, s *storage.Store, serial *atomic.Int64) error {
	what, after := rand.N(8), rand.N(60)
	return s.Tx(ctx, func(tx core.Tx) error {
		overrides, err := tx.Overrides()
		if err != nil {
			return err
		}
		c := weekdays().With(overrides)
		from := day.Add(rand.N(10))
		if what == 0 {
			if len(overrides) > 2 {
				return tx.RemoveOverride(overrides[0].ID, "Dewi")
			}
			_, err := tx.AddOverride(core.Override{Kind: core.ClosureOverride, From: from, To: from.Add(1), Reason: "Wabah"})
			return err
		}
		if what < 4 {
			var ds []core.Draft
			for range 1 + rand.N(4) {
				d := draft(0, int(serial.Add(1)))
				d.Cap, d.Earliest = 10_000, from
				ds = append(ds, d)
			}
			bs, err := tx.Book(ds, c)
			for _, b := range bs {
				if b.Verdict != core.Granted {
					return fmt.Errorf("verdict %d", b.Verdict)
				}
			}
			return err
		}
		rs, err := tx.Requests([]core.RequestQuery{{After: int64(after), Limit: 4}})
		if err != nil {
			return err
		}
		var slots []core.Reslot
		var moves []core.Move
		for _, r := range rs[0] {
			slots = append(slots, core.Reslot{Request: r.ID, Day: from, After: day.At(7*60, storagetest.Zone)})
			moves = append(moves, core.Move{Request: r.ID, To: []core.Status{core.Withdrawn, core.Rejected, core.Verified}[rand.N(3)], By: "Dewi"})
		}
		if what == 4 {
			_, err = tx.Move(moves)
			return err
		}
		_, err = tx.Reslot(slots, c)
		return err
	})
}
