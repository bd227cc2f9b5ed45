package desk_test

import (
	"strings"
	"testing"
	"time"

	"loket/core"
)

// steer does something with a notice for a member who is not its author, and what follows from it.
func (h *hall) steer(id int64, deed core.Steering) core.Notice {
	h.Helper()
	done, _, err := h.Steer(h.Context(), id, deed, budi)
	if err != nil {
		h.Fatal(err)
	}
	h.catchUp()
	return done.Notice
}

func (h *hall) correct(id int64, text string) core.Notice {
	h.Helper()
	n, err := h.Correct(h.Context(), id, map[string]string{"id": text}, budi)
	if err != nil {
		h.Fatal(err)
	}
	h.catchUp()
	return n
}

// say lets all letters leave, and returns what they say.
func (h *hall) say() (all []string) {
	h.Helper()
	for _, l := range append(h.leave(gateway, 99), h.leave(bot, 99)...) {
		all = append(all, l.Message.Text)
	}
	return all
}

// fail lets up to n letters leave that reach nobody.
func (h *hall) fail(n int) {
	h.Helper()
	ls, err := h.store.Claim(h.Context(), gateway, n)
	if err != nil || len(ls) != n {
		h.Fatalf("%d letters, %v", len(ls), err)
	}
	for _, l := range ls {
		if err := h.store.Settle(h.Context(), []core.Outcome{{Letter: l.ID, Attempt: l.Attempt, State: core.Failed, Reason: "unreachable"}}); err != nil {
			h.Fatal(err)
		}
	}
}

// nobody sees to it that nothing is said of what was taken back.
func (h *hall) never(old string) {
	h.Helper()
	for _, text := range h.say() {
		if strings.Contains(text, old) && !strings.Contains(strings.ToLower(text), "cabut") {
			h.Errorf("it is still said: %s", text)
		}
	}
}

// What goes out beside a notice, or again, ends with it; contacts get a correction to hand on.
func TestReplacedAlong(t *testing.T) {
	halls(t, func(h *hall) {
		const list = "channel,address,lang,kecamatan,consent,role\nsms,+6281255000009,,,2020-03-02 formulir,rt\n"
		if _, err := h.ImportSubscribers(h.Context(), strings.NewReader(list), false, "Dewi"); err != nil {
			h.Fatal(err)
		}
		h.follow(phone(1), phone(2))
		n := h.announce(words("Salah."))
		h.fail(1)
		c := h.correct(n.ID, "Benar.")
		h.at(8, 40)
		h.never("Salah.")
		if _, beside, err := h.Notice(h.Context(), n.ID); err != nil || beside.Notice.State != core.Cancelled {
			h.Errorf("%+v, %v", beside, err)
		}
		if _, beside, err := h.Notice(h.Context(), c.ID); err != nil || beside == nil || beside.Ledger.Sent != 1 {
			h.Errorf("to hand on: %+v, %v", beside, err)
		}
		_, err := h.Retry(h.Context(), n.ID, false, budi)
		h.kind(err, core.Conflict)

		n = h.announce(words("Keliru."))
		h.fail(4)
		r, err := h.Retry(h.Context(), n.ID, false, budi)
		if err != nil {
			h.Fatal(err)
		}
		h.catchUp()
		h.leave(gateway, 1)
		h.steer(n.ID, core.Withdraw)
		h.at(8, 50)
		if texts := h.say(); len(texts) != 1 {
			h.Errorf("one got it by the second try: %v", texts)
		}
		h.is(r.ID, core.Cancelled)
	})
}

// A second try is for those whom the first has not reached.
func TestRetryTwice(t *testing.T) {
	halls(t, func(h *hall) {
		h.follow(phone(1), phone(2))
		n := h.announce(words("Loket tutup."))
		h.fail(2)
		if _, err := h.Retry(h.Context(), n.ID, false, budi); err != nil {
			h.Fatal(err)
		}
		_, err := h.Retry(h.Context(), n.ID, false, budi) // before there are letters
		h.kind(err, core.Conflict)
		h.catchUp()
		_, err = h.Retry(h.Context(), n.ID, false, budi)
		h.kind(err, core.Conflict)
		h.fail(1)
		h.leave(gateway, 9)
		if r, err := h.Retry(h.Context(), n.ID, false, budi); err != nil || r.Expected != 1 {
			h.Errorf("%+v, %v", r, err)
		}
		h.catchUp()
		if ls := h.leave(gateway, 9); len(ls) != 1 {
			h.Errorf("%d letters", len(ls))
		}
	})
}

// What is repeated is scheduled once, however often it is paused; it ends with what it repeats, and says what that was
// corrected to.
func TestRepeatedOnce(t *testing.T) {
	halls(t, func(h *hall) {
		h.follow(phone(1))
		n := words("Ingat lama.")
		n.Every, n.Expires = 1, tuesday.At(9*60, catalogue().Office.Zone).AddDate(0, 0, 8)
		n = h.announce(n)
		scheduled := func() []core.Noticed {
			h.Helper()
			found, err := h.Notices(h.Context(), core.NoticeQuery{States: []core.NoticeState{core.Scheduled}})
			if err != nil {
				h.Fatal(err)
			}
			return found
		}
		h.steer(n.ID, core.Pause)
		h.steer(n.ID, core.Resume)
		if found := scheduled(); len(found) != 1 {
			h.Fatalf("%d repetitions", len(found))
		}
		h.leave(gateway, 9)
		h.catchUp()
		before := scheduled()[0].Notice
		c := h.correct(n.ID, "Ingat baru.")
		after := scheduled()
		if len(after) != 1 || after[0].Notice.Parent != c.ID || !after[0].Notice.At.Equal(before.At) {
			h.Fatalf("%+v", after)
		}
		h.say()
		h.tomorrow(9)
		if texts := h.say(); len(texts) != 1 || !strings.Contains(texts[0], "Ingat baru.") {
			h.Errorf("repeated: %v", texts)
		}
		h.steer(after[0].Notice.ID, core.Withdraw)
		if found := scheduled(); len(found) != 0 {
			h.Errorf("to be repeated: %+v", found)
		}
	})
}

func (h *hall) tomorrow(hour int) {
	h.Helper()
	if err := h.store.SetClock(h.Context(), tuesday.Add(1).At(hour*60, catalogue().Office.Zone)); err != nil {
		h.Fatal(err)
	}
	h.catchUp()
}

// Who has read the first hears that it is taken back, also if a correction had not come to them yet.
func TestWithdrawCorrection(t *testing.T) {
	halls(t, func(h *hall) {
		h.follow(phone(1), chat(2), phone(3))
		n := h.announce(words("Pertama."))
		first := append(h.leave(gateway, 1), h.leave(bot, 1)...) // not the third
		c := h.correct(n.ID, "Kedua.")
		h.at(8, 40)
		c2 := h.correct(c.ID, "Ketiga.")
		h.at(8, 50)
		if l := h.is(c2.ID, core.Running); l.Owed != 3 || l.Failed != 0 {
			h.Errorf("%+v", l)
		}
		h.leave(gateway, 1)
		w := h.steer(c2.ID, core.Withdraw)
		h.at(9, 0)
		ls := append(h.leave(gateway, 9), h.leave(bot, 9)...)
		if len(ls) != 2 || ls[1].Edits != first[1].ID || ls[1].Replaces == "" {
			h.Errorf("taken back: %+v", ls)
		}
		h.is(w.ID, core.Finished)
	})
}

// Letters in doubt that outlast their notice are not sent again, whoever finds out that they had not left.
func TestDoubtAfterTheEnd(t *testing.T) {
	halls(t, func(h *hall) {
		h.follow(phone(1), phone(2))
		n := words("Hari ini.")
		n.Hold, n.Expires = true, tuesday.At(10*60, catalogue().Office.Zone)
		n = h.announce(n)
		ls, err := h.store.Claim(h.Context(), gateway, 9)
		if err != nil || len(ls) != 2 {
			h.Fatal(ls, err)
		}
		for _, l := range ls {
			if err := h.store.Settle(h.Context(), []core.Outcome{{Letter: l.ID, Attempt: l.Attempt, State: core.Doubtful}}); err != nil {
				h.Fatal(err)
			}
		}
		h.at(9, 0)
		h.is(n.ID, core.Attention)
		h.at(10, 1)
		_, _, err = h.Steer(h.Context(), n.ID, core.SendAll, budi)
		h.kind(err, core.Conflict)
		if err := h.store.Settle(h.Context(), []core.Outcome{{Letter: ls[0].ID, Attempt: 1, State: core.Owed}}); err != nil { // the provider said so
			h.Fatal(err)
		}
		h.at(10, 2)
		h.at(10, 3)
		if l := h.is(n.ID, core.Expired); l.Skipped != 1 || l.Doubt != 1 {
			h.Errorf("%+v", l)
		}
		h.steer(n.ID, core.DropAll)
		if l := h.stands(n.ID).Ledger; l.Failed != 1 {
			h.Errorf("%+v", l)
		}
	})
}

// A pause does not make what is spread go faster or stop; nor does a doubt that is sent again.
func TestSpread(t *testing.T) {
	halls(t, func(h *hall) {
		h.follow(phone(1), phone(2), phone(3), phone(4))
		n := words("Pelan.")
		n.Spread, n.Hold = 4*time.Hour, true
		n.Expected = 4000 // as many had been shown
		n = h.announce(n)
		left := func(hour, minute, want int) {
			h.Helper()
			h.at(hour, minute)
			if ls := h.leave(gateway, 99); len(ls) != want {
				h.Errorf("%02d.%02d: %d letters", hour, minute, len(ls))
			}
		}
		left(8, 50, 0)
		left(9, 31, 1)
		h.steer(n.ID, core.Pause)
		left(12, 0, 0)
		h.steer(n.ID, core.Resume)
		left(12, 1, 0)
		left(13, 5, 1)
		ls := func() []core.Letter { h.at(15, 5); ls, _ := h.store.Claim(h.Context(), gateway, 9); return ls }()
		if len(ls) != 2 {
			h.Fatalf("%d letters", len(ls))
		}
		for _, l := range ls {
			if err := h.store.Settle(h.Context(), []core.Outcome{{Letter: l.ID, Attempt: l.Attempt, State: core.Doubtful}}); err != nil {
				h.Fatal(err)
			}
		}
		h.at(16, 0)
		h.steer(n.ID, core.SendAll)
		if ls := h.leave(gateway, 9); len(ls) != 2 {
			h.Errorf("%d letters sent again", len(ls))
		}
	})
}

// A correction is not replaced before it is known whom it is for; one that was cancelled leaves what it was to correct to be
// taken back.
func TestReplaceTooEarly(t *testing.T) {
	halls(t, func(h *hall) {
		h.follow(phone(1), phone(2))
		n := h.announce(words("Pertama."))
		h.leave(gateway, 9)
		c, err := h.Correct(h.Context(), n.ID, map[string]string{"id": "Kedua."}, budi)
		if err != nil {
			h.Fatal(err)
		}
		_, _, err = h.Steer(h.Context(), c.ID, core.Withdraw, budi)
		h.kind(err, core.Conflict)
		_, _, err = h.Steer(h.Context(), n.ID, core.Withdraw, budi)
		h.kind(err, core.Conflict)
		h.steer(c.ID, core.Cancel)
		h.steer(n.ID, core.Withdraw)
		if texts := h.say(); len(texts) != 2 {
			h.Errorf("taken back: %v", texts)
		}
	})
}
