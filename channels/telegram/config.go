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
	"time"
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
	Rate      float64 // LOKET_TELEGRAM_RATE: messages a second; 0 is 30

	Commands      []Command // the bot's menu, from the catalog; none: the menu is left as it is
	GroupCommands []Command // the menu in groups; none: it is left as it is

	Transport http.RoundTripper // nil: one that suits Telegram
	Log       *slog.Logger      // for what the operator should know; nil: slog.Default
	Now       func() time.Time  // the machine's clock, as presses carry no time of their own; nil: time.Now
	Count     func(what string) // told of each update that is nobody's business, by a word that says why; nil: nobody
}

// Command is a line of the menu that apps show beside the text field: "daftar", and what it does.
type Command struct{ Word, Text string }

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
	return fmt.Errorf("LOKET_TELEGRAM_RATE is %v: it must be above 0, in messages a second", rate)
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

func setCommands(menu *[]Command, list []Command) error {
	for _, one := range list {
		one.Word = strings.ToLower(one.Word)
		if !wordForm.MatchString(one.Word) || one.Text == "" {
			return fmt.Errorf("the menu's command %q: Telegram takes a word of a-z, 0-9 and _ with a description", one.Word)
		}
		*menu = append(*menu, one)
	}
	return nil
}
