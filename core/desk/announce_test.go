package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/core"
)

// The life of an announcement: everybody who follows gets one letter, and it is finished when all are gone.
func TestAnnounce(t *testing.T) {
	halls(t, func(h *hall) {
		h.follow(phone(1), phone(2), chat(3), chat(4), chat(5))
		n := h.announce(words("Loket tutup."))
		if n.Yes != "command:root --yes" || n.State != core.Preparing {
			h.Errorf("%+v", n)
		}
		if l := h.is(n.ID, core.Running); l.Audience != 5 || l.Owed != 5 {
			h.Errorf("%+v", l)
		}
		sms := h.leave(gateway, 9)
		if len(sms) != 2 || !strings.Contains(sms[0].Message.Text, "Loket tutup.") || sms[0].Lane != core.NoticeLane {
			h.Errorf("%v", sms)
		}
		h.leave(bot, 2)
		h.is(n.ID, core.Running)
		h.leave(bot, 9)
		if l := h.is(n.ID, core.Finished); l.Sent != 5 {
			h.Errorf("%+v", l)
		}
		h.at(9, 0)
		found, err := h.Notices(h.Context(), core.NoticeQuery{States: []core.NoticeState{core.Finished}})
		if err != nil || len(found) != 1 {
			h.Errorf("that all is over was not written down: %v, %v", found, err)
		}
	})
}

// Beyond three letters a second member must say yes: not the author, and nobody whose role does not allow it.
func TestSecondYes(t *testing.T) {
	halls(t, func(h *hall) {
		h.follow(phone(1), phone(2), chat(3), chat(4))
		ratna, budi, sari := core.Actor{Name: "Ratna", Role: core.Broadcaster}, core.Actor{Name: "Budi", Role: core.Admin}, core.Actor{Name: "Sari", Role: core.Officer}
		_, err := h.Announce(h.Context(), words("Loket tutup."), sari, false)
		h.kind(err, core.Conflict)
		n, err := h.Announce(h.Context(), words("Loket tutup."), ratna, false)
		if err != nil || n.State != core.Awaiting {
			h.Fatalf("%+v, %v", n, err)
		}
		h.catchUp()
		if l := h.is(n.ID, core.Awaiting); l.Audience != 0 {
			h.Errorf("letters were made before the yes: %+v", l)
		}
		_, err = h.Announce(h.Context(), words("Loket tutup."), budi, false)
		h.kind(err, core.Conflict) // the same again
		for _, by := range []core.Actor{ratna, sari} {
			_, _, err = h.Steer(h.Context(), n.ID, core.Approve, by)
			h.kind(err, core.Conflict)
		}
		if _, _, err := h.Steer(h.Context(), n.ID, core.Approve, budi); err != nil {
			h.Fatal(err)
		}
		h.catchUp()
		h.is(n.ID, core.Running)
		if n := h.stands(n.ID).Notice; n.By != "Ratna" || n.Yes != "Budi" {
			h.Errorf("the ledger names %q and %q", n.By, n.Yes)
		}
		other, err := h.Announce(h.Context(), words("Loket buka."), ratna, false)
		if err != nil {
			h.Fatal(err)
		}
		if _, _, err := h.Steer(h.Context(), other.ID, core.Refuse, budi); err != nil {
			h.Fatal(err)
		}
		h.is(other.ID, core.Cancelled)
	})
}

// A notice waits for its time; letters that are not urgent wait for the morning; what is over is given up.
func TestWhen(t *testing.T) {
	halls(t, func(h *hall) {
		h.follow(phone(1), phone(2), phone(3))
		zone := catalogue().Office.Zone
		later := words("Nanti.")
		later.At, later.Expires = tuesday.At(10*60, zone), tuesday.At(22*60, zone)
		ratna := core.Actor{Name: "Ratna", Role: core.Broadcaster}
		n, err := h.Announce(h.Context(), later, ratna, false)
		if err != nil || n.State != core.Scheduled {
			h.Fatalf("%+v, %v", n, err)
		}
		h.follow(phone(4)) // the audience is who follows at its time
		h.at(9, 59)
		h.is(n.ID, core.Scheduled)
		h.at(10, 0)
		if l := h.is(n.ID, core.Running); l.Audience != 4 {
			h.Errorf("%+v", l)
		}
		h.leave(gateway, 1)
		h.at(20, 0)
		if ls := h.leave(gateway, 9); len(ls) != 0 {
			h.Errorf("%d letters left in the quiet hours", len(ls))
		}
		urgent := words("Awas.")
		urgent.Urgent = true
		u := h.announce(urgent)
		if ls := h.leave(gateway, 9); len(ls) != 4 || ls[0].Lane != core.UrgentLane {
			h.Errorf("%d urgent letters left in the evening", len(ls))
		}
		h.is(u.ID, core.Finished)
		h.at(22, 0)
		if l := h.is(n.ID, core.Expired); l.Sent != 1 || l.Skipped != 3 {
			h.Errorf("%+v", l)
		}
		quiet := words("Besok.")
		quiet.Audience.To[0].Kecamatan = "Kesambi"
		quiet.Expected = 3
		q, err := h.Announce(h.Context(), quiet, ratna, false)
		if err != nil {
			h.Fatal(err)
		}
		h.catchUp()
		if ls := h.leave(gateway, 9); len(ls) != 0 || q.State != core.Preparing {
			h.Errorf("%d letters left in the night, %s", len(ls), q.State)
		}
		if err := h.store.SetClock(h.Context(), tuesday.Add(1).At(8*60, zone)); err != nil {
			h.Fatal(err)
		}
		if ls := h.leave(gateway, 9); len(ls) != 4 {
			h.Errorf("%d letters left in the morning", len(ls))
		}
	})
}

// Pause, resume and cancel take effect at the next claim; who stops gets nothing more; cancel says how many had gone.
func TestSteer(t *testing.T) {
	halls(t, func(h *hall) {
		h.follow(phone(1), phone(2), phone(3), phone(4))
		n := h.announce(words("Loket tutup."))
		h.leave(gateway, 1)
		steer := func(deed core.Steering) int {
			h.Helper()
			_, letters, err := h.Steer(h.Context(), n.ID, deed, operator)
			if err != nil {
				h.Fatal(err)
			}
			h.catchUp()
			return letters
		}
		steer(core.Pause)
		h.is(n.ID, core.Paused)
		if ls := h.leave(gateway, 9); len(ls) != 0 {
			h.Errorf("%d letters left during the pause", len(ls))
		}
		steer(core.Resume)
		h.is(n.ID, core.Running)
		h.hear(message(2, "stop", "BERHENTI"))
		ls := h.leave(gateway, 2)
		for _, l := range ls {
			if l.Notice != 0 && l.To == phone(2) {
				h.Error("somebody who stopped got it")
			}
		}
		if gone := steer(core.Cancel); gone != 2 {
			h.Errorf("%d had gone, not 2", gone)
		}
		if l := h.is(n.ID, core.Cancelled); l.Sent != 2 || l.Skipped != 2 || l.Owed != 0 {
			h.Errorf("%+v", l)
		}
		_, _, err := h.Steer(h.Context(), n.ID, core.Resume, operator)
		h.kind(err, core.Conflict)
		_, _, err = h.Steer(h.Context(), 4711, core.Cancel, operator)
		h.kind(err, core.Missing)
	})
}

// What is repeated passes over days on which nobody works: after Friday the 20th comes Monday the 23rd, and not Wednesday the
// 25th, which is Nyepi.
func TestRepeat(t *testing.T) {
	halls(t, func(h *hall) {
		h.follow(phone(1))
		zone := catalogue().Office.Zone
		n := words("Ingat.")
		n.Every, n.Expires = 1, core.Date{Year: 2020, Month: time.March, Day: 27}.At(12*60, zone)
		h.announce(n)
		var days []int
		for day := 17; day <= 31; day++ {
			date := core.Date{Year: 2020, Month: time.March, Day: day}
			if err := h.store.SetClock(h.Context(), date.At(9*60, zone)); err != nil {
				h.Fatal(err)
			}
			h.catchUp()
			if ls := h.leave(gateway, 9); len(ls) == 1 {
				days = append(days, day)
			}
		}
		if fmt.Sprint(days) != "[17 18 19 20 23 24 26 27]" {
			h.Errorf("it was sent on %v", days)
		}
	})
}

// A notice that is badly put is refused with a sentence that names the mend, and nothing is stored.
func TestBadNotice(t *testing.T) {
	halls(t, func(h *hall) {
		zone := catalogue().Office.Zone
		for about, change := range map[string]func(*core.Notice){
			"empty":    func(n *core.Notice) { n.Texts["id"] = " \n" },
			"longer":   func(n *core.Notice) { n.Texts["id"] = strings.Repeat("a", 3001) },
			"audience": func(n *core.Notice) { n.Audience = core.Audience{} },
			"past":     func(n *core.Notice) { n.At = tuesday.At(7*60, zone) },
			"over":     func(n *core.Notice) { n.Expires = tuesday.At(8*60, zone) },
			"after":    func(n *core.Notice) { n.At, n.Expires = tuesday.At(12*60, zone), tuesday.At(11*60, zone) },
			"spread":   func(n *core.Notice) { n.Expires, n.Spread = tuesday.At(11*60, zone), 3*time.Hour },
			"end":      func(n *core.Notice) { n.Every = 7 },
			"nobody":   func(*core.Notice) {},
		} {
			n := words("Loket tutup.")
			change(&n)
			_, err := h.Announce(h.Context(), n, operator, false)
			if err == nil || !strings.Contains(err.Error(), about) {
				h.Errorf("%s: %v", about, err)
			}
		}
		if found, err := h.Notices(h.Context(), core.NoticeQuery{}); err != nil || len(found) != 0 {
			h.Errorf("%v, %v", found, err)
		}
	})
}
