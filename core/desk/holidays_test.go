package desk_test

import (
	"context"
	"testing"
	"time"

	"loket/core"
	"loket/core/desk"
	"loket/storage/storagetest"
)

// Staff hear of a year without holidays when the office starts, once a day however often it does, and on 1 December of the next year.
func TestUnknownHolidays(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		c := newCounter(t, address, 150, 30, 200)
		c.member(1, "Ratna", core.Broadcaster)
		c.member(2, "Sari", core.Officer)
		december := func(year, day int) time.Time {
			return core.Date{Year: year, Month: time.December, Day: day}.At(8*60, catalogue().Office.Zone)
		}
		c.looked(1000)
		c.at(tuesday.At(9*60, catalogue().Office.Zone))
		c.told()
		c.at(december(2026, -1)) // what was due in the Decembers before is pointless now
		c.told()
		c.at(december(2026, 1).Add(-time.Minute))
		c.told()
		c.at(december(2026, 1))
		c.told("holidays 1001")
		c.at(december(2026, 2))
		c.told()
		for _, most := range []int{1000, 50} { // the office starts, and starts again
			second := desk.New(c.store, catalogue(), engine(), desk.Options{Still: true, Accounts: map[string]string{core.TelegramChannel: bot}})
			ctx, stop := context.WithCancel(t.Context())
			over := make(chan error)
			go func() { over <- second.Run(ctx) }()
			c.looked(most)
			stop()
			if err := <-over; err != nil {
				t.Fatal(err)
			}
			c.catchUp()
		}
		c.told("holidays 1001")
		list := []core.Override{{Kind: core.HolidayOverride, From: core.Date{Year: 2027, Month: 3, Day: 9}, To: core.Date{Year: 2027, Month: 3, Day: 9},
			Names: map[string]string{"id": "Idulfitri", "en": "Eid al-Fitr"}}}
		if err := c.ImportHolidays(t.Context(), []int{2027}, list, operator); err != nil {
			t.Fatal(err)
		}
		c.at(december(2027, 1))
		c.told("holidays 1001") // of 2028
	})
}

// looked waits until a desk that starts has deferred what a day begins with, or for so many hundredths of a second.
func (c *counter) looked(most int) {
	c.Helper()
	for range most {
		if due, err := c.store.Due(c.Context()); err != nil || due {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}
