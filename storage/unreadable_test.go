package storage_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/core"
	"loket/storage/storagetest"
)

// TestUnreadable: a letter that cannot be opened keeps no other from being sent. One whose key is missing is owed on; one
// that is garbage has failed. Both are told.
func TestUnreadable(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		s := storagetest.Open(t, url)
		var told []error
		s.Trouble(func(err error) { told = append(told, err) })
		post := func(prefix string, n int) {
			t.Helper()
			if err := s.Tx(t.Context(), func(tx core.Tx) error {
				people, err := tx.People([]core.Address{address(1)})
				if err != nil {
					return err
				}
				var ls []core.Letter
				for i := range n {
					ls = append(ls, core.Letter{Cause: fmt.Sprint(prefix, i), AddressID: people[0].AddressID, Account: "sms",
						Message: core.Message{Text: "halo"}})
				}
				return tx.Post(ls)
			}); err != nil {
				t.Fatal(err)
			}
		}
		spoil := func(prefix string) {
			t.Helper()
			unknown := `'\x0100000000aabbcc'`
			if strings.HasPrefix(url, "sqlite:") {
				unknown = "x'0100000000aabbcc'"
			}
			for cause, body := range map[string]string{prefix + "0": "(SELECT ident FROM addresses)", prefix + "1": unknown} {
				if _, err := raw(t, url).Exec("UPDATE letters SET body = " + body + " WHERE cause = '" + cause + "'"); err != nil {
					t.Fatal(err)
				}
			}
		}
		causes := func(ls []core.Letter, err error) (all []string) {
			t.Helper()
			if err != nil {
				t.Error(err)
			}
			for _, l := range ls {
				all = append(all, l.Cause)
			}
			return all
		}
		owing := func(want map[core.State]int) {
			t.Helper()
			got, err := s.Owing(t.Context(), "sms")
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%v %s", err, diff)
			}
		}

		post("a", 4)
		spoil("a")
		if got := causes(s.Claim(t.Context(), "sms", 2)); cmp.Diff([]string{"a2", "a3"}, got) != "" {
			t.Errorf("claimed %v", got)
		}
		owing(map[core.State]int{core.Owed: 1, core.Failed: 1, core.Sending: 2})
		if len(told) != 1 || core.KindOf(told[0]) != core.Operator {
			t.Errorf("told %v", told)
		}

		if _, err := s.Abandoned(t.Context(), "sms", 0); err != nil { // or the next would wait behind them
			t.Fatal(err)
		}
		post("b", 4)
		causes(s.Claim(t.Context(), "sms", 9))
		spoil("b")
		if _, err := s.Abandoned(t.Context(), "sms", 0); err != nil {
			t.Fatal(err)
		}
		if got := causes(s.Doubts(t.Context(), "sms", 9, time.Hour, false)); cmp.Diff([]string{"a2", "a3", "b2", "b3"}, got) != "" {
			t.Errorf("in doubt: %v", got)
		}
		owing(map[core.State]int{core.Owed: 1, core.Failed: 2, core.Doubtful: 5})
		if len(told) != 2 {
			t.Errorf("told %v", told)
		}
	})
}

// TestUnreadableActs: due acts that cannot be opened wait, are told, and keep no other from its turn, however many they are.
func TestUnreadableActs(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		s := storagetest.Open(t, url)
		var told []error
		s.Trouble(func(err error) { told = append(told, err) })
		var now time.Time
		do := func(fn func(core.Tx) error) {
			t.Helper()
			if err := s.Tx(t.Context(), fn); err != nil {
				t.Fatal(err)
			}
		}
		do(func(tx core.Tx) (err error) {
			if now, err = tx.Now(); err != nil {
				return err
			}
			var all []core.Act
			for i := range 4 {
				all = append(all, core.Act{Cause: fmt.Sprint(i), Kind: "fan", Due: now.Add(-time.Hour), Body: []byte("1")})
			}
			return tx.Defer(all)
		})
		if _, err := raw(t, url).Exec("UPDATE acts SET body = (SELECT key_seal FROM meta) WHERE cause <> '3'"); err != nil {
			t.Fatal(err)
		}
		due := func(at time.Time) (causes string) {
			t.Helper()
			do(func(tx core.Tx) error {
				acts, err := tx.DueActs(at, 1)
				for _, a := range acts {
					causes += a.Cause
				}
				return err
			})
			return causes
		}
		if got := due(now); got != "3" {
			t.Errorf("due: %q", got)
		}
		if len(told) != 1 {
			t.Errorf("told %v", told)
		}
		if got := due(now.Add(time.Second)); got != "3" || len(told) != 1 {
			t.Errorf("due: %q; told %v", got, told)
		}
	})
}
