package desk_test

import (
	"strings"
	"testing"
	"time"

	"loket/core"
	"loket/core/desk"
	"loket/storage/storagetest"
)

// However many places move, everybody is told once: also those who are told of the place alone, while others of their page get other
// slots.
func TestManyPlaces(t *testing.T) {
	packs(t, 0, func(p *packed) {
		p.file(0, 1100, tuesday.Add(1))
		closure := shut(tuesday.Add(1), april(2))
		closure.Intake = true
		if _, _, err := p.Close(p.Context(), closure, operator); err != nil {
			p.Fatal(err)
		}
		p.catchUp()
		p.sound()
		p.once(p.letters("shift"), 1100)
	})
}

// Who waits for a later day comes before newcomers on the days until then: what is free there is offered to them, so that no place
// is nobody's; and so are the seats that those days keep, when they are kept no more.
func TestLaterDay(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		cat := *catalogue()
		calendar := *cat.Office.Calendar
		calendar.Quotas = []core.QuotaFrom{{Places: 3, Kept: 1, Release: 12 * 60}}
		cat.Office.Calendar = &calendar
		c := atCounter(t, &cat, address)
		register := func(n int, day core.Date, wait bool) core.Booking {
			b, err := c.Register(c.Context(), desk.Staff{Via: "telepon", Service: "kk-hilang", NIK: nik(n), Name: "Siti Aminah",
				Phone: phone(n).ID, Wait: wait, Day: day}, dewi)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		wednesday := tuesday.Add(1)
		c.verdict(register(1, tuesday, false), core.Granted)
		c.verdict(register(2, wednesday, false), core.Granted)
		c.verdict(register(3, wednesday, false), core.Granted)
		first, second := c.verdict(register(4, wednesday, true), core.Queued).ID, c.verdict(register(5, wednesday, true), core.Queued).ID
		c.catchUp()
		if w := c.waiters(first, second); w[first].Day != tuesday || w[second].Offer != 0 {
			t.Errorf("who is first in line was offered %+v, the second %+v", w[first], w[second])
		}
		c.verdict(register(6, tuesday, false), core.Full)
		c.at(march(17, 12, 0))
		if w := c.waiters(second); w[second].Day != tuesday {
			t.Errorf("the second in line was offered %+v", w[second])
		}
	})
}

// A day that has ended, and is then to last longer, ends twice: nobody who came to wait meanwhile is left behind.
func TestLongerDay(t *testing.T) {
	counters(t, 1, 30, 200, func(c *counter) {
		hours := func(shut int) {
			h := core.Hours{Open: 8 * 60, Close: shut}
			o := core.Override{From: tuesday, To: tuesday, Reason: "jam layanan"}
			o.Hours = &core.Week{Intake: map[time.Weekday]core.Hours{tuesday.Weekday(): h}}
			if _, _, err := c.SetHours(c.Context(), o, operator); err != nil {
				c.Fatal(err)
			}
		}
		hours(12 * 60)
		c.verdict(c.register(1, false), core.Granted)
		c.verdict(c.register(2, true), core.Queued)
		c.at(march(17, 12, 5))
		hours(20 * 60)
		waits := c.verdict(c.register(3, true), core.Queued)
		if waits.Day != tuesday {
			c.Fatalf("waits for %v", waits.Day)
		}
		c.at(march(18, 8, 0))
		if r := c.filed(waits.ID); r.Day != tuesday.Add(1) {
			c.Errorf("still waits for %v", r.Day)
		}
	})
}

// Who has a place of a day on which requests are taken no more is told why that is: not what keeps the counter alone shut then, nor
// what an opening has ended.
func TestWhyPlacesMove(t *testing.T) {
	packs(t, 0, func(p *packed) {
		hours := func(day core.Date, week map[time.Weekday]core.Hours) core.Override {
			return core.Override{From: day, To: day, Reason: "rapat kerja", Hours: &core.Week{Intake: week}}
		}
		told := func(n int, day core.Date) {
			p.Helper()
			p.file(n, n+1, day)
			if _, _, err := p.SetHours(p.Context(), hours(day, map[time.Weekday]core.Hours{day.Weekday(): {}}), operator); err != nil {
				p.Fatal(err)
			}
			p.catchUp()
			letters := p.office.letters()
			if len(letters) != 1 || !strings.Contains(letters[0].Message.Text, "rapat kerja") {
				p.Errorf("told %d times: %+v", len(letters), letters)
			}
		}
		told(0, tuesday.Add(1)) // the counter is shut by the office file

		closure := shut(april(2), april(2))
		closure.Intake = true
		if _, _, err := p.Close(p.Context(), closure, operator); err != nil {
			p.Fatal(err)
		}
		if _, _, err := p.OpenDays(p.Context(), hours(april(2), map[time.Weekday]core.Hours{april(2).Weekday(): {Open: 8 * 60, Close: 12 * 60}}), operator); err != nil {
			p.Fatal(err)
		}
		p.catchUp()
		told(1, april(2))
	})
}

// A process that knows no offers withdraws who has one, and leaves the place held: when the offer's time is over the next in line is
// offered it, nobody is told twice, and no count is wrong.
func TestWithdrawnBeside(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		c := newCounter(t, address, 1, 30, 200)
		first := c.verdict(c.register(1, false), core.Granted)
		c.verdict(c.register(2, true), core.Queued)
		third := c.verdict(c.register(3, true), core.Queued).ID
		c.at(march(17, 9, 0))
		c.move(core.Withdrawn, first.Ticket)
		c.told("receipt 000001", "receipt 000002", "receipt 000003", "move 000001", "offer 000002")
		db, err := storagetest.Raw(address)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, statement := range []string{
			"UPDATE requests SET status = 'DIBATALKAN' WHERE status = 'DAFTAR_TUNGGU' AND id < (SELECT MAX(id) FROM requests)",
			"UPDATE days SET waiting = waiting - 1",
		} {
			if _, err := db.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		c.at(march(17, 11, 30))
		c.told("offer 000003")
		if w := c.waiters(third); w[third].Day != tuesday {
			t.Errorf("the next in line was offered %+v", w[third])
		}
		var wrong int
		if err := db.Get(&wrong, "SELECT COUNT(*) FROM days WHERE held <> 1 OR waiting <> 1 OR offered <> 1"); err != nil || wrong != 0 {
			t.Errorf("%d days are wrong (%v)", wrong, err)
		}
	})
}

// filed is a request as it is now.
func (c *counter) filed(id int64) (r core.Request) {
	c.Helper()
	err := c.store.View(c.Context(), func(tx core.Tx) error {
		found, err := tx.Requests([]core.RequestQuery{{ID: id}})
		if err == nil && len(found[0]) == 1 {
			r = found[0][0]
		}
		return err
	})
	if err != nil {
		c.Fatal(err)
	}
	return r
}
