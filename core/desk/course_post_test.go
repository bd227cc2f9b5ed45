package desk_test

import (
	"context"
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"loket/core"
)

func (c *course) settle() {
	if len(c.flight) == 0 {
		return
	}
	i := rapid.IntRange(0, len(c.flight)-1).Draw(c.T, "letter")
	l := c.flight[i]
	c.flight = slices.Delete(c.flight, i, i+1)
	o := core.Outcome{Letter: l.ID, Attempt: l.Attempt}
	switch rapid.SampledFrom([]string{"sent", "sent", "sent", "part", "failed", "failed", "blocked", "doubt", "doubt", "owed"}).Draw(c.T, "outcome") {
	case "sent":
		c.arrive(l)
		return
	case "part":
		o.State, o.Receipt = core.Sending, fmt.Sprintf("p%d.%d", l.ID, l.Attempt)
		c.settled(o)
		l.Attempt++
		c.flight = append(c.flight, l)
		return
	case "failed":
		o.State, o.Reason = core.Failed, "unreachable"
	case "blocked":
		o.State, o.Reason, o.Shut = core.Failed, "blocked", true
		c.closed(l.Person, l.AddressID)
	case "doubt":
		o.State = core.Doubtful
	case "owed":
		o.State = core.Owed
	}
	c.settled(o)
}

func (c *course) settled(o core.Outcome) {
	c.ok(c.store.Settle(context.Background(), []core.Outcome{o}))
}

// arrive settles a letter as sent.
func (c *course) arrive(l core.Letter) {
	c.Helper()
	c.settled(core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Sent, Receipt: fmt.Sprintf("r%d", l.ID)})
	all := c.byID()
	key := c.key(l, all)
	if c.got[key]++; c.got[key] > 1 {
		c.Fatalf("somebody got announcement %d twice", l.Notice)
	}
	c.sent = append(c.sent, l)
}

// look clears up doubts: held ones stay.
func (c *course) look() {
	for _, account := range []string{gateway, bot} {
		ls, err := c.store.Doubts(context.Background(), account, 10, 0, false)
		c.ok(err)
		for _, l := range ls {
			if rapid.Bool().Draw(c.T, "arrived") {
				c.arrive(l)
			} else {
				c.settled(core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Owed})
			}
		}
	}
}

func (c *course) crash() {
	for _, account := range []string{gateway, bot} {
		_, err := c.store.Abandoned(context.Background(), account, 0)
		c.ok(err)
	}
	c.flight = nil
}

func (c *course) report() {
	if len(c.sent) == 0 {
		return
	}
	l := rapid.SampledFrom(c.sent).Draw(c.T, "reported")
	state := rapid.SampledFrom([]core.State{core.Delivered, core.Sent, core.Failed}).Draw(c.T, "state")
	if state == core.Failed {
		all := c.byID()
		c.got[c.key(l, all)] = 0
		c.sent = slices.DeleteFunc(c.sent, func(s core.Letter) bool { return s.ID == l.ID })
	}
	c.ok(c.store.Report(context.Background(), []core.Report{{Letter: l.ID, Attempt: l.Attempt, State: state, Reason: "unreachable", Receipt: fmt.Sprintf("r%d", l.ID)}}))
}

// prune takes some of the letters that are settled for old.
func (c *course) prune() {
	before, counts := c.now.Add(time.Hour), func() (all string) {
		for _, n := range c.all() {
			all += fmt.Sprintf("%d: %+v\n", n.ID, c.count(n.ID))
		}
		return all
	}
	was := counts()
	for after, page := int64(0), rapid.IntRange(1, 30).Draw(c.T, "page"); ; {
		c.tx(func(tx core.Tx) (err error) {
			after, _, err = tx.Prune(core.OldLetters, before, after, page)
			return err
		})
		if after == 0 || rapid.IntRange(0, 9).Draw(c.T, "breaks off") == 0 {
			break
		}
	}
	if is := counts(); is != was {
		c.Fatalf("pruned announcements counted\n%sand count\n%s", was, is)
	}
}

func (c *course) stop() {
	p := rapid.SampledFrom(c.people).Draw(c.T, "who stops")
	c.tx(func(tx core.Tx) error { return tx.Follow([]core.Following{{Person: p.ID}}) })
	c.stopped[p.ID] = true
}

func (c *course) block() {
	p := rapid.SampledFrom(c.people).Draw(c.T, "who blocks")
	home := rapid.SampledFrom(c.homes[p.ID]).Draw(c.T, "where")
	c.tx(func(tx core.Tx) error { return tx.Shut([]core.Shutting{{AddressID: home, Shut: true}}) })
	c.closed(p.ID, home)
}

// key is what is to be got once: an announcement by a person, an urgent one at an address of theirs.
func (c *course) key(l core.Letter, all map[int64]core.Notice) string {
	said := saying(all[l.Notice], all)
	if all[said].Urgent {
		return fmt.Sprintf("%d/a%d", said, l.AddressID)
	}
	return fmt.Sprintf("%d/p%d", said, l.Person)
}
