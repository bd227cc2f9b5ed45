package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/channels/channeltest/minitwilio"
	"loket/storage/storagetest"
)

// lifted is how many of 900 papers are to be fetched on the first four working days of April 2020: 200 on each, and 135 on the
// Friday among them.
const lifted = 735

// TestClosureKilled shuts the counter on days on which many papers are to be fetched, and kills the process while it moves
// them, again and again. In the end each was moved once, in their order, to a slot that has room, and its holder was told once:
// all are told by SMS, where doubt can be resolved.
func TestClosureKilled(t *testing.T) {
	t.Parallel()
	for name, database := range databases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const crowd, deaths = 900, 4
			url := database(t)
			p := newProviders(t, url)
			p.env = append(p.env, "LOKET_LISTEN=127.0.0.1:"+freePort(t))
			first := serve(t, p.env...)
			p.deliver(first)
			loket(t, p.office(), "quota", "set", fmt.Sprint(crowd))
			p.file(t, crowd)
			first.stop()

			before := requests(t, p.office(), officeDay)
			answer := loket(t, p.office(), "closure", "add", "2020-04-01", "2020-04-06", "--reason", "gedung diperbaiki", "--yes", "--json")
			var shut closureLine
			if err := json.Unmarshal([]byte(answer), &shut); err != nil || shut.Pickups != lifted {
				t.Fatalf("%d pickups were to be moved, said was %s (%v)", lifted, answer, err)
			}
			var moved []int
			for i := range deaths {
				running := begin(t, p.env...)
				until(t, time.Minute, "some more are moved, or all", func() bool {
					n := count(t, url, "SELECT COUNT(*) FROM moves")
					return n > lifted*i/deaths || n == lifted
				})
				running.kill()
				moved = append(moved, count(t, url, "SELECT COUNT(*) FROM moves"))
			}
			last := serve(t, p.env...)
			until(t, 2*time.Minute, "all holders are told", func() bool { return p.heardTwice(crowd) == lifted })
			last.stop()
			t.Logf("moved at each death: %v", moved)
			if n := count(t, url, "SELECT COUNT(*) FROM moves"); n != lifted {
				t.Errorf("%d moves, not %d", n, lifted)
			}
			p.moved(t, crowd, before)
		})
	}
}

// file lets so many citizens file a request by SMS, and waits until all have their ticket.
func (p *providers) file(t *testing.T, crowd int) {
	t.Helper()
	var all sync.WaitGroup
	work := make(chan citizen)
	for range 16 {
		all.Go(func() {
			for c := range work {
				in := minitwilio.Inbound{From: c.phone(), Body: c.words(), SID: sid(c)}
				if got := p.tw.Deliver(in); got.Status != 200 {
					t.Errorf("the hook answered %d (%v) to citizen %d", got.Status, got.Err, c)
				}
			}
		})
	}
	for c := range citizen(crowd) {
		work <- c
	}
	close(work)
	all.Wait()
	until(t, time.Minute, "everybody has a ticket", func() bool {
		for c := range citizen(crowd) {
			if len(p.tw.Sent(c.phone())) == 0 {
				return false
			}
		}
		return true
	})
}

// heardTwice counts those who were written to twice or more often: the ticket, and the new time.
func (p *providers) heardTwice(crowd int) (n int) {
	for c := range citizen(crowd) {
		if len(p.tw.Sent(c.phone())) > 1 {
			n++
		}
	}
	return n
}

// moved checks what must hold after the closure of 1 to 6 April.
func (p *providers) moved(t *testing.T, crowd int, before []requestLine) {
	t.Helper()
	after := requests(t, p.office(), officeDay)
	if len(before) != crowd || len(after) != crowd {
		t.Fatalf("there were %d requests, and are %d", len(before), len(after))
	}
	shut := func(l requestLine) bool { return l.Pickup.From.Format(time.DateOnly) <= "2020-04-06" }
	hours, days := map[int64]int{}, map[string]int{}
	var inOrder []time.Time
	told := map[string]string{} // the new day, by ticket
	for i, now := range after {
		was := before[i]
		hours[now.Pickup.From.Unix()]++
		days[now.Pickup.From.Format(time.DateOnly)]++
		switch {
		case *was.Ticket != *now.Ticket:
			t.Fatalf("%s stands where %s stood", *now.Ticket, *was.Ticket)
		case shut(now):
			t.Errorf("%s is to be fetched at %s, when the counter is shut", *now.Ticket, now.Pickup.From)
		case !shut(was) && !was.Pickup.From.Equal(now.Pickup.From):
			t.Errorf("%s was moved from %s to %s, which it had not to be", *now.Ticket, was.Pickup.From, now.Pickup.From)
		case shut(was):
			inOrder = append(inOrder, now.Pickup.From)
			told[*now.Ticket] = now.Pickup.From.Format("02-01-2006")
		}
	}
	if !slices.IsSortedFunc(inOrder, time.Time.Compare) {
		t.Error("those who were moved did not keep their order")
	}
	for hour, n := range hours {
		if n > 30 {
			t.Errorf("%d are to be fetched in the hour of %s", n, time.Unix(hour, 0))
		}
	}
	for day, n := range days {
		if n > 200 {
			t.Errorf("%d are to be fetched on %s", n, day)
		}
	}
	for c := range citizen(crowd) {
		var texts []string
		for _, m := range p.tw.Sent(c.phone()) {
			texts = append(texts, m.Body)
		}
		if slices.Sort(texts); len(slices.Compact(slices.Clone(texts))) != len(texts) {
			t.Errorf("citizen %d was told something twice:\n%s", c, strings.Join(texts, "\n"))
		}
		ticket := verdict(texts[0])
		want := 1
		if told[ticket] != "" {
			want = 2
		}
		if len(texts) != want {
			t.Errorf("citizen %d, %s, was told %d times, not %d:\n%s", c, ticket, len(texts), want, strings.Join(texts, "\n"))
		} else if !slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(s, told[ticket]) }) {
			t.Errorf("citizen %d, %s, was not told of %s:\n%s", c, ticket, told[ticket], strings.Join(texts, "\n"))
		}
	}
}

// count asks the database itself.
func count(t testing.TB, url, query string) (n int) {
	t.Helper()
	db, err := storagetest.Raw(url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
