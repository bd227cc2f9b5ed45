package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"strconv"
	"syscall"
	"time"

	"loket/channels/phones"
	"loket/channels/terminal"
	"loket/core"
	"loket/core/catalog"
	"loket/storage"
)

// demoCommand is `loket demo`: an office on this machine, on the morning on which the counter closed, with three phones in the
// browser; or with --as a single one, which is this terminal.
type demoCommand struct {
	Port
	As     string `enum:",sms,telegram,whatsapp" default:"" placeholder:"CHANNEL" help:"No browser: this terminal is a phone with sms, telegram or whatsapp."`
	Office string `env:"LOKET_OFFICE" placeholder:"FOLDER" accept:"folder" help:"Folder whose files overlay the embedded office."`
	Keep   string `placeholder:"FILE" help:"Keep the office in this SQLite file, its key beside it; otherwise it is gone at the end."`
}

// demoClock is when the demonstration begins: five minutes before the first request can be filed.
const demoClock = "2020-03-17T07:55:00+07:00"

const welcome = `Kota Cirebon, Selasa 17 Maret 2020, 07.55 WIB. Loket tutup karena Covid-19; permohonan masuk lewat pesan, 150 sehari.
The counter of Kota Cirebon is closed by Covid-19; requests come by message, 150 a day.

`

const intro = welcome + `This terminal is a citizen's phone (%s). Write a line and press Enter; Ctrl-D ends it. Try these, in any order, with
any typing errors:

    halo                                          say hello              (BAHASA: in English)
    DAFTAR#3274015203900001#SITI AMINAH#KK HILANG register at once, or DAFTAR for one question at a time
    status      ubah jadwal      kuota      syarat akta lahir      batal      petugas

`

const browserIntro = welcome + `Buka di peramban; tiga telepon warga dan kantornya ada di sana. Ctrl-C mengakhiri.
Open this in a browser: three citizens' phones and the office. Ctrl-C ends it.

    %s/demo

`

const staffIntro = `The office of this demonstration is %s. From another terminal you are its staff:

    export LOKET_DATABASE_URL=%s
    %s requests
    %s closure add 2020-04-01 2020-04-27 --reason "masa darurat diperpanjang"
    %s advance SIAP_DIAMBIL C200317-001

`

func (c *demoCommand) Run(ctx context.Context, t *console) (err error) {
	place := Place{Office: c.Office, DatabaseURL: "sqlite:" + c.Keep}
	fresh, lasts := true, "temporary"
	if c.Keep == "" {
		away, err := place.pretend()
		if err != nil {
			return err
		}
		defer away()
	} else {
		_, err := os.Stat(c.Keep)
		fresh, lasts = errors.Is(err, fs.ErrNotExist), "kept in "+c.Keep
	}
	cat, err := place.catalog()
	if err != nil {
		return err
	}
	var port net.Listener
	if c.As == "" {
		if port, err = listenNear(c.Listen); err != nil {
			return err
		}
		defer port.Close()
	}
	store, err := place.establish(ctx, demoClock, newLog(t.err, "error"), nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	as := c.As
	if as == "" {
		as = demoBrowser
	}
	lease := demoLease + as
	if _, err := store.Lease(ctx, lease, demoLease, demoLasts); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Release(context.WithoutCancel(ctx), lease, demoLease)) }()
	staff := fmt.Sprintf(staffIntro, lasts, place.DatabaseURL, program(), program(), program())
	if c.As != "" {
		fmt.Fprintf(t.out, intro+"%s", c.As, staff)
		return talk(ctx, t, store, cat, c.As, !interactive(t.in), func(string) {})
	}
	return c.browse(ctx, t, store, cat, port, fresh, fmt.Sprintf(browserIntro+"%s", "http://"+port.Addr().String(), staff))
}

// browse serves the page until ctx ends; what leads there is said once it is there.
func (c *demoCommand) browse(ctx context.Context, t *console, store *storage.Store, cat *catalog.Catalog, port net.Listener, fresh bool, intro string) error {
	log := newLog(t.err, "error")
	door := openDoor(port, log)
	defer door.server.Close()
	carriers := demoCarriers()
	open := make([]core.Channel, len(carriers))
	for i, carrier := range carriers {
		open[i] = carrier
	}
	o := newOffice(store, cat, open, newTally(), log, uploadsAt("http://"+port.Addr().String()))
	d := &demoDesk{office: o}
	if err := d.hire(ctx); err != nil {
		return err
	}
	page := phones.New(phones.Config{Carriers: carriers, Office: d, Name: cat.Office.Name, Numbers: cat.Office.WriteTo, Zone: cat.Office.ZoneLabel,
		Uploads: "http://" + port.Addr().String() + "/u/", Services: d.asked(), Fresh: fresh, Pickups: core.Date{Year: 2020, Month: 4, Day: 1}.At(7*60+55, cat.Office.Zone),
		Until: core.Date{Year: 2020, Month: 12, Day: 31}.At(0, cat.Office.Zone), Log: log})
	routes, err := o.routes(ctx, "http://"+port.Addr().String(), true)
	if err != nil {
		return err
	}
	handler := untilStop(ctx, page.Handler())
	if loopback(port.Addr().String()) {
		handler = onlyHere(handler)
	}
	routes.Handle("/demo", handler)
	routes.Handle("/demo/", handler)
	door.opens(routes)
	fmt.Fprint(t.out, intro)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		page.Run(ctx)
	}()
	defer func() { <-ended }()
	return o.run(ctx, door)
}

// onlyHere refuses who reached this machine by another name than its own: a page of the Internet whose name points here.
func onlyHere(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			http.Error(w, http.StatusText(http.StatusMisdirectedRequest), http.StatusMisdirectedRequest)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// listenNear listens at an address, or at the next free port after it.
func listenNear(address string) (net.Listener, error) {
	host, from, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("cannot listen at %s: %w: set --listen to another address", address, err)
	}
	first, err := strconv.Atoi(from)
	if err != nil {
		return nil, fmt.Errorf("cannot listen at %s: its port is no number: set --listen to another address", address)
	}
	for n := first; ; n++ {
		port, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(n)))
		if err == nil {
			return port, nil
		}
		if !errors.Is(err, syscall.EADDRINUSE) || n >= first+100 || n >= 65535 {
			return nil, fmt.Errorf("cannot listen at %s: %w: set --listen to another address", address, errors.Unwrap(err))
		}
	}
}

// While a demonstration goes on it has a lease, by which the commands of its staff know that there are phones to write to, and of
// which channels.
const (
	demoLease   = "demo/"
	demoBrowser = "browser"
	demoLasts   = 24 * time.Hour
)

// demonstrated are the phones of the demonstration that goes on in this database, if one does.
func demonstrated(ctx context.Context, store *storage.Store) (all []core.Channel, err error) {
	on, err := store.Leased(ctx, demoLease+demoBrowser)
	if err != nil {
		return nil, err
	}
	if on {
		for _, carrier := range demoCarriers() {
			all = append(all, carrier)
		}
		return all, nil
	}
	for as, is := range imitated {
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
