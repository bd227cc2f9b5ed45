package desk_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/core"
	"loket/core/catalog"
	"loket/core/desk"
	"loket/storage/storagetest"
)

// handset is a phone of the office's own.
type handset struct {
	sync.Mutex
	last time.Time
	away bool // nobody says
}

func (h *handset) Alive(context.Context) (time.Time, error) {
	h.Lock()
	defer h.Unlock()
	if h.away {
		return time.Time{}, errors.New("nobody there")
	}
	return h.last, nil
}

func (h *handset) heard(ago time.Duration) {
	h.Lock()
	defer h.Unlock()
	h.last, h.away = time.Now().Add(-ago), false
}

const sim1, sim2 = "sms:gate/depan-1", "sms:gate/depan-2"

// A phone falls silent: staff are told once, whoever looks, its letters go to the other, and that it is back is told, too.
func TestSilentPhone(t *testing.T) {
	cat, err := catalog.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	cat.Office.SMS = catalog.SMS{Silent: catalog.Move, Phones: []catalog.Phone{{Name: "depan-1"}, {Name: "depan-2"}}}
	storagetest.Both(t, func(t *testing.T, address string) {
		one, two := &handset{}, &handset{}
		o := openAs(t, cat, address, func(options *desk.Options, _ *desk.Engine) {
			options.Still = true
			options.Limits[core.TelegramChannel] = core.Limits{Buttons: 8}
			options.Accounts = map[string]string{core.SMSChannel: sim1, core.TelegramChannel: bot}
			options.Others = map[string][]string{core.SMSChannel: {sim2}}
			options.Watched = map[string]core.Watched{sim1: one, sim2: two}
		})
		ratna := core.Address{Channel: core.TelegramChannel, ID: "101"}
		if err := o.store.Tx(t.Context(), func(tx core.Tx) error {
			id, err := tx.AddStaff(core.Staff{Name: "Ratna", Role: core.Viewer, By: "test"})
			if err != nil {
				return err
			}
			people, err := tx.People([]core.Address{ratna})
			if err != nil {
				return err
			}
			now, err := tx.Now()
			if err != nil {
				return err
			}
			if err := tx.StaffCode(id, "KODERATNA2", now.Add(time.Hour)); err != nil {
				return err
			}
			_, _, err = tx.LinkStaff("KODERATNA2", people[0].ID, people[0].AddressID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		told := func(want string) {
			t.Helper()
			ls := claim(t, o, bot)
			texts := make([]string, len(ls))
			for i, l := range ls {
				texts[i] = l.Message.Text
			}
			switch {
			case want == "" && len(ls) > 0, want != "" && (len(ls) != 1 || !strings.HasPrefix(texts[0], want)):
				t.Errorf("staff are told %q, want %q", texts, want)
			}
		}
		silent := func(want ...string) {
			t.Helper()
			today, err := o.Today(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range today.Silent {
				got = append(got, s.Account)
			}
			if !slices.Equal(got, want) {
				t.Errorf("silent are %q, want %q", got, want)
			}
		}
		two.heard(3 * time.Minute)
		one.heard(5 * time.Minute)
		var all sync.WaitGroup
		for range 3 { // processes
			all.Go(func() { o.WatchPhones(t.Context()) })
		}
		all.Wait()
		told("HP kantor depan-1 tidak terhubung sejak Selasa, 17 Maret 2020 pukul 08.")
		silent(sim1)

		// A citizen has written to it; the answer waits, and leaves by the other at the next look.
		in := filing(1)
		in.Account = sim1
		o.hear(in)
		if ls := claim(t, o, sim1); len(ls) > 0 {
			t.Errorf("a silent phone sends %d letters", len(ls))
		}
		o.WatchPhones(t.Context())
		if ls := claim(t, o, sim2); len(ls) != 1 {
			t.Errorf("the other sends %d letters", len(ls))
		}
		told("")

		one.heard(0)
		o.WatchPhones(t.Context())
		told("HP kantor depan-1 terhubung lagi.")
		silent()

		// News of the request comes from the SIM that the citizen wrote to last.
		in = message(1, "again", "STATUS")
		in.Account = sim2
		o.hear(in)
		claim(t, o, sim2)
		if _, err := o.Advance(t.Context(), core.Advance{Tickets: []string{"C200317-001"}, To: core.Ready}, core.Actor{Name: "uji", Role: core.Operating}); err != nil {
			t.Fatal(err)
		}
		if ls := claim(t, o, sim1); len(ls) != 0 {
			t.Errorf("%d letters by a SIM that was not written to", len(ls))
		}
		if ls := claim(t, o, sim2); len(ls) != 1 {
			t.Errorf("%d letters by the SIM that was written to", len(ls))
		}
	})
}

// That nobody can be asked is no silence yet for who has just begun to look; it is for who goes on.
func TestNobodySays(t *testing.T) {
	hp := &handset{away: true}
	o := open(t, storagetest.SQLite(t), func(options *desk.Options, _ *desk.Engine) {
		options.Still, options.Watched = true, map[string]core.Watched{sim1: hp}
	})
	for range 3 {
		o.WatchPhones(t.Context())
	}
	today, err := o.Today(t.Context())
	if err != nil || len(today.Silent) != 0 {
		t.Errorf("silent: %v, %v", today.Silent, err)
	}
}

// claim takes what is owed by an account, and settles it.
func claim(t *testing.T, o *office, account string) []core.Letter {
	t.Helper()
	ls, err := o.store.Claim(t.Context(), account, 100)
	if err != nil {
		t.Fatal(err)
	}
	outcomes := make([]core.Outcome, len(ls))
	for i, l := range ls {
		outcomes[i] = core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Sent, Receipt: l.Cause}
	}
	if err := o.store.Settle(t.Context(), outcomes); err != nil {
		t.Fatal(err)
	}
	return ls
}
