package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"loket/core"
	"loket/core/catalog"
)

// calendarCommand is `loket calendar`: the office's days as they are, and what staff have set over the office file.
type calendarCommand struct {
	Month   calendarMonth   `cmd:"" default:"withargs" help:"A month, day by day."`
	Hours   calendarHours   `cmd:"" help:"Other hours for a while."`
	Open    calendarOpen    `cmd:"" help:"Open on days that would be shut."`
	Changes calendarChanges `cmd:"" help:"Who set what, and when."`
	Undo    calendarUndo    `cmd:"" help:"Take back hours, an opening, a closure or a quota."`
}

type calendarMonth struct {
	Output
	Place
	Month string `arg:"" optional:"" help:"Month, like 2020-04; this one unless named."`
}

func (c *calendarMonth) Run(ctx context.Context, t *console) (err error) {
	asked, wrong := time.Parse("2006-01", c.Month)
	if c.Month != "" && wrong != nil {
		return usagef("%q is no month: write it like 2020-04", c.Month)
	}
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	if c.Month == "" {
		if asked, err = office.Now(ctx); err != nil {
			return err
		}
	}
	m, err := office.Month(ctx, asked.Year(), asked.Month())
	if err != nil {
		return err
	}
	if !c.JSON {
		return office.tellMonth(t.out, m)
	}
	for _, day := range m.Days {
		if err := object(t.out, lineOfDay(day)); err != nil {
			return err
		}
	}
	return nil
}

// States of a day's counter, as scripts read them.
const (
	openDay    = "open"
	shutDay    = "shut" // a weekday without hours
	closedDay  = "closed"
	holidayDay = "holiday"
)

// dayLine is a day of the calendar as scripts read it. Hours are "" where there are none.
type dayLine struct {
	Day     core.Date `json:"day"`
	State   string    `json:"state"`
	Reason  string    `json:"reason"`
	Counter string    `json:"counter"`
	Intake  string    `json:"intake"`
	Cap     int       `json:"cap"`
	Held    int       `json:"held"`
	Waiting int       `json:"waiting"`
	Pickups int       `json:"pickups"` // at all places
	Serves  int       `json:"serves"`  // pickups, the office alone
}

func lineOfDay(d core.MonthDay) dayLine {
	l := dayLine{Day: d.Date, State: openDay, Reason: d.Special, Counter: catalog.FormatHours(d.Counter), Intake: catalog.FormatHours(d.Intake), Cap: d.Quota.Cap,
		Held: d.Quota.Held, Waiting: d.Quota.Waiting, Pickups: d.Pickups, Serves: d.Serves}
	switch {
	case d.Holiday != nil:
		l.State, l.Reason = holidayDay, d.Holiday["id"]
	case d.Closure != nil:
		l.State, l.Reason = closedDay, d.Closure.Reason["id"]
	case d.Counter.Shut():
		l.State = shutDay
	}
	return l
}

// tellMonth prints a month for people. What is not is a dash, and days without anything are short.
func (o *counter) tellMonth(w io.Writer, m core.Month) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "day\tcounter\trequests\tplaces\twaiting\tpickups\tserves\t")
	for _, d := range m.Days {
		l := lineOfDay(d)
		dash := func(is bool, format string, values ...any) string {
			if !is {
				return "-"
			}
			return fmt.Sprintf(format, values...)
		}
		counter := l.Counter
		if l.State != openDay {
			counter = l.State
		}
		fmt.Fprintf(table, "%s %s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", d.Date.Weekday().String()[:3], d.Date, counter, dash(l.Intake != "", "%s", l.Intake),
			dash(l.Cap+l.Held > 0, "%d of %d", l.Held, l.Cap), dash(l.Waiting > 0, "%d", l.Waiting),
			dash(l.Pickups > 0, "%d", l.Pickups), dash(l.Serves > 0, "%d", l.Serves), l.Reason)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if m.Unknown {
		_, err := fmt.Fprintf(w, "no holidays of %d are known, so all its weekdays pass for open: loket holidays import FILE.csv takes them\n", m.Year)
		return err
	}
	return nil
}
