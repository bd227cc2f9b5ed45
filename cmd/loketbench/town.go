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

// firstChat is the Telegram chat of the first of a town.
const firstChat = 5_000_000

func chat(i int) core.Address {
	return core.Address{Channel: core.TelegramChannel, ID: strconv.Itoa(firstChat + i)}
}

// populate brings people into the office's database who follow its announcements by Telegram, as an import does but without
// its pauses. Nothing is analysed or vacuumed by hand afterwards.
func (o *office) populate(ctx context.Context, people int) (err error) {
	s, err := o.store(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	const tray = 5000
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(3)
	for from := 0; from < people; from += tray {
		work.Go(func() error {
			var ss []core.Subscriber
			for i := from; i < min(from+tray, people); i++ {
				ss = append(ss, core.Subscriber{Address: chat(i), Lang: "id", Kecamatan: "Kejaksan", Consent: "2020-03-02 formulir kecamatan"})
			}
			list := fmt.Sprint("town ", from)
			return s.Tx(ctx, func(tx core.Tx) error { return errors.Join(tx.Enlist(list, ss), tx.Subscribe(list)) })
		})
	}
	if err := work.Wait(); err != nil {
		return fmt.Errorf("populate: %w", err)
	}
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
