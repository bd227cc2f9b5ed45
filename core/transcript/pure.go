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
	Secret   func(n int) string // what codes are made of; this room's Secret
	Papers   int                // the most files of one request; 30

	now       time.Time
	overrides []core.Override
	set       int64 // overrides so far
	seen      map[string]bool
	people    map[core.Address]core.Person
	persons   int64           // made so far
	last      map[int64]int64 // by person: the address used last
	known     map[int64]known // by person
	shut      map[core.Address]bool
	cut       map[core.Address]bool      // no letter reaches them
	heard     map[core.Address]time.Time // when they wrote last, on channels with a window
	days      map[core.Date]*day
	used      map[core.Date]bool // days on which somebody had a place
	requests  []*filed
	moved     int64 // lines of history so far
	offered   int64 // offers so far
	calls     map[core.Address]conversation

	follows int // wishes to follow so far
	staff   []*member
	notices []*core.Notice
	letters []*letter
	acts    []*act
	acted   int // acts so far
	causes  map[string]bool
	sent    int64 // papers so far
}

// conversation is what somebody said to the officers.
type conversation struct {
	words   []string
	erasure bool
	taker   string // the officer who has it
}

// Clock is Office.
func (o *Pure) Clock(t time.Time) error {
	o.now = t
	if o.people == nil {
		o.known, o.last = map[int64]known{}, map[int64]int64{}
		o.seen, o.shut, o.cut = map[string]bool{}, map[core.Address]bool{}, map[core.Address]bool{}
		o.heard = map[core.Address]time.Time{}
		o.people, o.days = map[core.Address]core.Person{}, map[core.Date]*day{}
		o.causes, o.used = map[string]bool{}, map[core.Date]bool{}
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
	if in.Signal != core.Closed && o.Limits[in.From.Channel].Window > 0 {
		o.heard[in.From] = o.now
	}
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
			case dialog.Announce, dialog.Steer, dialog.SetQuota, dialog.CloseDays, dialog.Advance, dialog.Rename,
				dialog.OpenAgain, dialog.Reschedule:
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
	o.remember(p)
	o.last[p.ID] = p.AddressID
	return nil
}

// person is who writes from an address; they are made when they are met.
func (o *Pure) person(a core.Address) core.Person {
	p, met := o.people[a]
	if !met {
		o.persons++
		p = core.Person{ID: o.persons, AddressID: int64(len(o.people) + 1), Address: a, New: true}
		o.people[a] = p
		if a.Group() {
			o.known[p.ID] = known{role: core.GroupRole}
		}
	}
	p.Shut, p.Staff = o.shut[a], o.memberAt(p.AddressID)
	return p
}

func (o *Pure) facts(channel string) core.Facts {
	cal := o.calendar()
	f := core.Facts{Now: o.now, Calendar: cal, Bookable: cal.Bookable(o.now, o.Ahead), Days: map[core.Date]core.Day{},
		Limits: o.Limits[channel], News: o.news(), Channels: slices.Sorted(maps.Keys(o.Limits)), Uploads: true}
	for _, d := range append(slices.Clip(f.Bookable), f.Today()) {
		f.Days[d] = o.day(d)
	}
	return f
}

// calendar is the office's, with what staff have set.
func (o *Pure) calendar() *core.Calendar { return o.Calendar.With(o.overrides) }

func (o *Pure) today() core.Date { return core.DateOf(o.now) }

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
		return o.found(ef)
	case dialog.FreeSlots:
		return dialog.SlotsFree{Asked: ef, Free: o.freeSlots(ef)}
	case dialog.Reslot:
		return dialog.Reslotted{Reslotted: o.reslot(ef.Reslot)}
	case dialog.AnswerOffer:
		return dialog.OfferAnswered{Answer: ef.Answer, Answered: o.answer(ef.Answer)}
	case dialog.Amend:
		return dialog.Amended{Amendment: ef.Amendment, Amended: o.amend(ef.Amendment)}
	case dialog.Attach:
		return o.attach(ef)
	case dialog.LinkUpload:
		return o.link(ef)
	case dialog.Follow:
		o.follow(p, ef.On)
	case dialog.Shut:
		o.shut[p.Address] = ef.Shut
		if ef.Shut {
			o.skip("blocked", func(l *letter) bool { return l.to == p.Address && !o.mayGoOn(l) })
			if home, _ := o.home(p.ID); home.Shut {
				p.Following = false
			}
		}
	case dialog.Call:
		at := o.talksAt(*p)
		c := o.calls[at]
		c.erasure = c.erasure || ef.Topic == core.ErasureTopic
		if ef.Text != "" {
			c.words = append(c.words, ef.Text)
		}
		o.calls[at] = c
	case dialog.HandBack:
		if at := o.talksAt(*p); !o.calls[at].erasure {
			delete(o.calls, at)
		}
	case dialog.SendCode:
		by := p.Address
		o.later("", o.now, func() { o.sendCode(by, ef.To) })
	case dialog.Unite:
		by := p.Address
		o.later("", o.now, func() { o.unite(by, ef.With) })
	case dialog.Part:
		by := p.Address
		o.later("", o.now, func() { o.part(by, ef.AddressID) })
	default:
		return o.serve(p, ef)
	}
	return nil
}
