package main

import (
	"context"
	"fmt"

	"loket/core"
)

// rescheduleCommand is `loket reschedule`: another pickup for somebody who calls.
type rescheduleCommand struct {
	Output
	Place
	Wires
	Ticket string    `arg:"" help:"Whose."`
	To     string    `placeholder:"TIME" xor:"when" help:"The hour wanted, like \"2020-04-02 09.00\", in the office's zone."`
	Day    core.Date `placeholder:"DAY" xor:"when" help:"The earliest free hour of this day or later; of the earliest day possible unless named."`
	Reason string    `placeholder:"TEXT" help:"Why; the citizen is told."`
}

func (c *rescheduleCommand) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, &c.Wires, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	now, err := office.Now(ctx)
	if err != nil {
		return err
	}
	pick, err := moment("--to", c.To, now)
	if err != nil {
		return err
	}
	done, err := office.Reschedule(ctx, c.Ticket, core.Reslot{Pick: pick, Day: c.Day, Reason: c.Reason}, acting(true))
	if err != nil {
		return err
	}
	office.silent(t, done.Request)
	if c.JSON {
		return object(t.out, lineOf(done.Request, false, now.Location()))
	}
	fmt.Fprintf(t.out, "%s: to be fetched on %s instead of %s\n", done.Request.Ticket, office.slot(done.Request.Slot), office.slot(done.Was))
	return nil
}

// slot is when and where something is fetched, as the operator reads it.
func (o *counter) slot(s core.Slot) string {
	if s.IsZero() {
		return "no day yet"
	}
	from, to := s.From.In(o.cat.Office.Zone), s.To.In(o.cat.Office.Zone)
	at := fmt.Sprintf("%s, %s-%s", core.DateOf(from), o.cat.Clock(from), o.cat.Clock(to))
	if s.Place != "" {
		at += ", at " + s.Place
	}
	return at
}
