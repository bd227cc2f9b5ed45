package transcript

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"loket/core"
	"loket/core/dialog"
)

// Pure is an office without a database: the dialog, and maps for what it asks for. It is the measure that the real ones
// are held to, and never serves anybody.
type Pure struct {
	Engine   *dialog.Engine
	Calendar *core.Calendar
	Ahead    int                    // intake days that may be booked beyond today
	Limits   map[string]core.Limits // by channel
	Rules    core.NoticeRules

	now       time.Time
	overrides []core.Override
	seen      map[string]bool
	people    map[core.Address]core.Person
	known     map[core.Address]known
	shut      map[core.Address]bool
	days      map[core.Date]core.Day
	requests  []core.Request
	calls     map[core.Address]conversation

	follows int // wishes to follow so far
	staff   []*member
	notices []*core.Notice
	letters []*letter
	acts    []*act
	acted   int // acts so far
}

// conversation is what somebody said to the officers.
type conversation struct {
	words   []string
	erasure bool
}

// Clock is Office.
func (o *Pure) Clock(t time.Time) error {
	o.now = t
	if o.people == nil {
		o.known = map[core.Address]known{}
		o.seen, o.shut = map[string]bool{}, map[core.Address]bool{}
		o.people, o.days = map[core.Address]core.Person{}, map[core.Date]core.Day{}
		o.calls = map[core.Address]conversation{}
	}
	o.catchUp()
	return nil
}

// Hear is Office. What is remembered of a person goes through JSON between every two turns, as it does in a database.
func (o *Pure) Hear(in core.Inbound) error {
	if o.seen[in.Account+in.ID] {
		return nil
	}
	o.seen[in.Account+in.ID] = true
	err := o.talk(in.From, dialog.Heard{In: in})
	o.catchUp()
	return err
}

// talk tells the dialog what happened to somebody, until it wants nothing more.
func (o *Pure) talk(a core.Address, happened dialog.Event) error {
	p := o.person(a)
	facts := o.facts(a.Channel)
	events := []dialog.Event{happened}
	for len(events) > 0 {
		var effects []dialog.Effect
		p, effects = o.Engine.Step(p, facts, events[0])
		events = events[1:]
		for _, ef := range effects {
			if outcome := o.perform(&p, ef); outcome != nil {
				events = append(events, outcome)
			}
			switch ef.(type) {
			case dialog.Announce, dialog.Steer, dialog.SetQuota, dialog.CloseDays:
				facts = o.facts(a.Channel) // the office is another now
			}
		}
	}
	talk, err := json.Marshal(p.Talk)
	if err != nil {
		return err
	}
	p.Talk, p.New = core.Talk{}, false
	if err := json.Unmarshal(talk, &p.Talk); err != nil {
		return err
	}
	o.people[a] = p
	return nil
}

// person is who writes from an address; they are made when they are met.
func (o *Pure) person(a core.Address) core.Person {
	p, met := o.people[a]
	if !met {
		p = core.Person{ID: int64(len(o.people) + 1), Address: a, New: true}
		p.AddressID = p.ID
		o.people[a] = p
		if a.Group() {
			o.known[a] = known{role: core.GroupRole}
		}
	}
	p.Shut, p.Staff = o.shut[a], o.memberAt(p.AddressID)
	return p
}

func (o *Pure) facts(channel string) core.Facts {
	cal := o.Calendar.With(o.overrides)
	f := core.Facts{Now: o.now, Calendar: cal, Bookable: cal.Bookable(o.now, o.Ahead), Days: map[core.Date]core.Day{},
		Limits: o.Limits[channel], News: o.news(), Channels: slices.Sorted(maps.Keys(o.Limits))}
	for _, d := range f.Bookable {
		f.Days[d] = o.days[d]
	}
	return f
}

// perform carries out an effect, and returns its outcome if it has one.
func (o *Pure) perform(p *core.Person, ef dialog.Effect) dialog.Event {
	switch ef := ef.(type) {
	case dialog.Say:
		o.post(letter{to: p.Address, message: ef.Message, lane: core.ReplyLane})
	case dialog.Book:
		return dialog.Booked{Draft: ef.Draft, Booking: o.book(ef.Draft)}
	case dialog.Move:
		return dialog.Moved{Moved: o.move(ef.Move)}
	case dialog.Find:
		return dialog.Found{Find: ef, Requests: o.find(ef.Query)}
	case dialog.Follow:
		o.follow(p, ef.On)
	case dialog.Shut:
		o.shut[p.Address] = ef.Shut
		if ef.Shut {
			o.skip("blocked", func(l *letter) bool { return l.to == p.Address })
			p.Following = false
		}
	case dialog.Call:
		c := o.calls[p.Address]
		c.erasure = c.erasure || ef.Topic == core.ErasureTopic
		if ef.Text != "" {
			c.words = append(c.words, ef.Text)
		}
		o.calls[p.Address] = c
	case dialog.HandBack:
		if !o.calls[p.Address].erasure {
			delete(o.calls, p.Address)
		}
	default:
		return o.serve(p, ef)
	}
	return nil
}

func (o *Pure) book(d core.Draft) core.Booking {
	for _, r := range o.requests {
		if r.NIK == d.NIK && r.Service == d.Service && r.Status.Active() {
			return core.Booking{Verdict: core.Taken, Request: r}
		}
	}
	day := o.days[d.Day]
	if !day.Made {
		day = core.Day{Date: d.Day, Cap: d.Cap, Made: true}
	}
	defer func() { o.days[d.Day] = day }()
	if day.Left() == 0 {
		return core.Booking{Verdict: core.Full}
	}
	day.Held++
	day.LastNumber++
	r := core.Request{ID: int64(len(o.requests) + 1), Ticket: core.Ticket(d.Letter, d.Day, day.LastNumber), Number: day.LastNumber,
		Day: d.Day, Service: d.Service, Status: core.Submitted, Person: d.Person, Channel: d.Channel, Via: d.Via,
		NIK: d.NIK, Name: d.Name, Earliest: d.Earliest, FiledAt: o.now}
	if !d.Earliest.IsZero() {
		shelf := o.Calendar.With(o.overrides).Shelf(o.held)
		r.Slot, _, _ = shelf.Take(d.Place, d.Earliest, o.now)
	}
	o.requests = append(o.requests, r)
	return core.Booking{Verdict: core.Granted, Request: r, Left: day.Left()}
}

// held counts the pickups of slots.
func (o *Pure) held(place string, from, to core.Date) (map[int64]int, error) {
	held := map[int64]int{}
	for _, r := range o.requests {
		if r.Status.Active() && !r.From.IsZero() && r.Place == place {
			held[r.From.UnixMicro()]++
		}
	}
	return held, nil
}

func (o *Pure) move(m core.Move) core.Moved {
	r := &o.requests[m.Request-1]
	was := r.Status
	if !was.May(m.To) {
		return core.Moved{Was: was, Request: *r}
	}
	r.Status, r.Reason = m.To, m.Reason
	if m.To == core.Withdrawn {
		day := o.days[r.Day]
		day.Held--
		o.days[r.Day] = day
	}
	return core.Moved{OK: true, Was: was, Request: *r}
}

// find answers a query, the newest first.
func (o *Pure) find(q core.RequestQuery) (found []core.Request) {
	for _, r := range slices.Backward(o.requests) {
		if (q.Person == 0 || r.Person == q.Person) && (q.Ticket == "" || r.Ticket == q.Ticket) && (!q.Active || r.Status.Active()) {
			found = append(found, r)
		}
	}
	if q.Limit > 0 && len(found) > q.Limit {
		found = found[:q.Limit]
	}
	return found
}

// State is Office.
func (o *Pure) State() (State, error) {
	s := State{Requests: map[string]core.Status{}, Left: map[core.Date]int{}, Following: map[core.Address]bool{},
		Calls: map[core.Address][]string{}}
	for _, r := range o.requests {
		s.Requests[r.Ticket] = r.Status
		s.Left[r.Day] = o.days[r.Day].Left()
	}
	for a, p := range o.people {
		if p.Following {
			s.Following[a] = true
		}
	}
	for a, c := range o.calls {
		s.Calls[a] = slices.Clone(c.words)
	}
	return s, nil
}

// Quota is Office.
func (o *Pure) Quota(n int) error {
	o.setQuota(core.Override{Kind: core.QuotaOverride, From: core.DateOf(o.now), Cap: n})
	return nil
}

// Close is Office.
func (o *Pure) Close(from, to core.Date, intake bool, reason string) error {
	o.overrides = append(o.overrides, core.Override{Kind: core.ClosureOverride, From: from, To: to, Intake: intake, Reason: reason})
	return nil
}

// Advance is Office.
func (o *Pure) Advance(to core.Status, ticket, reason string) error {
	for i, r := range o.requests {
		if r.Ticket != ticket {
			continue
		}
		m := o.move(core.Move{Request: int64(i + 1), To: to, Reason: reason})
		for a, p := range o.people {
			if p.ID != r.Person {
				continue
			}
			if msg, ok := o.Engine.News(p.Lang, o.Limits[a.Channel], m); ok {
				o.post(letter{to: a, message: msg, lane: core.ServiceLane, ticket: ticket})
			}
		}
	}
	return nil
}
