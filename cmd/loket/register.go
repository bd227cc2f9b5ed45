package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"loket/core"
	"loket/core/desk"
)

// registerCommand is `loket register`: staff file for someone who calls or stands at the gate. NIK and name come from
// stdin, one a line, never from the command line, which others on the machine can read.
type registerCommand struct {
	Output
	Place
	Wires
	Via     string    `required:"" enum:"telepon,loket,kecamatan" placeholder:"WAY" help:"telepon, loket or kecamatan."`
	Service string    `required:"" placeholder:"CODE" help:"Which service, like KTP-HILANG."`
	Phone   string    `placeholder:"NUMBER" help:"The citizen's: the ticket is sent there by SMS."`
	Lang    string    `placeholder:"LANG" help:"Language of that SMS."`
	Day     core.Date `placeholder:"DAY" help:"Service day; the next one that can be booked unless named."`
}

func (c *registerCommand) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, &c.Wires, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	service, err := findService(office.cat, c.Service)
	if err != nil {
		return err
	}
	in := bufio.NewReader(t.in)
	nik, err := ask(in, t, "NIK: ")
	if err != nil {
		return fmt.Errorf("the NIK was not given: %w", err)
	}
	name, err := ask(in, t, "Name: ")
	if err != nil {
		return fmt.Errorf("the name was not given: %w", err)
	}
	booking, err := office.Register(ctx, desk.Staff{Via: c.Via, By: operator(), Service: service, NIK: nik, Name: name,
		Phone: c.Phone, Lang: c.Lang, Day: c.Day})
	if err != nil {
		return err
	}
	switch booking.Verdict {
	case core.Full:
		return errors.New("the day is full: name another with --day")
	case core.Taken:
		return fmt.Errorf("this NIK has an active request for %s already: %s, %s", service, booking.Request.Ticket, booking.Request.Status)
	}
	if c.JSON {
		return object(t.out, lineOf(booking.Request, false, office.cat.Office.Zone))
	}
	from := booking.Request.From.In(office.cat.Office.Zone)
	fmt.Fprintf(t.out, "%s: to be fetched on %s, %s-%s; %d places left\n", booking.Request.Ticket, core.DateOf(from),
		office.cat.Clock(from), office.cat.Clock(booking.Request.To.In(office.cat.Office.Zone)), booking.Left)
	return nil
}

// ask reads one line, after a prompt where a person sits.
func ask(in *bufio.Reader, t *console, prompt string) (string, error) {
	if interactive(t.in) {
		fmt.Fprint(t.err, prompt)
	}
	line, err := in.ReadString('\n')
	if line = strings.TrimSpace(line); line != "" {
		return line, nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		err = errors.New("it is read from stdin, the NIK on the first line, the name on the second")
	}
	return "", err
}
