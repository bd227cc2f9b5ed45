package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"loket/channels/terminal"
	"loket/core"
	"loket/core/catalog"
	"loket/core/transcript"
	"loket/storage"
)

// imitated are the channels that a terminal can imitate, with what they show.
var imitated = map[string]struct {
	id     string
	limits core.Limits
}{
	core.SMSChannel:      {"+6281200000001", core.Limits{Short: true}},
	core.TelegramChannel: {"1001", core.Limits{Buttons: 100, Edits: true, Contact: true, Media: true}},
	core.WhatsAppChannel: {"+6281200000001", core.Limits{Buttons: 10, Media: true}},
}

// phone is a terminal as the phone of a citizen. Where the words come from a file or a pipe instead of a person, every line
// takes as long as a person takes, by the office's clock, and waits until the one before is answered; so the same
// words always get the same answers.
type phone struct {
	*terminal.Channel
	store    *storage.Store
	hungUp   func()
	once     sync.Once
	scripted bool
	heard    func(text string) // told of every line
	echo     func(text string) // shows a line that nobody saw typed
}

// Poll listens until there is no more to hear, and then until ctx ends.
func (p *phone) Poll(ctx context.Context, receive core.Receiver) error {
	err := p.Channel.Poll(ctx, func(ctx context.Context, in core.Inbound) error {
		if p.scripted {
			if err := p.pass(ctx); err != nil {
				return err
			}
			p.echo(in.Text)
		}
		if err := receive(ctx, in); err != nil {
			return err
		}
		p.heard(in.Text)
		if p.scripted {
			return p.answered(ctx)
		}
		return nil
	})
	if err != nil || ctx.Err() != nil {
		return err
	}
	if err := p.answered(ctx); err != nil {
		return err
	}
	p.once.Do(p.hungUp)
	<-ctx.Done()
	return nil
}

// pass lets the time go by that a person takes to write.
func (p *phone) pass(ctx context.Context) error {
	var now time.Time
	err := p.store.View(ctx, func(tx core.Tx) (err error) {
		now, err = tx.Now()
		return err
	})
	if err != nil {
		return err
	}
	return p.store.SetClock(ctx, now.Add(transcript.Pause))
}

// unspoken is how long a phone waits for more to be said. An announcement that is spread over hours, or waits for the morning,
// is not waited for.
const unspoken = 5 * time.Second

// answered waits until everything that was said is on the screen.
func (p *phone) answered(ctx context.Context) error {
	var last int
	for since := time.Now(); ctx.Err() == nil; {
		owing, err := p.store.Owing(ctx, terminal.Account)
		if err != nil {
			return err
		}
		n := owing[core.Owed] + owing[core.Sending] + owing[core.Doubtful]
		if n != last {
			last, since = n, time.Now()
		}
		if n == 0 || time.Since(since) > unspoken {
			return nil
		}
		select {
		case <-time.After(5 * time.Millisecond):
		case <-ctx.Done():
		}
	}
	return ctx.Err()
}

// talk lets whoever sits at the terminal write to an office until they have nothing more to say.
func talk(ctx context.Context, t *console, store *storage.Store, cat *catalog.Catalog, as string, scripted bool, heard func(string)) error {
	ctx, hangUp := context.WithCancel(ctx)
	defer hangUp()
	log := newLog(t.err, "warn")
	is := imitated[as]
	look := terminal.Config{As: as, ID: is.id, Limits: is.limits, Office: "Loket", Width: width(t.out)}
	if interactive(t.in) && interactive(t.out) {
		look.Prompt = as
	}
	if is.limits.Short {
		look.Segments = func(n int) string { return fmt.Sprintf("(%d SMS)", n) }
	}
	p := &phone{Channel: terminal.New(t.in, t.out, look), store: store, hungUp: hangUp, scripted: scripted, heard: heard,
		echo: func(text string) { fmt.Fprintf(t.out, "  %s ▸ %s\n", as, text) }}
	return newOffice(store, cat, []core.Channel{p}, newTally(), log).run(ctx, nil)
}

// width is how many columns a terminal has; 0 where there is none.
func width(out any) int {
	if f, ok := out.(*os.File); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil {
			return min(columns, 100)
		}
	}
	return 0
}
