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
	Note    string    `placeholder:"TEXT" help:"What else there is to say."`
	Fetch   string    `placeholder:"KECAMATAN" help:"Where it is fetched, of a service that is fetched at a kecamatan."`
	Wait    bool      `help:"If the day is full, wait in line: offers go to --phone."`
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
	nik, err := ask(in, t, "NIK: ", "the NIK")
	if err != nil {
		return err
	}
	name, err := ask(in, t, "Name: ", "the name")
	if err != nil {
		return err
	}
	booking, err := office.Register(ctx, desk.Staff{Via: c.Via, Service: service, NIK: nik, Name: name,
		Phone: c.Phone, Lang: c.Lang, Day: c.Day, Note: c.Note, Place: c.Fetch, Wait: c.Wait}, acting(false))
	if err != nil {
		return err
	}
	r := booking.Request
	switch booking.Verdict {
	case core.Full:
		return errors.New("the day is full: " + c.otherwise(office, booking))
	case core.Taken:
		return fmt.Errorf("this NIK has an active request for %s already: %s, %s", service, r.Ticket, r.Status)
	case core.NoSlot:
		return errors.New("the counter has no free hour within two years in which it could be fetched: open more days, or let more come an hour (office.toml, [pickup])")
	}
	if c.JSON {
		return object(t.out, lineOf(r, false, office.cat.Office.Zone))
	}
	switch {
	case booking.Verdict == core.Queued:
		fmt.Fprintf(t.out, "waits in line for %s; a place is offered to %s\n", r.Day, r.Address.Masked())
	case r.Slot.IsZero():
		fmt.Fprintf(t.out, "%s: nothing is to be fetched; %s left\n", r.Ticket, plural(booking.Left, "place"))
	default:
		fmt.Fprintf(t.out, "%s: to be fetched on %s; %s left\n", r.Ticket, office.slot(r.Slot), plural(booking.Left, "place"))
	}
	return nil
}

// otherwise is what can be done when the day is full.
func (c *registerCommand) otherwise(o *counter, b core.Booking) string {
	part := "name another with --day"
	if b.Share != "" {
		part = "no place is left " + shareName(b.Share) + ": " + part
	}
	if o.cat.Office.Life.Line {
		part += ", or let them wait in line with --wait and --phone"
	}
	return part
}

// ask reads one line from stdin, after a prompt where a person sits. What is asked for is named to who gave none.
func ask(in *bufio.Reader, t *console, prompt, what string) (string, error) {
	if interactive(t.in) {
		fmt.Fprint(t.err, prompt)
	}
	line, err := in.ReadString('\n')
	if line = strings.TrimSpace(line); line != "" {
		return line, nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		return "", fmt.Errorf("%s was not given: it is read from stdin, on a line of its own", what)
	}
	return "", fmt.Errorf("read %s: %w", what, err)
}
