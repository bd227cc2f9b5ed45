package storage_test

import (
	"fmt"
	"time"

	"loket/core"
)

// send is the way of letters, announcements among them.
func (c *citizens) send() {
	ctx := c.p.t.Context()
	const many, inFlight = 100, 5000
	c.do("ceiling", 1, func(tx core.Tx) error { return tx.Ceil("sms", 1e6, true) })
	var claimed []core.Letter
	for _, account := range []string{"sms", "bot"} {
		c.outside("claim", many, func() (err error) {
			some, err := c.s.Claim(ctx, account, many)
			if len(some) < many && err == nil {
				err = fmt.Errorf("only %d letters", len(some))
			}
			claimed = append(claimed, some...)
			return err
		})
	}
	outcomes := make([]core.Outcome, len(claimed))
	for i, l := range claimed {
		outcomes[i] = core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Sent, Receipt: c.unique("SM"), Cost: 1}
		switch i % 12 {
		case 3:
			outcomes[i] = core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Doubtful}
		case 5:
			outcomes[i] = core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Failed, Reason: "blocked", Shut: true}
		case 7:
			outcomes[i] = core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Sending, Receipt: c.unique("part")}
		case 9:
			outcomes[i] = core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Owed, Wait: time.Hour, Moved: core.Address{Channel: "telegram", ID: c.unique("moved")}}
		}
	}
	c.outside("settle", len(outcomes), func() error { return c.s.Settle(ctx, outcomes) })
	c.outside("report", together, func() error {
		reports := []core.Report{{Receipt: outcomes[0].Receipt, Account: claimed[0].Account, State: core.Delivered}}
		for i := range together {
			reports = append(reports, core.Report{Letter: claimed[20+i].ID, Attempt: claimed[20+i].Attempt, Account: claimed[20+i].Account, State: core.Failed, Shut: i == 1})
		}
		return c.s.Report(ctx, reports)
	})
	c.outside("abandoned", inFlight, func() error { _, err := c.s.Abandoned(ctx, "sms", 0); return err })
	c.outside("doubts", many, func() error { _, err := c.s.Doubts(ctx, "sms", many, time.Minute, false); return err })
	c.outside("look for something to do", 1, func() error {
		for range 2 { // the second time it is known that there was nothing
			if _, err := c.s.Claim(ctx, "nobody", many); err != nil {
				return err
			}
		}
		_, err := c.s.Due(ctx)
		return err
	})
	c.odd()
	c.outside("claim what is sealed", together, func() error { _, err := c.s.Claim(ctx, "odd", together); return err })
	c.astray()
	c.do("find a letter", 1, func(tx core.Tx) error { _, _, err := tx.FindLetter("in:10"); return err })
	c.do("hear a phone", 1, func(tx core.Tx) error { _, _, err := tx.HearPhone("sms", time.Now()); return err })
	c.do("silent phones", 1, func(tx core.Tx) error { _, err := tx.SilentPhones(); return err })
	c.do("reassign", 50, func(tx core.Tx) error { _, err := tx.Reassign("sms", []string{"sms", "sms"}, 50); return err })
	c.do("ceilings", 1, func(tx core.Tx) error { _, err := tx.Ceilings(); return err })
	c.view("letters since", 1, func(tx core.Tx) error { _, _, err := tx.LettersSince(time.Now().Add(-time.Hour)); return err })
	c.view("unheard", together, func(tx core.Tx) error { _, err := tx.Unheard(time.Now().Add(-time.Hour), together); return err })
}

// odd makes letters that cannot be opened, for the key is missing or they are garbage, and those to who has closed an address or
// follows no more since the letter was made.
func (c *citizens) odd() {
	var causes []any
	for i := range 4 {
		causes = append(causes, c.unique("odd"))
		c.do("post", 1, func(tx core.Tx) error {
			return tx.Post([]core.Letter{{Cause: causes[i].(string), AddressID: c.people[i].AddressID, Account: "odd", Message: core.Message{Text: "halo"}}})
		})
	}
	for query, args := range map[string][]any{
		"UPDATE letters SET body = $2 WHERE cause = $1":                                                                  {causes[0], []byte("\x01\x00\x00\x00\x00sealed")},
		"UPDATE letters SET body = $2 || body WHERE cause = $1":                                                          {causes[1], []byte("garbage")},
		"UPDATE addresses SET shut = TRUE WHERE id = (SELECT address_id FROM letters WHERE cause = $1)":                  {causes[2]},
		"UPDATE letters SET notice_id = $2, lane = 13, seq = 100 * id, version = 'id', channel = 'sms' WHERE cause = $1": {causes[3], c.c.notice},
		"UPDATE follows SET ended_at = 1 WHERE ended_at = 0 AND person_id = $1":                                          {c.people[3].ID},
	} {
		if _, err := c.db.ExecContext(c.p.t.Context(), query, args...); err != nil {
			c.p.t.Fatal(err)
		}
	}
}

// astray lets letters fail to people who have other addresses: news that names them, an announcement's for which they are looked for, and
// what is owed to an address that was closed.
func (c *citizens) astray() {
	exec := func(query string, args ...any) {
		c.p.t.Helper()
		if _, err := c.db.ExecContext(c.p.t.Context(), query, args...); err != nil {
			c.p.t.Fatal(err)
		}
	}
	others := each(c, func(int, core.Person) core.Address { return core.Address{Channel: "telegram", ID: c.unique("other")} })
	var homes []core.Person
	c.do("meet", together, func(tx core.Tx) (err error) { homes, err = tx.People(others); return err })
	for i, p := range c.people {
		exec("UPDATE addresses SET person_id = $1 WHERE id = $2", p.ID, homes[i].AddressID)
	}
	post := func(word string) {
		c.do("post with ways on", together, func(tx core.Tx) error {
			return tx.Post(each(c, func(i int, p core.Person) core.Letter {
				return core.Letter{Cause: c.unique(word), AddressID: p.AddressID, Account: "astray", Lane: core.ServiceLane, Message: core.Message{Text: "halo"},
					Detours: []core.Detour{{AddressID: homes[i].AddressID, Account: "bot", Message: core.Message{Text: "halo"}}}}
			}))
		})
	}
	fail := func(what string, meanwhile func()) {
		var claimed []core.Letter
		c.outside("claim what fails", 2*together, func() (err error) {
			claimed, err = c.s.Claim(c.p.t.Context(), "astray", 2*together)
			return err
		})
		meanwhile()
		outcomes := make([]core.Outcome, len(claimed))
		for i, l := range claimed {
			outcomes[i] = core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Failed, Reason: "gone"}
		}
		c.outside(what, 2*together, func() error { return c.s.Settle(c.p.t.Context(), outcomes) })
	}
	post("astray")
	fail("go on", func() {})
	post("astray")
	exec("UPDATE letters SET notice_id = $1, lane = 13, seq = 200000000 + id, version = 'id', channel = 'sms', detours = 0 WHERE account = 'astray' AND state = 'owed'", c.c.notice)
	exec("UPDATE notices SET senders = $1 WHERE id = $2", `{"telegram":["bot"],"sms":["sms"]}`, c.c.notice)
	fail("an announcement goes on", func() { exec("UPDATE notices SET state = 'finished' WHERE id = $1", c.c.notice) })
	post("astray")
	for _, p := range c.people {
		exec("UPDATE addresses SET shut = TRUE WHERE id = $1", p.AddressID)
	}
	c.outside("claim to closed addresses", together, func() error { _, err := c.s.Claim(c.p.t.Context(), "astray", together); return err })
	c.do("notice that they write", together, func(tx core.Tx) error {
		return tx.Keep(each(c, func(i int, p core.Person) core.Person { p.Heard, p.HeardBy = true, "sms"; return p }))
	})
	for _, p := range c.people {
		exec("UPDATE addresses SET shut = FALSE WHERE id = $1", p.AddressID)
	}
}

// announce is an announcement from its beginning to its end, and what comes after it.
func (c *citizens) announce() {
	const few = 100
	add := func(n core.Notice) (id int64) {
		n.State = core.Preparing
		c.do("add a notice", 1, func(tx core.Tx) (err error) { id, err = tx.AddNotice(n); return err })
		return id
	}
	fan := func(what string, n core.Notice) {
		id := add(n)
		for range 2 {
			c.do("fan out: "+what, few, func(tx core.Tx) error { _, _, err := tx.FanOut(id, senders, few); return err })
		}
		c.do("keep a notice", 1, func(tx core.Tx) error {
			ns, err := tx.FindNotices(core.NoticeQuery{ID: id, Limit: 1})
			if err != nil {
				return err
			}
			ns[0].State = core.Cancelled
			return tx.KeepNotice(ns[0])
		})
		for range 2 {
			c.do("skip", few, func(tx core.Tx) error { _, err := tx.SkipNotice(id, "cancelled", few); return err })
		}
	}
	for what, to := range map[string]core.Audience{
		"everybody": {To: []core.Selector{{}}},
		"nobody":    {To: []core.Selector{{Kecamatan: "nowhere"}}},
		"a place":   {To: []core.Selector{{Kecamatan: "Kecamatan 1", Kelurahan: "Kelurahan 2", Lang: "en"}}, Not: []core.Selector{{Channel: "sms"}}},
		"contacts":  {To: []core.Selector{{Role: core.AnyContact}, {Role: "rw"}}},
		"one":       {To: []core.Selector{{Person: c.people[0].ID}, {Ticket: c.requests[0].Ticket}}},
		"a service": {To: []core.Selector{{Service: "ktp-el", Statuses: []core.Status{core.Ready, core.Done}, From: day, To: day}}},
		"a channel": {To: []core.Selector{{Channel: "telegram"}}},
	} {
		n := toAll()
		n.Audience = to
		fan(what, n)
	}
	for _, kind := range []core.NoticeKind{core.Forwarding, core.Resending, core.Correction, core.Withdrawal} {
		for _, other := range []bool{false, true} {
			n := toAll()
			n.Kind, n.Parent, n.Other, n.Urgent = kind, c.c.notice, other, other
			fan(fmt.Sprint(kind, " ", other), n)
		}
	}
	if c.p.when == "analysed" {
		c.view("count an audience", 1, func(tx core.Tx) error { _, err := tx.CountAudience(toAll(), senders); return err })
	}
	c.view("count a notice", 1, func(tx core.Tx) error { _, err := tx.CountNotices([]int64{c.c.notice}); return err })
	c.view("recipients", few, func(tx core.Tx) error {
		_, err := tx.Recipients(c.c.notice, []core.State{core.Failed, core.Skipped, core.Doubtful}, 0, few)
		return err
	})
	c.do("settle doubts", few, func(tx core.Tx) error { _, err := tx.SettleDoubts(c.c.notice, true); return err })
	c.view("news", together, func(tx core.Tx) error { _, err := tx.News(together); return err })
	for what, q := range map[string]core.NoticeQuery{
		"latest":   {Limit: together, Kinds: []core.NoticeKind{core.Announcement}},
		"of one":   {Parent: c.c.notice, Kinds: []core.NoticeKind{core.Resending, core.Correction}},
		"the same": {Print: "print 7", Since: time.Now().Add(-time.Hour), Kinds: []core.NoticeKind{core.Announcement}},
		"open":     {Kinds: []core.NoticeKind{core.Announcement}, States: []core.NoticeState{core.Awaiting, core.Running}},
	} {
		c.do("notices: "+what, 20, func(tx core.Tx) error { _, err := tx.FindNotices(q); return err })
	}
}
