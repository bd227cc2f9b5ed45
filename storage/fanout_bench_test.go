package storage_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

// followers makes a crowd who follow, half of them on each of two channels.
func followers(tb testing.TB, s *storage.Store, crowd int) {
	tb.Helper()
	const tray = 5000
	for lo := 0; lo < crowd; lo += tray {
		var ss []core.Subscriber
		for i := lo; i < min(lo+tray, crowd); i++ {
			a := address(i)
			if i%2 == 1 {
				a = core.Address{Channel: core.TelegramChannel, ID: fmt.Sprint(1000 + i)}
			}
			ss = append(ss, core.Subscriber{Address: a, Lang: []string{"", "id", "en"}[i%3], Kecamatan: "Kejaksan", Consent: "formulir"})
		}
		if err := s.Tx(tb.Context(), func(tx core.Tx) error { return errors.Join(tx.Enlist("crowd", ss), tx.Subscribe("crowd")) }); err != nil {
			tb.Fatal(err)
		}
	}
}

func toAll() core.Notice {
	texts := map[string]core.Message{"id": {Text: "Kantor tutup"}, "en": {Text: "Closed"}}
	return core.Notice{Kind: core.Announcement, State: core.Running, Audience: core.Audience{To: []core.Selector{{}}},
		Frozen: core.Frozen{core.SMSChannel: texts, core.TelegramChannel: texts}}
}

var senders = core.Senders{core.SMSChannel: {"sms"}, core.TelegramChannel: {"bot"}}

// BenchmarkFanOut makes the letters of a notice to 100,000, so many in one transaction.
func BenchmarkFanOut(b *testing.B) {
	const crowd = 100_000
	for name, url := range map[string]func(testing.TB) string{"sqlite": storagetest.SQLite, "postgres": storagetest.Postgres} {
		b.Run(name, func(b *testing.B) {
			s := storagetest.Open(b, url(b))
			followers(b, s, crowd)
			for _, chunk := range []int{1000, 2000, 5000, 10_000} {
				b.Run(fmt.Sprint(chunk), func(b *testing.B) {
					var longest time.Duration
					chunks := 0
					for b.Loop() {
						var id int64
						if err := s.Tx(b.Context(), func(tx core.Tx) (err error) { id, err = tx.AddNotice(toAll()); return err }); err != nil {
							b.Fatal(err)
						}
						for more := true; more; chunks++ {
							began := time.Now()
							if err := s.Tx(b.Context(), func(tx core.Tx) (err error) { _, more, err = tx.FanOut(id, senders, chunk); return err }); err != nil {
								b.Fatal(err)
							}
							longest = max(longest, time.Since(began))
						}
					}
					b.ReportMetric(float64(b.N*crowd)/b.Elapsed().Seconds(), "letters/s")
					b.ReportMetric(b.Elapsed().Seconds()*1000/float64(chunks), "ms/chunk")
					b.ReportMetric(longest.Seconds()*1000, "ms/longest")
				})
			}
		})
	}
}
