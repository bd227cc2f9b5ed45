package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"loket/core"
	"loket/storage"
)

// firstChat is the Telegram chat of the first who follow.
const firstChat = 5_000_000

func chat(i int) core.Address {
	return core.Address{Channel: core.TelegramChannel, ID: strconv.Itoa(firstChat + i)}
}

func mobile(i int) core.Address { return core.Address{Channel: core.SMSChannel, ID: phone(i)} }

// tray is how many people come into the database by one transaction.
const tray = 2000

// populate brings people into the office's database who follow its announcements, as an import does but without its pauses.
// Nothing is analysed or vacuumed by hand afterwards, here or anywhere: that is the database's own affair.
func (o *office) populate(ctx context.Context, people int, address func(int) core.Address) error {
	return o.fill(ctx, people, func(tx core.Tx, from, to int) error {
		var ss []core.Subscriber
		for i := from; i < to; i++ {
			ss = append(ss, core.Subscriber{Address: address(i), Lang: "id", Kecamatan: "Kejaksan", Consent: "2020-03-02 formulir kecamatan"})
		}
		list := fmt.Sprint("town ", from)
		return errors.Join(tx.Enlist(list, ss), tx.Subscribe(list))
	})
}

// petition files a request of each of the people, so many a day in the years before, all of which are still open and will be
// fetched, as many a day, from the summer on: not on the days that the measured office gives away.
func (o *office) petition(ctx context.Context, people int, address func(int) core.Address) error {
	first, fetched := core.Date{Year: 2015, Month: time.January, Day: 5}, core.Date{Year: 2020, Month: time.July, Day: 1}
	calendar := &core.Calendar{Zone: time.FixedZone("WIB", 7*60*60), Flows: map[string]core.Flow{"": {Hour: tray, Day: tray}}}
	for d := range calendar.Counter {
		calendar.Counter[d] = core.Hours{Open: 8 * 60, Close: 15 * 60}
		calendar.Intake[d] = core.Hours{Close: 24 * 60}
	}
	return o.fill(ctx, people, func(tx core.Tx, from, to int) error {
		as := make([]core.Address, to-from)
		for i := range as {
			as[i] = address(from + i)
		}
		who, err := tx.People(as)
		if err != nil {
			return err
		}
		overrides, err := tx.Overrides()
		if err != nil {
			return err
		}
		n := from / tray
		var ds []core.Draft
		for i, p := range who {
			ds = append(ds, core.Draft{Person: p.ID, Via: "chat", Channel: as[i].Channel, Service: "KTP-HILANG", NIK: core.NIK(nik(from + i)),
				Name: "SITI AMINAH", Day: first.Add(n), Cap: tray, Letter: "C", Earliest: fetched.Add(n)})
		}
		booked, err := tx.Book(ds, calendar.With(overrides))
		for _, b := range booked {
			if b.Verdict != core.Granted {
				return fmt.Errorf("a request of the town was not filed: %d", b.Verdict)
			}
		}
		return err
	})
}

// fill does something for all people of a town, a tray of them in a transaction.
func (o *office) fill(ctx context.Context, people int, do func(tx core.Tx, from, to int) error) (err error) {
	s, err := o.store(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(3)
	for from := 0; from < people; from += tray {
		work.Go(func() error {
			return s.Tx(ctx, func(tx core.Tx) error { return do(tx, from, min(from+tray, people)) })
		})
	}
	if err := work.Wait(); err != nil {
		return fmt.Errorf("fill the database: %w", err)
	}
	o.people = people
	return nil
}

// store opens the office's database, with its keys and its clock, as the first who does.
func (o *office) store(ctx context.Context) (*storage.Store, error) {
	keys, err := storage.LoadKeys(o.key)
	if err != nil {
		return nil, err
	}
	s, err := storage.Open(ctx, o.address, keys)
	if err != nil {
		return nil, err
	}
	at, err := time.Parse(time.RFC3339, officeClock)
	if err == nil {
		err = s.Migrate(ctx)
	}
	if err == nil {
		err = s.SetClock(ctx, at)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}
