package main

import (
	"context"
	"fmt"
	"strings"

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
	day, parts, err := office.Quota(ctx, c.Day)
	if err != nil {
		return err
	}
	if c.JSON {
		return object(t.out, struct {
			Day        core.Date       `json:"day"`
			Cap        int             `json:"cap"`
			Held       int             `json:"held"`
			LastNumber int             `json:"last_number"`
			Left       int             `json:"left"`
			Waiting    int             `json:"waiting"`
			Shares     map[string]part `json:"shares,omitempty"` // of the day that have a quota of their own
		}{day.Date, day.Cap, day.Held, day.LastNumber, day.Left(), day.Waiting, partsOf(day, parts)})
	}
	fmt.Fprintf(t.out, "%s: %d places, %d held, %d left, %d waiting; the last number given is %d\n",
		day.Date, day.Cap, day.Held, day.Left(), day.Waiting, day.LastNumber)
	if ahead := day.Line - day.Waiting; ahead > 0 && day.Free() > 0 {
		fmt.Fprintf(t.out, "%d in line for other days come before anybody new\n", ahead)
	}
	for _, part := range parts {
		left := ""
		if n, drawn := day.Shares[part.Name]; drawn {
			left = fmt.Sprintf(", %d left", n)
		}
		fmt.Fprintf(t.out, "  %s %s%s\n", plural(part.Cap, "place"), shareName(part.Name), left)
	}
	return nil
}

// part is a part of a day as scripts read it. What is left is not known before the first request draws from it.
type part struct {
	Cap  int  `json:"cap"`
	Left *int `json:"left"`
}

func partsOf(day core.Day, parts []core.Share) map[string]part {
	all := map[string]part{}
	for _, p := range parts {
		var left *int
		if n, drawn := day.Shares[p.Name]; drawn {
			left = &n
		}
		all[p.Name] = part{p.Cap, left}
	}
	return all
}

// shareName is whose part of a day's quota it is, in words.
func shareName(share string) string {
	if code, ok := strings.CutPrefix(share, core.ServiceShare("")); ok {
		return "for " + code
	}
	return "for all who do not file through the kecamatan"
}

type quotaSet struct {
	Place
	Places  int       `arg:"" help:"Places a day."`
	From    core.Date `placeholder:"DAY" help:"First day; today unless named."`
	To      core.Date `placeholder:"DAY" help:"Last day; without end unless named."`
	Service string    `placeholder:"CODE" help:"Of the day's places, so many for one service, and no more."`
}

func (c *quotaSet) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	service, what := "", ""
	if c.Service != "" {
		if service, err = findService(office.cat, c.Service); err != nil {
			return err
		}
		what = " for " + service
	}
	if err := office.SetQuota(ctx, c.Places, service, c.From, c.To, acting(false)); err != nil {
		return err
	}
	from, to := "today", "on"
	if !c.From.IsZero() {
		from = c.From.String()
	}
	if !c.To.IsZero() {
		to = "to " + c.To.String()
	}
	fmt.Fprintf(t.out, "%s a day%s from %s %s\n", plural(c.Places, "place"), what, from, to)
	return nil
}
