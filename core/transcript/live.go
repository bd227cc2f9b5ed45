package transcript

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"loket/core"
	"loket/core/desk"
)

// Live is an office with a desk and a database. It reads what was said as a sender would: it claims the letters, and
// settles them as sent. It must be the only user of its store, and the desk must be running, Still and with this room's Keep:
// what is due is done when the clock moves, and after each message.
type Live struct {
	Store    core.Store
	Desk     *desk.Desk
	SetClock func(context.Context, time.Time) error // of the store
	Accounts []string                               // the accounts that send; transcripts use the channels' names
	Context  context.Context
	Limits   map[string]core.Limits // by channel: those of the desk
	Now      func() time.Time       // the machine's clock, by which letters tell when they were heard of

	cut   map[core.Address]bool // no letter reaches them
	days  []core.Date           // on which somebody had a place
	crowd int64                 // the last of those who were imported before anybody had a name
}

// Clock is Office.
func (o *Live) Clock(t time.Time) error {
	if err := o.SetClock(o.Context, t); err != nil {
		return err
	}
	return o.Desk.CatchUp(o.Context)
}

// Hear is Office.
func (o *Live) Hear(in core.Inbound) error {
	if err := o.Desk.Receive(o.Context, in); err != nil {
		return err
	}
	return o.Desk.CatchUp(o.Context)
}

// State is Office.
func (o *Live) State() (State, error) {
	s := State{Requests: map[string]core.Status{}, Slots: map[string]core.Slot{}, Papers: map[string]map[string]string{}, Line: map[core.Address][]int{},
		Left: map[core.Date]int{}, Following: map[core.Address]bool{}, Calls: map[core.Address][]string{}, Takers: map[core.Address]string{}}
	err := o.Store.View(o.Context, func(tx core.Tx) error {
		if err := o.requests(tx, &s); err != nil {
			return err
		}
		days, err := tx.Days(o.days)
		if err != nil {
			return err
		}
		for _, d := range days {
			s.Left[d.Date] = d.Left()
		}
		followers, err := tx.Subscribers(o.crowd, most)
		if err != nil {
			return err
		}
		for _, f := range followers {
			s.Following[f.Address] = true
		}
		calls, err := tx.Calls()
		if err != nil {
			return err
		}
		for _, c := range calls {
			words := s.Calls[c.Address]
			for _, l := range c.Lines {
				if l.By == "" {
					words = append(words, l.Text)
				}
			}
			s.Calls[c.Address], s.Takers[c.Address] = words, c.Taker
		}
		return nil
	})
	return s, err
}

// requests reads every request there is.
func (o *Live) requests(tx core.Tx, s *State) error {
	line := map[int64]core.Address{}
	tickets := map[int64]string{}
	for after := int64(0); ; {
		found, err := tx.Requests([]core.RequestQuery{{After: after, Limit: 1000}})
		if err != nil {
			return err
		}
		for _, r := range found[0] {
			if r.Status == core.Waiting {
				line[r.ID] = r.Address
			} else if r.Ticket != "" {
				s.Requests[r.Ticket], s.Slots[r.Ticket], tickets[r.ID] = r.Status, r.Slot, r.Ticket
			}
			if !slices.Contains(o.days, r.Day) {
				o.days = append(o.days, r.Day)
			}
			after = max(after, r.ID)
		}
		if len(found[0]) < 1000 {
			break
		}
	}
	papers, err := tx.Papers(slices.Sorted(maps.Keys(tickets)))
	if err != nil {
		return err
	}
	for id, ticket := range tickets {
		s.Papers[ticket] = told(papers[id])
	}
	if len(line) == 0 {
		return nil
	}
	waiters, err := tx.Waiters(slices.Sorted(maps.Keys(line)))
	for id, w := range waiters {
		s.Line[line[id]] = append(s.Line[line[id]], w.Position)
		slices.Sort(s.Line[line[id]])
	}
	return err
}

// due does what has become due by something that staff did.
func (o *Live) due(err error) error {
	if err != nil {
		return err
	}
	return o.Desk.CatchUp(o.Context)
}

// Quota is Office.
func (o *Live) Quota(n int, service string) error {
	return o.due(o.Desk.SetQuota(o.Context, n, service, core.Date{}, core.Date{}, operating))
}

// Close is Office.
func (o *Live) Close(from, to core.Date, intake bool, reason string) error {
	_, _, err := o.Desk.Close(o.Context, core.Override{From: from, To: to, Intake: intake, Reason: reason}, operating)
	return o.due(err)
}

// Extend is Office.
func (o *Live) Extend(closure int64, to core.Date) error {
	_, _, err := o.Desk.Extend(o.Context, closure, to, operating)
	return o.due(err)
}

// Reopen is Office.
func (o *Live) Reopen(closure int64) error {
	return o.due(o.Desk.Reopen(o.Context, closure, operating))
}

// Open is Office.
func (o *Live) Open(v core.Override) error {
	set := o.Desk.OpenDays
	if v.Kind == core.HoursOverride {
		set = o.Desk.SetHours
	}
	_, _, err := set(o.Context, v, operating)
	return o.due(err)
}

// Advance is Office.
func (o *Live) Advance(a core.Advance) error {
	_, err := o.Desk.Advance(o.Context, a, operating)
	return o.due(err)
}

// Register is Office.
func (o *Live) Register(via, service, nik, name string) error {
	_, err := o.Desk.Register(o.Context, desk.Staff{Via: via, Service: service, NIK: nik, Name: name}, operating)
	return o.due(err)
}

// operating is who acts for the office's operator in a transcript.
var operating = core.Actor{Name: "transcript", Role: core.Operating}

// Member is Office.
func (o *Live) Member(name string, role core.Role, code string) error {
	return o.Store.Tx(o.Context, func(tx core.Tx) error {
		now, err := tx.Now()
		if err != nil {
			return err
		}
		id, err := tx.AddStaff(core.Staff{Name: name, Role: role, By: "transcript"})
		if err != nil {
			return err
		}
		return tx.StaffCode(id, code, now.Add(codeLasts))
	})
}

// Import is Office.
func (o *Live) Import(ss []core.Subscriber) error {
	return o.Store.Tx(o.Context, func(tx core.Tx) error { return subscribe(tx, ss) })
}

func subscribe(tx core.Tx, ss []core.Subscriber) error {
	return errors.Join(tx.Enlist("transcript", ss), tx.Subscribe("transcript"))
}

// Followers is Office.
func (o *Live) Followers(ss []core.Subscriber) error {
	return o.Store.Tx(o.Context, func(tx core.Tx) error {
		if err := subscribe(tx, ss); err != nil {
			return err
		}
		o.crowd = 0
		for last := []core.Subscriber{{}}; len(last) > 0; {
			o.crowd = last[len(last)-1].Person
			var err error
			if last, err = tx.Subscribers(o.crowd, most); err != nil {
				return err
			}
		}
		return nil
	})
}
