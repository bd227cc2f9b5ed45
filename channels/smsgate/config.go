package smsgate

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Config is the settings of the gateway, named as the variables that hold them.
type Config struct {
	URL        string  // LOKET_SMSGATE_URL: base address: https://192.168.1.10:8080 of a phone, https://…/3rdparty/v1 of a server
	User       string  // LOKET_SMSGATE_USER
	Password   string  // LOKET_SMSGATE_PASSWORD
	SigningKey string  // LOKET_SMSGATE_SIGNING_KEY: signs webhooks; several with spaces between, where phones have different ones
	PublicURL  string  // LOKET_PUBLIC_URL: base of the hook's address; "": nothing is heard
	Rate       float64 // LOKET_SMSGATE_RATE: messages a second of phones that have no rate of their own; 0: 0.3
	Phones     []Phone // of the office file; none: one SIM, whichever the phone takes

	Transport http.RoundTripper // how calls travel; nil: an own pool of connections
	Now       func() time.Time  // the machine's clock; nil: time.Now
	Log       *slog.Logger      // for what only the operator can mend; nil: slog.Default
	Count     func(what string) // told of each webhook refused or ignored, by a word that says why; nil: nobody
}

// Phone is one SIM of a phone.
type Phone struct {
	Name   string  // in the account: letters, digits and dashes
	Device string  // the phone's id at the server; "": there is only one
	SIM    int     // 1, 2 or 3; 0: whichever the phone takes
	Number string  // under which it is known, as +62…; "" if nobody has said
	Rate   float64 // messages a second; 0: Config's
	URL    string  // of the phone's own server; "": Config's
}

const (
	callTimeout = 15 * time.Second // shorter than a planned stop waits
	onlyPhone   = "hp"             // the name of the phone when none is described
)

func (c Config) withDefaults() Config {
	c.URL = strings.TrimRight(c.URL, "/")
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	c.Rate = cmp.Or(c.Rate, 0.3)
	c.Phones = slices.Clone(c.Phones)
	if len(c.Phones) == 0 {
		c.Phones = []Phone{{Name: onlyPhone}}
	}
	for i, p := range c.Phones {
		c.Phones[i].Rate = cmp.Or(p.Rate, c.Rate)
		c.Phones[i].URL = cmp.Or(strings.TrimRight(p.URL, "/"), c.URL)
	}
	if c.Transport == nil {
		pool := http.DefaultTransport.(*http.Transport).Clone()
		pool.IdleConnTimeout = 20 * time.Second
		c.Transport = pool
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	c.Log = cmp.Or(c.Log, slog.Default())
	if c.Count == nil {
		c.Count = func(string) {}
	}
	return c
}

var (
	e164 = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	nick = regexp.MustCompile(`^[A-Za-z0-9-]{1,20}$`)
)

// check finds the first setting that cannot work. Secrets are not repeated.
func (c Config) check() error {
	switch {
	case !base(c.URL):
		return fmt.Errorf("LOKET_SMSGATE_URL is not an address like https://192.168.1.10:8080 or https://sms.example.go.id/3rdparty/v1")
	case c.User == "":
		return fmt.Errorf("LOKET_SMSGATE_USER is empty: it stands on the first page of the gateway's app")
	case c.Password == "":
		return fmt.Errorf("LOKET_SMSGATE_PASSWORD is empty: it stands on the first page of the gateway's app")
	case len(strings.Fields(c.SigningKey)) == 0:
		return fmt.Errorf("LOKET_SMSGATE_SIGNING_KEY is empty: it stands in the app under Settings, Webhooks; without it nobody knows who wrote")
	case c.Rate < 0:
		return fmt.Errorf("LOKET_SMSGATE_RATE is %v: it must be above 0, in messages a second", c.Rate)
	case c.PublicURL != "" && !base(c.PublicURL):
		return fmt.Errorf("LOKET_PUBLIC_URL is not an address like https://loket.example.go.id")
	}
	seen := map[string]bool{}
	for _, p := range c.Phones {
		switch sim := fmt.Sprint(p.URL, " ", p.Device, " ", p.SIM); {
		case !nick.MatchString(p.Name):
			return fmt.Errorf("the name of a phone is %q: it must be up to 20 letters, digits and dashes", p.Name)
		case seen["name "+p.Name]:
			return fmt.Errorf("two phones are called %q: give each SIM a name of its own", p.Name)
		case seen["sim "+sim]:
			return fmt.Errorf("phone %q is a SIM that another is, too: say by device and sim which it is", p.Name)
		case p.SIM < 0 || p.SIM > 3:
			return fmt.Errorf("the sim of phone %q is %d: it must be 1, 2 or 3", p.Name, p.SIM)
		case p.Rate < 0:
			return fmt.Errorf("the rate of phone %q is %v: it must be above 0, in messages a second", p.Name, p.Rate)
		case p.Number != "" && !e164.MatchString(p.Number):
			return fmt.Errorf("the number of phone %q is not one like +6281234567890", p.Name)
		case !base(p.URL):
			return fmt.Errorf("the url of phone %q is not an address like https://192.168.1.10:8080", p.Name)
		default:
			seen["name "+p.Name], seen["sim "+sim] = true, true
		}
	}
	return nil
}

// base says whether an address can have a path put after it.
func base(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" &&
		u.User == nil && !strings.ContainsAny(address, "?#")
}

func (c Config) gateway() *gateway {
	g := &gateway{user: c.User, password: c.Password, public: c.PublicURL,
		client: &http.Client{
			Transport:     c.Transport,
			Timeout:       callTimeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		now: c.Now, log: c.Log, count: c.Count}
	for _, key := range strings.Fields(c.SigningKey) {
		g.keys = append(g.keys, []byte(key))
	}
	return g
}
