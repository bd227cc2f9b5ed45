package main

import (
	"context"
	"errors"
	"fmt"

	"loket/core"
)

// closureCommand is `loket closure`: days on which the counter is shut.
type closureCommand struct {
	Add    closureAdd    `cmd:"" help:"Shut the counter; requests go on by message unless --intake."`
	List   closureList   `cmd:"" help:"Closures in force and to come."`
	Extend closureExtend `cmd:"" help:"Let one last until another day."`
	Remove closureRemove `cmd:"" help:"Open again."`
}

type closureAdd struct {
	Output
	Place
	Wires
	From     core.Date `arg:"" help:"First day."`
	To       core.Date `arg:"" help:"Last day."`
	Reason   string    `required:"" placeholder:"TEXT" help:"What citizens are told."`
	Intake   bool      `help:"No new requests either."`
	Announce bool      `help:"Announce it to all who follow."`
	Yes      bool      `help:"Do not ask."`
}

func (c *closureAdd) Run(ctx context.Context, t *console) (err error) {
	open := c.attend
	if c.Announce {
		open = c.announcing
	}
	office, err := open(ctx, &c.Wires, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	if !c.Yes && !agreed(t, fmt.Sprintf("Shut the counter from %s to %s?", c.From, c.To)) {
		return errors.New("nothing was changed: nobody said yes; --yes says it beforehand")
	}
	closed, pickups, err := office.Close(ctx, core.Override{From: c.From, To: c.To, Reason: c.Reason, Intake: c.Intake}, acting(c.Yes))
	if err != nil {
		return err
	}
	var notice core.Notice
	if c.Announce {
		if notice, err = office.Announce(ctx, office.ClosureNotice(closed), acting(true), true); err != nil {
			return fmt.Errorf("the counter is shut (closure %d), but that was not announced: %w", closed.ID, err)
		}
	}
	return printClosure(t, c.JSON, closed, pickups, notice.ID)
}

func printClosure(t *console, json bool, o core.Override, pickups int, notice int64) error {
	if json {
		return object(t.out, struct {
			ID      int64     `json:"id"`
			From    core.Date `json:"from"`
			To      core.Date `json:"to"`
			Intake  bool      `json:"intake"`
			Pickups int       `json:"pickups"`
			Notice  int64     `json:"notice,omitempty"`
		}{o.ID, o.From, o.To, o.Intake, pickups, notice})
	}
	fmt.Fprintf(t.out, "closure %d: the counter is shut from %s to %s\n", o.ID, o.From, o.To)
	if pickups > 0 {
		fmt.Fprintf(t.out, "%d requests were to be fetched within it: this version does not move them, tell their holders another day\n", pickups)
	}
	if notice > 0 {
		fmt.Fprintf(t.out, "announcement %d tells it: loket announce status %d --watch\n", notice, notice)
	}
	return nil
}

type closureList struct {
	Output
	Place
}

func (c *closureList) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	all, err := office.Closures(ctx)
	if err != nil {
		return err
	}
	for _, k := range all {
		if c.JSON {
			line := struct {
				ID     int64     `json:"id"`
				From   core.Date `json:"from"`
				To     core.Date `json:"to"`
				Intake bool      `json:"intake"`
				Reason string    `json:"reason"`
			}{k.ID, k.From, k.To, k.Intake, k.Reason["id"]}
			if err := object(t.out, line); err != nil {
				return err
			}
			continue
		}
		number := "office file"
		if k.ID != 0 {
			number = fmt.Sprint(k.ID)
		}
		intake := "requests by message go on"
		if k.Intake {
			intake = "no requests either"
		}
		fmt.Fprintf(t.out, "%-12s %s to %s  %s: %s\n", number, k.From, k.To, intake, k.Reason["id"])
	}
	if len(all) == 0 && !c.JSON {
		fmt.Fprintln(t.out, "no closure is in force or to come")
	}
	return nil
}

type closureExtend struct {
	Output
	Place
	ID  int64     `arg:"" help:"Number of the closure."`
	To  core.Date `arg:"" help:"New last day."`
	Yes bool      `help:"Do not ask."`
}

func (c *closureExtend) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	if !c.Yes && !agreed(t, fmt.Sprintf("Keep the counter shut until %s?", c.To)) {
		return errors.New("nothing was changed: nobody said yes; --yes says it beforehand")
	}
	closed, pickups, err := office.Extend(ctx, c.ID, c.To, acting(c.Yes))
	if err != nil {
		return err
	}
	return printClosure(t, c.JSON, closed, pickups, 0)
}

type closureRemove struct {
	Place
	ID int64 `arg:"" help:"Number of the closure."`
}

func (c *closureRemove) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	if err := office.Reopen(ctx, c.ID, acting(false)); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "closure %d is over\n", c.ID)
	return nil
}
