package main

import (
	"bufio"
	"context"
	"fmt"

	"loket/core"
)

// renameCommand is `loket rename`: a misspelt name is mended. It is read from stdin, for others on the machine can read a
// command line; that it was mended is written down, the name is not.
type renameCommand struct {
	Output
	Place
	Wires
	Ticket string `arg:"" help:"Whose."`
}

func (c *renameCommand) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, &c.Wires, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	text, err := ask(bufio.NewReader(t.in), t, "Name: ", "the name")
	if err != nil {
		return err
	}
	name, err := core.ParseName(text)
	if err != nil {
		return fmt.Errorf("the name cannot be right: %w", err)
	}
	r, err := office.Rename(ctx, c.Ticket, name, acting(true))
	if err != nil {
		return err
	}
	if c.JSON {
		return object(t.out, lineOf(r, false, office.cat.Office.Zone))
	}
	fmt.Fprintf(t.out, "%s: the name is mended\n", r.Ticket)
	return nil
}
