package storage_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

// TestUniteTogether: replicas unite and part the same few addresses, in either direction, while the same people write, file and speak
// with officers. Nobody loses anything: every address is one person's, every request somebody's who has the address by which it was
// filed or had it, and nobody has two conversations, or two wishes for announcements.
func TestUniteTogether(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		stores := replicas(t, url)
		if err := stores[0].SetClock(t.Context(), day.At(7*60, storagetest.Zone)); err != nil {
			t.Fatal(err)
		}
		const addresses, rounds = 6, 120
		address := func(n int) core.Address {
			return core.Address{Channel: core.SMSChannel, ID: fmt.Sprintf("+62812555%05d", n)}
		}
		rush(t, stores, 6, rounds, func(ctx context.Context, s *storage.Store) error {
			a, b := rand.N(addresses), rand.N(addresses-1)
			if b >= a {
				b++
			}
			what := rand.N(6)
			return s.Tx(ctx, func(tx core.Tx) error {
				if what > 1 {
					ps, err := tx.People([]core.Address{address(a)})
					if err != nil {
						return err
					}
					switch p := ps[0]; what {
					case 2:
						_, _, err = tx.Part(p.AddressID, rand.N(2) > 0)
						ps[0].AddressID = 0 // it is theirs no more
					case 3:
						err = tx.Call([]core.Call{{Person: p.ID, AddressID: p.AddressID, Topic: "officer", Text: "halo"}})
					case 4:
						err = tx.Follow([]core.Following{{Person: p.ID, On: rand.N(3) > 0, Message: 1, Source: "chat"}})
					default:
						var found [][]core.Request
						if found, err = tx.Requests([]core.RequestQuery{{Person: p.ID, Limit: 1000}}); err == nil && len(found[0]) < 3 {
							d := draft(p.ID, rand.N(1_000_000))
							d.Cap, d.Earliest = 100_000, day.Add(rand.N(20))
							_, err = tx.Book([]core.Draft{d}, weekdays())
						}
					}
					if err != nil {
						return err
					}
					return tx.Keep(ps)
				}
				ps, err := tx.People([]core.Address{address(a), address(b)})
				if err != nil {
					return err
				}
				if one, err := tx.Unite(ps[0].ID, ps[1].ID); err != nil || one != (ps[0].ID != ps[1].ID) {
					return fmt.Errorf("united %v, %w", one, err)
				}
				return tx.Keep(ps[:1])
			})
		})
		db := raw(t, url)
		for what, query := range map[string]string{
			"people with two conversations": "SELECT COUNT(*) FROM (SELECT person_id FROM conversations WHERE closed_at = 0 GROUP BY person_id HAVING COUNT(*) > 1) w",
			"wishes of nobody":              "SELECT COUNT(*) FROM follows f WHERE ended_at = 0 AND NOT EXISTS (SELECT 1 FROM addresses a WHERE a.person_id = f.person_id)",
			"requests of nobody":            "SELECT COUNT(*) FROM requests r WHERE NOT EXISTS (SELECT 1 FROM addresses a WHERE a.person_id = r.person_id)",
			"conversations of nobody":       "SELECT COUNT(*) FROM conversations c WHERE closed_at = 0 AND NOT EXISTS (SELECT 1 FROM addresses a WHERE a.person_id = c.person_id)",
			"last addresses of others":      "SELECT COUNT(*) FROM persons p WHERE address_id <> 0 AND NOT EXISTS (SELECT 1 FROM addresses a WHERE a.id = p.address_id AND a.person_id = p.id)",
		} {
			var n int
			if err := db.QueryRow(query).Scan(&n); err != nil || n != 0 {
				t.Errorf("%s: %d, %v", what, n, err)
			}
		}
		var known int
		if err := db.QueryRow("SELECT COUNT(*) FROM addresses").Scan(&known); err != nil || known != addresses {
			t.Errorf("%d addresses, %v", known, err)
		}
	})
}

// TestUniteMeanwhile: whoever waited for somebody who has become another's self writes as that one.
func TestUniteMeanwhile(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		stores := replicas(t, url)
		a, b := core.Address{Channel: core.SMSChannel, ID: "+6281255500001"}, core.Address{Channel: core.TelegramChannel, ID: "1"}
		held, waited := make(chan struct{}), make(chan error, 1)
		var into, wrote int64
		go func() {
			<-held
			waited <- stores[1].Tx(t.Context(), func(tx core.Tx) error {
				ps, err := tx.People([]core.Address{b})
				if err == nil {
					wrote = ps[0].ID
					err = tx.Keep(ps)
				}
				return err
			})
		}()
		for _, address := range []core.Address{a, b} {
			if err := stores[0].Tx(t.Context(), func(tx core.Tx) error { _, err := tx.People([]core.Address{address}); return err }); err != nil {
				t.Fatal(err)
			}
		}
		first := true
		err := stores[0].Tx(t.Context(), func(tx core.Tx) error {
			ps, err := tx.People([]core.Address{a, b})
			if err != nil {
				return err
			}
			into = ps[0].ID
			if first {
				first = false
				close(held)
				time.Sleep(50 * time.Millisecond) // the other is most likely waiting by now; if not, it only comes later
			}
			_, err = tx.Unite(ps[0].ID, ps[1].ID)
			return err
		})
		if err := <-waited; err != nil {
			t.Fatal(err)
		}
		if err != nil || wrote != into {
			t.Errorf("who wrote is %d, not %d: %v", wrote, into, err)
		}
	})
}
