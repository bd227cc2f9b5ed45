package main

import (
	"context"
	"fmt"

	"loket/core"
)

// Steered is what every command needs that does something with an announcement under way.
type Steered struct {
	Output
	Place
	Wires
	ID int64 `arg:"" help:"Number of the announcement."`
}

// steer does it, and says how the announcement stands then.
func (s *Steered) steer(ctx context.Context, t *console, deed core.Steering, by func(*counter) (core.Actor, error), say string) (err error) {
	office, err := s.attend(ctx, &s.Wires, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	actor, err := by(office)
	if err != nil {
		return err
	}
	done, letters, err := office.Steer(ctx, s.ID, deed, actor)
	if err != nil {
		return err
	}
	return s.print(t, done, fmt.Sprintf(say, letters))
}

func (s *Steered) print(t *console, n core.Noticed, say string) error {
	if s.JSON {
		return object(t.out, lineOfNotice(n))
	}
	_, err := fmt.Fprintf(t.out, "announcement %d is %s%s\n", n.Notice.ID, n.Notice.State, say)
	return err
}

func operatorActs(*counter) (core.Actor, error) { return acting(true), nil }

type announceApprove struct {
	Steered
	By string `required:"" placeholder:"NAME" help:"The member of staff who says yes; not the one who wrote it."`
}

func (c *announceApprove) Run(ctx context.Context, t *console) error {
	return c.steer(ctx, t, core.Approve, func(o *counter) (core.Actor, error) { return o.Member(ctx, c.By) }, "%.0d")
}

type announcePause struct{ Steered }

func (c *announcePause) Run(ctx context.Context, t *console) error {
	return c.steer(ctx, t, core.Pause, operatorActs, "%.0d")
}

type announceResume struct{ Steered }

func (c *announceResume) Run(ctx context.Context, t *console) error {
	return c.steer(ctx, t, core.Resume, operatorActs, "%.0d")
}

type announceCancel struct{ Steered }

func (c *announceCancel) Run(ctx context.Context, t *console) error {
	return c.steer(ctx, t, core.Cancel, operatorActs, ": %d letters had already gone")
}

type announceResolve struct {
	Steered
	Resend bool `xor:"what" required:"" help:"Send them again: each may arrive twice."`
	Drop   bool `xor:"what" required:"" help:"Let them be: each may not have arrived."`
}

func (c *announceResolve) Run(ctx context.Context, t *console) error {
	deed := core.DropAll
	if c.Resend {
		deed = core.SendAll
	}
	return c.steer(ctx, t, deed, operatorActs, ": decided about %d letters in doubt")
}

type announceWithdraw struct{ Steered }

func (c *announceWithdraw) Run(ctx context.Context, t *console) error {
	return c.steer(ctx, t, core.Withdraw, operatorActs, ": it takes back %d letters")
}

type announceResend struct {
	Steered
	Other bool `help:"To another address of the person, where there is one."`
}

func (c *announceResend) Run(ctx context.Context, t *console) (err error) {
	office, err := c.announcing(ctx, &c.Wires, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	n, err := office.Retry(ctx, c.ID, c.Other, acting(true))
	if err != nil {
		return err
	}
	return c.print(t, core.Noticed{Notice: n}, fmt.Sprintf(", to %d", n.Expected))
}

type announceCorrect struct {
	Steered
	Text   string `arg:"" help:"The text that takes its place, in Indonesian."`
	TextEn string `placeholder:"TEXT" help:"The same in English."`
}

func (c *announceCorrect) Run(ctx context.Context, t *console) (err error) {
	office, err := c.announcing(ctx, &c.Wires, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	texts := map[string]string{"id": c.Text}
	if c.TextEn != "" {
		texts["en"] = c.TextEn
	}
	n, err := office.Correct(ctx, c.ID, texts, acting(true))
	if err != nil {
		return err
	}
	return c.print(t, core.Noticed{Notice: n}, fmt.Sprintf(": it corrects announcement %d", c.ID))
}
