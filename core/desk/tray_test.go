package desk_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/core"
	"loket/core/desk"
	"loket/storage/storagetest"
)

// Three hundred citizens at once, each heard twice, by two processes: every place once, every citizen one answer.
func TestCrowd(t *testing.T) {
	const citizens, places = 300, 150
	storagetest.Both(t, func(t *testing.T, address string) {
		a, b := open(t, address), open(t, address)
		var all sync.WaitGroup
		for n := range citizens {
			for _, o := range []*office{a, b} {
				all.Go(func() {
					if err := o.Receive(t.Context(), filing(n)); err != nil {
						t.Error(err)
					}
				})
			}
		}
		all.Wait()

		var numbers []int
		for _, r := range a.requests() {
			numbers = append(numbers, r.Number)
		}
		slices.Sort(numbers)
		if len(numbers) != places || numbers[0] != 1 || numbers[places-1] != places || len(slices.Compact(numbers)) != places {
			t.Errorf("places given: %v", numbers)
		}
		tickets, answers := 0, map[core.Address]int{}
		for _, l := range a.letters() {
			answers[l.To]++
			if strings.Contains(l.Message.Text, "C200317-") {
				tickets++
			}
		}
		if tickets != places || len(answers) != citizens {
			t.Errorf("%d tickets were told, %d citizens were answered", tickets, len(answers))
		}
		for to, n := range answers {
			if n != 1 {
				t.Errorf("%v has %d answers", to, n)
			}
		}
		sa, sb := a.Stats(), b.Stats()
		if sa.Handled+sb.Handled != citizens || sa.Repeated+sb.Repeated != citizens || sa.Failed+sb.Failed != 0 {
			t.Errorf("stats: %+v, %+v", sa, sb)
		}
		if n := sa.Trays + sb.Trays; n > 2*citizens/3 {
			t.Errorf("%d trays: nothing was gathered", n)
		}
	})
}

// A message that comes again changes nothing, even at the same moment.
func TestRedelivery(t *testing.T) {
	both(t, func(o *office) {
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if err := o.Receive(o.Context(), filing(1)); err != nil {
					o.Error(err)
				}
			})
		}
		all.Wait()
		if n := len(o.letters()); n != 1 {
			o.Errorf("%d letters", n)
		}
		o.hear(filing(1))
		if n := len(o.letters()); n != 0 || len(o.requests()) != 1 {
			o.Errorf("%d letters, %d requests", n, len(o.requests()))
		}
	})
}

// What a person writes is handled in the order of writing, whatever the number of gatherers.
func TestOrderOfAPerson(t *testing.T) {
	both(t, func(o *office) {
		var all sync.WaitGroup
		for n := range 20 {
			all.Go(func() {
				o.hear(message(n, "1", "DAFTAR"), message(n, "2", "AKTA LAHIR"), message(n, "3", nik(n)),
					message(n, "4", "SITI AMINAH"), message(n, "5", "YA"))
			})
		}
		all.Wait()
		if n := len(o.requests()); n != 20 {
			o.Errorf("%d of 20 citizens have a ticket", n)
		}
		// A letter is numbered after the message it answers.
		last := map[core.Address]string{}
		for _, l := range o.letters() {
			if c := fmt.Sprintf("%20s", l.Cause); c < last[l.To] {
				o.Errorf("%v: %s after %s", l.To, c, last[l.To])
			} else {
				last[l.To] = c
			}
		}
	})
}

// A message that breaks us is answered with a reference and stops nobody else's.
func TestPoison(t *testing.T) {
	for _, silent := range []bool{false, true} {
		t.Run(fmt.Sprintf("silent=%t", silent), func(t *testing.T) {
			storagetest.Both(t, func(t *testing.T, address string) {
				o := open(t, address, func(_ *desk.Options, e *desk.Engine) { *e = &poisoned{*e, silent} })
				var all sync.WaitGroup
				for n := range 100 {
					in := filing(n)
					if n == 42 {
						in.Text = "RACUN"
					}
					all.Go(func() {
						if err := o.Receive(t.Context(), in); err != nil {
							t.Error(err)
						}
					})
				}
				all.Wait()
				if n := len(o.requests()); n != 99 {
					t.Errorf("%d tickets", n)
				}
				sorry := 0
				for _, l := range o.letters() {
					if l.To == phone(42) {
						sorry++
						if strings.Contains(l.Message.Text, "C200317") {
							t.Errorf("the answer: %s", l.Message.Text)
						}
					}
				}
				want, s := int64(1), o.Stats()
				if silent {
					want = 0
				}
				if int64(sorry) != want || s.Failed != 1 || s.Silent != 1-want {
					t.Errorf("%d answers, stats: %+v", sorry, s)
				}
				in := filing(42)
				in.Text = "RACUN"
				o.hear(in) // it was admitted: it does not come back to life
				if len(o.letters()) != 0 {
					t.Error("the message was handled again")
				}
			})
		})
	}
}

// family is a database in which two phones are one person's.
type family struct{ core.Store }

func (f *family) Tx(ctx context.Context, fn func(core.Tx) error) error {
	return f.Store.Tx(ctx, func(tx core.Tx) error { return fn(&familyTx{tx}) })
}

type familyTx struct{ core.Tx }

func (f *familyTx) People(as []core.Address) ([]core.Person, error) {
	people, err := f.Tx.People(as)
	for i := range people {
		if people[i].Address == phone(2) {
			one, err := f.Tx.People([]core.Address{phone(1)})
			if err != nil {
				return nil, err
			}
			people[i].ID = one[0].ID
		}
	}
	return people, err
}

// Two messages of one person, written from two phones at once, are handled one after the other.
func TestTwoPhonesOfAPerson(t *testing.T) {
	both(t, func(o *office) {
		o.stop()
		d := desk.New(&family{o.store}, catalogue(), engine(), desk.Options{Gatherers: 1})
		var all sync.WaitGroup
		for n := 1; n <= 3; n++ {
			all.Go(func() {
				if err := d.Receive(o.Context(), filing(n)); err != nil {
					o.Error(err)
				}
			})
		}
		for d.Stats().Waiting < 3 {
			time.Sleep(time.Millisecond)
		}
		ctx, cancel := context.WithCancel(o.Context())
		done := make(chan error, 1)
		go func() { done <- d.Run(ctx) }()
		all.Wait()
		cancel()
		if err := <-done; err != nil {
			o.Error(err)
		}
		if s := d.Stats(); s.Handled != 3 || s.Trays != 2 || s.Repeated != 0 || s.Failed != 0 || s.Waiting != 0 {
			o.Errorf("stats: %+v", s)
		}
		if n, m := len(o.requests()), len(o.letters()); n != 3 || m != 3 {
			o.Errorf("%d requests, %d letters", n, m)
		}
	})
}
