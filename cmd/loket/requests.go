package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"loket/core"
)

// requestsCommand is `loket requests`. Who reads NIK and addresses in full leaves a line in the audit.
type requestsCommand struct {
	Output
	Place
	Day    core.Date `placeholder:"DAY" help:"Only of this service day."`
	Status string    `placeholder:"STATUS" help:"Only in this status."`
	Ticket string    `placeholder:"TICKET" help:"Only this one."`
	Reveal bool      `help:"Show addresses and NIK in full; this is written down."`
}

// requestLine is one request as scripts read it.
type requestLine struct {
	Ticket  *string     `json:"ticket"`
	Service string      `json:"service"`
	Status  core.Status `json:"status"`
	Day     core.Date   `json:"day"`
	Number  *int        `json:"number"`
	Channel string      `json:"channel"`
	Address string      `json:"address"`
	NIK     string      `json:"nik"`
	Name    string      `json:"name"`
	Pickup  struct {
		From time.Time `json:"from"`
		To   time.Time `json:"to"`
	} `json:"pickup"`
	FiledAt time.Time `json:"filed_at"`
}

func (c *requestsCommand) Run(ctx context.Context, t *console) (err error) {
	query := core.RequestQuery{Day: c.Day, Ticket: c.Ticket}
	if c.Status != "" {
		if query.Status, err = core.ParseStatus(c.Status); err != nil {
			return &usageError{err}
		}
	}
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	found := 0
	err = office.Requests(ctx, query, c.Reveal, operator(), func(r core.Request) error {
		found++
		return c.print(t.out, r, office.cat.Office.Zone)
	})
	if err == nil && found == 0 && !c.JSON {
		fmt.Fprintln(t.out, "no requests")
	}
	return err
}

func (c *requestsCommand) print(w io.Writer, r core.Request, zone *time.Location) error {
	l := lineOf(r, c.Reveal, zone)
	if c.JSON {
		return object(w, l)
	}
	ticket := "-"
	if l.Ticket != nil {
		ticket = *l.Ticket
	}
	_, err := fmt.Fprintf(w, "%-12s %-14s %-16s %s %-9s %-18s %s  %s  %s\n", ticket, l.Status, l.Service, l.Day, l.Channel, l.Address,
		l.NIK, l.Pickup.From.Format("2006-01-02 15:04"), l.Name)
	return err
}

func lineOf(r core.Request, reveal bool, zone *time.Location) requestLine {
	masked := core.Address{Channel: "", ID: r.Address.ID}.Masked()
	l := requestLine{Service: r.Service, Status: r.Status, Day: r.Day, Channel: r.Channel, Address: masked[min(1, len(masked)):],
		NIK: r.NIK.Masked(), Name: r.Name.Full(), FiledAt: r.FiledAt.In(zone)}
	l.Pickup.From, l.Pickup.To = r.From.In(zone), r.To.In(zone)
	if r.Ticket != "" {
		l.Ticket, l.Number = &r.Ticket, &r.Number
	}
	if l.Channel == "" {
		l.Channel = r.Via
	}
	if reveal {
		l.Address, l.NIK = r.Address.ID, r.NIK.Digits()
	}
	return l
}
