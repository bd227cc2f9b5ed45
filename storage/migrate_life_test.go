package storage_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/core"
	"loket/storage/storagetest"
)

// TestMigrate: an office that has worked without slots goes on with them. Who was told a day keeps it, and counts in the slot that
// begins when the counter opens; and the binary that knows no slots goes on beside one that does.
func TestMigrate(t *testing.T) {
	storagetest.BothEmpty(t, func(t *testing.T, url string) {
		ctx := t.Context()
		s, _, exec := earlier(t, url, 3)
		if err := s.SetClock(ctx, day.At(9*60, storagetest.Zone)); err != nil {
			t.Fatal(err)
		}
		april := core.Date{Year: 2020, Month: 4, Day: 1}
		opens, shuts := april.At(8*60, storagetest.Zone), april.At(15*60, storagetest.Zone)
		// as the earlier binary files, its places counted
		file := func(number int, status core.Status) {
			t.Helper()
			exec(`INSERT INTO requests (day, number, ticket, service, status, person_id, address_id, channel, via, filed_by, filed_at, nik_prf, nik, name,
				pickup_from, pickup_to, reason) VALUES ('2020-03-17', $1, $7, 'ktp-el', $2, NULL, NULL, '', 'loket', 'Dewi', 1,
				$3, $4, $4, $5, $6, $4)`, number, string(status), []byte{byte(number)}, []byte{}, opens.UnixMicro(), shuts.UnixMicro(),
				core.Ticket("C", day, number))
			if status != core.Withdrawn {
				exec("UPDATE days SET held = held + 1, last_number = $1 WHERE day = '2020-03-17'", number)
			}
		}
		exec("INSERT INTO days (day, cap, ceiling) VALUES ('2020-03-17', 9, 9)")
		for n, status := range []core.Status{core.Submitted, core.Done, core.Withdrawn, core.Rejected, core.Ready} {
			file(n+1, status)
		}
		exec(`INSERT INTO overrides (kind, from_day, to_day, cap, service, intake, reason, set_by, set_at) VALUES
			('quota', '2020-03-17', '', 9, '', FALSE, '', 'Dewi', 1), ('closure', '2020-03-18', '2020-03-31', 0, '', TRUE, 'Wabah', 'Dewi', 2)`)
		exec("UPDATE overrides SET removed_at = 3, removed_by = 'Dewi' WHERE id = 1")

		if err := s.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		file(6, core.Submitted) // it still files as it did
		hour := map[int64]int{opens.UnixMicro(): 3}
		held := func() (held map[int64]int) {
			t.Helper()
			must(t, s, func(tx core.Tx) (err error) { held, err = tx.Held("", april, april); return err })
			return held
		}
		if d := cmp.Diff(hour, held()); d != "" {
			t.Errorf("slots (-want +got):\n%s", d)
		}
		must(t, s, func(tx core.Tx) error {
			all, err := tx.Requests([]core.RequestQuery{{Ticket: "C200317-001"}, {Ticket: "C200317-006"}})
			if err != nil {
				return err
			}
			for _, rs := range all {
				want := core.Slot{From: opens.UTC(), To: shuts.UTC()}
				if len(rs) != 1 || rs[0].Weight != 1 || rs[0].Slot != want || rs[0].Earliest != april || rs[0].Note != "" || rs[0].Missed != 0 || !rs[0].Until.IsZero() {
					t.Errorf("an earlier request: %+v", rs)
				}
			}
			overrides, err := tx.Overrides()
			if len(overrides) != 1 || overrides[0].ID != 2 || overrides[0].Kind != core.ClosureOverride || overrides[0].Hours != nil || overrides[0].Names != nil {
				t.Errorf("overrides: %v", overrides)
			}
			if err != nil {
				return err
			}
			id, err := tx.AddOverride(core.Override{Kind: core.OpeningOverride, From: april, To: april, Hours: &core.Week{}})
			if id != 3 {
				t.Errorf("the next override is %d", id)
			}
			return err
		})

		// The hour is full: two serve here, and three are to come. A fourth comes an hour later.
		calendar := storagetest.Calendar()
		calendar.Flows[""] = core.Flow{Hour: 2, Day: 9}
		d := draft(0, 7)
		d.Earliest = april
		must(t, s, func(tx core.Tx) error {
			bs, err := tx.Book([]core.Draft{d}, calendar)
			if want := april.At(9*60, storagetest.Zone); err == nil && (!bs[0].Request.From.Equal(want) || bs[0].Request.Number != 7 || bs[0].Left != 3) {
				t.Errorf("after them: %v", bs[0])
			}
			return err
		})
		// Whoever of them withdraws returns their slot; the last, filed by the earlier binary meanwhile, was never counted in one.
		must(t, s, func(tx core.Tx) error {
			for _, id := range []int64{1, 5, 6} {
				ms, err := tx.Move([]core.Move{{Request: id, To: core.Withdrawn}})
				if err != nil || !ms[0].OK {
					t.Errorf("request %d was not withdrawn: %v", id, err)
				}
			}
			return nil
		})
		if d := cmp.Diff(map[int64]int{april.At(9*60, storagetest.Zone).UnixMicro(): 1}, held()); d != "" {
			t.Errorf("slots at last (-want +got):\n%s", d)
		}
		if day := daysOf(t, s, day)[0]; day.Held != 3 || day.LastNumber != 7 {
			t.Errorf("%+v", day)
		}
	})
}

// TestMigrateMeanwhile: whose request the earlier binary rejects while the office is migrated is not counted among those who come.
func TestMigrateMeanwhile(t *testing.T) {
	s, db, exec := earlier(t, storagetest.EmptyPostgres(t), 3)
	exec("INSERT INTO days (day, cap, ceiling, held, last_number) VALUES ('2020-03-17', 9, 9, 2, 2)")
	opens := core.Date{Year: 2020, Month: 4, Day: 1}.At(8*60, storagetest.Zone).UnixMicro()
	for n := 1; n <= 2; n++ {
		exec(`INSERT INTO requests (day, number, ticket, service, status, channel, via, filed_by, filed_at, nik_prf, nik, name, pickup_from, pickup_to, reason)
			VALUES ('2020-03-17', $1, $2, 'ktp-el', 'DIAJUKAN', '', 'loket', 'Dewi', 1, $3, $4, $4, $5, $5, $4)`,
			n, core.Ticket("C", day, n), []byte{byte(n)}, []byte{}, opens)
	}
	meanwhile, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer meanwhile.Rollback()
	if _, err := meanwhile.Exec("UPDATE requests SET status = 'DITOLAK' WHERE number = 1"); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Migrate(t.Context()) }()
	awaitLock(t, db)
	if err := errors.Join(meanwhile.Commit(), <-done); err != nil {
		t.Fatal(err)
	}
	var held int
	if err := db.QueryRow("SELECT held FROM slots WHERE from_at = $1", opens).Scan(&held); err != nil || held != 1 {
		t.Errorf("%d are to come (%v)", held, err)
	}
}
