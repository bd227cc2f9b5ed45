package outbox_test

import (
	"context"
	"fmt"
	"strconv"
	"sync/atomic"
	"testing"

	"loket/core"
	"loket/core/outbox"
	"loket/storage/storagetest"
)

// instant is a provider that answers at once.
type instant struct{}

func (instant) Name() string        { return core.TelegramChannel }
func (instant) Account() string     { return account }
func (instant) Limits() core.Limits { return core.Limits{} }

func (instant) Send(context.Context, core.Letter) (string, error) { return "", nil }

// tally is a store that says when so many letters have been settled.
type tally struct {
	outbox.Store
	left atomic.Int64
	done chan struct{}
}

func (s *tally) Settle(ctx context.Context, outcomes []core.Outcome) error {
	err := s.Store.Settle(ctx, outcomes)
	if err == nil && s.left.Add(-int64(len(outcomes))) <= 0 {
		select {
		case s.done <- struct{}{}:
		default:
		}
	}
	return err
}

// BenchmarkRunner is how many letters a second leave and are settled when neither the provider nor a rate holds them up.
func BenchmarkRunner(b *testing.B) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": storagetest.SQLite, "postgres": storagetest.Postgres} {
		b.Run(name, func(b *testing.B) {
			store := storagetest.Open(b, url(b))
			const crowd = 10_000
			as := make([]core.Address, min(b.N, crowd))
			for i := range as {
				as[i] = core.Address{Channel: core.TelegramChannel, ID: strconv.Itoa(i)}
			}
			if err := store.Tx(b.Context(), func(tx core.Tx) error {
				people, err := tx.People(as)
				if err != nil {
					return err
				}
				var ls []core.Letter
				for n := range b.N {
					p := people[n%len(people)]
					ls = append(ls, core.Letter{Cause: fmt.Sprint(n), Person: p.ID, AddressID: p.AddressID, Account: account,
						Lane: core.NoticeLane, Message: core.Message{Text: "Kantor tutup 17-31 Maret"}})
				}
				return tx.Post(ls)
			}); err != nil {
				b.Fatal(err)
			}
			s := &tally{Store: store, done: make(chan struct{}, 1)}
			s.left.Store(int64(b.N))
			ctx, cancel := context.WithCancel(b.Context())
			ended := make(chan struct{})
			b.ResetTimer()
			go func() {
				defer close(ended)
				_ = outbox.New(instant{}, s, outbox.Options{}).Run(ctx)
			}()
			<-s.done
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "letters/s")
			cancel()
			<-ended
		})
	}
}
