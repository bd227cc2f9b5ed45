package storagetest

import (
	"strings"
	"sync"
	"time"

	"loket/core"
)

func (o *office) member(name string) (id int64) {
	o.Helper()
	o.tx(func(tx core.Tx) {
		id = got[int64](o)(tx.AddStaff(core.Staff{Name: name, Role: core.Officer, By: "operator"}))
	})
	return id
}

// addLink makes a link that is over already if lasts is less than nothing.
func (o *office) addLink(token string, staff int64, lasts time.Duration) {
	o.Helper()
	o.tx(func(tx core.Tx) { o.ok(tx.AddLink(token, staff, lasts)) })
}

// byLink tells whom a link lets in, "" for nobody.
func (o *office) byLink(token string, by func(core.Tx, string) (core.Staff, bool, error)) (name string) {
	o.Helper()
	o.tx(func(tx core.Tx) {
		s, ok, err := by(tx, token)
		o.ok(err)
		if ok != (s.Name != "") {
			o.Errorf("%v is let in: %t", s, ok)
		}
		name = s.Name
	})
	return name
}

// links: a link lets its member in, once, in time; the latest counts; nobody comes in who was removed.
func links(o *office) {
	find, use := core.Tx.FindLink, core.Tx.UseLink
	dewi, budi := o.member("Dewi"), o.member("Budi")
	o.same("nobody's", []string{o.byLink("a", find), o.byLink("a", use), o.byLink("", use)}, []string{"", "", ""})
	o.addLink("a", dewi, core.LinkLasts)
	o.addLink("b", budi, core.LinkLasts)
	o.same("found", []string{o.byLink("a", find), o.byLink("a", find), o.byLink("b", find)}, []string{"Dewi", "Dewi", "Budi"})
	o.same("used once", []string{o.byLink("a", use), o.byLink("a", use), o.byLink("a", find)}, []string{"Dewi", "", ""})
	o.addLink("c", budi, core.LinkLasts)
	o.same("the earlier", []string{o.byLink("b", find), o.byLink("b", use)}, []string{"", ""})
	o.addLink("d", dewi, -time.Second)
	o.same("too late", []string{o.byLink("d", find), o.byLink("d", use)}, []string{"", ""})
	o.tx(func(tx core.Tx) { got[bool](o)(tx.RemoveStaff("Budi", "operator")) })
	o.same("who was removed", []string{o.byLink("c", find), o.byLink("c", use)}, []string{"", ""})

	o.addLink("e", dewi, core.LinkLasts)
	var wg sync.WaitGroup
	var came [4]string
	for i := range came {
		wg.Go(func() { came[i] = o.byLink("e", use) })
	}
	wg.Wait()
	o.same("of several at once", strings.Join(came[:], ""), "Dewi")
}

// forward: however far the office's clock is moved on, a link lasts as long as it lasts.
func forward(o *office) {
	dewi := o.member("Dewi")
	o.begin()
	o.addLink("a", dewi, core.LinkLasts)
	o.tx(func(tx core.Tx) { o.ok(tx.KeepSession("s", dewi, "", nil, core.SessionIdle)) })
	o.ok(o.s.SetClock(o.Context(), time.Now().AddDate(1, 0, 0)))
	o.same("after a year", o.byLink("a", core.Tx.UseLink), "Dewi")
	o.tx(func(tx core.Tx) {
		_, ok, err := tx.FindSession("s")
		o.ok(err)
		o.same("the session", ok, true)
	})
}

// sessions: kept and prolonged, found by whoever has the token, listed, ended one by one or all; what has ended stays ended.
func sessions(o *office) {
	dewi, budi := o.member("Dewi"), o.member("Budi")
	keep := func(token string, staff int64, data string, lasts time.Duration) {
		o.tx(func(tx core.Tx) { o.ok(tx.KeepSession(token, staff, "Firefox "+token, []byte(data), lasts)) })
	}
	find := func(token string) (found string) {
		o.tx(func(tx core.Tx) {
			data, ok, err := tx.FindSession(token)
			o.ok(err)
			if found = string(data); !ok {
				found = "none" + found
			}
		})
		return found
	}
	list := func(staff int64) (all []core.Session) {
		o.tx(func(tx core.Tx) { all = got[[]core.Session](o)(tx.Sessions(staff)) })
		return all
	}
	end := func(staff, id int64) (n int) {
		o.tx(func(tx core.Tx) { n = got[int](o)(tx.EndSessions(staff, id)) })
		return n
	}
	o.same("nobody's", find("a"), "none")
	before := time.Now().Add(-time.Second)
	keep("a", dewi, "one", core.SessionIdle)
	keep("b", dewi, "", core.SessionIdle)
	keep("c", budi, "three", core.SessionIdle)
	keep("d", budi, "four", -time.Second)
	first := list(dewi)
	o.same("found", []string{find("a"), find("b"), find("c"), find("d")}, []string{"one", "", "three", "none"})
	time.Sleep(time.Millisecond)
	keep("a", dewi, "again", core.SessionIdle)
	o.same("with new data", find("a"), "again")
	all := list(0)
	if len(first) != 2 || len(all) != 3 || all[0].Seen.Before(before) || !all[0].Seen.After(all[0].Began) {
		o.Fatalf("sessions: %v, then %v", first, all)
	}
	a, b := all[0], first[0]
	o.same("seen last", a, core.Session{ID: first[1].ID, Staff: dewi, Name: "Dewi", Agent: "Firefox a", Began: first[1].Began, Seen: a.Seen})
	o.same("of one", list(dewi), []core.Session{a, b})

	o.same("not hers", end(budi, a.ID), 0)
	o.same("nobody's, and none", end(0, 0), 0)
	o.same("one", []int{end(dewi, a.ID), end(dewi, a.ID)}, []int{1, 0})
	keep("a", dewi, "on its way", core.SessionIdle)
	o.same("which stays ended", find("a"), "none")
	o.tx(func(tx core.Tx) { o.ok(tx.EndSession("b")); o.ok(tx.EndSession("nobody's")) })
	keep("d", budi, "too late", core.SessionIdle)
	o.same("by their tokens", []string{find("b"), find("c"), find("d")}, []string{"none", "three", "none"})
	keep("e", budi, "", core.SessionIdle)
	o.same("all of one", []int{end(budi, 0), len(list(0))}, []int{2, 0})

	keep("f", budi, "six", core.SessionIdle)
	o.tx(func(tx core.Tx) { got[bool](o)(tx.RemoveStaff("Budi", "operator")) })
	keep("g", budi, "seven", core.SessionIdle)
	o.same("of who was removed", []any{find("f"), find("g"), len(list(0)), len(list(budi))}, []any{"none", "none", 0, 0})

	odd := string([]byte{0, 0xff}) + strings.Repeat("é", 150)
	o.tx(func(tx core.Tx) { o.ok(tx.KeepSession("h", dewi, odd, nil, core.SessionIdle)) })
	o.same("a strange browser", list(dewi)[0].Agent, "?"+strings.Repeat("é", 99))
}

// sweep: what is over does not stay for ever.
func sweep(o *office) {
	dewi, budi := o.member("Dewi"), o.member("Budi")
	o.addLink("a", dewi, -time.Second)
	o.tx(func(tx core.Tx) {
		o.ok(tx.KeepSession("old", dewi, "", nil, -2*time.Hour))
		o.ok(tx.KeepSession("over", dewi, "", nil, -time.Second))
		o.ok(tx.KeepSession("open", dewi, "", nil, core.SessionIdle))
	})
	o.addLink("b", budi, core.LinkLasts)
	db, err := Raw(o.address)
	o.ok(err)
	defer db.Close()
	var links, sessions int
	o.ok(db.Get(&links, "SELECT COUNT(*) FROM links"))
	o.ok(db.Get(&sessions, "SELECT COUNT(*) FROM sessions"))
	o.same("links and sessions", []int{links, sessions}, []int{1, 2})
}
