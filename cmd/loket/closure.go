package main

import (
	"context"
	"errors"
	"fmt"

	"loket/core"
)

// closureCommand is `loket closure`: days on which the counter is shut. What a change means for those who are to fetch their
// papers then is shown before it is made; the process that serves moves them and tells them.
type closureCommand struct {
	Add    closureAdd    `cmd:"" help:"Shut the counter; requests go on by message unless --intake."`
	List   closureList   `cmd:"" help:"Closures in force and to come."`
	Extend closureExtend `cmd:"" help:"Let one last until another day, later or earlier."`
	Remove closureRemove `cmd:"" help:"Open again."`
}

// errNoYes is for who was shown what would happen, and is not there to say yes.
var errNoYes = errors.New("nothing was changed: nobody said yes; --yes says it beforehand")

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
	o := core.Override{Kind: core.ClosureOverride, From: c.From, To: c.To, Reason: c.Reason, Intake: c.Intake}
	f, err := office.foresee(ctx, t, o, c.JSON, c.Yes)
	if err != nil {
		return err
	}
	if !c.Yes && !agreed(t, fmt.Sprintf("Shut the counter from %s to %s?", c.From, c.To)) {
		return errNoYes
	}
	if f.Override, _, err = office.Close(ctx, o, acting(c.Yes)); err != nil {
		return err
	}
	var notice core.Notice
	if c.Announce {
		if notice, err = office.ClosureNotice(ctx, f.Override); err == nil {
			notice, err = office.Announce(ctx, notice, acting(true), true)
		}
		if err != nil {
			return fmt.Errorf("the counter is shut (closure %d), but that was not announced: %w", f.Override.ID, err)
		}
	}
	return printClosure(t, c.JSON, f, notice.ID)
}

type closureExtend struct {
	Output
	Place
	Wires
	ID  int64     `arg:"" help:"Number of the closure."`
	To  core.Date `arg:"" help:"New last day; an earlier one shortens it."`
	Yes bool      `help:"Do not ask."`
}

func (c *closureExtend) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, &c.Wires, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	f, err := office.foresee(ctx, t, core.Override{Kind: core.ClosureOverride, ID: c.ID, To: c.To}, c.JSON, c.Yes)
	if err != nil {
		return err
	}
	if !c.Yes && !agreed(t, fmt.Sprintf("Keep the counter shut until %s?", c.To)) {
		return errNoYes
	}
	if f.Override, _, err = office.Extend(ctx, c.ID, c.To, acting(c.Yes)); err != nil {
		return err
	}
	return printClosure(t, c.JSON, f, 0)
}

type closureRemove struct {
	Output
	Place
	Wires
	ID  int64 `arg:"" help:"Number of the closure."`
	Yes bool  `help:"Do not ask."`
}

// Run asks only who sits there: nobody is moved.
func (c *closureRemove) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, &c.Wires, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	if !c.Yes && interactive(t.in) {
		if _, err := office.ForeseeEnd(ctx, c.ID, acting(false)); err != nil {
			return err
		}
		if !agreed(t, fmt.Sprintf("End closure %d? Nobody is moved; those who could come earlier are told so.", c.ID)) {
			return errNoYes
		}
	}
	if err := office.Reopen(ctx, c.ID, acting(c.Yes)); err != nil {
		return err
	}
	if c.JSON {
		return object(t.out, struct {
			ID int64 `json:"id"`
		}{c.ID})
	}
	_, err = fmt.Fprintf(t.out, "closure %d is over\n", c.ID)
	return err
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
