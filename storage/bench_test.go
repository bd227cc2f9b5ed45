package storage_test

import (
	"fmt"
	"testing"

	"loket/core"
	"loket/storage/storagetest"
)

// BenchmarkLedger is the life of letters, from owed to sent, 500 at a time, behind many that are owed to others.
func BenchmarkLedger(b *testing.B) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": storagetest.SQLite, "postgres": storagetest.Postgres} {
		b.Run(name, func(b *testing.B) {
			s := storagetest.Open(b, url(b))
			ctx := b.Context()
			const crowd = 20_000
			as := make([]core.Address, crowd)
			for i := range as {
				as[i] = address(i)
			}
			if err := s.Tx(ctx, func(tx core.Tx) error {
				people, err := tx.People(as)
				if err != nil {
					return err
				}
				var ls []core.Letter
				for n := range max(b.N, 1000) * 2 {
					p := people[n%crowd]
					ls = append(ls, core.Letter{Cause: fmt.Sprint(n), Person: p.ID, AddressID: p.AddressID, Account: "sms",
						Message: core.Message{Text: "Kantor tutup 17-31 Maret"}})
				}
				return tx.Post(ls)
			}); err != nil {
				b.Fatal(err)
			}
			b.ResetTimer()
			for done := 0; done < b.N; {
				letters, err := s.Claim(ctx, "sms", 500)
				if err != nil {
					b.Fatal(err)
				}
				outcomes := make([]core.Outcome, len(letters))
				for i, l := range letters {
					outcomes[i] = core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Sent, Receipt: fmt.Sprint(l.ID)}
				}
				if err := s.Settle(ctx, outcomes); err != nil {
					b.Fatal(err)
				}
				done += len(letters)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "letters/s")
		})
	}
}

// BenchmarkTray is a tray of 50 citizens who each file a request and are answered.
func BenchmarkTray(b *testing.B) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": storagetest.SQLite, "postgres": storagetest.Postgres} {
		for _, size := range []int{1, 50} {
			b.Run(fmt.Sprint(name, size), func(b *testing.B) {
				s := storagetest.Open(b, url(b))
				next := 0
				b.ResetTimer()
				for range b.N {
					tray := make([]int, size)
					for i := range tray {
						tray[i] = next
						next++
					}
					if err := s.Tx(b.Context(), func(tx core.Tx) error { _, err := handle(tx, tray); return err }); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.N*size)/b.Elapsed().Seconds(), "citizens/s")
			})
		}
	}
}
