package storage

import (
	"fmt"

	"loket/core"
)

// pair is what only one active request may have.
type pair struct{ prf, service string }

// Book is the core.Tx's. The days are held first: what is read after that (who has an active request, how many places are left,
// who waits) nobody changes until the transaction ends. The schema's constraints and indexes stand behind it.
func (t *tx) Book(ds []core.Draft, c *core.Calendar) ([]core.Booking, error) {
	if len(ds) == 0 {
		return nil, nil
	}
	b, err := t.boardFor(ds)
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

	shelf, queue := c.Shelf(t.Held), &queue{t: t, board: b, calendar: c, now: now, today: core.DateOf(now.In(c.Zone))}
	bookings := make([]core.Booking, len(ds))
	filed := make(map[pair]int, len(ds)) // which draft of this tray got it
	var fresh []int
	for i, d := range ds {
		p := pairs[i]
		if r, ok := taken[p]; ok {
			bookings[i] = core.Booking{Verdict: core.Taken, Request: r}
			continue
		}
		if _, ok := filed[p]; ok {
			bookings[i] = core.Booking{Verdict: core.Taken}
			continue
		}
		r := core.Request{Day: d.Day, Service: d.Service, Status: core.Submitted, Person: d.Person, Channel: d.Channel,
			Address: addresses[home{d.Person, d.Channel}].address, Via: d.Via, NIK: d.NIK, Name: d.Name, Note: d.Note,
			Weight: max(1, d.Weight), Slot: core.Slot{Place: d.Place}, Earliest: d.Earliest, FiledAt: now}
		verdict, share, err := queue.place(r, d.Shares)
		if err != nil {
			return nil, err
		}
		switch {
		case verdict == core.Full && d.Wait:
			verdict = core.Queued
			r.Status = core.Waiting
			queue.join(r)
		case verdict == core.Granted && !d.Earliest.IsZero():
			slot, ok, err := shelf.Take(d.Place, d.Earliest, now)
			if err != nil {
				return nil, err
			}
			r.Slot = slot
			if !ok {
				verdict = core.NoSlot
			}
		}
		bookings[i] = core.Booking{Verdict: verdict, Share: share}
		if verdict == core.Granted {
			b.take(d.Day, seatOf(r), d.Shares)
			r.Number = b.number(d.Day)
			r.Ticket = core.Ticket(d.Letter, d.Day, r.Number)
		}
		if verdict == core.Granted || verdict == core.Queued {
			bookings[i].Request, bookings[i].Share = r, ""
			filed[p] = i
			fresh = append(fresh, i)
		}
	}
	if err := t.keepBoard(b); err != nil {
		return nil, err
	}
	if err := t.keepSlots(shelf, c); err != nil {
		return nil, err
	}
	if err := t.file(ds, pairs, addresses, bookings, fresh); err != nil {
		return nil, err
	}
	for i, d := range ds {
		bookings[i].Left = b.left(d.Day, queue.today)
		if first, ok := filed[pairs[i]]; ok && first != i {
			bookings[i].Request = bookings[first].Request
		}
	}
	return bookings, nil
}

// boardFor holds the days of drafts.
func (t *tx) boardFor(ds []core.Draft) (*board, error) {
	caps := map[core.Date]int{}
	var dates []core.Date
	for _, d := range ds {
		if _, ok := caps[d.Day]; !ok {
			caps[d.Day] = d.Cap
			dates = append(dates, d.Day)
		}
	}
	return t.holdBoard(dates, func(d core.Date) int { return caps[d] })
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
