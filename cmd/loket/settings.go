package main

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// The settings of the office. Every field is a variable, named by its env tag, and a flag of the same name on the
// commands that use it, unless it is a secret: no command line ever shows those, but NAME_FILE reads them from a file.
// accept says what may stand in it.

// Place is where an office is kept and what describes it: what every command needs that opens the database.
type Place struct {
	DatabaseURL string `env:"LOKET_DATABASE_URL" default:"sqlite:loket.db" placeholder:"URL" accept:"database" help:"sqlite:PATH or postgres://…"`
	KeyFile     string `env:"LOKET_KEY_FILE" placeholder:"FILE" help:"Keyset that seals personal data; loket.key beside the SQLite file unless named."`
	Office      string `env:"LOKET_OFFICE" placeholder:"FOLDER" accept:"folder" help:"Folder whose files overlay the embedded office."`
}

// Wires is how the office speaks and listens: the settings of all channels.
type Wires struct {
	PublicURL string `env:"LOKET_PUBLIC_URL" placeholder:"URL" accept:"url" help:"The https address that providers reach: for webhooks."`

	TelegramToken  string `kong:"-" env:"LOKET_TELEGRAM_TOKEN" secret:"" help:"Token of the bot."`
	TelegramSecret string `kong:"-" env:"LOKET_TELEGRAM_SECRET" secret:"" help:"Secret of the webhook."`
	TelegramMode   string `env:"LOKET_TELEGRAM_MODE" default:"poll" accept:"mode" help:"poll or webhook."`
	TelegramAPI    string `env:"LOKET_TELEGRAM_API" default:"https://api.telegram.org" placeholder:"URL" accept:"url" help:"Base address of the Bot API."`
	TelegramRate   string `env:"LOKET_TELEGRAM_RATE" default:"30" placeholder:"N" accept:"rate" help:"Messages a second that the bot may send."`

	TwilioAccountSID string `env:"LOKET_TWILIO_ACCOUNT_SID" placeholder:"SID" help:"Account at Twilio."`
	TwilioAuthToken  string `kong:"-" env:"LOKET_TWILIO_AUTH_TOKEN" secret:"" help:"Signs webhooks; sends too, unless there is an API key."`
	TwilioAPIKey     string `env:"LOKET_TWILIO_API_KEY" placeholder:"SID" help:"API key for sending."`
	TwilioAPISecret  string `kong:"-" env:"LOKET_TWILIO_API_SECRET" secret:"" help:"Secret of the API key."`
	TwilioAPI        string `env:"LOKET_TWILIO_API" default:"https://api.twilio.com" placeholder:"URL" accept:"url" help:"Base address of Twilio's API."`
	TwilioContentAPI string `env:"LOKET_TWILIO_CONTENT_API" default:"https://content.twilio.com" placeholder:"URL" accept:"url" help:"Base address of Twilio's Content API."`
	SMSFrom          string `env:"LOKET_SMS_FROM" placeholder:"SENDER" help:"Number, sender's name or MG… messaging service."`
	SMSRate          string `env:"LOKET_SMS_RATE" default:"10" placeholder:"N" accept:"rate" help:"SMS a second."`
	WhatsAppFrom     string `name:"whatsapp-from" env:"LOKET_WHATSAPP_FROM" placeholder:"SENDER" help:"Number or MG… messaging service of the office's WhatsApp."`
	WhatsAppRate     string `name:"whatsapp-rate" env:"LOKET_WHATSAPP_RATE" default:"80" placeholder:"N" accept:"rate" help:"WhatsApp messages a second."`

	SMSGateURL        string `name:"smsgate-url" env:"LOKET_SMSGATE_URL" placeholder:"URL" accept:"url" help:"Base address of an Android phone as SMS gateway, or of its server."`
	SMSGateUser       string `name:"smsgate-user" env:"LOKET_SMSGATE_USER" placeholder:"NAME" help:"Its user."`
	SMSGatePassword   string `kong:"-" env:"LOKET_SMSGATE_PASSWORD" secret:"" help:"Its password."`
	SMSGateSigningKey string `kong:"-" env:"LOKET_SMSGATE_SIGNING_KEY" secret:"" help:"Signs its webhooks; several with spaces between."`
	SMSGateRate       string `name:"smsgate-rate" env:"LOKET_SMSGATE_RATE" default:"0.3" placeholder:"N" accept:"rate" help:"SMS a second through a SIM that has no rate of its own."`
}

// Running is how a process that serves lives.
type Running struct {
	Clock string `env:"LOKET_CLOCK" placeholder:"TIME" accept:"time" help:"The office's clock stands at least there at the start (RFC 3339), for demonstrations."`
	Log   string `env:"LOKET_LOG" default:"info" placeholder:"LEVEL" accept:"level" help:"debug, info, warn or error."`
	Pprof string `env:"LOKET_PPROF" placeholder:"ADDRESS" accept:"loopback" help:"Address on this machine that shows profiles, like 127.0.0.1:6060; nowhere unless set."`
}

// Port is where the HTTP server is.
type Port struct {
	Listen string `env:"LOKET_LISTEN" default:"127.0.0.1:8080" placeholder:"ADDRESS" accept:"address" help:"Address of the HTTP server; port 0 takes a free one."`
}

// AfterApply is called by kong when flags, variables and defaults have been read.
func (p *Place) AfterApply() error   { return settle(p) }
func (w *Wires) AfterApply() error   { return settle(w) }
func (r *Running) AfterApply() error { return settle(r) }
func (p *Port) AfterApply() error    { return settle(p) }

// acceptance is a kind of value: what it is called, and how it is told.
type acceptance struct {
	what string
	ok   func(string) bool
}

var accepted = map[string]acceptance{
	"database": {"sqlite:PATH or postgres://user:password@host/database", func(s string) bool {
		path, sqlite := strings.CutPrefix(s, "sqlite:")
		u, err := url.Parse(s)
		return sqlite && path != "" || err == nil && (u.Scheme == "postgres" || u.Scheme == "postgresql") && u.Host != ""
	}},
	"folder": {"a folder that exists", func(s string) bool {
		info, err := os.Stat(s)
		return err == nil && info.IsDir()
	}},
	"time":  {"a time like 2020-03-17T07:55:00+07:00", func(s string) bool { _, err := time.Parse(time.RFC3339, s); return err == nil }},
	"level": {"debug, info, warn or error", func(s string) bool { _, err := logLevel(s); return err == nil }},
	"mode":  {"poll or webhook", func(s string) bool { return s == "poll" || s == "webhook" }},
	"rate": {"a number of messages a second above 0, like 0.5 or 30", func(s string) bool {
		f, err := strconv.ParseFloat(s, 64)
		return err == nil && f > 0 && f <= 1e6
	}},
	"url": {"an address like https://loket.example.go.id", func(s string) bool {
		u, err := url.Parse(s)
		return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && u.RawQuery == "" && u.Fragment == ""
	}},
	"address":  {"an address like 127.0.0.1:8080", address},
	"loopback": {"an address of this machine alone, like 127.0.0.1:6060", func(s string) bool { return address(s) && loopback(s) }},
}

func address(s string) bool {
	_, port, err := net.SplitHostPort(s)
	n, wrong := strconv.ParseUint(port, 10, 16)
	return err == nil && wrong == nil && n <= 65535
}

// settle fills the secrets of a settings struct in from their variables and refuses values that are not accepted.
func settle(settings any) error {
	for _, v := range variables(settings) {
		if v.secret {
			v.field.SetString(strings.TrimSpace(os.Getenv(v.name)))
		}
		kind, checked := accepted[v.accept]
		came := v.field.String()
		if !checked || came == "" || kind.ok(came) {
			continue
		}
		if os.Getenv(v.name) == came {
			return &settingError{fmt.Sprintf("%s is %q: it must be %s", v.name, v.shown(), kind.what)}
		}
		return usagef("--%s is %q: it must be %s", v.flag(), v.shown(), kind.what)
	}
	return nil
}

// settingError is a variable that holds what it may not, or that nobody knows.
type settingError struct{ sentence string }

func (e *settingError) Error() string { return e.sentence }

// variable is one setting of a settings struct.
type variable struct {
	name     string // LOKET_…
	standard string // what holds unless it is set
	accept   string
	secret   bool
	field    reflect.Value
}

// variables lists the settings of a struct, those of embedded structs included, in order.
func variables(settings any) (all []variable) {
	v := reflect.Indirect(reflect.ValueOf(settings))
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			all = append(all, variables(v.Field(i).Addr().Interface())...)
			continue
		}
		name, ok := f.Tag.Lookup("env")
		if !ok {
			continue
		}
		_, secret := f.Tag.Lookup("secret")
		all = append(all, variable{name, f.Tag.Get("default"), f.Tag.Get("accept"), secret, v.Field(i)})
	}
	return all
}

// flag is the variable's name on a command line.
func (v variable) flag() string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(v.name, "LOKET_"), "_", "-"))
}

// shown is the value as it may be read by anybody.
func (v variable) shown() string {
	s := v.field.String()
	switch {
	case v.secret && s != "":
		return "(set)"
	case v.accept == "database":
		if u, err := url.Parse(s); err == nil {
			if _, has := u.User.Password(); has || u.Query().Has("password") {
				q := u.Query()
				q.Del("password")
				u.RawQuery = q.Encode()
			}
			return u.Redacted()
		}
		return strings.SplitN(s, ":", 2)[0] + ":…"
	}
	return s
}

// perSecond is a rate that settle has accepted.
func perSecond(s string) float64 {
	f, _ := strconv.ParseFloat(s, 64)
	return f
}

// standard is what a variable of a settings struct is unless it is set.
func standard(settings any, name string) string {
	for _, v := range variables(settings) {
		if v.name == name {
			return v.standard
		}
	}
	return ""
}
