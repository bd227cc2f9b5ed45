package storage_test

import (
	"fmt"
	"testing"
	"time"

	"loket/core"
	"loket/storage/storagetest"
)

// crowded is how many requests BenchmarkSearch searches among.
const crowded = 100_000

// BenchmarkSearch is a page of 50 in an office of 100,000 requests on PostgreSQL: 150 a day, of five services, a third of the people by
// a name that two hundred share. Most are done.
func BenchmarkSearch(b *testing.B) {
	s := storagetest.Open(b, storagetest.Postgres(b))
	calendar := storagetest.Calendar()
	calendar.Flows[""] = core.Flow{Hour: 1_000_000, Day: 1_000_000}
	services := []string{"ktp-el", "kk", "akta-lahir", "kia", "pindah"}
	if err := s.SetClock(b.Context(), day.At(7*60, storagetest.Zone)); err != nil {
		b.Fatal(err)
	}
	const tray = 1500
	for from := 0; from < crowded; from += tray {
		must(b, s, func(tx core.Tx) error {
			var as []core.Address
			for n := from; n < min(from+tray, crowded); n++ {
				as = append(as, address(n))
			}
			people, err := tx.People(as)
			if err != nil {
				return err
			}
			var ds []core.Draft
			for i, p := range people {
				n := from + i
				d := draft(p.ID, n)
				d.Day, d.Cap, d.Service = day.Add(n/150), 150, services[n%5]
				d.Earliest = d.Day.Add(14)
				d.Name = core.Name(fmt.Sprintf("SITI %c%c%c %s", 'A'+n%26, 'A'+n/26%26, 'A'+n/676%26, []string{"AMINAH", "PUTRI", "WATI"}[n%3]))
				if n%500 == 0 {
					d.Name = "MUHAMMAD ZULKARNAIN"
				}
				ds = append(ds, d)
			}
			bs, err := tx.Book(ds, calendar)
			if err != nil {
				return err
			}
			var ms []core.Move
			for i, b := range bs {
				if b.Verdict != core.Granted {
					return fmt.Errorf("not filed: %d", b.Verdict)
				}
				if from+i < crowded*98/100 {
					ms = append(ms, core.Move{Request: b.Request.ID, To: core.Done, By: "Dewi"})
				}
			}
			_, err = tx.Move(ms)
			return err
		})
	}
	last := day.Add((crowded - 1) / 150)
	for _, c := range []struct {
		about string
		q     core.Search
	}{
		{"all", core.Search{}}, {"a page in the middle", core.Search{Before: crowded / 2}}, {"day", core.Search{Day: last.Add(-1)}}, {"pickup", core.Search{Pickup: day.Add(100)}},
		{"status", core.Search{Status: core.Submitted}}, {"service", core.Search{Service: "kia"}}, {"kecamatan of nobody", core.Search{Kecamatan: "Kejaksan"}},
		{"a name of all", core.Search{Words: "siti"}}, {"a name of 200", core.Search{Words: "zulkarnain"}}, {"a name of nobody", core.Search{Words: "bambang"}},
		{"a common name and a rare status", core.Search{Words: "siti", Status: core.Rejected}}, {"a common name, done, on a day", core.Search{Words: "siti aminah", Status: core.Done, Day: day.Add(3)}},
		{"four digits", core.Search{Words: "0042"}}, {"eight digits", core.Search{Words: address(4242).ID[6:]}}, {"a number", core.Search{Words: address(4242).ID}},
		{"a NIK", core.Search{Words: draft(0, 4242).NIK.Digits()}}, {"a ticket", core.Search{Words: core.Ticket("C", day, 42)}},
	} {
		b.Run(c.about, func(b *testing.B) {
			n := 0
			for b.Loop() {
				if err := s.View(b.Context(), func(tx core.Tx) error { f, err := tx.Search(c.q); n = len(f.Requests); return err }); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(time.Millisecond), "ms")
			b.ReportMetric(float64(n), "found")
		})
	}
}
