package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"loket/core"
)

// advanceCommand is `loket advance`.
type advanceCommand struct {
	Output
	Place
	Wires
	Status  string    `arg:"" help:"Where to: DIVERIFIKASI, DIPROSES, SIAP_DIAMBIL, SELESAI, PERLU_PERBAIKAN, DITOLAK, TIDAK_DIAMBIL, …"`
	Tickets []string  `arg:"" optional:"" name:"ticket" help:"Which requests."`
	Day     core.Date `placeholder:"DAY" help:"All of this service day that may move there, but those that need a correction or were not fetched."`
	Pickup  core.Date `placeholder:"DAY" help:"All that are to be fetched on this day, likewise."`
	Reason  string    `placeholder:"TEXT" help:"Why, or what is missing; the citizens are told. Of DITOLAK also a code of the office file."`
	Until   core.Date `placeholder:"DAY" help:"Of PERLU_PERBAIKAN: the last day for the answer."`
	Yes     bool      `help:"Do not ask: mark as SELESAI also what is to be fetched on another day."`
}

func (c *advanceCommand) Run(ctx context.Context, t *console) (err error) {
	to, err := core.ParseStatus(c.Status)
	if err != nil {
		return &usageError{err}
	}
	named := 0
	for _, is := range []bool{len(c.Tickets) > 0, !c.Day.IsZero(), !c.Pickup.IsZero()} {
		if is {
			named++
		}
	}
	switch {
	case named != 1:
		return usagef("name either tickets or --day or --pickup")
	case !c.Until.IsZero() && to != core.Incomplete:
		return usagef("--until is the last day for an answer: it goes with PERLU_PERBAIKAN alone")
	case to == core.Incomplete && strings.TrimSpace(c.Reason) == "":
		return usagef("say with --reason what is missing: the citizen is told")
	case to == core.Rejected && strings.TrimSpace(c.Reason) == "":
		return usagef("say with --reason why: a code of the office file ([[reason]]) or words of your own")
	}
	office, err := c.attend(ctx, &c.Wires, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	if _, listed := office.cat.Office.Life.ReadRejection(c.Reason); to == core.Rejected && !listed && len(strings.Fields(c.Reason)) == 1 {
		return usagef("--reason is %q, which is no code of the office file (%s): write one of them, or a sentence that the citizen understands",
			c.Reason, strings.Join(office.reasons(), ", "))
	}
	want := core.Advance{To: to, Tickets: c.Tickets, Day: c.Day, Pickup: c.Pickup, Reason: c.Reason, Until: c.Until, Sure: c.Yes}
	moved, err := office.Advance(ctx, want, acting(c.Yes))
	if printed := c.print(t.out, moved, to); err == nil {
		err = printed
	}
	if err != nil {
		return err
	}
	early := slices.DeleteFunc(slices.Clone(moved), func(m core.Moved) bool { return m.OK || to != core.Done || !m.Was.May(to) })
	if len(early) > 0 {
		again, err := c.ask(ctx, t, office, want, early)
		if err != nil {
			return err
		}
		moved = slices.DeleteFunc(moved, func(m core.Moved) bool { return !m.OK && m.Was.May(to) })
		moved = append(moved, again...)
	}
	var changed []core.Request
	for _, m := range moved {
		if m.OK {
			changed = append(changed, m.Request)
		}
	}
	office.silent(t, changed...)
	return c.sum(t.out, moved, to)
}

// reasons are the codes of the office's reasons for a rejection.
func (o *counter) reasons() []string {
	codes := make([]string, len(o.cat.Office.Life.Rejections))
	for i, r := range o.cat.Office.Life.Rejections {
		codes[i] = r.Code
	}
	return codes
}

// ask asks about what is said to be fetched on another day than it was to be, and marks it all the same after a yes.
func (c *advanceCommand) ask(ctx context.Context, t *console, office *counter, want core.Advance, early []core.Moved) ([]core.Moved, error) {
	want.Tickets, want.Sure = nil, true
	var when []string
	for _, m := range early {
		want.Tickets = append(want.Tickets, m.Request.Ticket)
		when = append(when, fmt.Sprintf("%s on %s", m.Request.Ticket, office.slot(m.Request.Slot)))
	}
	those := "to be fetched on another day: " + strings.Join(when, "; ")
	if !agreed(t, those+". Fetched all the same?") {
		return nil, fmt.Errorf("%s %s (--yes marks them all the same)", plural(len(early), "request"), those)
	}
	moved, err := office.Advance(ctx, want, acting(true))
	if err != nil {
		return nil, err
	}
	return moved, c.print(t.out, moved, want.To)
}

// print shows what has moved, and to scripts also what has not.
func (c *advanceCommand) print(w io.Writer, moved []core.Moved, to core.Status) error {
	for _, m := range moved {
		if c.JSON {
			line := struct {
				Ticket string      `json:"ticket"`
				Was    core.Status `json:"was"`
				Status core.Status `json:"status"`
				Moved  bool        `json:"moved"`
			}{m.Request.Ticket, m.Was, m.Request.Status, m.OK}
			if err := object(w, line); err != nil {
				return err
			}
		} else if m.OK {
			if _, err := fmt.Fprintf(w, "%s %s -> %s\n", m.Request.Ticket, m.Was, m.Request.Status); err != nil {
				return err
			}
		}
	}
	return nil
}

// sum says how many have moved, or that some could not.
func (c *advanceCommand) sum(w io.Writer, moved []core.Moved, to core.Status) error {
	stayed := slices.DeleteFunc(slices.Clone(moved), func(m core.Moved) bool { return m.OK })
	switch {
	case len(stayed) > 0 && to == core.NoShow && stayed[0].Was.May(to):
		return fmt.Errorf("%d of %d requests stayed as they were: the pickup hour of %s is not over yet", len(stayed), len(moved), stayed[0].Request.Ticket)
	case len(stayed) > 0:
		return fmt.Errorf("%d of %d requests stayed as they were: from %s (%s) nothing goes to %s", len(stayed), len(moved), stayed[0].Was,
			stayed[0].Request.Ticket, to)
	}
	if c.JSON {
		return nil
	}
	_, err := fmt.Fprintf(w, "%d moved\n", len(moved))
	return err
}
