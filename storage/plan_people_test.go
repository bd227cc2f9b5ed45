package storage_test

import (
	"database/sql"
	"fmt"
	"time"

	"loket/core"
	"loket/storage"
)

// citizens are some people of a country, who do everything that can be done, ten at a time.
type citizens struct {
	p     *planner
	s     *storage.Store
	db    *sql.DB
	c     country
	round int

	people   []core.Person
	requests []core.Request
	serial   int
}

const together = 10

// do is something done in one transaction to so many rows.
func (c *citizens) do(step string, size int, fn func(core.Tx) error) {
	c.p.t.Helper()
	c.p.step, c.p.size = step, size
	if err := c.s.Tx(c.p.t.Context(), fn); err != nil {
		c.p.t.Fatalf("%s: %v", step, err)
	}
}

// view is something seen in one snapshot.
func (c *citizens) view(step string, size int, fn func(core.Tx) error) {
	c.p.t.Helper()
	c.p.step, c.p.size = step, size
	if err := c.s.View(c.p.t.Context(), fn); err != nil {
		c.p.t.Fatalf("%s: %v", step, err)
	}
}

// outside is something of the store's own.
func (c *citizens) outside(step string, size int, fn func() error) {
	c.p.t.Helper()
	c.p.step, c.p.size = step, size
	if err := fn(); err != nil {
		c.p.t.Fatalf("%s: %v", step, err)
	}
}

func (c *citizens) unique(word string) string {
	c.serial++
	return fmt.Sprintf("%s-%d-%d", word, c.round, c.serial)
}

func (c *citizens) everything() {
	c.open()
	c.write()
	c.file()
	c.fetch()
	c.wait()
	c.ask()
	c.talk()
	c.send()
	c.announce()
	c.work()
	c.console()
	c.union()
	c.papers()
	c.stop()
}

// each is a list of one thing for each of the people.
func each[T any](c *citizens, of func(i int, p core.Person) T) []T {
	all := make([]T, len(c.people))
	for i, p := range c.people {
		all[i] = of(i, p)
	}
	return all
}

// open is what a process does when it begins.
func (c *citizens) open() {
	ctx := c.p.t.Context()
	c.outside("migrate", 1, func() error { return c.s.Migrate(ctx) })
	c.outside("clock", 1, func() error { return c.s.SetClock(ctx, time.Now()) })
	c.outside("lease", 1, func() error {
		if _, err := c.s.Lease(ctx, "sms", "me", time.Minute); err != nil {
			return err
		}
		return c.s.Release(ctx, "sms", "me")
	})
	c.outside("leased", 1, func() error {
		_, err := c.s.Leased(ctx, "sms")
		return err
	})
	if c.p.when != "analysed" {
		return
	}
	c.outside("accounts", 1, func() error { _, err := c.s.Accounts(ctx); return err })
	c.outside("owing", 1, func() error { _, err := c.s.Owing(ctx, "sms"); return err })
}

// write is what every message does: first from strangers, then from people who are known.
func (c *citizens) write() {
	addresses := make([]core.Address, together)
	for i := range addresses {
		addresses[i] = core.Address{Channel: core.SMSChannel, ID: fmt.Sprintf("+62813%02d%06d", c.round, i)}
	}
	for _, who := range []string{"strangers", "people"} {
		c.do(who, together, func(tx core.Tx) (err error) {
			ins := make([]core.Inbound, together)
			for i, a := range addresses {
				ins[i] = core.Inbound{Account: "sms", ID: c.unique("in"), From: a}
			}
			if _, err = tx.Admit(ins); err != nil {
				return err
			}
			if c.people, err = tx.People(addresses); err != nil {
				return err
			}
			if _, err := tx.Overrides(); err != nil {
				return err
			}
			if _, err := tx.Days([]core.Date{day, day.Add(1)}); err != nil {
				return err
			}
			if err := tx.Keep(c.people); err != nil {
				return err
			}
			if err := tx.Post(each(c, func(_ int, p core.Person) core.Letter {
				return core.Letter{Cause: c.unique("in"), Person: p.ID, AddressID: p.AddressID, Account: "sms", Message: core.Message{Text: "halo"}}
			})); err != nil {
				return err
			}
			return tx.Follow(each(c, func(_ int, p core.Person) core.Following {
				return core.Following{Person: p.ID, On: true, Source: "chat"}
			}))
		})
	}
}

// rareRequests are those that are found by going through all, in the order of their ids.
const rareRequests = "rare requests"

// ask is every shape in which requests are asked for, by one and by several at once.
func (c *citizens) ask() {
	r, p := c.requests[0], c.people[0].ID
	for _, q := range []core.RequestQuery{
		{ID: r.ID}, {Ticket: r.Ticket}, {Person: p, Limit: 10}, {Person: p, Active: true, Limit: 10},
		{Day: r.Day, Limit: 100}, {Day: r.Day, After: r.ID, Limit: 100}, {Day: r.Day, Status: core.Verified, Limit: 100},
		{Day: r.Day, Active: true, Status: core.Submitted, Limit: 100}, {After: 1000, Limit: 100}, {Status: core.Done, After: 1000, Limit: 100},
	} {
		c.view(fmt.Sprintf("requests of %+v", q), max(q.Limit, 1), func(tx core.Tx) error { _, err := tx.Requests([]core.RequestQuery{q}); return err })
	}
	for _, q := range []core.RequestQuery{
		{Limit: 100}, {Status: core.Done, Limit: 100}, {Status: core.Verified, Limit: 100}, {Status: core.Verified, After: 1000, Limit: 100},
		{Active: true, Limit: 100}, {Active: true, After: 1000, Limit: 100},
	} {
		c.view(rareRequests, 100, func(tx core.Tx) error { _, err := tx.Requests([]core.RequestQuery{q}); return err })
	}
	for name, of := range map[string]func(core.Request) core.RequestQuery{
		"tickets":   func(r core.Request) core.RequestQuery { return core.RequestQuery{Ticket: r.Ticket, Limit: 1} },
		"of people": func(r core.Request) core.RequestQuery { return core.RequestQuery{Person: r.Person, Limit: 10} },
		"active of people": func(r core.Request) core.RequestQuery {
			return core.RequestQuery{Person: r.Person, Active: true, Limit: 10}
		},
	} {
		c.do("requests: "+name, together, func(tx core.Tx) error {
			var qs []core.RequestQuery
			for _, r := range c.requests {
				qs = append(qs, of(r))
			}
			_, err := tx.Requests(qs)
			return err
		})
	}
	c.view("holders", together, func(tx core.Tx) error {
		_, err := tx.Holders(c.ids())
		return err
	})
	c.view("corrections", 1, func(tx core.Tx) error { _, _, err := tx.Corrections(time.Now()); return err })
	c.view("ways", together, func(tx core.Tx) error { _, err := tx.Ways(c.ids()); return err })
}

// talk is what goes on between people and officers, and due acts.
func (c *citizens) talk() {
	c.do("call", together, func(tx core.Tx) error {
		return tx.Call(each(c, func(i int, p core.Person) core.Call {
			return core.Call{Person: p.ID, AddressID: p.AddressID, Topic: "officer", Text: "halo"}
		}))
	})
	c.do("calls", together, func(tx core.Tx) error { _, err := tx.Calls(); return err })
	c.do("hand back", together, func(tx core.Tx) error {
		return tx.HandBack(each(c, func(_ int, p core.Person) core.HandBack { return core.HandBack{Person: p.ID, Staff: true} }))
	})
	c.do("forget", 1, func(tx core.Tx) error { _, err := tx.Forget(time.UnixMicro(50)); return err })
	sealed := c.unique("act")
	c.do("defer", 1, func(tx core.Tx) error {
		return tx.Defer([]core.Act{{Cause: sealed, Kind: "begin", Due: time.UnixMicro(7), Body: []byte("{}")}})
	})
	if _, err := c.db.ExecContext(c.p.t.Context(), "UPDATE acts SET body = $1 WHERE cause = $2", []byte("garbage"), sealed); err != nil {
		c.p.t.Fatal(err)
	}
	c.do("acts", together, func(tx core.Tx) error {
		if err := tx.Defer(each(c, func(int, core.Person) core.Act {
			return core.Act{Cause: c.unique("act"), Kind: "begin", Due: time.UnixMicro(7), Body: []byte("{}")}
		})); err != nil {
			return err
		}
		acts, err := tx.DueActs(time.Now(), together)
		if err != nil || len(acts) == 0 {
			return fmt.Errorf("%d acts: %w", len(acts), err)
		}
		var done []int64
		for _, a := range acts[1:] {
			done = append(done, a.ID)
		}
		if err := tx.Finish(done); err != nil {
			return err
		}
		acts[0].Due = time.Now().Add(time.Hour)
		return tx.Postpone(acts[0])
	})
}

// stop is how people end it.
func (c *citizens) stop() {
	c.do("stop", together, func(tx core.Tx) error {
		return tx.Follow(each(c, func(_ int, p core.Person) core.Following { return core.Following{Person: p.ID} }))
	})
	for _, shut := range []bool{true, false} {
		c.do("shut", together, func(tx core.Tx) error {
			return tx.Shut(each(c, func(_ int, p core.Person) core.Shutting { return core.Shutting{AddressID: p.AddressID, Shut: shut} }))
		})
	}
}

// union is how two addresses turn out to be one person's, and part again.
func (c *citizens) union() {
	a, b := c.people[0], c.people[1]
	c.do("call both", together, func(tx core.Tx) error {
		return tx.Call([]core.Call{{Person: a.ID, AddressID: a.AddressID, Topic: "officer", Text: "halo"}, {Person: b.ID, AddressID: b.AddressID, Topic: "officer"}})
	})
	c.do("unite", together, func(tx core.Tx) error {
		if ok, err := tx.Unite(a.ID, b.ID); err != nil || !ok {
			return fmt.Errorf("united %v: %w", ok, err)
		}
		if _, err := tx.Ties([]int64{a.ID, b.ID}); err != nil {
			return err
		}
		p, ok, err := tx.Part(b.AddressID, true)
		if err != nil || !ok {
			return fmt.Errorf("parted %v: %w", ok, err)
		}
		c.people[1].ID = p.ID
		return nil
	})
	c.do("part", 1, func(tx core.Tx) error { _, _, err := tx.Part(c.people[2].AddressID, false); return err })
}
