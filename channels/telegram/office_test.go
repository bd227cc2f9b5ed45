package telegram

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"loket/channels/channeltest/minitelegram"
	"loket/core"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	soon   = 20 * time.Second // for what should come at once, on a machine that is very busy
	secret = "a-secret_of-the-hook"
	siti   = 8123400017
	budi   = 8123400018
)

// office is a bot at a small Telegram, with a desk that stores what it hears.
type office struct {
	*Channel
	tg   *minitelegram.Server
	desk *desk
	log  *logbook
	tally
}

func newOffice(t *testing.T, change ...func(*Config)) *office {
	t.Helper()
	return newOfficeAt(t, minitelegram.New(t), change...)
}

func newOfficeAt(t *testing.T, tg *minitelegram.Server, change ...func(*Config)) *office {
	t.Helper()
	o := &office{tg: tg, desk: newDesk(), log: &logbook{}}
	o.Channel = newBot(t, tg, append([]func(*Config){func(c *Config) {
		c.Log = slog.New(slog.NewTextHandler(o.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		c.Count = o.tally.add
	}}, change...)...)
	t.Cleanup(func() { discreet(t, "the log", o.log.String(), tg.Token, "DAFTAR") })
	return o
}

// newBot is a channel in a hurry at a Telegram that may have others.
func newBot(t *testing.T, tg *minitelegram.Server, change ...func(*Config)) *Channel {
	t.Helper()
	transport := newTransport()
	cfg := Config{Token: tg.Token, Secret: secret, API: tg.URL, Rate: 30, Transport: transport}
	for _, f := range change {
		f(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	c.tempo = tempo{poll: 3 * time.Second, conflict: 5 * time.Millisecond, farewell: time.Second,
		pause: time.Millisecond, longest: 10 * time.Millisecond}
	c.janitor.delay = time.Millisecond
	t.Cleanup(func() {
		c.janitor.tasks.Wait()
		transport.CloseIdleConnections()
	})
	return c
}

// polling polls until stop, which returns what Poll returned.
func (o *office) polling(t *testing.T) (stop func() error) {
	return polling(t, o.Channel, o.desk.receive)
}

func polling(t *testing.T, c *Channel, receive core.Receiver) (stop func() error) {
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan error, 1)
	go func() { over <- c.Poll(ctx, receive) }()
	stop = sync.OnceValue(func() error {
		cancel()
		select {
		case err := <-over:
			return err
		case <-time.After(soon):
			return context.DeadlineExceeded
		}
	})
	t.Cleanup(func() { _ = stop() })
	return stop
}

// desk stores what it hears, once, unless it is away.
type desk struct {
	mu     sync.Mutex
	away   func(core.Inbound) error
	heard  []core.Inbound
	times  map[string]int
	change chan struct{}
}

func newDesk() *desk { return &desk{times: map[string]int{}, change: make(chan struct{}, 1)} }

func (d *desk) receive(_ context.Context, in core.Inbound) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.times[in.ID]++
	select {
	case d.change <- struct{}{}:
	default:
	}
	if d.away != nil {
		if err := d.away(in); err != nil {
			return err
		}
	}
	d.heard = append(d.heard, in)
	return nil
}

// fail makes the desk refuse; nil ends it.
func (d *desk) fail(when func(core.Inbound) error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.away = when
}

func (d *desk) all() []core.Inbound {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]core.Inbound(nil), d.heard...)
}

// tries is how often a message was brought, stored or not.
func (d *desk) tries(id string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.times[id]
}

// wait returns what the desk has stored as soon as that is n messages.
func (d *desk) wait(t *testing.T, n int) []core.Inbound {
	t.Helper()
	eventually(t, func() bool { return len(d.all()) >= n })
	return d.all()
}

func eventually(t *testing.T, done func() bool) {
	t.Helper()
	for over := time.Now().Add(soon); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(over) {
			t.Fatal("waited in vain")
		}
	}
}

// discreet fails the test if text holds a word that is nobody's business.
func discreet(t *testing.T, what, text string, words ...string) {
	t.Helper()
	for _, w := range append(words, "8123400017", "8123400018", "-100777000", secret) {
		if _, code, found := strings.Cut(w, ":"); found {
			w = code // a token without the bot's number, which is no secret
		}
		if strings.Contains(text, w) {
			t.Errorf("%s holds %q:\n%s", what, w, text)
		}
	}
}

// tally counts by kind.
type tally struct {
	mu     sync.Mutex
	counts map[string]int
}

func (t *tally) add(kind string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts = map[string]int{}
	}
	t.counts[kind]++
}

func (t *tally) ignored() map[string]int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.counts)
}

type logbook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func letter(to int64, text string, choices ...core.Choice) core.Letter {
	return core.Letter{ID: 7, To: address(to), Message: core.Message{Text: text, Choices: choices}}
}

// answering is a Telegram of one answer.
func answering(body func() string) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(body())), Request: r}, nil
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
