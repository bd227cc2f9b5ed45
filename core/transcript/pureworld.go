package transcript

import (
	"fmt"
	"slices"

	"loket/core"
	"loket/core/dialog"
)

// State is Office.
func (o *Pure) State() (State, error) {
	s := State{Requests: map[string]core.Status{}, Slots: map[string]core.Slot{}, Papers: map[string]map[string]string{}, Line: map[core.Address][]int{},
		Left: map[core.Date]int{}, Following: map[core.Address]bool{}, Calls: map[core.Address][]string{}, Takers: map[core.Address]string{}}
	for _, r := range o.requests {
		if r.Status == core.Waiting {
			w, _ := o.waiter(r)
			s.Line[r.Address] = append(s.Line[r.Address], w.Position)
			slices.Sort(s.Line[r.Address])
		} else if r.Ticket != "" {
			s.Requests[r.Ticket], s.Slots[r.Ticket], s.Papers[r.Ticket] = r.Status, r.Slot, told(r.papers)
		}
		o.used[r.Day] = true
	}
	for d := range o.used {
		s.Left[d] = o.day(d).Left()
	}
	for id, homes := range o.households() {
		if homes[0].Following {
			s.Following[usedLast(homes, o.last[id])] = true
		}
	}
	for a, c := range o.calls {
		s.Calls[a], s.Takers[a] = slices.Clone(c.words), c.taker
	}
	return s, nil
}

// refusal is what staff are refused, for who writes transcripts.
func refusal(bad *core.Error) error {
	if bad == nil {
		return nil
	}
	return fmt.Errorf("staff are refused: %s", bad.Key)
}

// Quota is Office.
func (o *Pure) Quota(n int, service string) error {
	o.alter(0, core.Override{Kind: core.QuotaOverride, From: o.today(), Cap: n, Service: service})
	o.catchUp()
	return nil
}

// Close is Office.
func (o *Pure) Close(from, to core.Date, intake bool, reason string) error {
	return o.shutDays(core.Override{From: from, To: to, Intake: intake, Reason: reason})
}

func (o *Pure) shutDays(c core.Override) error {
	done := o.closeDays(c, operating.Name)
	o.catchUp()
	return refusal(done.(dialog.DaysClosed).Err)
}

// Extend is Office.
func (o *Pure) Extend(closure int64, to core.Date) error {
	return o.shutDays(core.Override{ID: closure, To: to})
}

// Reopen is Office.
func (o *Pure) Reopen(closure int64) error {
	_, bad := o.reopen(closure)
	o.catchUp()
	return refusal(bad)
}

// Open is Office.
func (o *Pure) Open(v core.Override) error {
	if bad := o.badDays(v.To, v.From, v.To); bad != nil {
		return refusal(bad)
	}
	o.alter(0, v)
	o.catchUp()
	return nil
}

// Advance is Office.
func (o *Pure) Advance(a core.Advance) error {
	_, bad := o.moveOn(a, operating.Name)
	o.catchUp()
	return refusal(bad)
}

// Register is Office.
func (o *Pure) Register(via, service, nik, name string) error {
	id, err := core.ParseNIK(nik, o.now)
	if err != nil {
		return err
	}
	facts := o.facts("")
	if len(facts.Bookable) == 0 {
		return fmt.Errorf("no requests are taken")
	}
	d, ok := o.Engine.Plan(core.Draft{Via: via, By: operating.Name, Service: service, NIK: id.NIK, Name: core.Name(name), Day: facts.Bookable[0]}, facts)
	if !ok {
		return fmt.Errorf("%s cannot be asked for", service)
	}
	o.book(d)
	o.catchUp()
	return nil
}
