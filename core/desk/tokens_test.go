package desk_test

import (
	"testing"
	"time"

	"loket/core"
	"loket/storage/storagetest"
)

// What a former binary files beside a desk has no tokens. An hour after the start of the desk it makes them.
func TestTokenize(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		o := open(t, address)
		db, err := storagetest.Raw(address)
		if err != nil {
			o.Fatal(err)
		}
		defer db.Close()
		wait := func(about string, is func() bool) {
			o.Helper()
			for n := 0; !is(); n++ {
				if n == 1000 {
					o.Fatal(about)
				}
				time.Sleep(10 * time.Millisecond)
			}
		}
		wait("the first round is not done", func() bool {
			var later int
			query := db.Rebind("SELECT COUNT(*) FROM acts WHERE kind = 'tokenize' AND done_at = 0 AND due_at > ?")
			if err := db.Get(&later, query, tuesday.At(9*60, catalogue().Office.Zone).UnixMicro()); err != nil {
				o.Fatal(err)
			}
			return later == 1
		})
		o.hear(filing(0), filing(1))
		finds := func(want int) bool {
			f, err := o.Search(o.Context(), core.Search{Words: "aminah"}, dewi)
			if err != nil {
				o.Fatal(err)
			}
			return len(f.Requests) == want
		}
		if !finds(2) {
			o.Fatal("what this binary files is not found")
		}
		for _, query := range []string{"DELETE FROM tokens", "UPDATE requests SET tokened = FALSE"} {
			if _, err := db.ExecContext(o.Context(), query); err != nil {
				o.Fatal(err)
			}
		}
		if !finds(0) {
			o.Fatal("found without a token")
		}
		if err := o.store.SetClock(o.Context(), tuesday.At(9*60+40, catalogue().Office.Zone)); err != nil { // an hour after the start
			o.Fatal(err)
		}
		wait("what a former binary filed is not found", func() bool { return finds(2) })
	})
}
