package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// Staff is a request that staff file for somebody who calls, or stands at the gate. All but the first four may be empty.
type Staff struct {
	Via     string // one of Vias
	Service string // code
	NIK     string // as written
	Name    string // as written
	Phone   string // of the citizen, as written: where the ticket is sent
	Lang    string // of what is sent
	Day     core.Date
	Note    string // what else there is to say
	Place   string // the kecamatan where it is fetched, of a service that is fetched there
	Wait    bool   // if the day is full, they wait in line: then there must be a phone number at which they are offered a place
}

// Vias are the ways by which people reach staff.
var Vias = []string{"telepon", "loket", "kecamatan"}

// Register files a request in the same quota as everybody's. That the day is full or the NIK taken is an answer, not an
// error. With a phone number the citizen is sent the ticket, or told that they wait in line.
func (d *Desk) Register(ctx context.Context, s Staff, by core.Actor) (core.Booking, error) {
	if err := may(by, core.MoveOthers); err != nil {
		return core.Booking{}, err
	}
	var booking core.Booking
	var letters []core.Letter
	err := d.tx(ctx, func(tx core.Tx) error {
		booking, letters = core.Booking{}, nil
		facts, err := d.facts(tx, false)
		if err != nil {
			return err
		}
		draft, phone, err := d.draft(s, by, facts)
		if err != nil {
			return err
		}
		if phone != (core.Address{}) {
			person, err := d.citizen(tx, phone, s.Lang)
			if err != nil {
				return err
			}
			draft.Person, draft.Channel = person.ID, phone.Channel
		}
		bookings, err := tx.Book([]core.Draft{draft}, facts.Calendar)
		if err != nil {
			return err
		}
		booking = bookings[0]
		r := booking.Request
		about := r.Ticket
		switch booking.Verdict {
		case core.Granted:
		case core.Queued:
			about = fmt.Sprintf("request %d, in line", r.ID)
		default:
			return nil
		}
		if letters, err = d.tellHolders(tx, []news{{r, statusNews, fmt.Sprintf("receipt:%d", r.ID), r.Ticket,
			always(func(lang string, l core.Limits) core.Message { return d.engine.Receipt(lang, l, r, d.o.Uploads != "") })}}); err != nil {
			return err
		}
		if err := when(d.afterBooking(facts, booking), tx.Defer)(); err != nil {
			return err
		}
		return tx.Audit(by.Name, "register", about)
	})
	if err != nil {
		return core.Booking{}, err
	}
	d.wake(letters)
	return booking, nil
}

// draft reads what staff have written down.
func (d *Desk) draft(s Staff, by core.Actor, f core.Facts) (draft core.Draft, phone core.Address, err error) {
	bad := func(err error) (core.Draft, core.Address, error) { return core.Draft{}, core.Address{}, err }
	if !slices.Contains(Vias, s.Via) {
		return bad(refuse(core.Invalid, "via", nil, "via %q is not known: use one of %s", s.Via, strings.Join(Vias, ", ")))
	}
	service, ok := d.cat.Service(strings.ToUpper(strings.TrimSpace(s.Service)))
	if !ok || !service.Active {
		return bad(refuse(core.Invalid, "noservice", map[string]any{"word": s.Service}, "there is no service with the code %q", s.Service))
	}
	nik, err := core.ParseNIK(s.NIK, f.Now)
	if err != nil {
		return bad(refuse(core.Invalid, "nik", nil, "the NIK cannot be right: %w", err))
	}
	name, err := core.ParseName(s.Name)
	if err != nil {
		return bad(refuse(core.Invalid, "person", nil, "the name cannot be right: %w", err))
	}
	if s.Phone != "" {
		number, err := core.ParsePhone(s.Phone)
		if err != nil {
			return bad(refuse(core.Invalid, "phone", nil, "the phone number cannot be right: %w", err))
		}
		phone = core.Address{Channel: core.SMSChannel, ID: number}
	}
	if s.Lang != "" && !slices.Contains(d.cat.Office.Languages, s.Lang) {
		return bad(refuse(core.Invalid, "lang", nil, "the office does not speak %q: use one of %s", s.Lang, strings.Join(d.cat.Office.Languages, ", ")))
	}
	place, err := d.fetchedAt(service, s.Place)
	if err != nil {
		return bad(err)
	}
	switch {
	case s.Wait && !d.cat.Office.Life.Line:
		return bad(refuse(core.Conflict, "noline", nil, "nobody waits in line at this office: fill in office.toml says so"))
	case s.Wait && d.o.Accounts[phone.Channel] == "":
		return bad(refuse(core.Invalid, "callback", nil, "who waits must be told of a place: name a phone number, and let the office send SMS"))
	}
	day := s.Day
	switch {
	case len(f.Bookable) == 0:
		return bad(refuse(core.Conflict, "nodays", nil, "the office takes no requests on any day"))
	case day.IsZero():
		day = f.Bookable[0]
	case !slices.Contains(f.Bookable, day):
		return bad(refuse(core.Conflict, "unbookable", map[string]any{"until": f.Bookable[0].String()}, "requests for %s are not taken now: the next day is %s", day, f.Bookable[0]))
	}
	draft, ok = d.engine.Plan(core.Draft{Via: s.Via, By: by.Name, Service: service.Code, NIK: nik.NIK, Name: name, Note: strings.TrimSpace(s.Note),
		Place: place, Wait: s.Wait, Day: day}, f)
	if !ok {
		return bad(refuse(core.Conflict, "nopickup", nil, "the counter opens on no day on which the papers could be fetched"))
	}
	return draft, phone, nil
}

// fetchedAt is the kecamatan that staff mean, of a service that is fetched at one; of others there is none.
func (d *Desk) fetchedAt(service catalog.Service, words string) (string, error) {
	if service.Delivery != "kecamatan" {
		if words != "" {
			return "", refuse(core.Invalid, "nokecamatan", nil, "%s is not fetched at a kecamatan: leave it away", service.Code)
		}
		return "", nil
	}
	if k, ok := d.cat.Office.Kecamatan(words); ok {
		return k.Name, nil
	}
	names := make([]string, len(d.cat.Office.Regions))
	for i, k := range d.cat.Office.Regions {
		names[i] = k.Name
	}
	return "", refuse(core.Invalid, "kecamatan", nil, "%s is fetched at a kecamatan, and %q is none: name one of %s", service.Code, words, strings.Join(names, ", "))
}

// citizen is the person behind an address; a new one speaks the given language.
func (d *Desk) citizen(tx core.Tx, a core.Address, lang string) (core.Person, error) {
	people, err := tx.People([]core.Address{a})
	if err != nil {
		return core.Person{}, err
	}
	p := people[0]
	if p.Lang == "" && lang != "" {
		p.Lang = lang
		return p, tx.Keep([]core.Person{p})
	}
	return p, nil
}
