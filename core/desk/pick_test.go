package desk_test

import (
	"testing"
	"time"

	"loket/core"
)

func TestPick(t *testing.T) {
	both(t, func(o *office) {
		o.hear(message(1, "a", "DAFTAR#"+nik(1)+"#SITI AMINAH#AKTA LAHIR"), message(2, "b", "DAFTAR#"+nik(2)+"#BUDI AMIN#AKTA LAHIR"))
		all := o.requests()
		found, err := o.Pick(o.Context(), []int64{all[1].ID, 0, all[1].ID + 999, all[0].ID})
		if err != nil || len(found) != 2 || found[0].ID != all[1].ID || found[1].ID != all[0].ID {
			o.Errorf("%v, %v", found, err)
		}
	})
}

// Free hours are those with room, beside one's own, not before the papers are there.
func TestFreeHours(t *testing.T) {
	both(t, func(o *office) {
		o.hear(message(1, "a", "DAFTAR#"+nik(1)+"#SITI AMINAH#AKTA LAHIR"))
		r := o.requests()[0]
		hours := func(day core.Date) []core.Slot {
			free, err := o.FreeHours(o.Context(), r.ID, day, 12)
			if err != nil || len(free) != 12 {
				o.Fatalf("%v, %v", free, err)
			}
			for _, s := range free {
				if s.From.Equal(r.From) {
					o.Error("its own hour is offered")
				}
			}
			return free
		}
		first := hours(core.Date{})
		if first[0].From.Before(r.Earliest.At(0, time.UTC)) {
			o.Errorf("%v is before %v", first[0].From, r.Earliest)
		}
		day := core.DateOf(r.From).Add(7)
		if later := hours(day); later[0].From.Before(day.Add(-1).At(0, time.UTC)) {
			o.Errorf("%v is before %v", later[0].From, day)
		}
		if _, err := o.Reschedule(o.Context(), r.Ticket, core.Reslot{Pick: first[3].From}, dewi); err != nil {
			o.Error(err)
		}
		if _, err := o.Advance(o.Context(), core.Advance{To: core.Rejected, Tickets: []string{r.Ticket}, Reason: "DATA-KK"}, dewi); err != nil {
			o.Error(err)
		}
		if free, err := o.FreeHours(o.Context(), r.ID, core.Date{}, 12); err != nil || len(free) > 0 {
			o.Errorf("of what is over: %v, %v", free, err)
		}
		_, err := o.FreeHours(o.Context(), r.ID+999, core.Date{}, 12)
		o.key(err, core.Missing, "request")
	})
}

// What has changed since staff looked at it stays as it is, and the second press of one button asks for nothing twice.
func TestAdvanceWas(t *testing.T) {
	both(t, func(o *office) {
		o.hear(message(1, "a", "DAFTAR#"+nik(1)+"#SITI AMINAH#AKTA LAHIR"))
		r := o.requests()[0]
		move := func(want bool, a core.Advance) {
			o.Helper()
			a.Tickets = []string{r.Ticket}
			if moved, err := o.Advance(o.Context(), a, dewi); err != nil || moved[0].OK != want {
				o.Errorf("%v: %v, %v", a, moved, err)
			}
		}
		move(false, core.Advance{To: core.InProcess, Was: core.Verified})
		move(true, core.Advance{To: core.Verified, Was: core.Submitted})
		move(false, core.Advance{To: core.InProcess, Was: core.Submitted})
		asked := core.Advance{To: core.Incomplete, Reason: "surat lahir belum jelas"}
		move(true, asked)
		move(false, asked)
		asked.Reason = "surat nikah belum jelas"
		move(true, asked)
	})
}
