package storage

import (
	"fmt"

	"loket/core"
)

// pair is what only one active request may have.
type pair struct{ prf, service string }

// Book is the core.Tx's. The days are held first: what is read after that (who has an active request, how many places are
// left) nobody changes until the transaction ends. The schema's constraints and indexes stand behind it.
func (t *tx) Book(ds []core.Draft, c *core.Calendar) ([]core.Booking, error) {
	shelf := c.Shelf(t.Held)
	if len(ds) == 0 {
		return nil, nil
	}
	days, err := t.daysFor(ds)
	if err != nil {
		return nil, err
	}
	pairs, taken, err := t.activeOf(ds)
	if err != nil {
		return nil, err
	}
	now, err := t.Now()
	if err != nil {
		return nil, err
	}
	addresses, err := t.addressesOf(ds)
	if err != nil {
		return nil, err
	}

	bookings := make([]core.Booking, len(ds))
	granted := make(map[pair]int, len(ds)) // which draft of this tray got it
	var fresh []int
	touched := map[core.Date]*dayRow{}
	for i, d := range ds {
		day, p := days[d.Day], pairs[i]
		if r, ok := taken[p]; ok {
			bookings[i] = core.Booking{Verdict: core.Taken, Request: r}
		} else if _, ok := granted[p]; ok {
			bookings[i] = core.Booking{Verdict: core.Taken}
		} else if day.left() == 0 {
			bookings[i] = core.Booking{Verdict: core.Full}
		} else {
			day.Held++
			day.LastNumber++
			touched[d.Day] = day
			bookings[i].Request = core.Request{
				Ticket: core.Ticket(d.Letter, d.Day, day.LastNumber), Number: day.LastNumber, Day: d.Day, Service: d.Service,
				Status: core.Submitted, Person: d.Person, Channel: d.Channel, Address: addresses[home{d.Person, d.Channel}].address,
				Via: d.Via, NIK: d.NIK, Name: d.Name, FiledAt: now,
			}
			if bookings[i].Request.Slot, _, err = shelf.Take(d.Place, d.Earliest, now); err != nil {
				return nil, err
			}
			granted[p] = i
			fresh = append(fresh, i)
		}
	}
	if err := t.keepDays(touched); err != nil {
		return nil, err
	}
	if err := t.file(ds, pairs, addresses, bookings, fresh); err != nil {
		return nil, err
	}
	for i, d := range ds {
		bookings[i].Left = days[d.Day].left()
		if first, ok := granted[pairs[i]]; ok && first != i {
			bookings[i].Request = bookings[first].Request
		}
	}
	return bookings, nil
}

// daysFor locks the days of the drafts and makes those that are missing, unless the overrides from which their caps were
// taken are no longer the ones in force.
func (t *tx) daysFor(ds []core.Draft) (map[core.Date]*dayRow, error) {
	caps := map[core.Date]int{}
	var dates []core.Date
	for _, d := range ds {
		if _, ok := caps[d.Day]; !ok {
			caps[d.Day] = d.Cap
			dates = append(dates, d.Day)
		}
	}
	days, err := t.lockDays(dates)
	if err != nil || len(days) == len(dates) {
		return days, err
	}
	version, err := read[int64](t, nil, "SELECT overrides_version FROM meta")
	if err != nil {
		return nil, fmt.Errorf("read the version of overrides: %w", err)
	}
	if t.overrides != 0 && t.overrides != version[0]+1 {
		return nil, errAgain
	}
	b := newBatch("day", "TEXT", "cap", "BIGINT")
	for _, d := range dates {
		if days[d] == nil {
			b.add(d.String(), caps[d])
		}
	}
	if _, err := t.change(b, `INSERT INTO days (day, cap, ceiling) SELECT day, cap, cap FROM b ORDER BY day
		ON CONFLICT (day) DO NOTHING`); err != nil {
		return nil, fmt.Errorf("make days: %w", err)
	}
	return t.lockDays(dates)
}

// activeOf finds the active requests that stand in the way of drafts.
func (t *tx) activeOf(ds []core.Draft) ([]pair, map[pair]core.Request, error) {
	pairs := make([]pair, len(ds))
	b := newBatch("nik_prf", "BYTEA", "service", "TEXT")
	for i, d := range ds {
		prf, err := t.keys.findNIK(d.NIK)
		if err != nil {
			return nil, nil, err
		}
		pairs[i] = pair{string(prf), d.Service}
		b.add(prf, d.Service)
	}
	rows, err := read[requestRow](t, b, selectRequests+` WHERE r.id IN (SELECT q.id FROM b
		JOIN requests q ON q.nik_prf = b.nik_prf AND q.service = b.service WHERE q.`+activeStatus+`)`)
	if err != nil {
		return nil, nil, fmt.Errorf("find active requests: %w", err)
	}
	taken := make(map[pair]core.Request, len(rows))
	for _, r := range rows {
		if taken[pair{string(r.PRF), r.Service}], err = t.request(r); err != nil {
			return nil, nil, err
		}
	}
	return pairs, taken, nil
}

// home is where a person files from; it has an address there: the one they write from, or else the oldest.
type home struct {
	person  int64
	channel string
}

type homeAddress struct {
	id      int64
	address core.Address
}

// meet notes from where somebody writes.
func (t *tx) meet(p core.Person) {
	if t.homes == nil {
		t.homes = map[home]homeAddress{}
	}
	t.homes[home{p.ID, p.Address.Channel}] = homeAddress{p.AddressID, p.Address}
}

// addressesOf finds where drafts are filed from: nearly always the transaction has just met their people.
func (t *tx) addressesOf(ds []core.Draft) (map[home]homeAddress, error) {
	b := newBatch("id", "BIGINT")
	for _, d := range ds {
		if _, ok := t.homes[home{d.Person, d.Channel}]; !ok && d.Person != 0 {
			b.add(d.Person)
		}
	}
	rows, err := read[struct {
		ID      int64
		Person  int64 `db:"person_id"`
		Channel string
		Ident   []byte
	}](t, b, "SELECT id, person_id, channel, ident FROM addresses WHERE person_id IN (SELECT id FROM b) ORDER BY id DESC")
	if err != nil {
		return nil, fmt.Errorf("find the addresses of drafts: %w", err)
	}
	for _, r := range rows {
		a, err := t.address(r.Channel, r.Ident)
		if err != nil {
			return nil, err
		}
		t.meet(core.Person{ID: r.Person, AddressID: r.ID, Address: a})
	}
	return t.homes, nil
}

// file writes the requests of the drafts that were granted, with the first line of their history, and notes their ids.
func (t *tx) file(ds []core.Draft, pairs []pair, addresses map[home]homeAddress, bookings []core.Booking, fresh []int) error {
	b := newBatch("day", "TEXT", "number", "BIGINT", "ticket", "TEXT", "service", "TEXT", "person_id", "BIGINT",
		"address_id", "BIGINT", "channel", "TEXT", "via", "TEXT", "filed_by", "TEXT", "filed_at", "BIGINT", "nik_prf", "BYTEA",
		"nik", "BYTEA", "name", "BYTEA", "pickup_from", "BIGINT", "pickup_to", "BIGINT", "reason", "BYTEA")
	for _, i := range fresh {
		d, r := ds[i], bookings[i].Request
		nik, err := t.keys.sealText(requestNIK, d.NIK.Digits())
		if err != nil {
			return err
		}
		name, err := t.keys.sealText(requestName, d.Name.Full())
		if err != nil {
			return err
		}
		b.add(d.Day.String(), r.Number, r.Ticket, d.Service, d.Person, addresses[home{d.Person, d.Channel}].id, d.Channel, d.Via,
			d.By, micros(r.FiledAt), []byte(pairs[i].prf), nik, name, micros(r.From), micros(r.To), []byte{})
	}
	rows, err := returning[struct {
		ID     int64
		Ticket string
	}](t, b, `INSERT INTO requests (day, number, ticket, service, status, person_id, address_id, channel, via, filed_by, filed_at,
			nik_prf, nik, name, pickup_from, pickup_to, reason)
		SELECT day, number, ticket, service, 'DIAJUKAN', NULLIF(person_id, 0), NULLIF(address_id, 0), channel, via, filed_by,
			filed_at, nik_prf, nik, name, pickup_from, pickup_to, reason FROM b ORDER BY n
		RETURNING id, ticket`)
	if err != nil {
		return fmt.Errorf("file requests: %w", err)
	}
	ids := make(map[string]int64, len(rows))
	for _, r := range rows {
		ids[r.Ticket] = r.ID
	}
	var story []historyLine
	for _, i := range fresh {
		r := &bookings[i].Request
		r.ID = ids[r.Ticket]
		story = append(story, historyLine{request: r.ID, to: core.Submitted, by: ds[i].By})
	}
	_, err = t.tell(story)
	return err
}
