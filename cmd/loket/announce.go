package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"loket/core"
)

// announceCommand is `loket announce`: what the office tells everyone who should know.
type announceCommand struct {
	Send     announceSend     `cmd:"" help:"Show what an announcement would be, and send it after a yes."`
	Preview  announcePreview  `cmd:"" help:"Show what an announcement would be, and send nothing."`
	List     announceList     `cmd:"" help:"The latest announcements and how they stand."`
	Status   announceStatus   `cmd:"" help:"How one stands; --watch until it is over."`
	Failed   announceFailed   `cmd:"" help:"Whom it did not reach, and why; addresses masked."`
	Approve  announceApprove  `cmd:"" help:"The second member's yes."`
	Pause    announcePause    `cmd:"" help:"Stop sending for a while."`
	Resume   announceResume   `cmd:"" help:"Go on sending."`
	Cancel   announceCancel   `cmd:"" help:"Stop sending for good; says how many had already gone."`
	Resolve  announceResolve  `cmd:"" help:"Decide about letters in doubt that are held for staff."`
	Resend   announceResend   `cmd:"" help:"Send it again to those whom it failed to reach."`
	Correct  announceCorrect  `cmd:"" help:"Put another text in the place of what was sent."`
	Withdraw announceWithdraw `cmd:"" help:"Take back what was sent."`
}

// Words are what an announcement says, to whom, and when.
type Words struct {
	Text    string        `arg:"" help:"What is announced, in Indonesian; - reads it from stdin."`
	TextEn  string        `placeholder:"TEXT" help:"The same in English, for those who speak it here."`
	To      []string      `default:"all" sep:"none" placeholder:"AUDIENCE" help:"all, a channel, kecamatan:NAME, kelurahan:NAME, lang:en, waiting-pickup, status:SIAP_DIAMBIL, service:CODE, pickup:2020-04-01..2020-04-03, ticket:T, groups, contacts; + is and, a comma or another --to is or."`
	Not     []string      `sep:"none" placeholder:"AUDIENCE" help:"But not these."`
	Lang    string        `placeholder:"LANG" help:"Only those who speak it here."`
	Urgent  bool          `help:"Before other announcements, at any hour, to every address of a person."`
	At      string        `placeholder:"TIME" help:"Not before, like 2020-03-18T08:00, in the office's zone."`
	Expires string        `placeholder:"TIME" help:"Not after."`
	Spread  time.Duration `placeholder:"DURATION" help:"Over how long the letters leave, like 2h, so that not all answers come at once."`
	Every   int           `placeholder:"DAYS" help:"Again after so many days, working days only, until --expires."`
	Hold    bool          `help:"A letter that may or may not have arrived waits for 'announce resolve'; otherwise it is sent again."`
}

// notice reads the words, or says what is wrong with them.
func (w *Words) notice(ctx context.Context, o *counter, t *console) (n core.Notice, err error) {
	if w.Text == "-" {
		b, err := io.ReadAll(io.LimitReader(t.in, 1<<20))
		if err != nil {
			return n, fmt.Errorf("read the text: %w", err)
		}
		w.Text = strings.TrimSpace(string(b))
	}
	n = core.Notice{Texts: map[string]string{"id": w.Text}, Urgent: w.Urgent, Hold: w.Hold, Spread: w.Spread, Every: w.Every}
	if w.TextEn != "" {
		n.Texts["en"] = w.TextEn
	}
	words := strings.Join(w.To, ", ")
	if len(w.Not) > 0 {
		words += " not " + strings.Join(w.Not, ", ")
	}
	if n.Audience, err = o.cat.Audience(words); err != nil {
		return n, fmt.Errorf("--to or --not: %w", err)
	}
	if w.Lang != "" {
		if o.cat.Lang(w.Lang) == "" {
			return n, fmt.Errorf("--lang is %q: the office speaks %s", w.Lang, strings.Join(o.cat.Office.Languages, ", "))
		}
		for i := range n.Audience.To {
			n.Audience.To[i].Lang = o.cat.Lang(w.Lang)
		}
	}
	now, err := o.Now(ctx)
	if err != nil {
		return n, err
	}
	if n.At, err = moment("--at", w.At, now); err != nil {
		return n, err
	}
	n.Expires, err = moment("--expires", w.Expires, now)
	return n, err
}

// moment reads a time in the office's zone; "" is none. An hour without a day is the next one.
func moment(flag, s string, now time.Time) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return at, nil
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02 15.04", "02-01-2006 15.04", "02-01-2006 15:04"} {
		if at, err := time.ParseInLocation(layout, s, now.Location()); err == nil {
			return at, nil
		}
	}
	for _, layout := range []string{"15:04", "15.04"} {
		if at, err := time.Parse(layout, s); err == nil {
			today := core.DateOf(now).At(at.Hour()*60+at.Minute(), now.Location())
			if today.Before(now) {
				today = core.DateOf(now).Add(1).At(at.Hour()*60+at.Minute(), now.Location())
			}
			return today, nil
		}
	}
	return time.Time{}, usagef("%s is %q: write a time like 2020-03-18T08:00, in the office's zone", flag, s)
}

// preview says what sending the words would mean, or what is wrong with them.
func (w *Words) preview(ctx context.Context, o *counter, t *console, by core.Actor) (core.Preview, error) {
	n, err := w.notice(ctx, o, t)
	if err != nil {
		return core.Preview{}, err
	}
	return o.Preview(ctx, n, by)
}

type announceSend struct {
	Output
	Place
	Wires
	Words
	Yes bool `help:"Answer every question with yes: send, again, without a second member, in quiet hours. It is written down."`
}

func (c *announceSend) Run(ctx context.Context, t *console) (err error) {
	office, err := c.announcing(ctx, &c.Wires, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	by := acting(c.Yes)
	p, err := c.preview(ctx, office, t, by)
	if err != nil {
		return err
	}
	if !c.JSON {
		office.show(t.out, p)
	}
	if !c.Yes {
		if !interactive(t.in) || c.Text == "-" {
			return errors.New("nothing was sent: nobody is here to say yes; --yes says it beforehand")
		}
		if by, err = office.agree(t, p, by); err != nil {
			return err
		}
	}
	p.Notice.AnyHour = p.Notice.AnyHour || by.Yes && !p.Begins.IsZero()
	made, err := office.Announce(ctx, p.Notice, by, true)
	if err != nil {
		return err
	}
	all, _ := p.Letters()
	if c.JSON {
		return object(t.out, struct {
			ID       int64 `json:"id"`
			Audience int   `json:"audience"`
		}{made.ID, all})
	}
	fmt.Fprintf(t.out, "announcement %d is %s: loket announce status %d --watch\n", made.ID, made.State, made.ID)
	return nil
}

// agree asks the operator what the rules leave open. Without a second member's yes the announcement waits for one.
func (o *counter) agree(t *console, p core.Preview, by core.Actor) (core.Actor, error) {
	yes := func(question string, values ...any) bool { return agreed(t, fmt.Sprintf(question, values...)) }
	all, _ := p.Letters()
	if p.Again != nil && !yes("The same was sent to the same audience by %s at %s. Again?", p.Again.By, o.at(p.Again.Made)) {
		return by, errors.New("nothing was sent")
	}
	if !yes("Send to %d?", all) {
		return by, errors.New("nothing was sent")
	}
	if p.Second {
		by.Yes = yes("More than %d letters need a second member's yes. Send without it? (no: it waits for 'announce approve')", o.cat.Office.Announce.Second)
	}
	return by, nil
}

type announcePreview struct {
	Output
	Place
	Wires
	Words
}

func (c *announcePreview) Run(ctx context.Context, t *console) (err error) {
	office, err := c.announcing(ctx, &c.Wires, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	p, err := c.preview(ctx, office, t, acting(false))
	if err != nil {
		return err
	}
	if c.JSON {
		return object(t.out, office.previewLine(p))
	}
	office.show(t.out, p)
	return nil
}

// announcing opens the office for a command about announcements, which is nothing without the channels that serve sends by.
func (p *Place) announcing(ctx context.Context, w *Wires, t *console) (*counter, error) {
	on := false
	for _, c := range channels {
		on = on || c.on(w)
	}
	if !on {
		return nil, errors.New("no channel is on, so nobody would be reached: set the same LOKET_TELEGRAM_… and LOKET_TWILIO_… as for `loket serve`")
	}
	return p.attend(ctx, w, t)
}
