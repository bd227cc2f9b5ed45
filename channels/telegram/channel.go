package telegram

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"loket/core"
)

// Modes of Config.
const (
	ByPoll    = "poll"    // the bot asks for updates; needs no public address
	ByWebhook = "webhook" // Telegram brings them to PublicURL
)

// Official is the address of Telegram's own Bot API.
const Official = "https://api.telegram.org"

// Config is what the operator sets and what cmd supplies.
type Config struct {
	Token     string  // LOKET_TELEGRAM_TOKEN
	Mode      string  // LOKET_TELEGRAM_MODE: ByPoll, which is also "", or ByWebhook
	Secret    string  // LOKET_TELEGRAM_SECRET: what a webhook call must carry
	PublicURL string  // LOKET_PUBLIC_URL: where Telegram reaches the webhook
	API       string  // LOKET_TELEGRAM_API; "" is Official
	Rate      float64 // LOKET_TELEGRAM_RATE: messages a second; 0 is unlimited

	Commands  []Command         // the bot's menu, from the catalog; none: the menu is left as it is
	Transport http.RoundTripper // nil: one that suits Telegram
	Log       *slog.Logger      // nil: silence
	Now       func() time.Time  // nil: time.Now. Presses carry no time of their own
}

// Command is a line of the menu that apps show beside the text field: "daftar", and what it does.
type Command struct{ Word, Text string }

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
	ignored   tally
	janitor   janitor
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
)

// New makes the channel. It asks Telegram nothing: an office starts without the network too.
func New(cfg Config) (*Channel, error) {
	c := &Channel{
		mode: cfg.Mode, secret: cfg.Secret, publicURL: strings.TrimRight(cfg.PublicURL, "/"), rate: cfg.Rate,
		log: cfg.Log, now: cfg.Now,
		tempo: tempo{poll: 50 * time.Second, conflict: 3 * time.Second, farewell: 2 * time.Second,
			pause: 500 * time.Millisecond, longest: 30 * time.Second},
	}
	if c.mode == "" {
		c.mode = ByPoll
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if c.now == nil {
		c.now = time.Now
	}
	err := errors.Join(checkToken(cfg.Token), checkAPI(cfg.API), checkRate(cfg.Rate), c.checkMode(), c.setCommands(cfg.Commands))
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

// Limits are Telegram's own: a hundred buttons under a message, one message a second into a chat.
func (c *Channel) Limits() core.Limits {
	workers := 64
	if c.rate > 0 {
		workers = min(max(8, int(c.rate)), workers)
	}
	return core.Limits{Buttons: 100, Rate: c.rate, Chat: 1, Workers: workers}
}

// Ignored counts what was heard and is nobody's business here, by kind: for metrics.
func (c *Channel) Ignored() map[string]int64 { return c.ignored.all() }

var (
	tokenForm  = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)
	secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)
	wordForm   = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)
)

func checkToken(token string) error {
	if tokenForm.MatchString(token) {
		return nil
	}
	return errors.New("LOKET_TELEGRAM_TOKEN is not a bot's token: digits, a colon, letters and digits, as @BotFather gives it")
}

func checkAPI(address string) error {
	u, err := url.Parse(address)
	if address == "" || err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && u.RawQuery == "" {
		return nil
	}
	return errors.New("LOKET_TELEGRAM_API is not an address like " + Official)
}

func checkRate(rate float64) error {
	if rate >= 0 {
		return nil
	}
	return fmt.Errorf("LOKET_TELEGRAM_RATE is %v: messages a second, or 0 for no limit, are accepted", rate)
}

func (c *Channel) checkMode() error {
	switch c.mode {
	case ByPoll:
		return nil
	case ByWebhook:
	default:
		return fmt.Errorf("LOKET_TELEGRAM_MODE is %q: %s and %s are accepted", c.mode, ByPoll, ByWebhook)
	}
	if !secretForm.MatchString(c.secret) {
		return errors.New("LOKET_TELEGRAM_SECRET must be set for the webhook, to 1 to 256 of A-Z a-z 0-9 _ and -: " +
			"without it anybody could write in a citizen's name")
	}
	u, err := url.Parse(c.publicURL)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return errors.New("LOKET_PUBLIC_URL must be the https address at which Telegram reaches the webhook; " +
			"without one, set LOKET_TELEGRAM_MODE=poll")
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (c *Channel) setCommands(list []Command) error {
	for _, one := range list {
		one.Word = strings.ToLower(one.Word)
		if !wordForm.MatchString(one.Word) || one.Text == "" {
			return fmt.Errorf("the menu's command %q: Telegram takes a word of a-z, 0-9 and _ with a description", one.Word)
		}
		c.commands = append(c.commands, one)
	}
	return nil
}

// tally counts by kind.
type tally struct {
	mu     sync.Mutex
	counts map[string]int64
}

func (t *tally) add(kind string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts = map[string]int64{}
	}
	t.counts[kind]++
}

func (t *tally) all() map[string]int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := make(map[string]int64, len(t.counts))
	for kind, n := range t.counts {
		all[kind] = n
	}
	return all
}
