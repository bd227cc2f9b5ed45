package desk_test

import (
	"testing"
	"time"

	"loket/core"
	"loket/storage/storagetest"
)

// What a former binary filed has no tokens. A desk that starts makes them, and makes those of what was filed beside it an hour later.
func TestTokenize(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		o := open(t, address)
		o.hear(filing(0), filing(1))
		finds := func(want int) bool {
			f, err := o.Search(o.Context(), core.Search{Words: "aminah"})
			if err != nil {
				o.Fatal(err)
			}
			return len(f.Requests) == want
		}
		found := func(want int) {
			o.Helper()
			for n := 0; !finds(want); n++ {
				if n == 500 {
					o.Fatalf("%d requests are not found", want)
				}
				time.Sleep(10 * time.Millisecond)
			}
		}
		found(2)
		db, err := storagetest.Raw(address)
		if err != nil {
			o.Fatal(err)
		}
		defer db.Close()
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
		found(2)
	})
}
