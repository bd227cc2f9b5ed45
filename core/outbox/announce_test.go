package outbox_test

import (
	"context"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"loket/core"
	"loket/core/outbox"
)

// announce makes a notice that is under way, and its letters to so many followers.
func announce(t *testing.T, store core.Store, followers int) (notice int64) {
	t.Helper()
	as := make([]core.Address, followers)
	for i := range as {
		as[i] = core.Address{Channel: core.TelegramChannel, ID: strconv.Itoa(i)}
	}
	err := store.Tx(context.Background(), func(tx core.Tx) error {
		people, err := tx.People(as)
		if err != nil {
			return err
		}
		var follow []core.Following
		for _, p := range people {
			follow = append(follow, core.Following{Person: p.ID, On: true, Source: "chat"})
		}
		if err := tx.Follow(follow); err != nil {
			return err
		}
		now, err := tx.Now()
		if err != nil {
			return err
		}
		notice, err = tx.AddNotice(core.Notice{Kind: core.Announcement, State: core.Running, By: "Dewi", OpenAt: now,
			Texts: map[string]string{"id": "tutup"}, Audience: core.Audience{To: []core.Selector{{}}},
			Frozen: core.Frozen{core.TelegramChannel: {"id": {Text: "tutup"}}}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for more := true; more; {
		if err := store.Tx(context.Background(), func(tx core.Tx) (err error) {
			_, more, err = tx.FanOut(notice, core.Senders{core.TelegramChannel: {account}}, 1000)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	return notice
}

// steer brings a notice into another state, as the desk does.
func steer(t *testing.T, store core.Store, notice int64, to core.NoticeState) {
	t.Helper()
	if err := store.Tx(context.Background(), func(tx core.Tx) error {
		ns, err := tx.FindNotices(core.NoticeQuery{ID: notice})
		if err != nil {
			return err
		}
		ns[0].State = to
		return tx.KeepNotice(ns[0])
	}); err != nil {
		t.Fatal(err)
	}
}

// counted is a store that counts what is written, and can date the letters that are claimed.
type counted struct {
	outbox.Store
	claims, settles atomic.Int64
	until           time.Duration // of claimed letters, from then; 0: as they are
}

func (c *counted) Claim(ctx context.Context, account string, n int) ([]core.Letter, error) {
	ls, err := c.Store.Claim(ctx, account, n)
	c.claims.Add(1)
	for i := range ls {
		if c.until > 0 {
			ls[i].Until = time.Now().Add(c.until)
		}
	}
	return ls, err
}

func (c *counted) Settle(ctx context.Context, outcomes []core.Outcome) error {
	c.settles.Add(1)
	return c.Store.Settle(ctx, outcomes)
}

// What staff say of an announcement holds within a second, whatever holds up the letters in hand: here that all calls are
// slow.
func TestPauseWithinASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := office(t)
		notice := announce(t, store, 40)
		ch := &script{limits: core.Limits{Workers: 8}}
		var last atomic.Int64 // when a call began
		ch.send = func(int, core.Letter) (string, error) {
			last.Store(time.Now().UnixNano())
			time.Sleep(900 * time.Millisecond)
			return "", nil
		}
		r := outbox.New(ch, store, bubble(t))
		run(t, r)
		time.Sleep(1300 * time.Millisecond)
		steer(t, store, notice, core.Paused)
		pressed := time.Now()
		time.Sleep(5 * time.Second)
		if late := time.Unix(0, last.Load()).Sub(pressed); late > time.Second {
			t.Errorf("a letter left %v after the pause", late)
		}
		sent := len(ch.sent())
		if sent == 0 || sent == 40 {
			t.Fatalf("%d letters had left: nothing was paused", sent)
		}
		owing(t, store, map[core.State]int{core.Sent: sent, core.Owed: 40 - sent})
		steer(t, store, notice, core.Running)
		owing(t, store, map[core.State]int{core.Sent: 40})
		if n := len(ch.sent()); n != 40 {
			t.Errorf("%d calls for 40 letters", n)
		}
	})
}

// An account that must wait for long has no announcement in hand, and writes nothing down until it may go on.
func TestLongPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := office(t)
		announce(t, store, 40)
		ch := &script{limits: core.Limits{Workers: 4}}
		ch.send = func(n int, _ core.Letter) (string, error) {
			if n == 10 {
				return "", &core.Error{Kind: core.Busy, After: time.Minute}
			}
			time.Sleep(50 * time.Millisecond)
			return "", nil
		}
		db := &counted{Store: store}
		run(t, outbox.New(ch, db, bubble(t)))
		time.Sleep(2 * time.Second)
		sent := len(ch.sent()) - 1
		owing(t, store, map[core.State]int{core.Sent: sent, core.Owed: 40 - sent})
		claims, settles := db.claims.Load(), db.settles.Load()
		time.Sleep(50 * time.Second)
		if c, s := db.claims.Load()-claims, db.settles.Load()-settles; c+s > 0 {
			t.Errorf("%d claims and %d groups of outcomes while nothing could leave", c, s)
		}
		time.Sleep(20 * time.Second)
		owing(t, store, map[core.State]int{core.Sent: 40})
	})
}

// What has waited in hand until it is of no use is not sent.
func TestExpiredInHand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := office(t)
		owe(t, store, core.NoticeLane, 2, 1)
		ch := &script{limits: core.Limits{Workers: 1}}
		ch.send = func(int, core.Letter) (string, error) {
			time.Sleep(400 * time.Millisecond)
			return "", nil
		}
		book := &ledger{Store: &counted{Store: store, until: 300 * time.Millisecond}}
		run(t, outbox.New(ch, book, bubble(t)))
		owing(t, store, map[core.State]int{core.Sent: 1, core.Skipped: 1})
		for _, o := range book.written() {
			if o.State == core.Skipped && o.Reason != "expired" {
				t.Errorf("skipped: %s", o.Reason)
			}
		}
	})
}
