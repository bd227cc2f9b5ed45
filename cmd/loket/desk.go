package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"loket/core"
	"loket/core/catalog"
	"loket/core/desk"
	"loket/core/dialog"
	"loket/storage"
)

// newDesk makes the desk of an office that speaks through these channels. The first channel of a name sends what answers
// no message, unless the office file says otherwise of SMS (speakers.go). More changes what else the desk is told.
func newDesk(store *storage.Store, cat *catalog.Catalog, channels []core.Channel, wake func(string), log *slog.Logger, more ...func(*desk.Options)) *desk.Desk {
	store.Zone(cat.Office.Zone)
	limits, accounts, fetchers := map[string]core.Limits{}, map[string]string{}, map[string]core.Fetcher{}
	watched := map[string]core.Watched{}
	for _, ch := range channels {
		if f, ok := ch.(core.Fetcher); ok {
			fetchers[ch.Account()] = f
		}
		if w, ok := ch.(core.Watched); ok {
			watched[ch.Account()] = w
		}
		if accounts[ch.Name()] == "" {
			accounts[ch.Name()], limits[ch.Name()] = ch.Account(), ch.Limits()
		}
	}
	o := desk.Options{Limits: limits, Accounts: accounts, Fetchers: fetchers, Watched: watched, Wake: wake, Log: log}
	arrange(&o, cat.Office.SMS, channels)
	for _, change := range more {
		change(&o)
	}
	return desk.New(store, cat, dialog.New(cat), o)
}

// counter is an office opened for one command: its use-cases, but nobody is heard and nothing is sent. What a command owes
// to citizens is sent by the process that serves.
type counter struct {
	*desk.Desk
	cat   *catalog.Catalog
	store *storage.Store
	mute  bool // no channel is known here
}

// attend opens the office for a command. Without channels (nil), the command tells citizens nothing.
func (p *Place) attend(ctx context.Context, w *Wires, t *console) (*counter, error) {
	log := newLog(t.err, "warn")
	cat, err := p.catalog()
	if err != nil {
		return nil, err
	}
	var open []core.Channel
	if w != nil {
		if open, err = w.open(tools{cat, log, func(string) func(string) { return func(string) {} }}); err != nil {
			return nil, err
		}
	}
	store, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	if w != nil && len(open) == 0 {
		if open, err = demonstrated(ctx, store); err != nil {
			return nil, errors.Join(err, store.Close())
		}
	}
	serving := func(string) { store.Ring("") } // letters, and acts beside them
	return &counter{newDesk(store, cat, open, serving, log), cat, store, len(open) == 0}, nil
}

// silent tells who did something to requests of citizens that nobody was told of it, where no channel is known.
func (c *counter) silent(t *console, requests ...core.Request) {
	if c.mute && slices.ContainsFunc(requests, func(r core.Request) bool { return r.Person != 0 }) {
		fmt.Fprintln(t.err, "the citizens were not told, for no channel is set here: set the same LOKET_TELEGRAM_… and LOKET_TWILIO_… as for `loket serve`")
	}
}

// close ends the command, and hands its error on.
func (c *counter) close(err *error) { *err = errors.Join(*err, c.store.Close()) }
