package storagetest

import (
	"time"

	"loket/core"
)

// staff: members are added, get another role, are removed and added again.
func staff(o *office) {
	start := o.now()
	add := func(name string, role core.Role) (id int64) {
		o.tx(func(tx core.Tx) { id = got[int64](o)(tx.AddStaff(core.Staff{Name: name, Role: role, By: "operator"})) })
		return id
	}
	list := func() (all []core.Staff) {
		o.tx(func(tx core.Tx) { all = got[[]core.Staff](o)(tx.Staff()) })
		return all
	}
	remove := func(name string) (ok bool) {
		o.tx(func(tx core.Tx) { ok = got[bool](o)(tx.RemoveStaff(name, "operator")) })
		return ok
	}
	dewi, budi := add("Dewi", core.Officer), add("Budi", core.Viewer)
	o.same("another role", add("Dewi", core.Admin), dewi)
	all := list()
	o.same("by name", []int64{all[0].ID, all[1].ID}, []int64{budi, dewi})
	if s := all[1]; s.Added.Before(start) || s.Added.After(o.now()) {
		o.Errorf("added at %v", s.Added)
	}
	o.same("a member", all[1], core.Staff{ID: dewi, Name: "Dewi", Role: core.Admin, Added: all[1].Added, By: "operator"})
	o.same("removed", []bool{remove("Budi"), remove("Budi"), remove("Nobody")}, []bool{true, false, false})
	o.same("left", len(list()), 1)
	if again := add("Budi", core.Viewer); again == budi {
		o.Error("who comes back is another member")
	}
}

// codes: a code links one chat, once, in time; the latest code and the latest chat count.
func codes(o *office) {
	dewi, budi := chat(1), chat(2)
	var ids [2]int64
	o.tx(func(tx core.Tx) {
		for i, name := range []string{"Dewi", "Budi"} {
			ids[i] = got[int64](o)(tx.AddStaff(core.Staff{Name: name, Role: core.Broadcaster, By: "operator"}))
		}
	})
	code := func(id int64, code string, until time.Duration) {
		now := o.now()
		o.tx(func(tx core.Tx) { o.ok(tx.StaffCode(id, code, now.Add(until))) })
	}
	link := func(code string, a core.Address) (s core.Staff, ok bool) {
		p := o.find(a)
		o.tx(func(tx core.Tx) {
			var err error
			s, ok, err = tx.LinkStaff(code, p.ID, p.AddressID)
			o.ok(err)
		})
		return s, ok
	}
	fails := func(about, code string, a core.Address) {
		o.Helper()
		if _, ok := link(code, a); ok {
			o.Error(about)
		}
	}
	fails("nobody's code", "1234", dewi)
	fails("no code at all", "", dewi)
	code(ids[0], "1111", time.Hour)
	code(ids[0], "2222", time.Hour)
	fails("an earlier code", "1111", dewi)
	s, ok := link("2222", dewi)
	p := o.find(dewi)
	want := core.Staff{ID: ids[0], Name: "Dewi", Role: core.Broadcaster, Person: p.ID, Address: p.AddressID, To: dewi, Added: s.Added, By: "operator"}
	o.same("linked", ok, true)
	o.same("the member", s, want)
	o.same("as a person", p.Staff, &want)
	fails("a code twice", "2222", budi)
	code(ids[1], "3333", -time.Second)
	fails("a code too late", "3333", budi)

	code(ids[1], "4444", time.Hour)
	_, ok = link("4444", dewi) // the same telephone, another member
	o.same("relinked", ok, true)
	o.same("one member a chat", o.find(dewi).Staff.Name, "Budi")
	o.tx(func(tx core.Tx) {
		all := got[[]core.Staff](o)(tx.Staff())
		o.same("the other has none", []int64{all[0].Address, all[1].Address}, []int64{p.AddressID, 0})
	})
	code(ids[1], "5555", time.Hour)
	link("5555", budi)
	if o.find(dewi).Staff != nil || o.find(budi).Staff == nil {
		o.Error("one chat a member")
	}
	code(ids[1], "6666", time.Hour)
	o.tx(func(tx core.Tx) { got[bool](o)(tx.RemoveStaff("Budi", "operator")) })
	if o.find(budi).Staff != nil {
		o.Error("who was removed is no member")
	}
	fails("the code of who was removed", "6666", budi)
}
