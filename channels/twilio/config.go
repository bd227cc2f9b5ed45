package twilio

import (
	"cmp"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"loket/core"
)

// Config is the settings of the channel, named as the variables that hold them.
type Config struct {
	AccountSID string  // LOKET_TWILIO_ACCOUNT_SID
	AuthToken  string  // LOKET_TWILIO_AUTH_TOKEN: signs webhooks; sends too, unless there is an API key
	APIKey     string  // LOKET_TWILIO_API_KEY, with
	APISecret  string  // LOKET_TWILIO_API_SECRET: for sending
	API        string  // LOKET_TWILIO_API: base address; "": https://api.twilio.com
	From       string  // LOKET_SMS_FROM: an E.164 number, an alphanumeric sender or a messaging service MG…; "": no SMS
	PublicURL  string  // LOKET_PUBLIC_URL: base of the hooks' addresses; "": nothing is heard, and no reports are asked for
	Rate       float64 // LOKET_SMS_RATE: messages a second; 0: 10

	WhatsAppFrom string  // LOKET_WHATSAPP_FROM: an E.164 number or a messaging service; "": no WhatsApp
	WhatsAppRate float64 // LOKET_WHATSAPP_RATE: messages a second; 0: 80
	ContentAPI   string  // LOKET_TWILIO_CONTENT_API: base address; "": https://content.twilio.com

	Templates []Template // for WhatsApp: one of each kind and language of the office
	Choose    string     // what stands on the button that opens a list, of at most 20 characters

	Transport http.RoundTripper          // how calls travel; nil: an own pool of connections
	Now       func() time.Time           // the machine's clock; nil: time.Now
	Log       *slog.Logger               // for what only the operator can mend; nil: slog.Default
	Count     func(channel, what string) // told of each webhook refused or ignored, by a word that says why; nil: nobody
}

const (
	twilioAPI   = "https://api.twilio.com" // what twilio-go always calls
	contentAPI  = "https://content.twilio.com"
	callTimeout = 15 * time.Second // longer than Twilio ever took, shorter than a planned stop waits
)

func (c Config) withDefaults() Config {
	c.API = strings.TrimRight(cmp.Or(c.API, twilioAPI), "/")
	c.ContentAPI = strings.TrimRight(cmp.Or(c.ContentAPI, contentAPI), "/")
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	c.Rate, c.WhatsAppRate = cmp.Or(c.Rate, 10), cmp.Or(c.WhatsAppRate, 80)
	c.Choose = cmp.Or(c.Choose, "…")
	if c.Transport == nil {
		pool := http.DefaultTransport.(*http.Transport).Clone()
		pool.MaxIdleConnsPerHost = 64
		pool.IdleConnTimeout = 30 * time.Second // let go before Twilio does: a call on a connection just closed is a doubt
		c.Transport = pool
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	c.Log = cmp.Or(c.Log, slog.Default())
	if c.Count == nil {
		c.Count = func(string, string) {}
	}
	return c
}

var (
	accountSID = regexp.MustCompile(`^AC[0-9A-Za-z]{32}$`)
	apiKey     = regexp.MustCompile(`^SK[0-9A-Za-z]{32}$`)
	service    = regexp.MustCompile(`^MG[0-9A-Za-z]{32}$`)
	e164       = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	letters    = regexp.MustCompile(`^[A-Za-z0-9 _&+-]{0,10}[A-Za-z][A-Za-z0-9 _&+-]{0,10}$`)
)

// sender is who speaks: a number, a name of up to 11 characters, or a messaging service that chooses for itself.
type sender string

func (s sender) service() bool { return service.MatchString(string(s)) }

func (s sender) valid() bool {
	return s.service() || e164.MatchString(string(s)) || len(s) <= 11 && letters.MatchString(string(s))
}

// check finds the first setting that cannot work. Secrets are not repeated.
func (c Config) check() error {
	switch {
	case !accountSID.MatchString(c.AccountSID):
		return fmt.Errorf("LOKET_TWILIO_ACCOUNT_SID is %q: it must be AC and 32 characters, from the first page of Twilio's console", c.AccountSID)
	case c.AuthToken == "":
		return fmt.Errorf("LOKET_TWILIO_AUTH_TOKEN is empty: webhooks are checked with it, also where an API key does the sending")
	case (c.APIKey == "") != (c.APISecret == ""):
		return fmt.Errorf("LOKET_TWILIO_API_KEY and LOKET_TWILIO_API_SECRET go together: set both or neither")
	case c.APIKey != "" && !apiKey.MatchString(c.APIKey):
		return fmt.Errorf("LOKET_TWILIO_API_KEY is %q: it must be SK and 32 characters", c.APIKey)
	case !base(c.API):
		return fmt.Errorf("LOKET_TWILIO_API is not an address like %s", twilioAPI)
	case !base(c.ContentAPI):
		return fmt.Errorf("LOKET_TWILIO_CONTENT_API is not an address like %s", contentAPI)
	case c.PublicURL != "" && !base(c.PublicURL):
		return fmt.Errorf("LOKET_PUBLIC_URL is not an address like https://loket.example.go.id")
	}
	return nil
}

// checkSender looks at who speaks on a channel, and how fast. By WhatsApp nobody speaks under a mere name.
func checkSender(variable, from, rateVariable string, rate float64) error {
	s, name := sender(from), ""
	if variable == "LOKET_SMS_FROM" {
		name = "a sender's name of up to 11 letters and digits, "
	}
	if !s.valid() || name == "" && !s.service() && !e164.MatchString(from) {
		return fmt.Errorf("%s is %q: it must be a number like +12025550100, %sor a messaging service (MG and 32 characters)", variable, from, name)
	}
	if rate < 0 {
		return fmt.Errorf("%s is %v: it must be above 0, in messages a second", rateVariable, rate)
	}
	return nil
}

// base says whether an address can have a path put after it.
func base(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" &&
		u.User == nil && !strings.ContainsAny(address, "?#")
}

func (c Config) wire() *wire {
	accounts := map[string]string{}
	for channel, from := range map[string]string{core.SMSChannel: c.From, core.WhatsAppChannel: c.WhatsAppFrom} {
		if from != "" {
			accounts[channel] = channel + ":" + from
		}
	}
	return &wire{
		account: c.AccountSID, signer: newSigner(c.AuthToken),
		user: cmp.Or(c.APIKey, c.AccountSID), password: cmp.Or(c.APISecret, c.AuthToken),
		api: c.API, content: c.ContentAPI, public: signedAs(c.PublicURL), accounts: accounts,
		client: &http.Client{
			Transport:     c.Transport,
			Timeout:       callTimeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		now: c.Now, log: c.Log, count: c.Count,
	}
}

// signedAs lists the forms of the office's base address that Twilio may sign: as it is, and with the port left out or
// the scheme's own put in, for Twilio's products disagree about ports.
func signedAs(public string) []string {
	u, err := url.Parse(public)
	if public == "" || err != nil {
		return nil
	}
	other := *u
	switch {
	case u.Port() != "":
		other.Host = strings.TrimSuffix(u.Host, ":"+u.Port())
	case u.Scheme == "https":
		other.Host = net.JoinHostPort(u.Hostname(), "443")
	default:
		other.Host = net.JoinHostPort(u.Hostname(), "80")
	}
	return []string{public, other.String()}
}
