package storage_test

import (
	"fmt"
	"time"

	"loket/core"
)

// console is what staff do in the console.
func (c *citizens) console() {
	c.logIn()
	r := c.requests[0]
	c.view("slot moves", 1, func(tx core.Tx) error { _, err := tx.SlotMoves(r.ID); return err })
	c.view("letters to", 50, func(tx core.Tx) error { _, err := tx.LettersTo(c.people[together-1].ID, 50); return err })
	c.view("tally", 200, func(tx core.Tx) error { _, err := tx.Tally(r.Day); return err })
	c.do("call", 1, func(tx core.Tx) error {
		p := c.people[0]
		if err := tx.Call([]core.Call{{Person: p.ID, AddressID: p.AddressID, Topic: "officer"}}); err != nil {
			return err
		}
		_, _, err := tx.Take(p.ID, "Ratna", false)
		return err
	})
	c.do("tokenize", 50, func(tx core.Tx) error {
		next, err := tx.Tokenize(1000, 50)
		if err == nil && next == 0 {
			err = fmt.Errorf("nothing had no tokens")
		}
		return err
	})
	c.readTrail()
	c.seek()
}

func (c *citizens) logIn() {
	link, session := c.unique("link"), c.unique("session")
	c.do("log in", 1, func(tx core.Tx) error {
		id, err := tx.AddStaff(core.Staff{Name: "Wulan", Role: core.Admin, By: "admin"})
		if err != nil {
			return err
		}
		if err := tx.AddLink(link, id, time.Minute); err != nil {
			return err
		}
		if _, _, err := tx.FindLink(link); err != nil {
			return err
		}
		if s, ok, err := tx.UseLink(link); err != nil || !ok {
			return fmt.Errorf("%v is not let in: %w", s.Name, err)
		}
		for range 2 {
			if err := tx.KeepSession(session, id, "Firefox", []byte("data"), time.Minute); err != nil {
				return err
			}
		}
		if _, ok, err := tx.FindSession(session); err != nil || !ok {
			return fmt.Errorf("no session: %w", err)
		}
		for _, staff := range []int64{0, id} {
			if _, err := tx.Sessions(staff); err != nil {
				return err
			}
		}
		if err := tx.EndSession(session); err != nil {
			return err
		}
		for _, which := range [][2]int64{{id, 0}, {0, 1}, {id, 1}} {
			if _, err := tx.EndSessions(which[0], which[1]); err != nil {
				return err
			}
		}
		_, err = tx.RemoveStaff("Wulan", "admin")
		return err
	})
}

// latest is what is found by going back from the latest until a page is full.
const latest = "the latest"

// rareTrail is what the audit is read through for.
const rareTrail = "rare trail"

func (c *citizens) readTrail() {
	at := time.Unix(int64(c.c.size/2), 0).UTC()
	c.view(latest, 50, func(tx core.Tx) error { _, err := tx.Trail(core.TrailQuery{}); return err })
	for _, q := range []core.TrailQuery{{Before: 5000}, {By: "Dewi"}, {What: "reveal"}, {By: "Dewi", Before: 5000}, {What: "reveal", Before: 5000},
		{From: at}, {To: at}, {From: at, To: at.Add(time.Minute)}, {To: at, Before: 5000}} {
		q.Limit = 50
		c.view(fmt.Sprintf("trail %+v", q), 100, func(tx core.Tx) error { _, err := tx.Trail(q); return err })
	}
	for _, q := range []core.TrailQuery{{About: "C200317-001"}, {By: "Dewi", What: "reveal"}} {
		c.view(rareTrail, 50, func(tx core.Tx) error { _, err := tx.Trail(q); return err })
	}
}

// seek is every shape of a search. Up to fewEnough are counted, and as many may be found to be put in order.
func (c *citizens) seek() {
	r := c.requests[0]
	const some = 600
	for _, q := range []core.Search{
		{Before: 5000}, {After: 5000}, {Words: r.Ticket}, {Words: r.NIK.Digits()}, {Words: c.people[0].Address.ID}, {Words: c.people[0].Address.ID[6:]},
		{Words: "siti"}, {Words: "siti aminah"}, {Words: "budi"}, {Words: "siti " + r.Ticket}, {Words: "siti", Before: 5000}, {Words: r.NIK.Last4()},
		{Day: r.Day}, {Day: waitedFor}, {Pickup: day},
		{Status: core.Done}, {Status: core.Submitted}, {Status: core.Incomplete}, {Service: "ktp-el"}, {Service: "kia"}, {Kecamatan: "Nowhere"},
		{Words: "siti", Status: core.Incomplete}, {Words: "siti", Service: "kia", Day: day}, {Status: core.Done, Service: "kia"}, {Day: day, Status: core.Submitted},
		{Words: "siti", Status: core.Done, Before: 5000}, {Status: core.Done, Service: "ktp-el", Kecamatan: "Kecamatan 1", Before: 5000}, {Day: day, Kecamatan: "Nowhere"},
		{Words: "siti", Status: core.Submitted, Pickup: day}, {Words: r.NIK.Digits(), Status: core.Done, Day: day}, {Words: c.people[0].Address.ID, Service: "kk"},
		{Words: r.NIK.Digits() + " " + c.people[0].Address.ID},
	} {
		c.view(fmt.Sprintf("search %d %s %v %v %s %s %d %d", len(q.Words), q.Status, q.Day, q.Pickup, q.Service, q.Kecamatan, q.Before, q.After), some,
			func(tx core.Tx) error { _, err := tx.Search(q); return err })
	}
	for _, q := range []core.Search{{}, {Kecamatan: "Kecamatan 1"}, {Pickup: core.Date{Year: 1970, Month: time.January, Day: 1}}} {
		c.view(latest, 50, func(tx core.Tx) error { _, err := tx.Search(q); return err })
	}
}
