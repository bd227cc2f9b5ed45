package desk_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/core"
	"loket/core/desk"
	"loket/core/dialog"
	"loket/storage"
	"loket/storage/storagetest"
)

// TestCourse: whatever staff, citizens, providers, crashes and the clock do to announcements, in whatever order, every letter
// reaches a final state, the counts add up at every moment, and nobody gets what they must not get, or twice.
func TestCourse(t *testing.T) {
	var c *course
	rapid.Check(t, func(r *rapid.T) {
		if c == nil || !c.ended { // what a run that failed has left is not to hide, in those that look for the reason, why it did
			c = newCourse(t)
		}
		c.run(r)
	})
}

func newCourse(t *testing.T) *course {
	cat := *catalogue()
	cat.Office.Announce.Second = 3
	address := "sqlite:" + filepath.Join(t.TempDir(), "office.db")
	store := storagetest.Open(t, address)
	c := &course{store: store, address: address, now: tuesday.At(8*60+30, cat.Office.Zone), zone: cat.Office.Zone}
	for range 2 { // replicas
		c.desks = append(c.desks, desk.New(store, &cat, dialog.New(&cat), desk.Options{
			Limits:   map[string]core.Limits{core.SMSChannel: {Short: true}, core.TelegramChannel: {Buttons: 100, Edits: true}},
			Accounts: map[string]string{core.SMSChannel: gateway, core.TelegramChannel: bot},
			Log:      slog.New(&complaints{c: c}), Keep: time.Second, Timeout: time.Hour, // a slow disk is not what is looked for
		}))
	}
	return c
}

// complaints are what a desk logs as an error: nothing here gives cause for one.
type complaints struct {
	slog.Handler
	c *course
}

func (h *complaints) Enabled(context.Context, slog.Level) bool { return true }

func (h *complaints) Handle(_ context.Context, r slog.Record) error {
	if r.Level >= slog.LevelError {
		text := r.Message
		r.Attrs(func(a slog.Attr) bool { text += " " + a.String(); return true })
		h.c.complained = append(h.c.complained, text)
	}
	return nil
}

// course is an office and what a model knows of it.
type course struct {
	*rapid.T
	store      *storage.Store
	address    string // of it
	desks      []*desk.Desk
	now        time.Time
	begun      time.Time // this run
	ended      bool      // it has come to its end, and has left nothing open
	zone       *time.Location
	complained []string

	people []core.Person
	homes  map[int64][]int64 // their addresses

	strangers [][2]int64     // persons, and addresses that are to be theirs
	stopped   map[int64]bool // persons who get no announcements now
	shut      map[int64]bool // addresses
	notices   []int64        // of this run, that somebody made
	over      map[int64]string
	state     map[int64]core.NoticeState
	counted   map[int64]core.Ledger // when they were counted last
	flight    []core.Letter
	sent      []core.Letter
	got       map[string]int
}

const walkers = 5

func (c *course) run(t *rapid.T) {
	c.T, c.ended = t, false
	c.notices, c.flight, c.sent, c.complained = nil, nil, nil, nil
	c.counted = map[int64]core.Ledger{}
	c.stopped, c.shut, c.over, c.state, c.got = map[int64]bool{}, map[int64]bool{}, map[int64]string{}, map[int64]core.NoticeState{}, map[string]int{}
	c.pass(core.DateOf(c.now).Add(1).At(9*60, c.zone).Sub(c.now))
	c.begun = c.now
	c.gather()
	ops := map[string]func(){
		"announce": c.announce, "steer": c.steer, "correct": c.correct, "retry": c.retry, "leave": c.leave, "settle": c.settle,
		"look": c.look, "crash": c.crash, "report": c.report, "stop": c.stop, "block": c.block, "prune": c.prune,
		"wait": func() {
			c.pass(time.Duration(rapid.SampledFrom([]int{1, 20, 60, 300, 1000, 3000}).Draw(t, "minutes")) * time.Minute)
		},
	}
	c.announce()
	for _, op := range rapid.SliceOfN(rapid.SampledFrom(weighted), 3, 25).Draw(t, "ops") {
		ops[op]()
		c.check()
		if rapid.IntRange(0, 3).Draw(t, "acts") > 0 {
			c.catchUp()
			c.check()
		}
	}
	c.end()
	c.ended = !t.Failed()
}

var weighted = []string{"announce", "steer", "steer", "steer", "steer", "correct", "retry", "leave", "leave", "leave", "settle", "settle", "settle",
	"look", "crash", "report", "stop", "block", "prune", "wait", "wait"}

func (c *course) ok(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

func (c *course) tx(fn func(core.Tx) error) { c.Helper(); c.ok(c.store.Tx(context.Background(), fn)) }

// gather makes people who follow, or makes them follow again. The last is a contact.
func (c *course) gather() {
	var subs []core.Subscriber
	for n := range walkers {
		a := phone(n)
		if n%2 == 1 {
			a = chat(n)
		}
		s := core.Subscriber{Address: a, Consent: "2020-03-02 formulir", Since: c.now}
		if n == walkers-1 {
			s.Role = "rt"
		}
		subs = append(subs, s)
	}
	c.tx(func(tx core.Tx) (err error) {
		if err := errors.Join(tx.Enlist("walkers", subs), tx.Subscribe("walkers")); err != nil {
			return err
		}
		var as []core.Address
		for _, s := range subs {
			as = append(as, s.Address)
		}
		if c.people, err = tx.People(as); err != nil {
			return err
		}
		return c.settleIn(tx)
	})
	c.moveIn()
	c.tx(func(tx core.Tx) error {
		for _, p := range c.people {
			for _, home := range c.homes[p.ID] {
				if err := tx.Shut([]core.Shutting{{AddressID: home}}); err != nil {
					return err
				}
			}
			if err := tx.Follow([]core.Following{{Person: p.ID, On: true, Source: "chat"}}); err != nil {
				return err
			}
		}
		return nil
	})
}

// settleIn gives some of the people a second and a third address.
func (c *course) settleIn(tx core.Tx) error {
	more := []core.Address{chat(100), phone(101), chat(102), phone(102)}
	others, err := tx.People(more)
	if err != nil {
		return err
	}
	c.homes = map[int64][]int64{}
	for _, p := range c.people {
		c.homes[p.ID] = []int64{p.AddressID}
	}
	for i, o := range others {
		p := c.people[min(i, 2)]
		c.homes[p.ID] = append(c.homes[p.ID], o.AddressID)
		if o.ID != p.ID {
			c.strangers = append(c.strangers, [2]int64{p.ID, o.AddressID})
		}
	}
	return nil
}

// moveIn makes those addresses theirs.
func (c *course) moveIn() {
	if len(c.strangers) == 0 {
		return
	}
	db, err := storagetest.Raw(c.address)
	c.ok(err)
	defer db.Close()
	for _, s := range c.strangers {
		_, err := db.Exec("UPDATE addresses SET person_id = $1 WHERE id = $2", s[0], s[1])
		c.ok(err)
	}
	c.strangers = nil
}

// closed notes that an address is shut, and that who has no other follows no more.
func (c *course) closed(person, address int64) {
	c.shut[address] = true
	open := slices.ContainsFunc(c.homes[person], func(home int64) bool { return !c.shut[home] })
	c.stopped[person] = c.stopped[person] || !open
}

func (c *course) pass(d time.Duration) {
	c.now = c.now.Add(d)
	c.ok(c.store.SetClock(context.Background(), c.now))
}

func (c *course) catchUp() {
	c.Helper()
	c.ok(c.desks[rapid.IntRange(0, 1).Draw(c.T, "replica")].CatchUp(context.Background()))
	if len(c.complained) > 0 {
		c.Fatal(c.complained)
	}
}

// expected passes over refusals: they are outcomes.
func (c *course) expected(err error) bool {
	c.Helper()
	if err != nil && core.KindOf(err) != core.Conflict && core.KindOf(err) != core.Invalid {
		c.Fatal(err)
	}
	return err == nil
}

var ratna, budi = core.Actor{Name: "Ratna", Role: core.Broadcaster}, core.Actor{Name: "Budi", Role: core.Admin}

func (c *course) someone() core.Actor {
	return rapid.SampledFrom([]core.Actor{ratna, budi, {Name: "op", Role: core.Operating, Yes: true}}).Draw(c.T, "by")
}

func (c *course) announce() {
	pick := func(label string, odds int) bool { return rapid.IntRange(0, odds).Draw(c.T, label) == odds }
	n := words(fmt.Sprintf("Berita %d.", rapid.IntRange(0, 99).Draw(c.T, "text")))
	n.Urgent, n.Hold = pick("urgent", 4), pick("hold", 1)
	if pick("later", 3) {
		n.At = c.now.Add(time.Duration(rapid.IntRange(1, 30).Draw(c.T, "hours")) * time.Hour)
	}
	if pick("ends", 1) {
		n.Expires = later(c.now, n.At).Add(time.Duration(rapid.IntRange(1, 100).Draw(c.T, "holds")) * time.Hour)
		if pick("repeated", 1) {
			n.Every = rapid.IntRange(1, 2).Draw(c.T, "every")
		}
	}
	if pick("spread", 3) {
		n.Spread = time.Duration(rapid.IntRange(1, 20).Draw(c.T, "spread")) * time.Hour
	}
	made, err := c.desks[0].Announce(context.Background(), n, c.someone(), true)
	if c.expected(err) {
		c.notices = append(c.notices, made.ID)
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// all are the notices of this run, also those that the desk made. It is by their numbers that they are told from those of the
// runs before, which are hours older: the machine's clock may be set back a little meanwhile.
func (c *course) all() (all []core.Notice) {
	c.Helper()
	if len(c.notices) == 0 {
		return nil
	}
	c.tx(func(tx core.Tx) (err error) {
		all, err = tx.FindNotices(core.NoticeQuery{Since: c.begun.Add(-time.Hour), Limit: 200})
		return err
	})
	all = slices.DeleteFunc(all, func(n core.Notice) bool { return n.ID < c.notices[0] })
	return all
}

func (c *course) one() (core.Notice, bool) {
	all := slices.DeleteFunc(c.all(), func(n core.Notice) bool { return n.Kind == core.Forwarding })
	if len(all) == 0 {
		return core.Notice{}, false
	}
	return all[rapid.IntRange(0, len(all)-1).Draw(c.T, "which")], true
}

func (c *course) steer() {
	n, ok := c.one()
	if !ok {
		return
	}
	deed := rapid.SampledFrom([]core.Steering{core.Approve, core.Approve, core.Refuse, core.Pause, core.Pause, core.Resume, core.Resume, core.Resume,
		core.Cancel, core.SendAll, core.DropAll, core.Retry, core.Withdraw}).Draw(c.T, "deed")
	by := c.someone()
	_, _, err := c.desks[0].Steer(context.Background(), n.ID, deed, by)
	if !c.expected(err) {
		return
	}
	if deed == core.Cancel || deed == core.Refuse || deed == core.Withdraw {
		c.over[n.ID] = string(deed)
	}
}

func (c *course) correct() {
	n, ok := c.one()
	if !ok {
		return
	}
	if _, err := c.desks[1].Correct(context.Background(), n.ID, map[string]string{"id": "Ralat."}, c.someone()); c.expected(err) {
		c.over[n.ID] = "correct"
	}
}

func (c *course) retry() {
	if n, ok := c.one(); ok {
		_, err := c.desks[1].Retry(context.Background(), n.ID, rapid.Bool().Draw(c.T, "other"), c.someone())
		c.expected(err)
	}
}

func (c *course) leave() {
	c.Helper()
	account := rapid.SampledFrom([]string{gateway, bot}).Draw(c.T, "account")
	c.claim(account, rapid.IntRange(1, 6).Draw(c.T, "letters"))
}
