package storage_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

// TestLineTogether: two replicas let people in, withdraw them, offer places, hear answers, carry the line and change the quota at
// once: everybody comes through, the counts agree with the rows, and in the end nobody waits for a place that is free.
func TestLineTogether(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		stores := replicas(t, url)
		if err := stores[0].SetClock(t.Context(), day.At(8*60, storagetest.Zone)); err != nil {
			t.Fatal(err)
		}
		var serial, offered, taken atomic.Int64
		rush(t, stores, 6, 400, func(ctx context.Context, s *storage.Store) error { return queueing(ctx, s, &serial, &offered, &taken) })
		if offered.Load() == 0 || taken.Load() == 0 {
			t.Errorf("%d offers, %d taken", offered.Load(), taken.Load())
		}
		must(t, stores[0], func(tx core.Tx) error {
			c, err := rareNow(tx)
			for i := 0; i < 2 && err == nil; i++ {
				_, err = tx.Offer(day.Add(i), day.At(0, c.Zone), day.Add(2).At(0, c.Zone), 1000, c)
			}
			return err
		})
		for about, wrong := range map[string]string{
			"places held": `SELECT COUNT(*) FROM days d WHERE held <> (SELECT COALESCE(SUM(weight), 0) FROM requests r WHERE r.day = d.day AND number > 0 AND status <> 'DIBATALKAN')
				+ (SELECT COALESCE(SUM(weight), 0) FROM offers o JOIN requests r ON r.id = o.request_id WHERE o.day = d.day AND o.state = 'open')`,
			"who waits": "SELECT COUNT(*) FROM days d WHERE waiting <> (SELECT COUNT(*) FROM requests r WHERE r.day = d.day AND status = 'DAFTAR_TUNGGU')",
			"who has an offer": `SELECT COUNT(*) FROM days d WHERE offered <> (SELECT COUNT(*) FROM requests r JOIN offers o ON o.request_id = r.id
				WHERE r.day = d.day AND o.state = 'open')`,
			"offers to nobody in line": "SELECT COUNT(*) FROM offers o JOIN requests r ON r.id = o.request_id WHERE o.state = 'open' AND r.status <> 'DAFTAR_TUNGGU'",
			"numbers":                  `SELECT COUNT(*) FROM days d WHERE last_number <> (SELECT COUNT(*) FROM requests r WHERE r.day = d.day AND number > 0)`,
			"shares": `SELECT COUNT(*) FROM shares s WHERE held <> (SELECT COUNT(*) FROM requests r WHERE r.day = s.day AND number > 0 AND status <> 'DIBATALKAN' AND service = 'rare')
				+ (SELECT COUNT(*) FROM offers o JOIN requests r ON r.id = o.request_id WHERE o.day = s.day AND o.state = 'open' AND service = 'rare')`,
			"pickups": `SELECT ABS((SELECT SUM(held) FROM slots) - (SELECT COUNT(*) FROM requests WHERE pickup_from > 0 AND status <> 'DIBATALKAN'))`,
			"a free place that somebody waits for": `SELECT COUNT(*) FROM days d JOIN requests r ON r.day >= d.day WHERE d.held < d.cap AND r.status = 'DAFTAR_TUNGGU'
				AND r.service = 'any' AND d.day <= '` + day.Add(1).String() + `' AND NOT EXISTS (SELECT 1 FROM offers o WHERE o.request_id = r.id AND o.state = 'open')`,
		} {
			var n int
			if err := raw(t, url).QueryRow(wrong).Scan(&n); err != nil || n != 0 {
				t.Errorf("%s: %d are wrong (%v)", about, n, err)
			}
		}
	})
}

func rareNow(tx core.Tx) (*core.Calendar, error) {
	overrides, err := tx.Overrides()
	return rareCalendar().With(overrides), err
}

// queueing is something that happens to a line.
func queueing(ctx context.Context, s *storage.Store, serial, offered, taken *atomic.Int64) error {
	what, d := rand.N(10), day.Add(rand.N(2))
	offers, takes := 0, 0
	err := s.Tx(ctx, func(tx core.Tx) error {
		offers, takes = 0, 0
		c, err := rareNow(tx)
		if err != nil {
			return err
		}
		switch what {
		case 0, 1, 2:
			var ds []core.Draft
			for range 1 + rand.N(3) {
				draft := draft(0, int(serial.Add(1)))
				draft.Service, draft.Wait, draft.Day, draft.Cap, draft.Earliest = []string{"any", "rare"}[rand.N(2)], true, d, c.Quota(d), d.Add(14)
				draft.Shares = c.Shares(d, draft.Service, "chat", d.At(8*60, c.Zone))
				ds = append(ds, draft)
			}
			_, err = tx.Book(ds, c)
		case 3:
			var rs [][]core.Request
			rs, err = tx.Requests([]core.RequestQuery{{Status: []core.Status{core.Submitted, core.Waiting}[rand.N(2)], After: rand.N(serial.Load()/2 + 1), Limit: 2}})
			var moves []core.Move
			for _, r := range rs[0] {
				moves = append(moves, core.Move{Request: r.ID, To: core.Withdrawn})
			}
			if err == nil {
				_, err = tx.Move(moves)
			}
		case 4, 5:
			var made []core.Offer
			made, err = tx.Offer(d, d.At(8*60, c.Zone), d.At(10*60, c.Zone), 1+rand.N(3), c)
			offers = len(made)
		case 6, 7:
			var rs [][]core.Request
			rs, err = tx.Requests([]core.RequestQuery{{Status: core.Waiting, Limit: 100}})
			var as []core.OfferAnswer
			for _, r := range rs[0] {
				as = append(as, core.OfferAnswer{Request: r.ID, Take: rand.N(2) == 0, Leave: rand.N(4) == 0, Letter: "C", Earliest: d.Add(14)})
			}
			var answered []core.Answered
			if err == nil {
				answered, err = tx.AnswerOffers(as, c)
			}
			for i, a := range answered {
				if a.OK && as[i].Take {
					takes++
				}
			}
		case 8:
			_, err = tx.Carry(day.Add(1), 2, c)
		case 9:
			if _, err := tx.AddOverride(core.Override{Kind: core.QuotaOverride, From: d, To: d, Cap: 3 + rand.N(60)}); err != nil {
				return err
			}
			if c, err = rareNow(tx); err == nil {
				_, err = tx.Recap(c, day)
			}
		}
		if err != nil {
			return fmt.Errorf("step %d: %w", what, err)
		}
		return nil
	})
	if err == nil {
		offered.Add(int64(offers))
		taken.Add(int64(takes))
	}
	return err
}
