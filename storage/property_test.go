package storage_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/core"
	"loket/storage/storagetest"
)

// TestPlacesModel: whatever is booked, withdrawn and decided about the quota, in whatever order, the office agrees with a model
// that fits on a page.
func TestPlacesModel(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		s, db := storagetest.Open(t, url), raw(t, url)
		next := day
		rapid.Check(t, func(t *rapid.T) {
			today := next // every run has a day of its own
			next = next.Add(1)
			limit := rapid.IntRange(0, 4).Draw(t, "quota")
			held, last, made := 0, 0, false
			standing := map[int]core.Request{} // by NIK
			do := func(fn func(tx core.Tx) error) {
				if err := s.Tx(t.Context(), fn); err != nil {
					t.Fatal(err)
				}
			}
			t.Repeat(map[string]func(*rapid.T){
				"book": func(t *rapid.T) {
					tray := rapid.SliceOfN(rapid.IntRange(0, 6), 1, 5).Draw(t, "NIKs")
					var ds []core.Draft
					for _, n := range tray {
						d := draft(0, n)
						d.Day, d.Cap, d.Service = today, limit, fmt.Sprint(today)
						ds = append(ds, d)
					}
					made = true
					var bs []core.Booking
					do(func(tx core.Tx) (err error) { bs, err = tx.Book(ds, storagetest.Calendar()); return err })
					for i, n := range tray {
						want := core.Granted
						if _, taken := standing[n]; taken {
							want = core.Taken
						} else if held >= limit {
							want = core.Full
						}
						if bs[i].Verdict != want {
							t.Fatalf("NIK %d: verdict %v, want %v (%d of %d held)", n, bs[i].Verdict, want, held, limit)
						}
						if want == core.Granted {
							held++
							last++
							standing[n] = bs[i].Request
							if bs[i].Request.Number != last {
								t.Fatalf("number %d, want %d", bs[i].Request.Number, last)
							}
						}
						if want == core.Taken && bs[i].Request.ID != standing[n].ID {
							t.Fatalf("NIK %d: request %d stands in the way, want %d", n, bs[i].Request.ID, standing[n].ID)
						}
					}
				},
				"withdraw": func(t *rapid.T) {
					n := rapid.IntRange(0, 6).Draw(t, "NIK")
					r, ok := standing[n]
					if !ok {
						return
					}
					do(func(tx core.Tx) error {
						ms, err := tx.Move([]core.Move{{Request: r.ID, To: core.Withdrawn}})
						if err == nil && !ms[0].OK {
							t.Fatal("not withdrawn")
						}
						return err
					})
					held--
					delete(standing, n)
				},
				"quota": func(t *rapid.T) {
					limit = rapid.IntRange(0, 6).Draw(t, "quota")
					do(func(tx core.Tx) error {
						return setQuota(tx, core.Override{From: today, To: today, Cap: limit})
					})
				},
				"": func(t *rapid.T) {
					do(func(tx core.Tx) error {
						ds, err := tx.Days([]core.Date{today})
						want := core.Day{Date: today}
						if made {
							want = core.Day{Date: today, Cap: limit, Held: held, LastNumber: last, Made: true}
						}
						if diff := cmp.Diff([]core.Day{want}, ds); err == nil && diff != "" {
							t.Fatalf("day (-want +got):\n%s", diff)
						}
						return err
					})
					if !made {
						return
					}
					var ceiling int // of the constraint: never higher than it must be
					if err := db.QueryRow("SELECT ceiling FROM days WHERE day = '" + today.String() + "'").Scan(&ceiling); err != nil || ceiling != max(limit, held) {
						t.Fatalf("the ceiling is %d, with %d of %d held (%v)", ceiling, held, limit, err)
					}
				},
			})
		})
	})
}

// setQuota changes the quota of days, those made already too.
func setQuota(tx core.Tx, o core.Override) error {
	o.Kind, o.By = core.QuotaOverride, "Dewi"
	if _, err := tx.AddOverride(o); err != nil {
		return err
	}
	overrides, err := tx.Overrides()
	if err != nil {
		return err
	}
	_, err = tx.Recap(storagetest.Calendar().With(overrides), o.From)
	return err
}
