package desk_test

import (
	"context"
	"slices"
	"time"

	"pgregory.net/rapid"

	"loket/core"
)

func (c *course) claim(account string, most int) int {
	c.Helper()
	ls, err := c.store.Claim(context.Background(), account, most)
	c.ok(err)
	all := c.byID()
	for _, l := range ls {
		n := all[l.Notice]
		minute := c.now.In(c.zone).Hour()*60 + c.now.In(c.zone).Minute()
		switch {
		case n.ID == 0:
			c.Fatalf("letter %d of no notice of ours", l.ID)
		case n.State != core.Running && n.State != core.Preparing:
			c.Fatalf("a letter of announcement %d left, which is %s", n.ID, n.State)
		case !n.Expires.IsZero() && !n.Expires.After(c.now):
			c.Fatalf("a letter of announcement %d left after its end", n.ID)
		case !n.Urgent && !n.AnyHour && (minute < 8*60 || minute >= 20*60):
			c.Fatalf("a letter of announcement %d left at %s", n.ID, c.now.In(c.zone))
		case c.stopped[l.Person]:
			c.Fatalf("a letter of announcement %d left for somebody who has stopped", n.ID)
		case c.shut[l.AddressID]:
			c.Fatalf("a letter of announcement %d left for a closed address", n.ID)
		case c.gone(n, all) != "":
			c.Fatalf("a letter of announcement %d (%s of %d) left after %s", n.ID, n.Kind, n.Parent, c.gone(n, all))
		}
		if n.Spread > 0 {
			upTo := float64(c.count(n.ID).Audience) * float64(n.Spent+c.now.Sub(n.OpenAt)+time.Minute) / float64(n.Spread)
			if float64(c.began(n.ID)) > upTo+1 {
				c.Fatalf("announcement %d: %d letters have left, and %.1f may", n.ID, c.began(n.ID), upTo)
			}
		}
	}
	c.flight = append(c.flight, ls...)
	return len(ls)
}

func (c *course) began(id int64) int {
	l := c.count(id)
	return l.Sending + l.Sent + l.Delivered
}

func (c *course) count(id int64) (l core.Ledger) {
	c.tx(func(tx core.Tx) error {
		ledgers, err := tx.CountNotices([]int64{id})
		l = ledgers[id]
		return err
	})
	return l
}

// gone tells why nothing of a notice may leave any more: it, or what it goes along with, was ended.
func (c *course) gone(n core.Notice, all map[int64]core.Notice) string {
	if why := c.over[n.ID]; why != "" {
		return why
	}
	p, ok := all[n.Parent]
	if !ok {
		return ""
	}
	switch n.Kind {
	case core.Forwarding:
		return c.gone(p, all)
	case core.Resending, core.Repetition:
		if why := c.gone(p, all); why != string(core.Cancel) || n.Kind == core.Repetition {
			return why
		}
	}
	return ""
}

// saying is what a notice says again.
func saying(n core.Notice, all map[int64]core.Notice) int64 {
	for n.Kind == core.Resending {
		n = all[n.Parent]
	}
	return n.ID
}

func (c *course) byID() map[int64]core.Notice {
	all := map[int64]core.Notice{}
	for _, n := range c.all() {
		all[n.ID] = n
	}
	return all
}

// check: the counts add up, and no notice has taken a step that there is not.
func (c *course) check() {
	c.Helper()
	repeated := map[int64]int{}
	for _, n := range c.all() {
		l := c.count(n.ID)
		if l.Owed+l.Sending+l.Sent+l.Delivered+l.Failed+l.Skipped+l.Doubt != l.Audience {
			c.Fatalf("announcement %d: the counts do not add up: %+v", n.ID, l)
		}
		if l.Audience < c.counted[n.ID].Audience {
			c.Fatalf("announcement %d has lost letters: it counted %+v and counts %+v", n.ID, c.counted[n.ID], l)
		}
		c.counted[n.ID] = l
		for _, line := range l.Lines {
			if line.Reason == "unreadable" {
				c.Fatalf("announcement %d has no message for who is to get it: %+v", n.ID, line)
			}
		}
		if was, known := c.state[n.ID]; known && !reaches(was, n.State) && !(was == core.Finished && n.State == core.Running) {
			c.Fatalf("announcement %d was %s and is %s", n.ID, was, n.State)
		}
		c.state[n.ID] = n.State
		if n.Kind == core.Repetition && n.State == core.Scheduled {
			if repeated[n.Parent]++; repeated[n.Parent] > 1 {
				c.Fatalf("announcement %d is to be repeated twice", n.Parent)
			}
		}
	}
}

// reaches tells whether steps lead from one state to another.
func reaches(from, to core.NoticeState) bool {
	states := []core.NoticeState{core.Awaiting, core.Scheduled, core.Preparing, core.Running, core.Paused, core.Attention, core.Finished, core.Cancelled, core.Expired}
	seen := []core.NoticeState{from}
	for i := 0; i < len(seen); i++ {
		for _, s := range states {
			if seen[i].May(s) && !slices.Contains(seen, s) {
				seen = append(seen, s)
			}
		}
	}
	return slices.Contains(seen, to)
}

// end lets everything come to its end: after that nothing is open.
func (c *course) end() {
	c.Helper()
	ctx := context.Background()
	for range 60 {
		c.crash()
		for _, n := range c.all() {
			switch n.State {
			case core.Paused:
				_, _, err := c.desks[0].Steer(ctx, n.ID, core.Resume, budi)
				c.expected(err)
			case core.Awaiting:
				if _, _, err := c.desks[0].Steer(ctx, n.ID, core.Refuse, budi); c.expected(err) {
					c.over[n.ID] = "refuse"
				}
			}
			if l := c.count(n.ID); n.Hold && l.Doubt > 0 {
				_, _, err := c.desks[0].Steer(ctx, n.ID, rapid.SampledFrom([]core.Steering{core.SendAll, core.DropAll, core.DropAll}).Draw(c.T, "doubts"), budi)
				c.expected(err)
			}
		}
		c.catchUp()
		c.look()
		for _, account := range []string{gateway, bot} {
			for c.claim(account, 10) > 0 {
				for _, l := range c.flight {
					c.arrive(l)
				}
				c.flight = nil
			}
		}
		c.pass(6 * time.Hour)
		c.catchUp()
		c.check()
		if !slices.ContainsFunc(c.all(), func(n core.Notice) bool {
			l := c.count(n.ID)
			return n.State.Open() || l.Owed+l.Sending+l.Doubt > 0
		}) {
			return
		}
	}
	for _, n := range c.all() {
		if l := c.count(n.ID); n.State.Open() || l.Owed+l.Sending+l.Doubt > 0 {
			c.Errorf("announcement %d (%s of %d) is still %s, until %v: %+v", n.ID, n.Kind, n.Parent, n.State, n.Expires, l)
		}
	}
}
