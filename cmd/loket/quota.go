package main

import (
	"context"
	"fmt"

	"loket/core"
)

// quotaCommand is `loket quota`: the places of a day.
type quotaCommand struct {
	Show quotaShow `cmd:"" default:"withargs" help:"Show the places of a day."`
	Set  quotaSet  `cmd:"" help:"Set the places of days."`
}

type quotaShow struct {
	Output
	Place
	Day core.Date `arg:"" optional:"" help:"Day, like 2020-03-17; today unless named."`
}

func (c *quotaShow) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	day, err := office.Quota(ctx, c.Day)
	if err != nil {
		return err
	}
	if c.JSON {
		return object(t.out, struct {
			Day        core.Date `json:"day"`
			Cap        int       `json:"cap"`
			Held       int       `json:"held"`
			LastNumber int       `json:"last_number"`
			Left       int       `json:"left"`
			Waiting    int       `json:"waiting"`
		}{day.Date, day.Cap, day.Held, day.LastNumber, day.Left(), day.Waiting})
	}
	fmt.Fprintf(t.out, "%s: %d places, %d held, %d left, %d waiting; the last number given is %d\n",
		day.Date, day.Cap, day.Held, day.Left(), day.Waiting, day.LastNumber)
	return nil
}

type quotaSet struct {
	Place
	Places  int       `arg:"" help:"Places a day."`
	From    core.Date `placeholder:"DAY" help:"First day; today unless named."`
	To      core.Date `placeholder:"DAY" help:"Last day; without end unless named."`
	Service string    `hidden:"" placeholder:"CODE" help:"For one service only."`
}

func (c *quotaSet) Run(ctx context.Context, t *console) (err error) {
	if c.Service != "" {
		return fmt.Errorf("--service: this version keeps one quota for all services together")
	}
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	if err := office.SetQuota(ctx, c.Places, "", c.From, c.To, acting(false)); err != nil {
		return err
	}
	from, to := "today", "on"
	if !c.From.IsZero() {
		from = c.From.String()
	}
	if !c.To.IsZero() {
		to = "to " + c.To.String()
	}
	fmt.Fprintf(t.out, "%d places a day from %s %s\n", c.Places, from, to)
	return nil
}
