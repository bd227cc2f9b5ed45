package desk_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loket/core"
	"loket/core/desk"
	"loket/core/dialog"
	"loket/storage/storagetest"
)

// news are the announcements in force.
func (h *hall) news() (said []string) {
	h.Helper()
	if err := h.store.View(h.Context(), func(tx core.Tx) error {
		all, err := tx.News(9)
		for _, n := range all {
			said = append(said, n.Texts["id"])
		}
		return err
	}); err != nil {
		h.Fatal(err)
	}
	return said
}

// INFO repeats an announcement once, as it was corrected last, and not at all if its repetition was taken back.
func TestNewsOnce(t *testing.T) {
	halls(t, func(h *hall) {
		h.follow(phone(1), phone(2))
		n := words("Berita lama.")
		n.Every, n.Expires = 1, tuesday.At(9*60, catalogue().Office.Zone).AddDate(0, 0, 8)
		n = h.announce(n)
		h.fail(1)
		if _, err := h.Retry(h.Context(), n.ID, false, budi); err != nil {
			h.Fatal(err)
		}
		h.catchUp()
		h.say()
		h.correct(n.ID, "Berita baru.")
		h.at(8, 40)
		h.say()
		if said := h.news(); !slices.Equal(said, []string{"Berita baru."}) {
			h.Errorf("in force: %q", said)
		}
		h.tomorrow(9)
		h.say()
		all, err := h.Notices(h.Context(), core.NoticeQuery{Kinds: []core.NoticeKind{core.Repetition}, States: []core.NoticeState{core.Running, core.Finished}})
		if err != nil || len(all) != 1 {
			h.Fatal(all, err)
		}
		h.steer(all[0].Notice.ID, core.Withdraw)
		if said := h.news(); len(said) > 0 {
			h.Errorf("in force: %q", said)
		}
	})
}

// broken is a store that gives up transactions after they have done their work.
type broken struct {
	core.Store
	armed atomic.Bool
}

func (b *broken) Tx(ctx context.Context, fn func(core.Tx) error) error {
	return b.Store.Tx(ctx, func(tx core.Tx) error {
		err := fn(tx)
		if all, _ := tx.FindNotices(core.NoticeQuery{Limit: 1}); len(all) > 0 && err == nil && b.armed.CompareAndSwap(true, false) {
			return core.Errorf(core.Away, "given up")
		}
		return err
	})
}

// crier is an engine that announces at once, and writes down what it was told of the news.
type crier struct {
	desk.Engine
	news []core.News
}

func (c *crier) Step(p core.Person, f core.Facts, ev dialog.Event) (core.Person, []dialog.Effect) {
	if heard, ok := ev.(dialog.Heard); ok && heard.In.Text == "SIARKAN" {
		n := words("Tak jadi.")
		n.Expected = 1
		return p, []dialog.Effect{dialog.Announce{Notice: n}}
	}
	c.news = f.News
	return p, nil
}

// What a transaction announced that came to nothing is no news, not even to the process that has seen it.
func TestNewsThatCameToNothing(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		var c *crier
		b := &broken{}
		o := openAs(t, catalogue(), address, func(o *desk.Options, e *desk.Engine) {
			o.Still = true
			c = &crier{Engine: *e}
			*e = c
		})
		b.Store = o.store
		d := desk.New(b, catalogue(), c, desk.Options{Still: true, Accounts: map[string]string{core.SMSChannel: gateway},
			Limits: map[string]core.Limits{core.SMSChannel: {Short: true}}})
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { _ = d.Run(ctx) })
		defer running.Wait()
		defer cancel()
		if err := o.store.Tx(ctx, func(tx core.Tx) error {
			p, err := tx.People([]core.Address{phone(1)})
			if err != nil {
				return err
			}
			id, err := tx.AddStaff(core.Staff{Name: "Ratna", Role: core.Broadcaster})
			if err != nil {
				return err
			}
			if err := tx.StaffCode(id, "KODE", time.Now().Add(time.Hour)); err != nil {
				return err
			}
			if _, ok, err := tx.LinkStaff("KODE", p[0].ID, p[0].AddressID); err != nil || !ok {
				return fmt.Errorf("linked: %v, %w", ok, err)
			}
			return tx.Follow([]core.Following{{Person: p[0].ID, On: true}})
		}); err != nil {
			t.Fatal(err)
		}
		b.armed.Store(true)
		_ = d.Receive(ctx, message(1, "a", "SIARKAN"))
		if b.armed.Load() {
			t.Fatal("nothing was given up")
		}
		if _, err := o.Announce(ctx, words("Jadi."), operator, false); err != nil {
			t.Fatal(err)
		}
		if err := d.Receive(ctx, message(1, "b", "APA")); err != nil {
			t.Fatal(err)
		}
		if len(c.news) != 1 || c.news[0].Texts["id"] != "Jadi." {
			t.Errorf("news: %+v", c.news)
		}
	})
}

// When the latest announcements are over, those before them are told again that are still in force.
func TestEarlierNews(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		var c *crier
		h := &hall{openAs(t, catalogue(), address, func(o *desk.Options, e *desk.Engine) {
			o.Still = true
			c = &crier{Engine: *e}
			*e = c
		})}
		h.follow(phone(1))
		h.announce(words("Lama."))
		for n := range 5 {
			short := words(fmt.Sprint("Sebentar ", n))
			short.Expires = tuesday.At(9*60, catalogue().Office.Zone)
			h.announce(short)
		}
		for len(h.leave(gateway, 99)) > 0 {
		}
		h.at(8, 50)
		h.hear(message(2, "a", "INFO"))
		if len(c.news) != 5 {
			t.Errorf("%d are in force", len(c.news))
		}
		h.at(9, 1)
		h.hear(message(2, "b", "INFO"))
		if len(c.news) != 1 || c.news[0].Texts["id"] != "Lama." {
			t.Errorf("in force: %+v", c.news)
		}
	})
}

// Two members press yes at the same moment, one presses no, and others steer what is under way, while two replicas do what is
// due: one of them is heard, and no fault is met.
func TestTogether(t *testing.T) {
	halls(t, func(h *hall) {
		h.follow(phone(1), phone(2), phone(3), phone(4), phone(5))
		for range 4 {
			n, err := h.Announce(h.Context(), words("Loket tutup."), core.Actor{Name: "Ratna", Role: core.Broadcaster}, true)
			if err != nil || n.State != core.Awaiting {
				h.Fatal(n, err)
			}
			var all sync.WaitGroup
			var mu sync.Mutex
			heard := map[core.Steering]int{}
			for _, deed := range []core.Steering{core.Approve, core.Approve, core.Refuse, core.Pause, core.Resume, core.Cancel} {
				all.Go(func() {
					_, _, err := h.Steer(h.Context(), n.ID, deed, budi)
					if err != nil && core.KindOf(err) != core.Conflict {
						h.Error(deed, err)
					}
					if mu.Lock(); err == nil {
						heard[deed]++
					}
					mu.Unlock()
				})
			}
			all.Go(func() {
				if err := h.CatchUp(h.Context()); err != nil {
					h.Error(err)
				}
			})
			all.Wait()
			h.catchUp()
			yes, no, cancelled := heard[core.Approve], heard[core.Refuse], heard[core.Cancel]
			if yes > 1 || yes+no > 1 || yes+no+cancelled == 0 {
				h.Errorf("heard: %v", heard)
			}
			if now := h.stands(n.ID); no+cancelled > 0 && (now.Notice.State != core.Cancelled || now.Ledger.Owed > 0) {
				h.Errorf("%v: %s, %+v", heard, now.Notice.State, now.Ledger)
			}
			for len(h.leave(gateway, 99)) > 0 {
			}
		}
	})
}
