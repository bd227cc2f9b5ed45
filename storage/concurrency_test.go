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
	bookings, err := tx.Book(drafts)
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
						bs, err := tx.Book([]core.Draft{d})
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

// TestLeasesApart: of all who ask at once, one gets the account.
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

// TestRush: bookings, withdrawals, quotas up and down, letters, stops and reports all at once, in any order: everybody
// comes through, and the counts agree with the rows.
func TestRush(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		ctx := context.Background()
		stores := replicas(t, url)
		var steps atomic.Int64
		var g errgroup.Group
		for w := range 8 {
			s := stores[w%2]
			g.Go(func() error {
				for steps.Add(1) < 400 {
					if err := step(ctx, s); err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err := g.Wait(); err != nil {
			t.Fatal(err)
		}
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

// step does one of the things that happen in an office, with people and days in random order.
func step(ctx context.Context, s *storage.Store) error {
	some := rand.Perm(12)[:1+rand.N(4)]
	switch rand.N(6) {
	case 0:
		return s.Tx(ctx, func(tx core.Tx) error {
			_, err := tx.AddOverride(core.Override{Kind: core.QuotaOverride, From: day.Add(rand.N(3)), Cap: rand.N(30), By: "Dewi"})
			return err
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
		if _, err := tx.Book(drafts); err != nil {
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

// TestCancelledTogether: two who withdraw the same request at once return one place.
func TestCancelledTogether(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		ctx := context.Background()
		stores := replicas(t, url)
		for n := range 20 {
			var id int64
			err := stores[0].Tx(ctx, func(tx core.Tx) error {
				bs, err := tx.Book([]core.Draft{draft(0, n)})
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
		bookings, err := tx.Book([]core.Draft{d})
		if err == nil {
			booking = bookings[0]
		}
		return err
	})
	if err != nil || runs != 2 || booking.Left != 49 {
		t.Errorf("%d runs, %d left, %v", runs, booking.Left, err)
	}
}
