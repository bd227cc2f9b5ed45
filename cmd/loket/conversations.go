package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"time"
)

// conversationsCommand is `loket conversations`: the citizens who asked for an officer. They are named by a number, never
// by their address.
type conversationsCommand struct {
	List   conversationsList   `cmd:"" default:"1" help:"Who waits, the longest first."`
	Show   conversationsShow   `cmd:"" help:"What was said; this is written down."`
	Answer conversationsAnswer `cmd:"" help:"Answer, with a text from stdin."`
	Close  conversationsClose  `cmd:"" help:"Hand the citizen back: the office answers by itself again."`
}

type conversationsList struct {
	Output
	Place
}

func (c *conversationsList) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	open, err := office.Calls(ctx)
	if err != nil {
		return err
	}
	for _, v := range open {
		since := v.Since.In(office.cat.Office.Zone)
		if !c.JSON {
			fmt.Fprintf(t.out, "%-6d %s  %-10s %-24s %d messages\n", v.Person, since.Format("2006-01-02 15:04"), v.Topic, v.Address.Masked(), len(v.Lines))
			continue
		}
		line := struct {
			Person   int64     `json:"person"`
			Channel  string    `json:"channel"`
			Address  string    `json:"address"`
			Topic    string    `json:"topic"`
			Since    time.Time `json:"since"`
			Messages int       `json:"messages"`
		}{v.Person, v.Address.Channel, v.Address.Masked(), v.Topic, since, len(v.Lines)}
		if err := object(t.out, line); err != nil {
			return err
		}
	}
	if len(open) == 0 && !c.JSON {
		fmt.Fprintln(t.out, "nobody waits for an officer")
	}
	return nil
}

type conversationsShow struct {
	Output
	Place
	Person int64 `arg:"" help:"Number from the list."`
}

func (c *conversationsShow) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	v, err := office.ReadCall(ctx, c.Person, acting(false))
	if err != nil {
		return err
	}
	for _, l := range v.Lines {
		at := l.At.In(office.cat.Office.Zone)
		if c.JSON {
			line := struct {
				At   time.Time `json:"at"`
				By   string    `json:"by"`
				Text string    `json:"text"`
			}{at, l.By, l.Text}
			if err := object(t.out, line); err != nil {
				return err
			}
			continue
		}
		who := l.By
		if who == "" {
			who = "citizen"
		}
		fmt.Fprintf(t.out, "%s %s: %s\n", at.Format("2006-01-02 15:04"), who, l.Text)
	}
	return nil
}

type conversationsAnswer struct {
	Place
	Wires
	Person int64 `arg:"" help:"Number from the list."`
}

func (c *conversationsAnswer) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, &c.Wires, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	if interactive(t.in) {
		fmt.Fprint(t.err, "Answer: ")
	}
	text, err := bufio.NewReader(t.in).ReadString('\n')
	if err != nil && err != io.EOF {
		return fmt.Errorf("read the answer: %w", err)
	}
	if err := office.Answer(ctx, c.Person, strings.TrimSpace(text), acting(false)); err != nil {
		return err
	}
	fmt.Fprintln(t.out, "the answer is on its way")
	return nil
}

type conversationsClose struct {
	Place
	Wires
	Person int64 `arg:"" help:"Number from the list."`
}

func (c *conversationsClose) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, &c.Wires, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	if err := office.HandBack(ctx, c.Person, acting(false)); err != nil {
		return err
	}
	fmt.Fprintln(t.out, "handed back")
	return nil
}
