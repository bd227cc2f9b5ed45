package storage_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/core"
	"loket/storage/storagetest"
)

// TestAudiences: whatever people are like and whomever an audience names, the letters that are made, a few at a time and
// with interruptions, are those that were counted beforehand, and those of a model that fits on two pages.
func TestAudiences(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, url string) {
		s, db := storagetest.Open(t, url), raw(t, url)
		wib := time.FixedZone("WIB", 7*3600)
		s.Zone(wib)
		if _, err := db.Exec("INSERT INTO days (day, cap, ceiling) VALUES ('2020-03-17', 1000000, 1000000)"); err != nil {
			t.Fatal(err)
		}
		w := &town{db: db, s: s, zone: wib}
		rapid.Check(t, func(t *rapid.T) {
			w.settle(t)
			n := w.notice(t)
			accounts := core.Senders{}
			for _, channel := range channels {
				if rapid.IntRange(0, 3).Draw(t, channel) > 0 {
					for sim := range rapid.IntRange(1, 3).Draw(t, "senders") {
						accounts[channel] = append(accounts[channel], fmt.Sprint(channel, ":", sim))
					}
				}
			}
			want := w.model(n, accounts)
			counted := map[core.Reach]int{}
			w.do(t, func(tx core.Tx) error {
				reach, err := tx.CountAudience(n, accounts)
				for _, r := range reach {
					counted[core.Reach{Channel: r.Channel, Version: r.Version, Skip: r.Skip}] = r.Letters
				}
				return err
			})
			if diff := cmp.Diff(tally(want), counted); diff != "" {
				t.Fatalf("counted (-want +got):\n%s\n%+v", diff, n.Audience)
			}
			if diff := cmp.Diff(want, w.fan(t, n, accounts)); diff != "" {
				t.Fatalf("made (-want +got):\n%s\n%+v", diff, n.Audience)
			}
		})
	})
}

var (
	channels = []string{core.SMSChannel, core.TelegramChannel, core.WhatsAppChannel}
	errCrash = errors.New("crash")
	kantor   = core.Date{Year: 2020, Month: time.March, Day: 17}
)

// made is what becomes of a letter.
type made struct{ Channel, Version, Skip, Account string }

func tally(letters map[int64]made) map[core.Reach]int {
	reach := map[core.Reach]int{}
	for _, l := range letters {
		reach[core.Reach{Channel: l.Channel, Version: l.Version, Skip: l.Skip}]++
	}
	return reach
}

func (w *town) notice(t *rapid.T) core.Notice {
	n := core.Notice{Kind: rapid.SampledFrom([]core.NoticeKind{core.Announcement, core.Repetition, core.Forwarding}).Draw(t, "kind"),
		State: core.Running, Urgent: rapid.Bool().Draw(t, "urgent"), Frozen: core.Frozen{}}
	for _, channel := range channels {
		n.Frozen[channel] = map[string]core.Message{"id": {Text: "Kantor tutup"}}
		if rapid.Bool().Draw(t, "in English") {
			n.Frozen[channel]["en"] = core.Message{Text: "Closed"}
		}
	}
	for range rapid.IntRange(1, 2).Draw(t, "to") {
		s := w.selector(t)
		s.Kecamatan = w.kecamatan()
		n.Audience.To = append(n.Audience.To, s)
	}
	for range rapid.IntRange(0, 1).Draw(t, "not") {
		n.Audience.Not = append(n.Audience.Not, w.selector(t))
	}
	return n
}

func (w *town) selector(t *rapid.T) (s core.Selector) {
	fields := map[string]func(){
		"channel":   func() { s.Channel = rapid.SampledFrom(channels).Draw(t, "channel") },
		"lang":      func() { s.Lang = rapid.SampledFrom([]string{"id", "en"}).Draw(t, "lang") },
		"kelurahan": func() { s.Kelurahan = "A" },
		"role":      func() { s.Role = rapid.SampledFrom([]string{core.GroupRole, core.AnyContact, "rw"}).Draw(t, "role") },
		"person":    func() { s.Person = rapid.SampledFrom(w.people).Draw(t, "person").id },
		"ticket":    func() { s.Ticket = fmt.Sprint("C", w.requests) },
		"service":   func() { s.Service = "kk" },
		"statuses":  func() { s.Statuses = core.Fetching },
		"from":      func() { s.From = kantor.Add(2) },
		"to":        func() { s.To = kantor.Add(2) },
	}
	names := []string{"channel", "lang", "kelurahan", "role", "person", "ticket", "service", "statuses", "from", "to"}
	for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 2, rapid.ID).Draw(t, "fields") {
		fields[name]()
	}
	return s
}

// chosen tells whether a selector selects somebody, but for its channel.
func (w *town) chosen(c *citizen, s core.Selector) bool {
	lang := c.lang
	if lang == "" {
		lang = "id"
	}
	contact := slices.Contains(core.ContactRoles, c.role)
	return (s.Lang == "" || s.Lang == lang) && (s.Kelurahan == "" || s.Kelurahan == c.kelurahan) &&
		(s.Role == "" || s.Role == c.role || s.Role == core.AnyContact && contact) && (s.Person == 0 || s.Person == c.id) &&
		(!s.Requests() || slices.ContainsFunc(c.requests, func(r core.Request) bool {
			day := core.DateOf(r.From.In(w.zone))
			return (s.Ticket == "" || s.Ticket == r.Ticket) && (s.Service == "" || s.Service == r.Service) &&
				(len(s.Statuses) == 0 || slices.Contains(s.Statuses, r.Status)) &&
				(s.From.IsZero() || !r.From.IsZero() && !day.Before(s.From)) && (s.To.IsZero() || !r.From.IsZero() && !s.To.Before(day))
		}))
}

// model says which addresses get a letter, and what becomes of it.
func (w *town) model(n core.Notice, accounts core.Senders) map[int64]made {
	letters := map[int64]made{}
	for _, c := range w.people {
		if !c.follows || n.Kind == core.Forwarding && !slices.Contains(core.ContactRoles, c.role) ||
			slices.ContainsFunc(n.Audience.Not, func(s core.Selector) bool {
				return w.chosen(c, s) && (s.Channel == "" || slices.ContainsFunc(c.homes, func(h place) bool { return h.channel == s.Channel }))
			}) {
			continue
		}
		var homes []place
		for _, h := range c.homes {
			if slices.ContainsFunc(n.Audience.To, func(s core.Selector) bool { return w.chosen(c, s) && (s.Channel == "" || s.Channel == h.channel) }) {
				homes = append(homes, h)
			}
		}
		worth := func(h place) (points int) {
			if h.id == c.last {
				points++
			}
			if len(accounts[h.channel]) > 0 {
				points += 2
			}
			if !h.shut {
				points += 4
			}
			return points
		}
		slices.SortStableFunc(homes, func(a, b place) int { return worth(b) - worth(a) })
		if !n.Urgent && len(homes) > 1 {
			homes = homes[:1]
		}
		for _, h := range homes {
			l := made{Channel: h.channel, Version: "id", Account: accounts.To(h.channel, h.id)}
			if _, ok := n.Frozen[h.channel][c.lang]; ok && len(accounts[h.channel]) > 0 {
				l.Version = c.lang
			}
			switch {
			case h.shut:
				l.Skip = "blocked"
			case len(accounts[h.channel]) == 0:
				l.Skip = "off"
			}
			letters[h.id] = l
		}
	}
	return letters
}

// fan makes the letters of a notice, for a few people at a time. Any of the transactions may fail at its end.
func (w *town) fan(t *rapid.T, n core.Notice, accounts core.Senders) map[int64]made {
	var id int64
	w.do(t, func(tx core.Tx) (err error) { id, err = tx.AddNotice(n); return err })
	w.exec(t, "UPDATE notices SET made_to = (SELECT COALESCE(MIN(id), 1) - 1 FROM follows WHERE person_id >= $1) WHERE id = $2", w.people[0].id, id)
	for more := true; more; {
		most, crash := rapid.IntRange(1, 5).Draw(t, "most"), rapid.IntRange(0, 4).Draw(t, "crash") == 0
		w.do(t, func(tx core.Tx) (err error) {
			var again bool
			if _, again, err = tx.FanOut(id, accounts, most); err == nil && crash {
				return errCrash
			}
			more = again
			return err
		})
	}
	letters := map[int64]made{}
	rows, err := w.db.Query("SELECT address_id, channel, version, reason, account, state, seq FROM letters WHERE notice_id = $1 ORDER BY seq", id)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var address, seq int64
		var l made
		var state string
		if err := rows.Scan(&address, &l.Channel, &l.Version, &l.Skip, &l.Account, &state, &seq); err != nil {
			t.Fatal(err)
		}
		if (state == "skipped") != (l.Skip != "") || seq != int64(len(letters)+1) {
			t.Fatalf("letter %d is %s for %q", seq, state, l.Skip)
		}
		letters[address] = l
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return letters
}
