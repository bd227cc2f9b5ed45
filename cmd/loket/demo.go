package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loket/channels/terminal"
	"loket/core"
	"loket/storage"
)

// demoCommand is `loket demo`: an office on this machine, on the morning on which the counter closed.
type demoCommand struct {
	As     string `default:"sms" enum:"sms,telegram,whatsapp" placeholder:"CHANNEL" help:"What this terminal is: a phone with sms, telegram or whatsapp."`
	Office string `env:"LOKET_OFFICE" placeholder:"FOLDER" accept:"folder" help:"Folder whose files overlay the embedded office."`
	Keep   string `placeholder:"FILE" help:"Keep the office in this SQLite file, its key beside it; otherwise it is gone at the end."`
}

// demoClock is when the demonstration begins: five minutes before the first request can be filed.
const demoClock = "2020-03-17T07:55:00+07:00"

const intro = `Kota Cirebon, Selasa 17 Maret 2020, 07.55 WIB. Loket tutup karena Covid-19; permohonan masuk lewat pesan, 150 sehari.
The counter of Kota Cirebon is closed by Covid-19; requests come by message, 150 a day. This terminal is a citizen's phone
(%s). Write a line and press Enter; Ctrl-D ends it. Try these, in any order, with any typing errors:

    halo                                          say hello              (BAHASA: in English)
    DAFTAR#3274015203900001#SITI AMINAH#KK HILANG register at once, or DAFTAR for one question at a time
    status      ubah jadwal      kuota      syarat akta lahir      batal      petugas

The office of this demonstration is %s. From another terminal you are its staff:

    export LOKET_DATABASE_URL=%s
    %s requests
    %s closure add 2020-04-01 2020-04-27 --reason "masa darurat diperpanjang"
    %s advance SIAP_DIAMBIL C200317-001

`

func (c *demoCommand) Run(ctx context.Context, t *console) (err error) {
	place := Place{Office: c.Office, DatabaseURL: "sqlite:" + c.Keep}
	if c.Keep == "" {
		away, err := place.pretend()
		if err != nil {
			return err
		}
		defer away()
	}
	cat, err := place.catalog()
	if err != nil {
		return err
	}
	store, err := place.establish(ctx, demoClock, newLog(t.err, "error"), nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	lasts := "temporary"
	if c.Keep != "" {
		lasts = "kept in " + c.Keep
	}
	lease := demoLease + c.As
	if _, err := store.Lease(ctx, lease, demoLease, demoLasts); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Release(context.WithoutCancel(ctx), lease, demoLease)) }()
	fmt.Fprintf(t.out, intro, c.As, lasts, place.DatabaseURL, program(), program(), program())
	return talk(ctx, t, store, cat, c.As, !interactive(t.in), func(string) {})
}

// While a demonstration goes on it has a lease, by which the commands of its staff know that there is a phone to write to, and of
// which channel.
const (
	demoLease = "demo/"
	demoLasts = 24 * time.Hour
)

// demonstrated is the phone of the demonstration that goes on in this database, if one does.
func demonstrated(ctx context.Context, store *storage.Store) ([]core.Channel, error) {
	for as, is := range phones {
		switch on, err := store.Leased(ctx, demoLease+as); {
		case err != nil:
			return nil, err
		case on:
			return []core.Channel{terminal.New(nil, nil, terminal.Config{As: as, ID: is.id, Limits: is.limits})}, nil
		}
	}
	return nil, nil
}

// AfterApply is called by kong.
func (c *demoCommand) AfterApply() error { return settle(c) }
