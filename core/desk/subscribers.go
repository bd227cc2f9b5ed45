package desk

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"loket/core"
)

// columns of a list of subscribers, in the order in which it is exported. A list that is imported may have them in any, and
// beside them those that may be: kelurahan, and role, which makes a contact of who is listed (core.ContactRoles).
var columns = []string{"channel", "address", "lang", "kecamatan", "consent"}

// BadLine is a line of an import that cannot be taken, and what to do about it.
type BadLine struct {
	Line int
	Mend string
}

// Imported is what became of a list.
type Imported struct {
	Taken int
	Bad   []BadLine
}

// A list is taken in by short transactions with a rest after each, in which the office goes on: an SQLite file has one writer,
// whichever process it is in.
const (
	enlistAtOnce = 500
	enlistRest   = 20 * time.Millisecond
)

// ImportSubscribers takes a CSV list of people who have agreed to get announcements: all of it or, if a line is bad,
// nothing, unless skipBad. Who is in the list with an address that is shut stays shut.
func (d *Desk) ImportSubscribers(ctx context.Context, from io.Reader, skipBad bool, by string) (Imported, error) {
	now, err := d.Now(ctx)
	if err != nil {
		return Imported{}, err
	}
	good, bad, err := d.readSubscribers(from, core.DateOf(now))
	if err != nil {
		return Imported{}, err
	}
	if len(bad) > 0 && !skipBad {
		return Imported{Bad: bad}, core.Errorf(core.Invalid, "nothing was imported: %d of %d lines are bad", len(bad), len(bad)+len(good))
	}
	list := rand.Text()
	for part := range slices.Chunk(good, enlistAtOnce) {
		if err := d.tx(ctx, func(tx core.Tx) error { return tx.Enlist(list, part) }); err != nil {
			return Imported{}, err
		}
		select {
		case <-time.After(enlistRest):
		case <-ctx.Done():
			return Imported{}, ctx.Err()
		}
	}
	// Without the desk's time limit: a long list takes as long as it takes.
	err = d.store.Tx(ctx, func(tx core.Tx) error {
		if err := tx.Subscribe(list); err != nil {
			return err
		}
		return tx.Audit(by, "import subscribers", fmt.Sprintf("%d lines", len(good)))
	})
	if err != nil {
		return Imported{}, err
	}
	return Imported{len(good), bad}, nil
}

// readSubscribers reads a list whole; only a list whose first line is wrong, or that cannot be read, is an error.
func (d *Desk) readSubscribers(from io.Reader, today core.Date) (good []core.Subscriber, bad []BadLine, err error) {
	in := bufio.NewReader(from)
	if mark, _ := in.Peek(3); bytes.Equal(mark, []byte("\ufeff")) {
		_, _ = in.Discard(3)
	}
	list := csv.NewReader(in)
	list.TrimLeadingSpace = true
	list.FieldsPerRecord = -1
	// Spreadsheets write semicolons where the comma is the decimal sign.
	if head, _ := in.Peek(256); bytes.Count(firstLine(head), []byte(";")) > bytes.Count(firstLine(head), []byte(",")) {
		list.Comma = ';'
	}
	names, err := list.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, core.Errorf(core.Invalid, "the list cannot be read: %w", err)
	}
	place := map[string]int{}
	for i, name := range names {
		place[strings.ToLower(strings.TrimSpace(name))] = i
	}
	for _, name := range columns {
		if _, ok := place[name]; !ok {
			return nil, nil, core.Errorf(core.Invalid, "the first line must name the columns %s; %s is missing", strings.Join(columns, ","), name)
		}
	}
	seen := map[core.Address]int{}
	for {
		fields, err := list.Read()
		if errors.Is(err, io.EOF) {
			return good, bad, nil
		}
		if wrong := (*csv.ParseError)(nil); errors.As(err, &wrong) {
			bad = append(bad, BadLine{wrong.Line, "a quotation mark is out of place: " + wrong.Err.Error()})
			continue
		}
		if err != nil {
			return nil, nil, fmt.Errorf("read the list: %w", err)
		}
		line, _ := list.FieldPos(0)
		value := func(name string) string {
			if i, there := place[name]; there && i < len(fields) {
				return strings.TrimSpace(fields[i])
			}
			return ""
		}
		s, mend := d.subscriber(value, today)
		if first, twice := seen[s.Address]; mend == "" && twice {
			mend = fmt.Sprintf("the address is already on line %d: remove one", first)
		}
		if mend != "" {
			bad = append(bad, BadLine{line, mend})
			continue
		}
		seen[s.Address] = line
		good = append(good, s)
	}
}

func firstLine(b []byte) []byte {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return line
}

var telegramID = regexp.MustCompile(`^-?[1-9][0-9]{0,18}$`)

// subscriber reads one line, or says what is wrong with it without repeating the address.
func (d *Desk) subscriber(value func(string) string, today core.Date) (s core.Subscriber, mend string) {
	s.Address = core.Address{Channel: strings.ToLower(value("channel")), ID: value("address")}
	switch s.Address.Channel {
	case core.SMSChannel, core.WhatsAppChannel:
		number, err := core.ParsePhone(s.Address.ID)
		if err != nil {
			return s, "the address must be a mobile number, such as +6281234567890"
		}
		s.Address.ID = number
	case core.TelegramChannel:
		if !telegramID.MatchString(s.Address.ID) {
			return s, "the address must be a Telegram chat id, digits only"
		}
	default:
		return s, fmt.Sprintf("the channel must be %s, %s or %s", core.TelegramChannel, core.SMSChannel, core.WhatsAppChannel)
	}
	if s.Lang = strings.ToLower(value("lang")); s.Lang != "" && !slices.Contains(d.cat.Office.Languages, s.Lang) {
		return s, "lang must be empty or one of " + strings.Join(d.cat.Office.Languages, ", ")
	}
	if written := value("kecamatan"); written != "" {
		k, ok := d.cat.Office.Kecamatan(written)
		if !ok {
			return s, fmt.Sprintf("kecamatan %q is not one of the office's", written)
		}
		s.Kecamatan = k.Name
	}
	if written := value("kelurahan"); written != "" {
		name, in, ok := d.cat.Office.Kelurahan(written)
		switch {
		case !ok:
			return s, fmt.Sprintf("kelurahan %q is not one of the office's", written)
		case s.Kecamatan != "" && s.Kecamatan != in.Name:
			return s, fmt.Sprintf("kelurahan %s is in kecamatan %s, not in %s", name, in.Name, s.Kecamatan)
		}
		s.Kelurahan, s.Kecamatan = name, in.Name
	}
	if s.Role = strings.ToLower(value("role")); s.Role != "" && !slices.Contains(core.ContactRoles, s.Role) {
		return s, "role must be empty or one of " + strings.Join(core.ContactRoles, ", ")
	}
	date, source, _ := strings.Cut(value("consent"), " ")
	given, err := core.ParseDate(date)
	switch source = strings.TrimSpace(source); {
	case err != nil || source == "":
		return s, "consent must be a date and where it was given, such as: 2020-03-02 formulir kecamatan"
	case given.After(today):
		return s, fmt.Sprintf("consent is dated %s, which is still to come", given)
	}
	s.Consent, s.Since = given.String()+" "+source, given.At(0, d.cat.Office.Zone)
	return s, ""
}

// ExportSubscribers writes the list of those who get announcements, in the columns of an import, and says how many they
// are. It holds personal data, so who asked for it is written down.
func (d *Desk) ExportSubscribers(ctx context.Context, to io.Writer, by string) (n int, err error) {
	if err := d.tx(ctx, func(tx core.Tx) error { return tx.Audit(by, "export subscribers", "") }); err != nil {
		return 0, err
	}
	list := csv.NewWriter(to)
	if err := list.Write(columns); err != nil {
		return 0, fmt.Errorf("write the list: %w", err)
	}
	err = d.subscribers(ctx, func(s core.Subscriber) error {
		n++
		consent := s.Consent
		if date, _, _ := strings.Cut(consent, " "); !isDate(date) {
			consent = core.DateOf(s.Since.In(d.cat.Office.Zone)).String() + " " + consent
		}
		return list.Write([]string{s.Address.Channel, s.Address.ID, s.Lang, s.Kecamatan, consent})
	})
	list.Flush()
	if err = errors.Join(err, list.Error()); err != nil {
		return n, fmt.Errorf("write the list: %w", err)
	}
	return n, nil
}

func isDate(s string) bool {
	_, err := core.ParseDate(s)
	return err == nil
}

// CountSubscribers counts those who get announcements, by channel.
func (d *Desk) CountSubscribers(ctx context.Context) (map[string]int, error) {
	count := map[string]int{}
	return count, d.subscribers(ctx, func(s core.Subscriber) error {
		count[s.Address.Channel]++
		return nil
	})
}

// subscribers hands over all followers, a page at a time.
func (d *Desk) subscribers(ctx context.Context, each func(core.Subscriber) error) error {
	for after := int64(0); ; {
		var some []core.Subscriber
		err := d.store.View(ctx, func(tx core.Tx) (err error) {
			some, err = tx.Subscribers(after, page)
			return err
		})
		if err != nil {
			return err
		}
		for _, s := range some {
			if err := each(s); err != nil {
				return err
			}
			after = s.Person
		}
		if len(some) < page {
			return nil
		}
	}
}
