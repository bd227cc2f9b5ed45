package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"loket/channels/phones"
	"loket/core"
)

// demoDesk is the office as the page of the demonstration sees it.
type demoDesk struct {
	*office

	mu     sync.Mutex // guards what follows
	latest []int64    // the newest requests, the latest first
	last   int64      // the newest of all
}

// demoStaff is the member of staff whom the demonstration makes, and as whom its page acts.
const demoStaff = "Ratna"

func (d *demoDesk) by() core.Actor { return core.Actor{Name: demoStaff, Role: core.Admin} }

// hire makes the member of staff, where there is none yet.
func (d *demoDesk) hire(ctx context.Context) error {
	if _, err := d.desk.Member(ctx, demoStaff); core.KindOf(err) != core.Missing {
		return err
	}
	_, err := d.desk.AddStaff(ctx, demoStaff, core.Admin, core.Actor{Name: "demo", Role: core.Operating})
	return err
}

// Day is the phones.Office's.
func (d *demoDesk) Day(ctx context.Context) (day phones.Day, err error) {
	follow, err := d.desk.CountSubscribers(ctx)
	if err != nil {
		return day, err
	}
	for _, n := range follow {
		day.Followers += n
	}
	if day.Owed, err = d.owed(ctx); err != nil {
		return day, err
	}
	today, _, err := d.desk.Quota(ctx, core.Date{})
	if err != nil {
		return day, err
	}
	day.Places, day.Given, day.Left, day.Waiting = today.Cap, today.Held, today.Left(), today.Waiting
	err = d.store.View(ctx, func(tx core.Tx) error {
		now, err := tx.Now()
		if err != nil {
			return err
		}
		day.Now = now.In(d.cat.Office.Zone)
		overrides, err := tx.Overrides()
		if err != nil {
			return err
		}
		day.Opens = opens(d.cat.Office.Calendar.With(overrides), day.Now)
		day.Latest, err = d.newest(tx)
		return err
	})
	return day, err
}

// opens is when requests are taken again; zero if they are taken now, or within no foreseeable time.
func opens(c *core.Calendar, now time.Time) time.Time {
	if c.IntakeOpen(now) {
		return time.Time{}
	}
	today := core.DateOf(now)
	if c.IntakeDay(today) && c.IntakeOpens(today).After(now) {
		return c.IntakeOpens(today)
	}
	if next := c.NextIntake(today.Add(1)); !next.IsZero() {
		return c.IntakeOpens(next)
	}
	return time.Time{}
}

// newest lists the latest requests as they are now.
func (d *demoDesk) newest(tx core.Tx) (all []phones.Ticket, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	const page = 500
	for more := true; more; {
		found, err := tx.Requests([]core.RequestQuery{{After: d.last, Limit: page}})
		if err != nil {
			return nil, err
		}
		for _, r := range found[0] {
			d.last = r.ID
			d.latest = slices.Insert(d.latest, 0, r.ID)
		}
		d.latest = d.latest[:min(len(d.latest), phones.MostLatest)]
		more = len(found[0]) == page
	}
	queries := make([]core.RequestQuery, len(d.latest))
	for i, id := range d.latest {
		queries[i] = core.RequestQuery{ID: id}
	}
	found, err := tx.Requests(queries)
	if err != nil {
		return nil, err
	}
	for _, rs := range found {
		for _, r := range rs {
			t := phones.Ticket{ID: r.ID, Ticket: r.Ticket, Channel: r.Channel, At: r.FiledAt.In(d.cat.Office.Zone)}
			if s, ok := d.cat.Service(r.Service); ok {
				t.Service = s.Name
			}
			all = append(all, t)
		}
	}
	return all, nil
}

// SetClock is the phones.Office's.
func (d *demoDesk) SetClock(ctx context.Context, to time.Time) error {
	if err := d.store.SetClock(ctx, to); err != nil {
		return err
	}
	d.desk.Stir()
	for _, r := range d.runners {
		r.Wake()
	}
	return nil
}

// Pass is the phones.Office's. On the way the clock stops twice: when papers are ready on the working day before, and at the hour of
// reminders.
func (d *demoDesk) Pass(ctx context.Context, until time.Time) error {
	var calendar *core.Calendar
	err := d.store.View(ctx, func(tx core.Tx) error {
		overrides, err := tx.Overrides()
		calendar = d.cat.Office.Calendar.With(overrides)
		return err
	})
	if err != nil {
		return err
	}
	day := core.DateOf(until.In(d.cat.Office.Zone))
	remind := calendar.WorkingDayBefore(day).At(d.cat.Office.Life.Remind, d.cat.Office.Zone)
	steps := []struct {
		at time.Time
		do func() error
	}{
		{remind.Add(-time.Hour), func() error {
			_, err := d.desk.Advance(ctx, core.Advance{To: core.Ready, Pickup: day}, d.by())
			if kind := core.KindOf(err); kind == core.Missing || kind == core.Conflict || kind == core.Invalid {
				return nil // nobody fetches anything then
			}
			return err
		}},
		{remind, func() error { return nil }},
		{until, func() error { return nil }},
	}
	for _, step := range steps {
		now, err := d.desk.Now(ctx)
		if err != nil {
			return err
		}
		if step.at.Before(now) {
			continue
		}
		if err := d.SetClock(ctx, step.at); err != nil {
			return err
		}
		if err := step.do(); err != nil {
			return err
		}
		if err := d.desk.CatchUp(ctx); err != nil {
			return err
		}
		d.arrive(ctx)
	}
	return nil
}

// arrive waits a little for what is owed to be on the phones, before the clock goes on.
func (d *demoDesk) arrive(ctx context.Context) {
	for since := time.Now(); ctx.Err() == nil && time.Since(since) < unspoken; {
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
		}
		if owed, err := d.owed(ctx); err != nil || owed == 0 {
			return
		}
	}
}

// owed counts the letters that are not on the phones yet.
func (d *demoDesk) owed(ctx context.Context) (n int, err error) {
	for account := range d.runners {
		owing, err := d.store.Owing(ctx, account)
		if err != nil {
			return 0, err
		}
		n += owing[core.Owed] + owing[core.Sending] + owing[core.Doubtful]
	}
	return n, nil
}

// Announce is the phones.Office's.
func (d *demoDesk) Announce(ctx context.Context) error {
	closures, err := d.desk.Closures(ctx)
	if err != nil {
		return err
	}
	if len(closures) == 0 {
		return core.Errorf(core.Missing, "no closure is in force or to come")
	}
	k := closures[0]
	n, err := d.desk.ClosureNotice(ctx, core.Override{Kind: core.ClosureOverride, From: k.From, To: k.To, Intake: k.Intake, Reason: k.Reason["id"]})
	if err != nil {
		return err
	}
	p, err := d.desk.Preview(ctx, n, d.by())
	if err != nil {
		return err
	}
	p.Notice.AnyHour = true // whoever presses the button wants to see it arrive
	_, err = d.desk.Announce(ctx, p.Notice, d.by(), false)
	return err
}

// StaffLink is the phones.Office's.
func (d *demoDesk) StaffLink(ctx context.Context) (string, error) {
	token, err := d.desk.Link(ctx, demoStaff, d.by())
	return "/login/" + token, err
}

// asked are the services that the crowd asks for, in words that the office knows: those that most people need, and no form more
// than others.
func (d *demoDesk) asked() (all []string) {
	for _, s := range d.cat.Services() {
		if s.MinAge == 0 && s.Weight <= 1 && s.Delivery != "kecamatan" && !s.InPerson && s.ActiveFrom.IsZero() && len(s.Keywords) > 0 {
			all = append(all, s.Code)
		}
	}
	return all[:min(len(all), 12)]
}

// demoCarriers are the providers that are played.
func demoCarriers() (all []*phones.Carrier) {
	for _, as := range []string{core.TelegramChannel, core.SMSChannel, core.WhatsAppChannel} {
		all = append(all, phones.NewCarrier(as, imitated[as].limits))
	}
	return all
}
