package storage_test

import (
	"errors"
	"time"

	"loket/core"
)

// work is what staff do.
func (c *citizens) work() {
	c.do("override", together, func(tx core.Tx) error {
		id, err := tx.AddOverride(core.Override{Kind: core.QuotaOverride, From: day, To: day.Add(3), Cap: 200})
		if err != nil {
			return err
		}
		if err := tx.ImportHolidays([]int{2041}, []core.Override{{Kind: core.HolidayOverride, From: core.Date{Year: 2041, Month: time.December, Day: 25}}}, "Ratna"); err != nil {
			return err
		}
		return tx.RemoveOverride(id, "Ratna")
	})
	c.do("staff", 1, func(tx core.Tx) error {
		id, err := tx.AddStaff(core.Staff{Name: "Ratna", Role: core.Officer, By: "admin"})
		if err != nil {
			return err
		}
		if err := tx.StaffCode(id, "code", time.Now().Add(time.Hour)); err != nil {
			return err
		}
		if _, _, err := tx.LinkStaff("code", c.people[0].ID, c.people[0].AddressID); err != nil {
			return err
		}
		if _, err := tx.People([]core.Address{c.people[0].Address}); err != nil { // a member writes
			return err
		}
		if _, err := tx.Staff(); err != nil {
			return err
		}
		_, err = tx.RemoveStaff("Ratna", "admin")
		return err
	})
	c.do("audit", 1, func(tx core.Tx) error { return tx.Audit("Ratna", "looked", "") })
	c.do("import", together, func(tx core.Tx) error {
		list := c.unique("list")
		if err := tx.Enlist(list, each(c, func(_ int, p core.Person) core.Subscriber {
			return core.Subscriber{Address: p.Address, Lang: "id", Consent: "list"}
		})); err != nil {
			return err
		}
		return tx.Subscribe(list)
	})
	const night = 1000
	var latest int64
	if err := c.db.QueryRowContext(c.p.t.Context(), "SELECT MAX(id) FROM letters").Scan(&latest); err != nil {
		c.p.t.Fatal(err)
	}
	for _, old := range []struct {
		what  core.Old
		after int64
	}{{core.OldMessages, 0}, {core.OldActs, 0}, {core.OldLetters, 0}, {core.OldLetters, latest - night}, {core.OldPapers, 0}} {
		c.do("prune "+string(old.what), night, func(tx core.Tx) error {
			_, gone, err := tx.Prune(old.what, time.Now().Add(time.Minute), old.after, night)
			if err == nil && gone == 0 {
				err = errors.New("nothing is gone")
			}
			return err
		})
	}
	const page = 100
	c.view("subscribers", page, func(tx core.Tx) error { _, err := tx.Subscribers(1000, page); return err })
	c.view("contacts", page, func(tx core.Tx) error { _, err := tx.Contacts(1000, page); return err })
}
