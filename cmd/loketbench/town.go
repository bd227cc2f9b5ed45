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

// petition files a request of each of the people, so many a day in the years before, all of which are still open.
func (o *office) petition(ctx context.Context, people int, address func(int) core.Address) error {
	first := core.Date{Year: 2015, Month: time.January, Day: 5}
	return o.fill(ctx, people, func(tx core.Tx, from, to int) error {
		as := make([]core.Address, to-from)
		for i := range as {
			as[i] = address(from + i)
		}
		who, err := tx.People(as)
		if err != nil {
			return err
		}
		day := first.Add(from / tray)
		pickup := day.Add(14).At(8*60, time.UTC)
		var ds []core.Draft
		for i, p := range who {
			ds = append(ds, core.Draft{Person: p.ID, Via: "chat", Channel: as[i].Channel, Service: "KTP-HILANG", NIK: core.NIK(nik(from + i)),
				Name: "SITI AMINAH", Day: day, Cap: tray, Letter: "C", From: pickup, To: pickup.Add(7 * time.Hour)})
		}
		_, err = tx.Book(ds, storagetest.Calendar())
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
