package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"loket/core"
	"loket/core/catalog"
	"loket/core/desk"
	"loket/core/transcript"
	"loket/storage"
)

// chatCommand is `loket chat`: the real desk on a real database, with this terminal as the citizen's phone. Unless a database
// is named, it is a temporary one.
type chatCommand struct {
	Place
	Clock  string `env:"LOKET_CLOCK" placeholder:"TIME" accept:"time" help:"The office's clock stands at least there at the start."`
	As     string `default:"sms" enum:"sms,telegram,whatsapp" placeholder:"CHANNEL" help:"sms, telegram or whatsapp."`
	Record string `placeholder:"FILE" help:"Write the conversation down as a transcript."`
	Replay string `placeholder:"FILE" help:"Play a transcript instead, print it with what the office answers now, and fail if it is not the same."`
}

// AfterApply is called by kong.
func (c *chatCommand) AfterApply() error { return settle(c) }

func (c *chatCommand) Run(ctx context.Context, t *console) (err error) {
	cat, err := c.catalog()
	if err != nil {
		return err
	}
	if c.Replay != "" {
		return c.replay(ctx, t, cat)
	}
	temporary := c.DatabaseURL == standard(&c.Place, "LOKET_DATABASE_URL")
	if temporary {
		away, err := c.Place.pretend()
		if err != nil {
			return err
		}
		defer away()
	} else if c.Record != "" {
		return usagef("--record begins in an empty office: leave --database-url away")
	}
	store, err := c.establish(ctx, c.Clock, newLog(t.err, "error"), nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	began, err := officeTime(ctx, store, cat)
	if err != nil {
		return err
	}
	var said []string
	err = talk(ctx, t, store, cat, c.As, temporary && !interactive(t.in), func(text string) { said = append(said, text) })
	if err != nil || c.Record == "" {
		return err
	}
	return c.record(context.WithoutCancel(ctx), cat, began, said)
}

// record writes down what was typed, and the office's answers as a replay gives them: one line every transcript.Pause.
func (c *chatCommand) record(ctx context.Context, cat *catalog.Catalog, began time.Time, said []string) error {
	var text strings.Builder
	fmt.Fprintf(&text, "# What this is about, in plain words.\n@ %s\n\nWarga, by %s:\n", began.Format("02-01-2006 15.04.05"), c.As)
	for _, line := range said {
		fmt.Fprintf(&text, "> %s\n", line)
	}
	played, err := play(ctx, cat, c.Record, []byte(text.String()))
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.Record, played, 0o600); err != nil { // it may hold what somebody really typed
		return fmt.Errorf("write the transcript: %w", err)
	}
	return nil
}

func (c *chatCommand) replay(ctx context.Context, t *console, cat *catalog.Catalog) error {
	text, err := os.ReadFile(c.Replay)
	if err != nil {
		return fmt.Errorf("read the transcript: %w", err)
	}
	played, err := play(ctx, cat, c.Replay, text)
	if err != nil {
		return err
	}
	if _, err := t.out.Write(played); err != nil {
		return fmt.Errorf("print the transcript: %w", err)
	}
	if c.Record != "" {
		return os.WriteFile(c.Record, played, 0o600)
	}
	if !bytes.Equal(text, played) {
		return fmt.Errorf("the office answers otherwise than %s says, first on line %d", c.Replay, firstDifference(text, played))
	}
	return nil
}

// firstDifference is the line on which two texts begin to differ.
func firstDifference(a, b []byte) int {
	x, y := bytes.Split(a, []byte("\n")), bytes.Split(b, []byte("\n"))
	for i := range min(len(x), len(y)) {
		if !bytes.Equal(x[i], y[i]) {
			return i + 1
		}
	}
	return min(len(x), len(y)) + 1
}

// play plays a transcript to an office on a temporary database.
func play(ctx context.Context, cat *catalog.Catalog, name string, text []byte) (played []byte, err error) {
	script, err := transcript.Parse(filepath.Base(name), text)
	if err != nil {
		return nil, err
	}
	if folder := script.Office(); folder != "" {
		if cat, err = catalog.Load(os.DirFS(filepath.Join(filepath.Dir(name), "offices", folder))); err != nil {
			return nil, fmt.Errorf("the office of the transcript: %w", err)
		}
	}
	var place Place
	away, err := place.pretend()
	if err != nil {
		return nil, err
	}
	defer away()
	log := newLog(os.Stderr, "error")
	store, err := place.establish(ctx, "", log, nil)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	office := &transcript.Live{Store: store, SetClock: store.SetClock, Context: ctx, Limits: map[string]core.Limits{}, Now: time.Now}
	for name, is := range imitated {
		office.Accounts, office.Limits[name] = append(office.Accounts, name), is.limits
	}
	office.Limits = script.Limits(office.Limits)
	var channels []core.Channel
	for name, limits := range office.Limits {
		channels = append(channels, &mute{name: name, limits: limits})
	}
	office.Desk = newDesk(store, cat, channels, nil, log, func(o *desk.Options) {
		o.Still, o.Keep, o.Uploads, o.Secret = true, transcript.Keep, transcript.Uploads, transcript.Secret()
	})
	desking, close := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { _ = office.Desk.Run(desking); ended <- struct{}{} }()
	defer func() { close(); <-ended }()
	return script.Play(office, cat.Office.Zone)
}

// mute is a channel of a transcript: it is only there to say what it could show. What is sent is read from the outbox.
type mute struct {
	transcript.Files
	name   string
	limits core.Limits
}

func (m *mute) Name() string        { return m.name }
func (m *mute) Account() string     { return m.name }
func (m *mute) Limits() core.Limits { return m.limits }
func (m *mute) Send(context.Context, core.Letter) (string, error) {
	return "", core.Errorf(core.Refused, "a transcript sends nothing")
}

// pretend moves the office to a folder of its own that away removes.
func (p *Place) pretend() (away func(), err error) {
	folder, err := os.MkdirTemp("", "loket-")
	if err != nil {
		return nil, fmt.Errorf("make a temporary folder: %w", err)
	}
	p.DatabaseURL, p.KeyFile = "sqlite:"+filepath.Join(folder, "loket.db"), ""
	return func() { _ = os.RemoveAll(folder) }, nil
}

// officeTime is the office's time, in its zone.
func officeTime(ctx context.Context, store *storage.Store, cat *catalog.Catalog) (now time.Time, err error) {
	err = store.View(ctx, func(tx core.Tx) error {
		now, err = tx.Now()
		return err
	})
	return now.In(cat.Office.Zone), err
}
