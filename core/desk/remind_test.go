package desk_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/core"
	"loket/core/dialog"
	"loket/storage/storagetest"
)

// april is a day of April 2020.
func april(day int) core.Date { return core.Date{Year: 2020, Month: time.April, Day: day} }

// member makes the chat of a citizen that of a member of staff.
func (c *counter) member(n int, name string, role core.Role) core.Actor {
	c.Helper()
	by := core.Actor{Name: name, Role: role}
	err := c.store.Tx(c.Context(), func(tx core.Tx) error {
		p, err := tx.People([]core.Address{chat(n)})
		if err != nil {
			return err
		}
		id, err := tx.AddStaff(core.Staff{Name: name, Role: role})
		if err != nil {
			return err
		}
		now, err := tx.Now()
		if err != nil {
			return err
		}
		if err := tx.StaffCode(id, "KODE"+name, now.Add(time.Hour)); err != nil {
			return err
		}
		by.Address = p[0].AddressID
		_, _, err = tx.LinkStaff("KODE"+name, p[0].ID, p[0].AddressID)
		return err
	})
	if err != nil {
		c.Fatal(err)
	}
	return by
}

// fetched is on which day requests are fetched, by ticket.
func (c *counter) fetched() map[string]string {
	c.Helper()
	at := map[string]string{}
	err := c.Requests(c.Context(), core.RequestQuery{}, false, "", func(r core.Request, _ core.Waiter) error {
		at[r.Ticket] = r.From.In(catalogue().Office.Zone).Format("0102 15.04")
		return nil
	})
	if err != nil {
		c.Fatal(err)
	}
	return at
}

// Who has papers to fetch is reminded once, on the working day before at 15.00; staff are warned of papers that are not ready,
// and with their yes, in the chat or elsewhere, exactly those get another day.
func TestRemind(t *testing.T) {
	counters(t, 150, 2, 4, func(c *counter) {
		c.member(1, "Ratna", core.Officer)
		c.member(2, "Wati", core.Viewer)
		for n := range 6 {
			c.verdict(c.register(n, false), core.Granted)
		}
		c.move(core.Ready, "C200317-001", "C200317-003", "C200317-004")
		c.causes()
		c.at(march(31, 14, 59))
		c.told()
		c.at(march(31, 15, 0))
		warned := c.leave(bot, 9)
		if len(warned) != 1 || warned[0].To != chat(1) || !strings.Contains(warned[0].Message.Text, ": 4.") || !strings.Contains(warned[0].Message.Text, ": 1.") {
			c.Errorf("staff were told %v", warned)
		}
		c.told("remind 000000", "remind 000002", "remind 000003")
		c.at(march(31, 16, 0))
		c.told()
		today, err := c.Today(c.Context())
		if err != nil || today.Next != april(1) || today.Coming != 4 || today.Unready != 1 || today.Pickups != 0 || len(today.Unknown) != 0 {
			c.Errorf("%+v, %v", today, err)
		}

		if came := c.want(chat(2), dialog.MoveUnready{Day: april(1)}); len(came) != 1 || came[0].(dialog.UnreadyMoved).Err == nil {
			c.Errorf("somebody who may not: %+v", came)
		}
		came := c.want(chat(1), dialog.MoveUnready{Day: april(1)})
		want := []dialog.Event{dialog.UnreadyMoved{Day: april(1), Moved: 1, Days: []core.DayCount{{Day: april(2), Count: 1}}}}
		if diff := cmp.Diff(want, came); diff != "" {
			c.Error(diff)
		}
		c.told("slot 000001")
		if moved, _, err := c.MoveUnready(c.Context(), april(1), dewi); err != nil || moved != 0 {
			c.Errorf("again: %d, %v", moved, err)
		}
		wanted := map[string]string{"C200317-001": "0401 08.00", "C200317-002": "0402 09.00", "C200317-003": "0401 09.00", "C200317-004": "0401 09.00",
			"C200317-005": "0402 08.00", "C200317-006": "0402 08.00"}
		if diff := cmp.Diff(wanted, c.fetched()); diff != "" {
			c.Error(diff)
		}
		c.at(march(31, 18, 0))
		c.told()
		c.move(core.Ready, "C200317-002")
		c.causes()
		c.at(march(32, 15, 0)) // 1 April
		c.told("remind 000001", "unready 1001")
	})
}

// Papers that are not ready get another day though there would be room on theirs.
func TestUnreadyLeavesTheDay(t *testing.T) {
	counters(t, 150, 30, 200, func(c *counter) {
		c.register(1, false)
		moved, days, err := c.MoveUnready(c.Context(), april(1), dewi)
		if err != nil || moved != 1 || len(days) != 1 || days[0].Day != april(2) {
			c.Errorf("%d, %v, %v", moved, days, err)
		}
	})
}

// An answer may be asked for on the same day, while the counter is open.
func TestAnswerToday(t *testing.T) {
	counters(t, 150, 30, 200, func(c *counter) {
		c.register(1, false)
		c.register(2, false)
		today := core.Advance{To: core.Incomplete, Tickets: []string{"C200317-001"}, Until: core.DateOf(march(19, 0, 0))}
		c.at(march(19, 14, 59))
		if moved, err := c.Advance(c.Context(), today, dewi); err != nil || !moved[0].Request.Until.Equal(march(19, 15, 0)) {
			c.Errorf("%+v, %v", moved, err)
		}
		c.at(march(19, 15, 0))
		today.Tickets = []string{"C200317-002"}
		_, err := c.Advance(c.Context(), today, dewi)
		c.key(err, "bad.days.past")
	})
}

// A correction is to be answered until the end of a working day; two hours before, who has not answered is reminded.
func TestCorrection(t *testing.T) {
	counters(t, 150, 30, 200, func(c *counter) {
		for n := range 3 {
			c.verdict(c.register(n, false), core.Granted)
		}
		c.causes()
		c.at(march(19, 10, 0))
		moved := c.move(core.Incomplete, "C200317-001", "C200317-002")
		if until := moved[0].Request.Until; !until.Equal(march(24, 15, 0)) {
			c.Errorf("three working days, over a weekend: until %v", until)
		}
		for day, want := range map[core.Date]string{core.DateOf(march(18, 0, 0)): "bad.days.past", core.DateOf(march(22, 0, 0)): "bad.until",
			{Year: 2029, Month: time.March, Day: 12}: "bad.until",
			core.DateOf(march(25, 0, 0)):             "bad.until"} {
			_, err := c.Advance(c.Context(), core.Advance{To: core.Incomplete, Tickets: []string{"C200317-003"}, Until: day}, dewi)
			c.key(err, want)
		}
		moved, err := c.Advance(c.Context(), core.Advance{To: core.Incomplete, Tickets: []string{"C200317-003"}, Until: core.DateOf(march(20, 0, 0)), Reason: "foto"}, dewi)
		if err != nil || !moved[0].Request.Until.Equal(march(20, 14, 0)) {
			c.Errorf("%+v, %v", moved, err)
		}
		c.told("move 000000", "move 000001", "move 000002")
		c.at(march(20, 11, 59))
		c.told()
		c.at(march(20, 12, 0))
		c.told("correct 000002")
		c.want(phone(1), dialog.Move{Move: core.Move{Request: moved[0].Request.ID - 1, To: core.Submitted, Note: "sudah"}})
		if today, err := c.Today(c.Context()); err != nil || today.Answered != 1 || today.Overdue != 0 {
			c.Errorf("%+v, %v", today, err)
		}
		c.move(core.Verified, "C200317-002")
		if today, err := c.Today(c.Context()); err != nil || today.Answered != 0 {
			c.Errorf("%+v, %v", today, err)
		}
		again := core.Advance{To: core.Incomplete, Tickets: []string{"C200317-002"}, Until: core.DateOf(march(26, 0, 0))}
		if _, err := c.Advance(c.Context(), again, dewi); err != nil {
			c.Fatal(err)
		}
		c.causes()
		c.at(march(24, 14, 0)) // what was asked of the second first has been answered
		c.told("correct 000000")
		c.at(march(24, 15, 0))
		if today, err := c.Today(c.Context()); err != nil || today.Answered != 0 || today.Overdue != 2 {
			c.Errorf("%+v, %v", today, err)
		}
		c.at(march(26, 13, 0))
		c.told("correct 000001")
	})
}

// TestThreeDays: the process stands still for three days of office time. Then everything that is due happens once and in its order, and
// what has become pointless does not.
func TestThreeDays(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		c := newCounter(t, address, 4, 1, 1)
		var all []core.Request
		for n := range 4 {
			all = append(all, c.verdict(c.register(n, false), core.Granted)) // fetched on 1, 2, 3 and 6 April
		}
		c.move(core.Ready, all[0].Ticket, all[1].Ticket, all[2].Ticket)
		c.at(march(30, 9, 0))
		var today []core.Request
		for n := 4; n < 8; n++ {
			today = append(today, c.verdict(c.register(n, false), core.Granted))
		}
		line := []int64{c.verdict(c.register(8, true), core.Queued).ID, c.verdict(c.register(9, true), core.Queued).ID}
		c.move(core.Incomplete, today[0].Ticket)
		c.Advance(c.Context(), core.Advance{To: core.Incomplete, Tickets: []string{today[1].Ticket}, Until: april(6)}, dewi)
		c.at(march(30, 14, 0))
		c.move(core.Withdrawn, today[2].Ticket)
		if w := c.waiters(line...); w[line[0]].Until.Before(march(31, 9, 0)) {
			c.Errorf("%+v", w)
		}
		c.at(march(30, 20, 0)) // an offer to be told on the next morning
		if _, err := c.Advance(c.Context(), core.Advance{To: core.Withdrawn, Tickets: []string{today[3].Ticket}}, dewi); err != nil {
			c.Fatal(err)
		}
		c.catchUp()
		c.causes()
		c.stop()
		c.clock(march(33, 15, 30)) // 2 April
		again := newCounter(t, address, 4, 1, 1)
		again.catchUp()
		// The reminders of 1 and 2 April, and that of an answer which was due at 15.00, are pointless; those who fetch on 3 April
		// have not begun to. 9 was never told of the place, and keeps theirs in line before 8, who has let one lapse.
		again.told("lapse 000008", "remind 000002")
		w := again.waiters(line...)
		if w[line[0]].Position != 2 || w[line[1]].Position != 1 || !w[line[0]].Until.Equal(march(34, 10, 0)) || !w[line[1]].Until.Equal(march(34, 10, 0)) {
			again.Errorf("%+v", w)
		}
		again.catchUp()
		again.told()
		again.at(march(34, 8, 0))
		again.told("offer 000009", "offer 000008")
		again.at(march(34, 9, 0))
		again.told()
		again.at(march(37, 13, 0)) // 6 April
		again.told("lapse 000009", "lapse 000008", "correct 000005", "offer 000009")
	})
}

// key tells whether an error is the one with a key.
func (c *counter) key(err error, want string) {
	c.Helper()
	if !keyed(err, want) {
		c.Errorf("%s wanted: %v", want, err)
	}
}

// keyed tells whether an error has a key of a text.
func keyed(err error, want string) bool {
	var e *core.Error
	return errors.As(err, &e) && e.Key == want
}

// When the working day before a pickup is another than it was, people are reminded on that one, and only once.
func TestRemindElsewhen(t *testing.T) {
	counters(t, 150, 1, 1, func(c *counter) {
		c.register(1, false)
		c.move(core.Ready, "C200317-001")
		c.causes()
		yesterday := core.DateOf(march(31, 0, 0))
		if _, _, err := c.Close(c.Context(), core.Override{From: yesterday, To: yesterday, Intake: true, Reason: "listrik padam"}, dewi); err != nil {
			c.Fatal(err)
		}
		c.at(march(30, 14, 59))
		c.told()
		c.at(march(30, 15, 0))
		c.told("remind 000001")
		c.at(march(31, 16, 0))
		c.told()
	})
}

// When the working day before a pickup has become a later one, nobody is reminded before it.
func TestRemindLater(t *testing.T) {
	counters(t, 150, 1, 1, func(c *counter) {
		yesterday := core.DateOf(march(31, 0, 0))
		closed, _, err := c.Close(c.Context(), core.Override{From: yesterday, To: yesterday, Intake: true, Reason: "listrik padam"}, dewi)
		if err != nil {
			c.Fatal(err)
		}
		c.register(1, false)
		c.move(core.Ready, "C200317-001")
		if err := c.Reopen(c.Context(), closed.ID, dewi); err != nil {
			c.Fatal(err)
		}
		c.catchUp()
		c.causes()
		c.at(march(31, 14, 59))
		c.told()
		c.at(march(31, 15, 0))
		c.told("remind 000001")
	})
}

// Who takes a slot of the next day when its reminders are over is not reminded of what they have just been told.
func TestNoRemindAtOnce(t *testing.T) {
	counters(t, 150, 30, 200, func(c *counter) {
		c.register(1, false)
		c.move(core.Ready, "C200317-001")
		zone := catalogue().Office.Zone
		if _, err := c.Reschedule(c.Context(), "C200317-001", core.Reslot{Pick: april(8).At(9*60, zone)}, dewi); err != nil {
			c.Fatal(err)
		}
		c.at(april(6).At(15*60, zone))
		if _, err := c.Reschedule(c.Context(), "C200317-001", core.Reslot{Pick: april(7).At(9*60, zone)}, dewi); err != nil {
			c.Fatal(err)
		}
		c.causes()
		c.catchUp()
		c.told()
	})
}

// The office may keep seats for those who file through the kecamatan; when they are released, they are for those in line.
func TestRelease(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		cat := *catalogue()
		calendar := *cat.Office.Calendar
		calendar.Quotas = []core.QuotaFrom{{Places: 2, Kept: 1, Release: 14 * 60}}
		cat.Office.Calendar = &calendar
		c := atCounter(t, &cat, address)
		c.verdict(c.register(1, false), core.Granted)
		r := c.verdict(c.register(2, true), core.Queued)
		c.causes()
		c.at(march(17, 13, 59))
		c.told()
		c.at(march(17, 14, 0))
		c.told("offer 000002")
		if w := c.waiters(r.ID)[r.ID]; w.Day != tuesday {
			c.Errorf("%+v", w)
		}
	})
}

// Whose pickup a closure has moved is reminded of the new one, though nobody was to fetch anything on that day before.
func TestRemindMoved(t *testing.T) {
	counters(t, 150, 30, 200, func(c *counter) {
		c.register(1, false)
		c.move(core.Ready, "C200317-001")
		c.causes()
		if _, _, err := c.Close(c.Context(), core.Override{From: april(1), To: april(22), Reason: "gedung diperbaiki"}, dewi); err != nil {
			c.Fatal(err)
		}
		c.catchUp()
		c.told("slot 000001")
		c.at(april(22).At(15*60, catalogue().Office.Zone))
		c.told("remind 000001")
	})
}
