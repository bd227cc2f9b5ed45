package main

import (
	"context"
	"fmt"
	"io"
	"strings"
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
	Pickup  *pickupLine `json:"pickup"`
	FiledAt time.Time   `json:"filed_at"`

	Position int        `json:"position,omitempty"` // in line
	Offered  *time.Time `json:"offered,omitempty"`  // until when a place is held for who waits
	Until    *time.Time `json:"until,omitempty"`    // when the answer to PERLU_PERBAIKAN is due
	Missed   int        `json:"missed,omitempty"`   // how often it was not fetched
	Note     string     `json:"note,omitempty"`     // what the citizen wanted to say, or has answered last
}

// pickupLine is when and where papers are fetched; there is none of who waits, of what comes by post or mail, and of what was
// withdrawn or rejected.
type pickupLine struct {
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`
	Place string    `json:"place,omitempty"` // a kecamatan; otherwise it is the office
}

func (c *requestsCommand) Run(ctx context.Context, t *console) (err error) {
	query := core.RequestQuery{Day: c.Day, Ticket: strings.ToUpper(strings.TrimSpace(c.Ticket))}
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
	err = office.Requests(ctx, query, c.Reveal, operator(), func(r core.Request, waits core.Waiter) error {
		found++
		return c.print(t.out, r, waits, office.cat.Office.Zone)
	})
	if err == nil && found == 0 && !c.JSON {
		fmt.Fprintln(t.out, "no requests")
	}
	return err
}

func (c *requestsCommand) print(w io.Writer, r core.Request, waits core.Waiter, zone *time.Location) error {
	l := lineOf(r, c.Reveal, zone)
	if waits.Request != 0 {
		if l.Position = waits.Position; waits.Offer != 0 {
			until := waits.Until.In(zone)
			l.Offered = &until
		}
	}
	if c.JSON {
		return object(w, l)
	}
	ticket, when := "-", "-"
	if l.Ticket != nil {
		ticket = *l.Ticket
	}
	switch {
	case l.Offered != nil:
		when = "offered until " + l.Offered.Format("2006-01-02 15:04")
	case l.Position > 0:
		when = fmt.Sprintf("%d. in line", l.Position)
	case l.Pickup != nil:
		when = strings.TrimSpace(l.Pickup.From.Format("2006-01-02 15:04 ") + l.Pickup.Place)
	}
	_, err := fmt.Fprintf(w, "%-12s %-15s %-16s %s %-9s %-18s %s  %-16s  %s\n", ticket, l.Status, l.Service, l.Day, l.Channel, l.Address,
		l.NIK, when, l.Name)
	if err == nil && l.Until != nil {
		_, err = fmt.Fprintf(w, "%-12s answer due %s\n", "", l.Until.Format("2006-01-02 15:04"))
	}
	if err == nil && l.Note != "" {
		_, err = fmt.Fprintf(w, "%-12s says: %s\n", "", strings.Join(strings.Fields(l.Note), " "))
	}
	return err
}

func lineOf(r core.Request, reveal bool, zone *time.Location) requestLine {
	masked := core.Address{Channel: "", ID: r.Address.ID}.Masked()
	l := requestLine{Service: r.Service, Status: r.Status, Day: r.Day, Channel: r.Channel, Address: masked[min(1, len(masked)):],
		NIK: r.NIK.Masked(), Name: r.Name.Full(), FiledAt: r.FiledAt.In(zone), Missed: r.Missed, Note: core.MaskNIK(r.Note)}
	if !r.Slot.IsZero() && r.Status != core.Withdrawn && r.Status != core.Rejected {
		l.Pickup = &pickupLine{r.From.In(zone), r.To.In(zone), r.Slot.Place}
	}
	if r.Status == core.Incomplete && !r.Until.IsZero() {
		until := r.Until.In(zone)
		l.Until = &until
	}
	if r.Ticket != "" {
		l.Ticket, l.Number = &r.Ticket, &r.Number
	}
	if l.Channel == "" {
		l.Channel = r.Via
	}
	if reveal {
		l.Address, l.NIK, l.Note = r.Address.ID, r.NIK.Digits(), r.Note
	}
	return l
}
