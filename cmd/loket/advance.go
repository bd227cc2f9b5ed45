package main

import (
	"context"
	"fmt"

	"loket/core"
)

// advanceCommand is `loket advance`.
type advanceCommand struct {
	Output
	Place
	Wires
	Status  string    `arg:"" help:"Where to: DIVERIFIKASI, DIPROSES, SIAP_DIAMBIL, SELESAI, …"`
	Tickets []string  `arg:"" optional:"" name:"ticket" help:"Which requests."`
	Day     core.Date `placeholder:"DAY" help:"All of this service day that may move there."`
	Reason  string    `placeholder:"TEXT" help:"Why; the citizens are told."`
}

func (c *advanceCommand) Run(ctx context.Context, t *console) (err error) {
	to, err := core.ParseStatus(c.Status)
	if err != nil {
		return &usageError{err}
	}
	if (len(c.Tickets) == 0) == c.Day.IsZero() {
		return usagef("name either tickets or --day")
	}
	office, err := c.attend(ctx, &c.Wires, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	moved, err := office.Advance(ctx, core.Advance{To: to, Tickets: c.Tickets, Day: c.Day, Reason: c.Reason}, acting(true))
	stayed := 0
	for _, m := range moved {
		if !m.OK {
			stayed++
		}
		if c.JSON {
			line := struct {
				Ticket string      `json:"ticket"`
				Was    core.Status `json:"was"`
				Status core.Status `json:"status"`
				Moved  bool        `json:"moved"`
			}{m.Request.Ticket, m.Was, m.Request.Status, m.OK}
			if err := object(t.out, line); err != nil {
				return err
			}
		} else if m.OK {
			fmt.Fprintf(t.out, "%s %s -> %s\n", m.Request.Ticket, m.Was, m.Request.Status)
		}
	}
	if err != nil {
		return err
	}
	if stayed > 0 {
		return fmt.Errorf("%d of %d requests stayed as they were: from %s nothing goes to %s", stayed, len(moved), firstStayed(moved), to)
	}
	if !c.JSON {
		fmt.Fprintf(t.out, "%d moved\n", len(moved))
	}
	return nil
}

// firstStayed is where the first request stands that did not move.
func firstStayed(moved []core.Moved) string {
	for _, m := range moved {
		if !m.OK {
			return fmt.Sprintf("%s (%s)", m.Was, m.Request.Ticket)
		}
	}
	return ""
}
