package telegram

import (
	"cmp"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"loket/core"
)

// Channel is one bot.
type Channel struct {
	api       *api
	account   string
	mode      string
	secret    string
	publicURL string
	rate      float64
	commands  []Command
	log       *slog.Logger
	now       func() time.Time
	count     func(string)
	groups    []Command // the menu in groups
	janitor   janitor
	anew      anew
	name      atomic.Pointer[string] // the bot's @name, once it was asked for
	tempo     tempo
}

// tempo is how long things take; tests hurry.
type tempo struct {
	poll     time.Duration // a long poll
	conflict time.Duration // until another poller is tried again
	farewell time.Duration // for the last confirmation
	pause    time.Duration // first pause after a failure; it grows
	longest  time.Duration // to this
}

var (
	_ core.Channel  = (*Channel)(nil)
	_ core.Poller   = (*Channel)(nil)
	_ core.Hook     = (*Channel)(nil)
	_ core.Preparer = (*Channel)(nil)
	_ core.Fetcher  = (*Channel)(nil)
)

// New makes the channel. It asks Telegram nothing: an office starts without the network too.
func New(cfg Config) (*Channel, error) {
	c := &Channel{
		mode: cmp.Or(cfg.Mode, ByPoll), secret: cfg.Secret, publicURL: strings.TrimRight(cfg.PublicURL, "/"),
		rate: cmp.Or(cfg.Rate, 30), log: cmp.Or(cfg.Log, slog.Default()), now: cfg.Now, count: cfg.Count,
		tempo: tempo{poll: 50 * time.Second, conflict: 3 * time.Second, farewell: 2 * time.Second,
			pause: 500 * time.Millisecond, longest: 30 * time.Second},
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.count == nil {
		c.count = func(string) {}
	}
	err := errors.Join(checkToken(cfg.Token), checkAPI(cfg.API), checkRate(cfg.Rate), c.checkMode(),
		setCommands(&c.commands, cfg.Commands), setCommands(&c.groups, cfg.GroupCommands))
	if err != nil {
		return nil, err
	}
	bot, _, _ := strings.Cut(cfg.Token, ":")
	c.account = core.TelegramChannel + ":" + bot
	c.api = newAPI(cfg.API, cfg.Token, cfg.Transport)
	c.janitor.init()
	return c, nil
}

// Name is the channel of the addresses it serves.
func (c *Channel) Name() string { return core.TelegramChannel }

// Account is the bot's number, which stands in its token before the secret.
func (c *Channel) Account() string { return c.account }

// mostCalls bounds the calls in flight: enough for a thousand a second, which Telegram sells, when each takes an eighth of one.
// Each is a connection, and some 50 kB.
const mostCalls = 128

// Limits are Telegram's own: a hundred buttons under a message, one message a second into a chat, twenty a minute into a
// group.
func (c *Channel) Limits() core.Limits {
	return core.Limits{Buttons: 100, Rate: c.rate, Chat: 1, Group: 20.0 / 60, Text: longestText, Edits: true, Contact: true, Media: true,
		Workers: min(max(8, int(c.rate)), mostCalls)}
}
