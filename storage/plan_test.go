package storage_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

// In our statements letters are l, e or k. A plan reads them all if it scans the table, or a whole index.
var (
	scanned = regexp.MustCompile(`^ *(->)? *((Parallel )?Seq Scan on letters|SCAN (letters|l|e|k)\b)`)
	indexed = regexp.MustCompile(`Index (Only )?Scan (Backward )?using \w+ on letters`)
)

// TestLettersByIndex: neither to claim, nor to count, nor to make letters are all letters read; not while the database knows
// nothing of how many they are, nor once it does.
func TestLettersByIndex(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		ctx := t.Context()
		s := storagetest.Open(t, url)
		const crowd = 20_000
		followers(t, s, crowd)
		fan := func(n core.Notice, most int) (id int64) {
			must(t, s, func(tx core.Tx) (err error) { id, err = tx.AddNotice(n); return err })
			for more := true; more && most > 0; {
				must(t, s, func(tx core.Tx) (err error) { _, more, err = tx.FanOut(id, senders, most); return err })
			}
			return id
		}
		first := fan(toAll(), 5000)
		sendAll(t, s, "sms", 5000)
		urgent := toAll()
		urgent.Urgent = true
		fan(urgent, 5000)
		for _, analysed := range []bool{false, true} {
			if analysed {
				if _, err := raw(t, url).Exec("ANALYZE"); err != nil {
					t.Fatal(err)
				}
			}
			plans, err := s.ExplainClaim(ctx, "sms", 100)
			if err != nil {
				t.Fatal(err)
			}
			check(t, plans, analysed)
			var ids []int64
			for _, kind := range []core.NoticeKind{core.Announcement, core.Resending, core.Correction, core.Withdrawal} {
				for _, other := range []bool{false, true} {
					n := toAll()
					n.Kind, n.Parent, n.Other, n.Urgent = kind, first, other, other
					ids = append(ids, fan(n, 0))
				}
			}
			plans, err = s.Explain(ctx, func(tx core.Tx) error {
				if _, err := tx.CountNotices([]int64{first}); err != nil {
					return err
				}
				if _, err := tx.SkipNotice(first, "cancelled", 10); err != nil {
					return err
				}
				if _, err := tx.Recipients(first, []core.State{core.Failed}, 0, 10); err != nil {
					return err
				}
				if err := tx.Follow([]core.Following{{Person: 1}}); err != nil {
					return err
				}
				if _, _, err := tx.FindLetter("notice:1/a:1"); err != nil {
					return err
				}
				for _, id := range ids {
					if _, _, err := tx.FanOut(id, senders, 500); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			check(t, plans, analysed)
		}
	})
}

func check(t *testing.T, plans []string, analysed bool) {
	t.Helper()
	if len(plans) < 4 {
		t.Fatalf("%d plans", len(plans))
	}
	for _, plan := range plans {
		lines := strings.Split(plan, "\n")
		for i, line := range lines {
			cond := strings.Join(lines[i+1:min(i+2, len(lines))], "")
			whole := indexed.MatchString(line) && !strings.Contains(cond, "Index Cond:") ||
				strings.Contains(line, "using letters_sending on") && !strings.Contains(cond, "address_id =") // thousands are on their way
			if whole || scanned.MatchString(line) {
				t.Errorf("%s (analysed: %t) to %.300s…", line, analysed, plan)
			}
		}
	}
}

func must(t testing.TB, s *storage.Store, fn func(core.Tx) error) {
	t.Helper()
	if err := s.Tx(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// sendAll sends some letters of an account.
func sendAll(t testing.TB, s *storage.Store, account string, most int) {
	t.Helper()
	letters, err := s.Claim(t.Context(), account, most)
	if err != nil {
		t.Fatal(err)
	}
	outcomes := make([]core.Outcome, len(letters))
	for i, l := range letters {
		outcomes[i] = core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Sent, Receipt: fmt.Sprint(l.ID)}
	}
	if err := s.Settle(t.Context(), outcomes); err != nil {
		t.Fatal(err)
	}
}
