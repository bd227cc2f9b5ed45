package desk_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/core"
	"loket/core/desk"
	"loket/core/dialog"
)

// What citizens want with their requests is done for a whole tray, and each is told the outcome.
func TestWants(t *testing.T) {
	counters(t, 150, 1, 2, func(c *counter) {
		one, two := c.verdict(c.register(1, false), core.Granted), c.verdict(c.register(2, false), core.Granted)
		c.causes()
		zone := catalogue().Office.Zone
		first, second := april(1).At(8*60, zone), april(1).At(9*60, zone)
		free := c.want(phone(1), dialog.FreeSlots{Request: one, N: 2})[0].(dialog.SlotsFree).Free
		if len(free) != 2 || !free[0].From.Equal(april(2).At(8*60, zone)) || !free[1].From.Equal(april(2).At(9*60, zone)) {
			c.Fatalf("free: %v", free)
		}
		later := c.want(phone(1), dialog.FreeSlots{Request: one, Day: april(3), N: 1})[0].(dialog.SlotsFree).Free
		if len(later) != 1 || !later[0].From.Equal(april(3).At(8*60, zone)) {
			c.Errorf("free from 3 April on: %v", later)
		}
		taken := c.want(phone(1), dialog.Reslot{Reslot: core.Reslot{Request: one.ID, Was: first, Pick: second}})[0].(dialog.Reslotted).Reslotted
		if taken.OK {
			c.Errorf("a full hour was given: %+v", taken)
		}
		moved := c.want(phone(1), dialog.Reslot{Reslot: core.Reslot{Request: one.ID, Was: first, Pick: free[0].From}})[0].(dialog.Reslotted).Reslotted
		if !moved.OK || !moved.Was.From.Equal(first) {
			c.Errorf("%+v", moved)
		}
		note := "anak kembar"
		amended := c.want(phone(2), dialog.Amend{Amendment: core.Amendment{Request: two.ID, Note: &note}})[0].(dialog.Amended).Amended
		if !amended.OK || amended.Request.Note != note {
			c.Errorf("%+v", amended)
		}
		found := c.want(phone(2), dialog.Find{Query: core.RequestQuery{Ticket: two.Ticket}, Whole: true})[0].(dialog.Found)
		if way := found.Ways[two.ID]; len(found.Requests) != 1 || len(way) != 1 || way[0].Status != core.Submitted || way[0].By != "Dewi" {
			c.Errorf("%+v", found)
		}
		if brief := c.want(phone(2), dialog.Find{Query: core.RequestQuery{Ticket: two.Ticket}})[0].(dialog.Found); brief.Ways != nil {
			c.Errorf("nobody asked for the way: %+v", brief)
		}
		c.move(core.Ready, one.Ticket, two.Ticket)
		c.causes()
		c.at(march(32, 15, 0)) // 1 April
		c.told("remind 000001")
	})
}

// Staff move tickets at once, and whole days right after; what is fetched on the wrong day, or not yet to be fetched, is not touched
// unless they are sure.
func TestAdvanceDays(t *testing.T) {
	counters(t, 150, 1, 2, func(c *counter) {
		c.member(1, "Ratna", core.Officer)
		for n := range 4 {
			c.verdict(c.register(n, false), core.Granted)
		}
		waiting := core.Advance{To: core.Ready, Day: tuesday}
		came := c.want(chat(1), dialog.Advance{Advance: waiting})
		if ev := came[0].(dialog.Advanced); ev.Err != nil || len(ev.Moved) != 4 || !ev.Moved[3].OK || ev.Moved[3].Was != core.Submitted {
			c.Errorf("%+v", came)
		}
		if ev := c.want(chat(1), dialog.Advance{Advance: waiting})[0].(dialog.Advanced); len(ev.Moved) != 0 {
			c.Errorf("again: %+v", ev)
		}
		c.causes()
		c.at(march(32, 10, 0)) // 1 April
		c.causes()
		done := core.Advance{To: core.Done, Tickets: []string{"C200317-001", "C200317-003"}}
		ev := c.want(chat(1), dialog.Advance{Advance: done})[0].(dialog.Advanced)
		if m := ev.Moved; len(m) != 2 || !m[0].OK || m[1].OK || !m[1].Was.May(core.Done) {
			c.Errorf("fetched, one of them on the wrong day: %+v", m)
		}
		done.Tickets, done.Sure = done.Tickets[1:], true
		if m := c.want(chat(1), dialog.Advance{Advance: done})[0].(dialog.Advanced).Moved; len(m) != 1 || !m[0].OK {
			c.Errorf("sure: %+v", m)
		}
		soon := core.Advance{To: core.NoShow, Tickets: []string{"C200317-004"}}
		if m := c.want(chat(1), dialog.Advance{Advance: soon})[0].(dialog.Advanced).Moved; len(m) != 1 || m[0].OK || !m[0].Was.May(core.NoShow) {
			c.Errorf("not fetched, before its hour is over: %+v", m)
		}
		missed := core.Advance{To: core.NoShow, Pickup: april(1)}
		if m := c.want(chat(1), dialog.Advance{Advance: missed})[0].(dialog.Advanced).Moved; len(m) != 1 || m[0].Request.Ticket != "C200317-002" {
			c.Errorf("not fetched until 10.00: %+v", m)
		}
		if m := c.want(chat(1), dialog.Advance{Advance: core.Advance{To: core.NoShow, Pickup: april(2)}})[0].(dialog.Advanced).Moved; len(m) != 0 {
			c.Errorf("tomorrow's: %+v", m)
		}
		c.told("move 000000", "move 000002", "move 000001")
		if ev := c.want(chat(1), dialog.Advance{Advance: core.Advance{To: core.Done, Tickets: []string{"C200317-099"}}})[0].(dialog.Advanced); ev.Err == nil || ev.Err.Key != "bad.ticket" {
			c.Errorf("%+v", ev)
		}

		// With the whole day goes neither who did not come nor who was asked for a correction.
		c.move(core.Incomplete, "C200317-004")
		for _, to := range []core.Status{core.Verified, core.Ready, core.Done} {
			if m := c.want(chat(1), dialog.Advance{Advance: core.Advance{To: to, Day: tuesday, Sure: true}})[0].(dialog.Advanced).Moved; len(m) != 0 {
				c.Errorf("the day to %s: %+v", to, m)
			}
		}
		c.causes()

		// A request that was not fetched gets another slot with being ready again, and one letter.
		back := c.move(core.Ready, "C200317-002")[0]
		if !back.OK || !back.Request.From.After(march(32, 10, 0)) || back.Request.Missed != 1 {
			c.Errorf("%+v", back)
		}
		c.told("move 000001")
	})
}

// A rejection gives a reason of the office's list by its code, in any case, or one in words.
func TestRejection(t *testing.T) {
	both(t, func(o *office) {
		o.hear(filing(1), filing(2))
		code := catalogue().Office.Life.Rejections[0].Code
		for ticket, want := range map[string][2]string{"C200317-001": {" " + strings.ToLower(code), code}, "C200317-002": {"foto kabur", "foto kabur"}} {
			moved, err := o.Advance(o.Context(), core.Advance{To: core.Rejected, Tickets: []string{ticket}, Reason: want[0]}, dewi)
			if err != nil || !moved[0].OK || moved[0].Request.Reason != want[1] {
				o.Errorf("%s: %+v, %v", ticket, moved, err)
			}
		}
		_, err := o.Advance(o.Context(), core.Advance{To: core.Rejected, Tickets: []string{"C200317-001"}}, core.Actor{Name: "Wati", Role: core.Viewer})
		o.kind(err, core.Conflict)
		_, err = o.Advance(o.Context(), core.Advance{To: core.Ready, Day: tuesday, Pickup: april(1)}, dewi)
		o.kind(err, core.Invalid)
	})
}

// Staff mend a name and give another slot; the audit has no names.
func TestMendAndReschedule(t *testing.T) {
	counters(t, 150, 1, 2, func(c *counter) {
		c.member(1, "Ratna", core.Officer)
		c.verdict(c.register(1, false), core.Granted)
		c.verdict(c.register(2, false), core.Granted)
		c.causes()
		name, err := core.ParseName("Siti Aminah Putri")
		if err != nil {
			c.Fatal(err)
		}
		ev := c.want(chat(1), dialog.Rename{Ticket: "C200317-001", Name: name})[0].(dialog.Renamed)
		if ev.Err != nil || ev.Request.Name.Full() != name.Full() {
			c.Errorf("%+v", ev)
		}
		if _, err := c.Rename(c.Context(), "C200317-001", name, core.Actor{Name: "Wati", Role: core.Viewer}); !refused(err, "bad.role") {
			c.Error(err)
		}
		c.told()
		zone := catalogue().Office.Zone
		full := c.want(chat(1), dialog.Reschedule{Ticket: "C200317-001", Day: april(1), From: april(1).At(9*60, zone)})[0].(dialog.Rescheduled)
		if full.Err != nil || full.Reslotted.OK {
			c.Errorf("%+v", full)
		}
		moved := c.want(chat(1), dialog.Reschedule{Ticket: "C200317-001", Day: april(3)})[0].(dialog.Rescheduled)
		if !moved.Reslotted.OK {
			c.Errorf("%+v", moved)
		}
		r, err := c.Reschedule(c.Context(), "c200317-002", core.Reslot{Pick: april(3).At(9*60, zone), Reason: "telepon"}, dewi)
		if err != nil || !r.OK {
			c.Errorf("%+v, %v", r, err)
		}
		c.told("slot 000001", "slot 000002")
		_, err = c.Reschedule(c.Context(), "c200317-002", core.Reslot{Pick: april(3).At(8*60, zone)}, dewi)
		c.key(err, "bad.slot")
		_, err = c.Reschedule(c.Context(), "c200317-002", core.Reslot{Pick: march(16, 9, 0)}, dewi)
		c.key(err, "bad.days.past")
		if diff := cmp.Diff(map[string]string{"C200317-001": "0403 08.00", "C200317-002": "0403 09.00"}, c.fetched()); diff != "" {
			c.Error(diff)
		}
	})
}

// Who waits must be reachable, and is told that they wait.
func TestRegisterInLine(t *testing.T) {
	counters(t, 1, 30, 200, func(c *counter) {
		c.verdict(c.register(1, true), core.Granted)
		_, err := c.Register(c.Context(), desk.Staff{Via: "loket", Service: "kk-hilang", NIK: nik(2), Name: "Siti Aminah", Wait: true}, dewi)
		c.kind(err, core.Invalid)
		r := c.verdict(c.register(3, true), core.Queued)
		if r.Ticket != "" || r.Number != 0 || r.Status != core.Waiting || !r.Slot.IsZero() {
			c.Errorf("%+v", r)
		}
		c.told("receipt 000001", "receipt 000003")
		if b := c.register(3, true); b.Verdict != core.Taken {
			c.Errorf("the same again: %+v", b)
		}
	})
}
