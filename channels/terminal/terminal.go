// Package terminal is the smallest channel, the one to copy: a citizen's phone made of an input and an output. A line
// typed is a message written; a letter sent is a bubble printed.
//
// It can imitate any channel. Whose name and limits it has, cmd says (it imports no other channel), and the few words
// around a bubble come from the catalog, by Config. The drawing is in bubble.go; here is everything a channel needs:
// Name, Account and Limits say who it is, Send speaks, Poll hears.
package terminal

import (
	"bufio"
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"loket/core"
)

// Account is the one account of this channel.
const Account = "terminal"

const (
	longestLine = 16 << 10               // bytes; what is typed beyond it is not heard
	pause       = 200 * time.Millisecond // until a line is offered again that could not be stored
)

// Config is who sits at the terminal, and how it looks.
type Config struct {
	As     string           // the channel imitated: "sms", "telegram", …; "" is sms
	ID     string           // the person's id on it
	Limits core.Limits      // of that channel
	Now    func() time.Time // the machine's clock; nil: time.Now

	Office   string             // stands before what the office says: "Loket"
	Prompt   string             // stands where a person writes: for a real terminal only
	Segments func(n int) string // says under a short text how many SMS it takes; nil: nothing
	Width    int                // columns; 0: 80
}

// Channel is one terminal with one person at it.
type Channel struct {
	cfg     Config
	session string // makes ids of different runs differ
	heard   int
	unread  string // a line that was taken and not stored yet
	in      io.Reader
	lines   chan string
	read    sync.Once

	mu   sync.Mutex // guards what follows
	out  io.Writer
	sent int
}

var (
	_ core.Channel = (*Channel)(nil)
	_ core.Poller  = (*Channel)(nil)
)

// New makes a terminal that reads in and writes out.
func New(in io.Reader, out io.Writer, cfg Config) *Channel {
	cfg.As = cmp.Or(cfg.As, core.SMSChannel)
	cfg.Width = cmp.Or(cfg.Width, 80)
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Channel{cfg: cfg, session: rand.Text(), in: in, lines: make(chan string), out: out}
}

// Name is the channel imitated.
func (c *Channel) Name() string { return c.cfg.As }

// Account is the same for every person and run.
func (c *Channel) Account() string { return Account }

// Limits are the imitated channel's as to what it shows. How fast, the reader decides; bubbles come one by one.
func (c *Channel) Limits() core.Limits {
	return core.Limits{Short: c.cfg.Limits.Short, Buttons: c.cfg.Limits.Buttons, Workers: 1}
}

func (c *Channel) address() core.Address { return core.Address{Channel: c.cfg.As, ID: c.cfg.ID} }

// Send prints a letter.
func (c *Channel) Send(ctx context.Context, l core.Letter) (receipt string, err error) {
	if err := ctx.Err(); err != nil {
		return "", core.Errorf(core.Away, "terminal: %w", err)
	}
	if l.To != c.address() {
		return "", core.Errorf(core.Gone, "terminal: %v does not sit here", l.To)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	n, err := io.WriteString(c.out, c.cfg.overPrompt(c.cfg.bubble(l)))
	switch {
	case err != nil && n == 0:
		return "", core.Errorf(core.Away, "terminal: %w", err)
	case err != nil:
		return "", core.Errorf(core.Doubt, "terminal: %w", err)
	}
	c.sent++
	return fmt.Sprintf("%s-%d", c.session, c.sent), nil
}

// Poll hears line by line until ctx or the input ends. A line is taken from the input when the one before is on disk.
func (c *Channel) Poll(ctx context.Context, receive core.Receiver) error {
	c.read.Do(func() { go c.scan() })
	if err := c.prompt(); err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	for {
		if c.unread == "" {
			select {
			case line, more := <-c.lines:
				if !more {
					return nil
				}
				c.unread = line
				c.heard++
			case <-ctx.Done():
				return nil
			}
		}
		for receive(ctx, c.inbound(c.unread)) != nil {
			select {
			case <-time.After(pause):
			case <-ctx.Done():
				return nil
			}
		}
		c.unread = ""
	}
}

func (c *Channel) inbound(line string) core.Inbound {
	return core.Inbound{
		ID:      fmt.Sprintf("%s-%d", c.session, c.heard),
		Account: Account,
		From:    c.address(),
		Text:    line,
		At:      c.cfg.Now().UTC(),
	}
}

// scan reads lines for Poll. Nothing can interrupt the reading of a terminal, so it goes on until the input ends, at the
// latest with the process; it holds one line at most.
func (c *Channel) scan() {
	defer close(c.lines)
	in := bufio.NewReaderSize(c.in, longestLine)
	for {
		line, rest, err := in.ReadLine()
		text := strings.TrimRight(string(line), "\r")
		for rest && err == nil {
			_, rest, err = in.ReadLine()
		}
		if strings.TrimSpace(text) != "" {
			c.lines <- text
		}
		if err != nil {
			return
		}
	}
}
