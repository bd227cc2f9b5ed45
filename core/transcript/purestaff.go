package transcript

import (
	"slices"
	"strings"
	"time"

	"loket/core"
	"loket/core/dialog"
)

// known is what an office knows of somebody beside what they said.
type known struct {
	kecamatan, kelurahan, role string

	since, stopped time.Time // when they last wished to follow, and when no more

	follows int // the number of the wish to follow that holds: who wished first gets announcements first
}

// member is a member of staff with the code that links their chat.
type member struct {
	core.Staff
	code  string
	until time.Time
}

// codeLasts is how long a code may be shown.
const codeLasts = 24 * time.Hour

// Member is Office.
func (o *Pure) Member(name string, role core.Role, code string) error {
	i := slices.IndexFunc(o.staff, func(m *member) bool { return m.Name == name })
	if i < 0 {
		i = len(o.staff)
		o.staff = append(o.staff, &member{Staff: core.Staff{ID: int64(i + 1), Name: name}})
	}
	o.staff[i].Role, o.staff[i].code, o.staff[i].until = role, code, o.now.Add(codeLasts)
	return nil
}

// memberAt is the member of staff whose chat an address is.
func (o *Pure) memberAt(address int64) *core.Staff {
	for _, m := range o.staff {
		if address != 0 && m.Address == address {
			s := m.Staff
			return &s
		}
	}
	return nil
}

// Import is Office.
func (o *Pure) Import(ss []core.Subscriber) error {
	for _, s := range ss {
		p := o.person(s.Address)
		p.New = false
		if p.Lang == "" {
			p.Lang = s.Lang
		}
		k := o.known[p.ID]
		k.kecamatan, k.kelurahan, k.role = s.Kecamatan, s.Kelurahan, s.Role
		o.known[p.ID] = k
		o.follow(&p, true)
		o.remember(p)
	}
	return nil
}

// Followers is Office.
func (o *Pure) Followers(ss []core.Subscriber) error { return o.Import(ss) }

// follow begins or ends somebody's announcements; those owed to who stops are skipped.
func (o *Pure) follow(p *core.Person, on bool) {
	k := o.known[p.ID]
	if p.Following = on; !on {
		if k.follows != 0 {
			k.follows, k.stopped = 0, o.now
		}
		o.skip("stopped", func(l *letter) bool { return o.people[l.to].ID == p.ID && l.lane >= core.UrgentLane })
	} else if k.follows == 0 {
		o.follows++
		k.follows, k.since = o.follows, o.now
	}
	o.known[p.ID] = k
}

// serve carries out what staff want, and returns its outcome if it has one.
func (o *Pure) serve(p *core.Person, ef dialog.Effect) dialog.Event {
	switch ef := ef.(type) {
	case dialog.Join:
		for _, m := range o.staff {
			if m.code == ef.Code && o.now.Before(m.until) {
				for _, other := range o.staff {
					if other.Address == p.AddressID {
						other.Address = 0
					}
				}
				m.code, m.Person, m.Address = "", p.ID, p.AddressID
				s := m.Staff
				p.Staff = &s
				return dialog.Joined{Staff: s, OK: true}
			}
		}
		return dialog.Joined{}
	case dialog.Look:
		o.due(act{kind: "look", due: o.now, look: ef, who: p.Address})
	case dialog.Announce:
		if ef.Notice.Kind == core.Correction {
			n, bad := o.correct(ef.Notice, p.Staff.Actor())
			return dialog.Announced{Notice: n, Err: bad}
		}
		n, bad := o.announce(ef.Notice, ef.Again, p.Staff.Actor())
		return dialog.Announced{Notice: n, Err: bad}
	case dialog.Steer:
		return o.steer(ef, p.Staff.Actor())
	case dialog.SetQuota:
		return dialog.QuotaSet{SetQuota: ef, Err: o.quota(ef)}
	case dialog.CloseDays:
		return o.closeDays(ef.Override, p.Staff.Name)
	case dialog.Advance:
		return o.advance(p, ef.Advance)
	case dialog.MoveUnready:
		who := p.Address
		o.later("", o.now, func() { _ = o.talk(who, o.moveUnready(ef.Day)) })
	case dialog.OpenAgain:
		was, bad := o.reopen(ef.ID)
		return dialog.OpenedAgain{ID: ef.ID, Was: was, Err: bad}
	case dialog.Reschedule:
		return o.reschedule(ef, p.Staff.Name)
	case dialog.Rename:
		return o.rename(ef, p.Staff.Name)
	}
	return nil
}

// badDays refuses days that end before they begin, and those of which one is past that must not be.
func (o *Pure) badDays(ahead, from, to core.Date) *core.Error {
	switch {
	case ahead.Before(o.today()):
		return &core.Error{Kind: core.Invalid, Key: "bad.days.past"}
	case !to.IsZero() && to.Before(from):
		return &core.Error{Kind: core.Invalid, Key: "bad.days"}
	}
	return nil
}

// counted answers a look.
func (o *Pure) counted(l dialog.Look) dialog.Event {
	switch l.What {
	case dialog.Preview:
		p, bad := o.preview(l.Notice)
		return dialog.Previewed{Serial: l.Serial, Preview: p, Err: bad}
	case dialog.Today:
		return dialog.Daily{Today: o.daily()}
	case dialog.Closing:
		f, bad := o.foresee(l.Close)
		return dialog.Foreseen{Serial: l.Serial, Foresight: f, Err: bad}
	}
	var all []core.Noticed
	for _, n := range slices.Backward(o.notices) {
		if (l.Notice.ID == 0 && n.Kind != core.Forwarding || n.ID == l.Notice.ID) && len(all) < 5 {
			all = append(all, core.Noticed{Notice: *n, Ledger: o.ledger(n.ID)})
		}
	}
	return dialog.Listed{ID: l.Notice.ID, Notices: all}
}

// daily counts the office's day.
func (o *Pure) daily() core.Today {
	date := o.today()
	t := core.Today{Day: o.day(date), Letters: map[core.State]int{}, Reasons: map[string]int{}, Calls: len(o.calls)}
	midnight := date.At(0, o.Calendar.Zone)
	for _, l := range o.letters {
		switch {
		case l.state == core.Owed:
			t.Letters[l.state]++
		case (l.state == core.Skipped || l.state == core.Failed) && !l.settled.Before(midnight):
			t.Letters[l.state]++
			t.Reasons[l.reason]++
		}
	}
	for _, n := range slices.Backward(o.notices) {
		if n.State.Open() && n.Kind != core.Forwarding {
			t.Notices = append(t.Notices, core.Noticed{Notice: *n, Ledger: o.ledger(n.ID)})
		}
	}
	for _, l := range slices.Backward(o.letters) {
		lost := l.state == core.Failed || l.state == core.Skipped && l.reason == "blocked"
		if l.lane != core.ServiceLane || !lost || l.settled.Before(midnight) || l.ticket == "" && !l.answer {
			continue
		}
		u := core.Unheard{Ticket: l.ticket, Reason: l.reason}
		if l.answer {
			u.Address, u.Person = l.to, o.people[l.to].ID
			_, u.Open = o.calls[o.talksAt(o.people[l.to])]
		}
		t.Unheard = append(t.Unheard, u)
	}
	o.ahead(&t)
	return t
}

// ahead counts what is fetched today and on the next day, and what staff should look at before.
func (o *Pure) ahead(t *core.Today) {
	cal, today := o.calendar(), o.today()
	t.Next = cal.NextCounter(today.Add(1))
	for _, r := range o.requests {
		day := core.DateOf(r.From.In(cal.Zone))
		switch {
		case !r.slotHeld():
		case day == today:
			t.Pickups++
		case day == t.Next:
			if t.Coming++; r.Status.Active() && r.Status != core.Ready && r.Status != core.NoShow {
				t.Unready++
			}
		}
		if r.answered {
			t.Answered++
		}
		if r.Status == core.Incomplete && !r.Until.After(o.now) {
			t.Overdue++
		}
	}
	for _, year := range []int{today.Year, today.Add(31).Year} {
		if !cal.HolidaysKnown(year) && !slices.Contains(t.Unknown, year) {
			t.Unknown = append(t.Unknown, year)
		}
	}
}

// who finds the address with a row.
func (o *Pure) who(address int64) (core.Person, bool) {
	for _, p := range o.people {
		if p.AddressID == address {
			return p, true
		}
	}
	return core.Person{}, false
}

func within(name, of string) bool { return of == "" || strings.EqualFold(name, of) }
