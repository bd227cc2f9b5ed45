package main

import (
	"context"
	"fmt"

	"loket/core"
	"loket/core/desk"
)

// staffCommand is `loket staff`: who may do what.
type staffCommand struct {
	Add    staffAdd    `cmd:"" help:"Add a member, or give one another role; prints the code that links their Telegram chat."`
	List   staffList   `cmd:"" help:"Who works here."`
	Code   staffCode   `cmd:"" help:"A new code, for another chat."`
	Remove staffRemove `cmd:"" help:"End a membership."`
	Link   staffLink   `cmd:"" help:"A link that logs a member into the console, once."`
}

type staffAdd struct {
	Output
	Place
	Name string    `arg:"" help:"As it stands in lists and in the audit."`
	Role core.Role `default:"officer" enum:"viewer,officer,broadcaster,admin" placeholder:"ROLE" help:"viewer, officer, broadcaster or admin."`
}

func (c *staffAdd) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	code, err := office.AddStaff(ctx, c.Name, c.Role, acting(false))
	if err != nil {
		return err
	}
	return printCode(t, c.JSON, c.Name, code)
}

// printCode shows a code, which stands nowhere else.
func printCode(t *console, json bool, name, code string) error {
	if json {
		return object(t.out, struct {
			Name string `json:"name"`
			Code string `json:"code"`
		}{name, code})
	}
	_, err := fmt.Fprintf(t.out, "%s writes this to the office's bot on Telegram, within %.0f hours, once:\n\n    /staf %s\n", name, desk.CodeLasts.Hours(), code)
	return err
}

type staffCode struct {
	Output
	Place
	Name string `arg:"" help:"Who."`
}

func (c *staffCode) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	code, err := office.StaffCode(ctx, c.Name, acting(false))
	if err != nil {
		return err
	}
	return printCode(t, c.JSON, c.Name, code)
}

type staffList struct {
	Output
	Place
}

func (c *staffList) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	all, err := office.Members(ctx)
	if err != nil {
		return err
	}
	for _, s := range all {
		if c.JSON {
			line := struct {
				Name   string    `json:"name"`
				Role   core.Role `json:"role"`
				Linked bool      `json:"linked"`
			}{s.Name, s.Role, s.Address != 0}
			if err := object(t.out, line); err != nil {
				return err
			}
			continue
		}
		linked := "not linked yet"
		if s.Address != 0 {
			linked = "linked to " + s.To.Masked()
		}
		fmt.Fprintf(t.out, "%-24s %-12s %s\n", s.Name, s.Role, linked)
	}
	if len(all) == 0 && !c.JSON {
		fmt.Fprintln(t.out, "nobody yet: loket staff add NAME --role broadcaster")
	}
	return nil
}

type staffRemove struct {
	Place
	Name string `arg:"" help:"Who."`
}

func (c *staffRemove) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	if err := office.RemoveStaff(ctx, c.Name, acting(false)); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s is no member of staff any more\n", c.Name)
	return nil
}

type staffLink struct {
	Output
	Place
	Port
	PublicURL string `env:"LOKET_PUBLIC_URL" placeholder:"URL" accept:"url" help:"The address of the console, if it is not that at which the office listens."`
	Name      string `arg:"" help:"Who."`
}

func (c *staffLink) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	token, err := office.Link(ctx, c.Name, acting(false))
	if err != nil {
		return err
	}
	link := publicAddress(c.PublicURL, c.Listen) + "/login/" + token
	if c.JSON {
		return object(t.out, struct {
			Name string `json:"name"`
			Link string `json:"link"`
		}{c.Name, link})
	}
	_, err = fmt.Fprintf(t.out, "%s opens this in a browser, within %.0f minutes, once; until then it is as good as a key:\n\n    %s\n",
		c.Name, core.LinkLasts.Minutes(), link)
	return err
}
