package storage_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

var day = core.Date{Year: 2020, Month: time.March, Day: 17}

func draft(person int64, n int) core.Draft {
	return core.Draft{Person: person, Via: "chat", Channel: core.SMSChannel, Service: "ktp-el", Name: "SITI AMINAH", Day: day, Cap: 150,
		Letter: "C", NIK: core.NIK(fmt.Sprintf("327401%010d", n))}
}

func address(n int) core.Address {
	return core.Address{Channel: core.SMSChannel, ID: fmt.Sprintf("+62812555%05d", n)}
}

// replicas are stores on one database, as two processes have them.

func replicas(t *testing.T, url string) []*storage.Store {
	return []*storage.Store{storagetest.Open(t, url), storagetest.Open(t, url)}
}

// TestCrowd: 300 citizens at once, every message delivered twice, over two replicas: 150 places, each once, 150 told it is

// full, 300 letters.

func TestCrowd(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		ctx := context.Background()
		stores := replicas(t, url)
		deliveries := append(rand.Perm(300), rand.Perm(300)...)
		var next, full atomic.Int64
		var mu sync.Mutex
		var numbers []int
		trays := slices.Collect(slices.Chunk(deliveries, 7))
		var g errgroup.Group
		for w := range 8 {
			s := stores[w%2]
			g.Go(func() error {
				for {
					i := int(next.Add(1)) - 1
					if i >= len(trays) {
						return nil
					}
					var granted []int
					var refused int64
					err := s.Tx(ctx, func(tx core.Tx) error {
						granted, refused = nil, 0
						bookings, err := handle(tx, trays[i])
						for _, b := range bookings {
							if b.Verdict == core.Granted {
								granted = append(granted, b.Request.Number)
							} else {
								refused++
							}
						}
						return err
					})
					if err != nil {
						return err
					}
					full.Add(refused)
					mu.Lock()
					numbers = append(numbers, granted...)
					mu.Unlock()
				}
			})
		}
		if err := g.Wait(); err != nil {
			t.Fatal(err)
		}
		slices.Sort(numbers)
		want := make([]int, 150)
		for i := range want {
			want[i] = i + 1
		}
		if diff := cmp.Diff(want, numbers); diff != "" {
			t.Errorf("numbers (-want +got):\n%s", diff)
		}
		if full.Load() != 150 {
			t.Errorf("%d were told it is full", full.Load())
		}
		owing, err := stores[0].Owing(ctx, "sms")
		if diff := cmp.Diff(map[core.State]int{core.Owed: 300}, owing); diff != "" || err != nil {
			t.Errorf("letters (-want +got):\n%s%v", diff, err)
		}
	})
}

// handle is what a desk does with a tray: admit, find the people, book, answer.

func handle(tx core.Tx, tray []int) ([]core.Booking, error) {
	var ins []core.Inbound
	for _, n := range tray {
		ins = append(ins, core.Inbound{Account: "sms", ID: fmt.Sprint(n), From: address(n)})
	}
	ids, err := tx.Admit(ins)
	if err != nil {
		return nil, err
	}
	var as []core.Address
	var fresh []int64
	for i, in := range ins {
		if ids[i] != 0 {
			as, fresh = append(as, in.From), append(fresh, ids[i])
		}
	}
	people, err := tx.People(as)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Overrides(); err != nil {
		return nil, err
	}
	var drafts []core.Draft
	var letters []core.Letter
	for i, p := range people {
		var n int
		fmt.Sscanf(as[i].ID, "+62812555%d", &n)
		drafts = append(drafts, draft(p.ID, n))
		letters = append(letters, core.Letter{Cause: fmt.Sprintf("in:%d#0", fresh[i]), Person: p.ID, AddressID: p.AddressID, Account: "sms"})
	}
	bookings, err := tx.Book(drafts, storagetest.Calendar())
	if err != nil {
		return nil, err
	}
	if err := tx.Keep(people); err != nil {
		return nil, err
	}
	return bookings, tx.Post(letters)
}

// TestSameNIK: one NIK at the same moment on two days gets one place and burns no number.

func TestSameNIK(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		stores := replicas(t, url)
		for n := range 25 {
			var granted atomic.Int64
			var g errgroup.Group
			for i := range 4 {
				g.Go(func() error {
					d := draft(0, n)
					d.Day = day.Add(i % 2)
					var verdict core.Verdict
					err := stores[i%2].Tx(context.Background(), func(tx core.Tx) error {
						bs, err := tx.Book([]core.Draft{d}, storagetest.Calendar())
						if err == nil {
							verdict = bs[0].Verdict
						}
						return err
					})
					if verdict == core.Granted && err == nil {
						granted.Add(1)
					}
					return err
				})
			}
			if err := g.Wait(); err != nil {
				t.Fatal(err)
			}
			if granted.Load() != 1 {
				t.Fatalf("NIK %d has %d places", n, granted.Load())
			}
		}
		total := 0
		for _, d := range daysOf(t, stores[0], day, day.Add(1)) {
			total += d.Held
			if d.Held != d.LastNumber {
				t.Errorf("numbers were burnt: %+v", d)
			}
		}
		if total != 25 {
			t.Errorf("%d places for 25 NIKs", total)
		}
	})
}

func daysOf(t *testing.T, s *storage.Store, ds ...core.Date) (days []core.Day) {
	t.Helper()
	err := s.View(context.Background(), func(tx core.Tx) (err error) {
		days, err = tx.Days(ds)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return days
}

// TestClaimsApart: whoever claims, a letter is handed out once, and the letters to one person never to two at a time.

// TestLeasesApart: of all who ask at once, one gets the account.

// TestRush: bookings, withdrawals, quotas up and down, letters, stops and reports all at once, in any order: everybody

// comes through, and the counts agree with the rows.

// step does one of the things that happen in an office, with people and days in random order.

// TestCancelledTogether: two who withdraw the same request at once return one place.

// TestQuotaMeanwhile: a day is not made with a quota that staff changed while the tray was at work. (On SQLite nobody can.)

func TestQuotaMeanwhile(t *testing.T) {
	ctx := context.Background()
	stores := replicas(t, storagetest.Postgres(t))
	runs := 0
	var booking core.Booking
	err := stores[0].Tx(ctx, func(tx core.Tx) error {
		runs++
		overrides, err := tx.Overrides()
		if err != nil {
			return err
		}
		d := draft(0, 1)
		if len(overrides) > 0 {
			d.Cap = overrides[0].Cap
		} else if err := stores[1].Tx(ctx, func(tx core.Tx) error {
			_, err := tx.AddOverride(core.Override{Kind: core.QuotaOverride, From: day, Cap: 50})
			return err
		}); err != nil {
			return err
		}
		bookings, err := tx.Book([]core.Draft{d}, storagetest.Calendar())
		if err == nil {
			booking = bookings[0]
		}
		return err
	})
	if err != nil || runs != 2 || booking.Left != 49 {
		t.Errorf("%d runs, %d left, %v", runs, booking.Left, err)
	}
}
