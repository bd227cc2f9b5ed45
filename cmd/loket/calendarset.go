package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"loket/core"
	"loket/core/catalog"
	"loket/core/desk"
)

// Week is the hours that staff set.
type Week struct {
	Counter string `placeholder:"HOURS" help:"Hours of the counter, like \"mon-thu 08.00-14.00, fri 08.00-11.30, 13.00-14.00\", or 08.00-12.00 for every day; fri shut."`
	Intake  string `placeholder:"HOURS" help:"Hours in which requests are taken, written likewise."`
}

// read is the hours, or what is wrong with them; nil if none are named.
func (w *Week) read() (*core.Week, error) {
	if w.Counter == "" && w.Intake == "" {
		return nil, nil
	}
	var week core.Week
	for _, of := range []struct {
		flag, text string
		to         *map[time.Weekday]core.Hours
	}{{"--counter", w.Counter, &week.Counter}, {"--intake", w.Intake, &week.Intake}} {
		if of.text == "" {
			continue
		}
		hours, err := catalog.ParseWeek(of.text)
		if err != nil {
			return nil, usagef("%s: %w", of.flag, err)
		}
		*of.to = hours
	}
	return &week, nil
}

// setting is an override that is being set: shown, agreed to, and made by a use-case of the desk.
type setting struct {
	Output
	Place
	Wires
	Reason string `required:"" placeholder:"TEXT" help:"What citizens are told."`
	Yes    bool   `help:"Do not ask."`
}

func (s *setting) set(ctx context.Context, t *console, o core.Override, question string,
	by func(*desk.Desk, context.Context, core.Override, core.Actor) (core.Override, int, error)) (err error) {
	office, err := s.attend(ctx, &s.Wires, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	o.Reason = s.Reason
	f, err := office.foresee(ctx, t, o, s.JSON, s.Yes)
	if err != nil {
		return err
	}
	if !s.Yes && !agreed(t, question) {
		return errNoYes
	}
	if f.Override, _, err = by(office.Desk, ctx, o, acting(s.Yes)); err != nil {
		return err
	}
	if s.JSON {
		return object(t.out, lineOfClosure(f, 0))
	}
	_, err = fmt.Fprintf(t.out, "change %d is set: %s; loket calendar undo %d takes it back\n", f.Override.ID, describe(f.Override), f.Override.ID)
	return err
}

type calendarHours struct {
	setting
	From core.Date `arg:"" help:"First day."`
	To   core.Date `arg:"" help:"Last day."`
	Week
}

func (c *calendarHours) Run(ctx context.Context, t *console) error {
	week, err := c.Week.read()
	if err != nil {
		return err
	}
	if week == nil {
		return usagef("name the hours with --counter or --intake")
	}
	return c.set(ctx, t, core.Override{Kind: core.HoursOverride, From: c.From, To: c.To, Hours: week},
		fmt.Sprintf("Set these hours from %s to %s?", c.From, c.To), (*desk.Desk).SetHours)
}

type calendarOpen struct {
	setting
	Day core.Date `arg:"" help:"The day, or the first."`
	To  core.Date `arg:"" optional:"" help:"The last day; the first unless named."`
	Week
}

func (c *calendarOpen) Run(ctx context.Context, t *console) error {
	week, err := c.Week.read()
	if err != nil {
		return err
	}
	to := c.To
	if to.IsZero() {
		to = c.Day
	}
	return c.set(ctx, t, core.Override{Kind: core.OpeningOverride, From: c.Day, To: to, Hours: week},
		fmt.Sprintf("Open from %s to %s?", c.Day, to), (*desk.Desk).OpenDays)
}

type calendarChanges struct {
	Output
	Place
}

// changeLine is something that staff have set, as scripts read it.
type changeLine struct {
	ID     int64             `json:"id"`
	Kind   core.OverrideKind `json:"kind"`
	From   core.Date         `json:"from"`
	To     core.Date         `json:"to"`
	What   string            `json:"what"`
	Reason string            `json:"reason"`
	By     string            `json:"by"`
	At     time.Time         `json:"at"`
}

func (c *calendarChanges) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	all, err := office.Overrides(ctx)
	if err != nil {
		return err
	}
	for _, o := range all {
		if c.JSON {
			err = object(t.out, changeLine{o.ID, o.Kind, o.From, o.To, describe(o), o.Reason, o.By, o.At.In(office.cat.Office.Zone)})
		} else {
			_, err = fmt.Fprintf(t.out, "%-5d %s  %-24s %s\n", o.ID, office.at(o.At), o.By, describe(o))
		}
		if err != nil {
			return err
		}
	}
	if len(all) == 0 && !c.JSON {
		fmt.Fprintln(t.out, "nothing was set: the office file holds")
	}
	return nil
}

// describe says what an override sets, in the operator's terms.
func describe(o core.Override) string {
	days := o.From.String()
	switch {
	case o.To.IsZero():
		days += " on"
	case o.To != o.From:
		days += " to " + o.To.String()
	}
	var what string
	switch o.Kind {
	case core.QuotaOverride:
		what = plural(o.Cap, "place") + " a day"
		if o.Service != "" {
			what += " for " + o.Service
		}
	case core.ClosureOverride:
		if what = "counter shut"; o.Intake {
			what = "counter and intake shut"
		}
	case core.OpeningOverride:
		what = "open" + inHours(o.Hours)
	case core.HoursOverride:
		what = "hours" + inHours(o.Hours)
	case core.HolidayOverride:
		what = "holiday " + o.Names["id"]
	}
	if o.Reason != "" {
		what += ": " + o.Reason
	}
	return days + "  " + what
}

func inHours(w *core.Week) (s string) {
	if w == nil {
		return ""
	}
	for _, of := range []struct {
		name  string
		hours map[time.Weekday]core.Hours
	}{{" counter ", w.Counter}, {" intake ", w.Intake}} {
		if len(of.hours) > 0 {
			s += of.name + catalog.FormatWeek(of.hours)
		}
	}
	return s
}

type calendarUndo struct {
	Output
	Place
	Wires
	ID  int64 `arg:"" help:"Number of the change; loket calendar changes shows it."`
	Yes bool  `help:"Do not ask."`
}

func (c *calendarUndo) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, &c.Wires, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	all, err := office.Overrides(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(o core.Override) bool { return o.ID == c.ID })
	if i < 0 {
		return fmt.Errorf("nothing that was set has the number %d: loket calendar changes shows what has", c.ID)
	}
	f := core.Foresight{Override: all[i]}
	switch all[i].Kind {
	case core.HolidayOverride:
		return errors.New("holidays are taken back by importing their year again: loket holidays import FILE.csv")
	case core.QuotaOverride:
	default:
		if f, err = office.ForeseeEnd(ctx, c.ID, acting(c.Yes)); err != nil {
			return err
		}
		if !c.JSON {
			office.tellForesight(t.out, f)
		}
	}
	if !c.Yes && !agreed(t, fmt.Sprintf("Take back %s?", describe(all[i]))) {
		return errNoYes
	}
	if all[i].Kind == core.ClosureOverride {
		err = office.Reopen(ctx, c.ID, acting(c.Yes))
	} else {
		_, _, err = office.Undo(ctx, c.ID, acting(c.Yes))
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return object(t.out, lineOfClosure(f, 0))
	}
	_, err = fmt.Fprintf(t.out, "change %d is taken back\n", c.ID)
	return err
}
