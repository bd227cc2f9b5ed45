package storage_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

// ledger is an outbox under test.
type ledger struct {
	*testing.T
	s *storage.Store
}

// onLedgers runs a test on an outbox of each kind that owes n letters to one address.
func onLedgers(t *testing.T, n int, test func(ledger)) {
	storagetest.Both(t, func(t *testing.T, url string) {
		l := ledger{t, storagetest.Open(t, url)}
		l.ok(l.s.Tx(t.Context(), func(tx core.Tx) error {
			people, err := tx.People([]core.Address{address(1)})
			if err != nil {
				return err
			}
			var ls []core.Letter
			for i := range n {
				ls = append(ls, core.Letter{Cause: fmt.Sprint(i), AddressID: people[0].AddressID, Account: "sms"})
			}
			return tx.Post(ls)
		}))
		test(l)
	})
}

func (l ledger) ok(err error) {
	l.Helper()
	if err != nil {
		l.Fatal(err)
	}
}

func (l ledger) claim() []core.Letter {
	l.Helper()
	ls, err := l.s.Claim(l.Context(), "sms", 9)
	l.ok(err)
	return ls
}

func (l ledger) doubts() []core.Letter {
	l.Helper()
	ls, err := l.s.Doubts(l.Context(), "sms", 9, 0, false)
	l.ok(err)
	return ls
}

func (l ledger) settle(os ...core.Outcome) { l.Helper(); l.ok(l.s.Settle(l.Context(), os)) }

func (l ledger) report(r core.Report) {
	l.Helper()
	r.Account = "sms"
	l.ok(l.s.Report(l.Context(), []core.Report{r}))
}

func (l ledger) owing(about string, want map[core.State]int) {
	l.Helper()
	got, err := l.s.Owing(l.Context(), "sms")
	l.ok(err)
	if diff := cmp.Diff(want, got); diff != "" {
		l.Errorf("%s: %s", about, diff)
	}
}

// TestReportsOfAnotherLife: after a backup was restored, reports come about letters that have not been sent since.
func TestReportsOfAnotherLife(t *testing.T) {
	onLedgers(t, 1, func(l ledger) {
		for _, state := range []core.State{core.Sent, core.Delivered, core.Failed} {
			l.report(core.Report{Letter: 1, Attempt: 1, Receipt: "SMold", State: state, Shut: state == core.Failed})
			l.report(core.Report{Letter: 1, Receipt: "SMold", State: state})
		}
		l.owing("never sent", map[core.State]int{core.Owed: 1})
		if ls := l.claim(); len(ls) != 1 {
			t.Fatalf("claimed %d", len(ls))
		}
		l.report(core.Report{Letter: 1, Attempt: 2, Receipt: "SMold", State: core.Delivered})
		l.owing("an attempt to come", map[core.State]int{core.Sending: 1})
		l.settle(core.Outcome{Letter: 1, Attempt: 1, State: core.Sent, Receipt: "SMnew"})
		l.report(core.Report{Letter: 1, Attempt: 1, Receipt: "SMold", State: core.Delivered})
		l.owing("another receipt", map[core.State]int{core.Sent: 1})
		l.report(core.Report{Letter: 1, Attempt: 1, Receipt: "SMnew", State: core.Delivered})
		l.owing("its own", map[core.State]int{core.Delivered: 1})
	})
}

// TestLateFailure: what became of the first attempt ends no second one.
func TestLateFailure(t *testing.T) {
	for _, attempt := range []int{1, 0} { // as the callback names it, or not
		onLedgers(t, 1, func(l ledger) {
			l.claim()
			l.settle(core.Outcome{Letter: 1, Attempt: 1, State: core.Doubtful})
			l.settle(core.Outcome{Letter: 1, Attempt: 1, State: core.Owed})
			l.claim()
			l.report(core.Report{Letter: 1, Attempt: attempt, Receipt: "SM1", State: core.Failed, Reason: "refused"})
			if attempt == 1 {
				l.owing("in flight", map[core.State]int{core.Sending: 1})
			}
			l.settle(core.Outcome{Letter: 1, Attempt: 2, State: core.Sent, Receipt: "SM2"})
			l.owing("sent", map[core.State]int{core.Sent: 1})
			l.report(core.Report{Letter: 1, Attempt: attempt, Receipt: "SM1", State: core.Failed, Reason: "refused"})
			l.report(core.Report{Letter: 1, Receipt: "SM2", Attempt: 2 * attempt, State: core.Delivered})
			l.owing("delivered", map[core.State]int{core.Delivered: 1})
		})
	}
}

// TestReceiptOnce: two letters in doubt cannot be taken for the same message.
func TestReceiptOnce(t *testing.T) {
	onLedgers(t, 4, func(l ledger) {
		l.claim()
		l.settle(core.Outcome{Letter: 1, Attempt: 1, State: core.Sent, Receipt: "SM1"})
		if _, err := l.s.Abandoned(t.Context(), "sms", 0); err != nil {
			t.Fatal(err)
		}
		for _, d := range l.doubts() {
			if diff := cmp.Diff([]string{"SM1"}, d.Known); diff != "" || time.Since(d.AttemptAt) > time.Minute {
				t.Errorf("letter %d of %v: %s", d.ID, d.AttemptAt, diff)
			}
		}
		l.settle(core.Outcome{Letter: 2, Attempt: 1, State: core.Sent, Receipt: "SM2"},
			core.Outcome{Letter: 3, Attempt: 1, State: core.Sent, Receipt: "SM2"},
			core.Outcome{Letter: 4, Attempt: 1, State: core.Sent, Receipt: "SM1"})
		l.owing("one message, one letter", map[core.State]int{core.Sent: 2, core.Doubtful: 2})
		for _, d := range l.doubts() {
			if diff := cmp.Diff([]string{"SM1", "SM2"}, d.Known); diff != "" || d.ID < 3 {
				t.Errorf("letter %d: %s", d.ID, diff)
			}
		}
		l.report(core.Report{Letter: 3, Attempt: 1, Receipt: "SM2", State: core.Sent})
		l.owing("the callback knows better", map[core.State]int{core.Sent: 3, core.Doubtful: 1})

		// The provider's own answer is believed, if need be without its receipt.
		l.settle(core.Outcome{Letter: 4, Attempt: 1, State: core.Owed})
		l.claim()
		l.settle(core.Outcome{Letter: 4, Attempt: 2, State: core.Sent, Receipt: "SM2"})
		l.owing("all", map[core.State]int{core.Sent: 4})
	})
}

// TestReceiptRace: two letters to one address that are to have one receipt at the same moment are both sent, and one has it.
func TestReceiptRace(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		stores := replicas(t, url)
		for n := range 25 {
			must(t, stores[0], func(tx core.Tx) error {
				ps, err := tx.People([]core.Address{address(1)})
				if err != nil {
					return err
				}
				l := core.Letter{Person: ps[0].ID, AddressID: ps[0].AddressID, Account: "sms", Message: core.Message{Text: "Sudah siap"}}
				l.Cause = fmt.Sprint("a", n)
				other := l
				other.Cause = fmt.Sprint("b", n)
				return tx.Post([]core.Letter{l, other})
			})
			letters, err := stores[0].Claim(t.Context(), "sms", 9)
			if err != nil || len(letters) != 2 {
				t.Fatalf("%d letters, %v", len(letters), err)
			}
			var both errgroup.Group
			for i, l := range letters {
				both.Go(func() error {
					return stores[i].Settle(t.Context(), []core.Outcome{{Letter: l.ID, Attempt: l.Attempt, State: core.Sent, Receipt: fmt.Sprint("r", n), Cost: 1}})
				})
			}
			if err := both.Wait(); err != nil {
				t.Fatal(err)
			}
			var sent, named, cost int
			if err := raw(t, url).QueryRow(`SELECT COUNT(*), SUM(CASE receipt WHEN '' THEN 0 ELSE 1 END), SUM(cost) FROM letters
				WHERE state = 'sent' AND id >= $1`, letters[0].ID).Scan(&sent, &named, &cost); err != nil {
				t.Fatal(err)
			}
			if sent != 2 || named != 1 || cost != 2 {
				t.Fatalf("%d sent, %d with the receipt, %d parts", sent, named, cost)
			}
		}
	})
}
