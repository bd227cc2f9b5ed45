// Package twilio carries SMS and WhatsApp over Twilio's REST API and webhooks.
//
// It is one wire for two channels: WhatsApp travels by the same calls, hooks and signatures, with "whatsapp:" before the
// numbers. The hooks of either take what comes for both, so that they are mounted once, whichever is on; what comes for a channel
// that is not on is acknowledged and counted.
//
//	twilio.go, config.go      what there is, and the settings
//	send.go, resolve.go       a letter becomes a call; what became of a call without an answer
//	whatsapp.go, buttons.go   … by WhatsApp: free text, buttons and lists, templates when the 24 hours are over
//	content.go, templates.go  Twilio's Content API: what buttons need there, and whether the office's templates are there
//	call.go, failure.go       twilio-go made fit for an office; who must act on Twilio's error codes
//	hook.go, sign.go          webhooks, and that they are Twilio's
//	inbound.go, report.go     what people wrote; what became of what was sent
//	fetch.go                  the files that came with it
//
// # Buttons
//
// By WhatsApp a message with buttons is no text that is sent but a Content that lies at Twilio and is filled with variables. No variable
// may hold a line break or be empty, so a Content is made for the form of a message: how its lines stand, and how many choices there are of
// which length. Each is made when the first message of its form is sent, under a name that says the form, and found by that name after a
// restart. An office says some seventy forms; more than formsMax are not made. Whatever does not fit, cannot be made, or is refused goes as
// text with its choices numbered: no word is ever lost for the sake of a button.
//
// Of twilio-go only rest/api/v2010 and client may enter; the rest of it takes over a minute to compile. Twilio's own
// error texts may not: they repeat the number. To map one more error code, add a line in failure.go.
//
// To know a webhook of eleven parameters for Twilio's costs 2.9 µs, 2.1 kB and 3 allocations on one core of an EPYC
// (go test ./channels/twilio -run xxx -bench Signed -benchmem).
package twilio

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"loket/core"
)

// line is what both channels are: one account of the office at Twilio.
type line struct {
	*wire
	name   string // of the channel
	prefix string // before numbers, as Twilio writes them
	from   sender
	limits core.Limits
}

// Channel is the office's SMS by Twilio: a core.Channel, core.Hook and core.Resolver.
type Channel struct{ line }

// WhatsApp is the office's WhatsApp by Twilio: what Channel is, and a core.Preparer.
type WhatsApp struct {
	line
	contents *contents
}

// wire is what reaches one Twilio account.
type wire struct {
	account  string            // AC…
	signer   *signer           // of the webhooks
	user     string            // who calls: an API key, or the account itself
	password string            // of user
	api      string            // base address of the REST API, without a slash at its end
	content  string            // base address of the Content API
	public   []string          // the office's base address in each form that Twilio may sign; none: hooks are closed
	accounts map[string]string // by name of a channel: the office's account on it
	client   *http.Client
	now      func() time.Time
	log      *slog.Logger
	count    func(channel, what string)
	told     sync.Map // which refusals were logged
}

// New makes the SMS channel without calling anyone. Its error names the setting, what came, and what is accepted.
func New(c Config) (*Channel, error) {
	c = c.withDefaults()
	if err := c.check(); err != nil {
		return nil, err
	}
	if err := checkSender("LOKET_SMS_FROM", c.From, "LOKET_SMS_RATE", c.Rate); err != nil {
		return nil, err
	}
	// Twilio takes more than 30 messages to one number in 30 s for two machines talking to each other (14107).
	limits := core.Limits{Short: true, Rate: c.Rate, Chat: 0.9, Text: textMax}
	return &Channel{line{c.wire(), core.SMSChannel, "", sender(c.From), limits}}, nil
}

// NewWhatsApp makes the WhatsApp channel in the same way.
func NewWhatsApp(c Config) (*WhatsApp, error) {
	c = c.withDefaults()
	if err := c.check(); err != nil {
		return nil, err
	}
	if err := checkSender("LOKET_WHATSAPP_FROM", c.WhatsAppFrom, "LOKET_WHATSAPP_RATE", c.WhatsAppRate); err != nil {
		return nil, err
	}
	limits := core.Limits{Buttons: choicesMax, Rate: c.WhatsAppRate, Chat: 1, Text: bodyMax, Media: true, Window: window}
	w := c.wire()
	return &WhatsApp{
		line:     line{w, core.WhatsAppChannel, whatsAppPrefix, sender(c.WhatsAppFrom), limits},
		contents: newContents(w, c.Choose, c.Templates),
	}, nil
}

// whatsAppPrefix is what tells Twilio's WhatsApp addresses from numbers.
const whatsAppPrefix = "whatsapp:"

// Name is "sms" or "whatsapp".
func (l *line) Name() string { return l.name }

// Account is the channel and the office's own number, name or messaging service.
func (l *line) Account() string { return l.name + ":" + string(l.from) }

// Limits are those of the channel.
func (l *line) Limits() core.Limits { return l.limits }

// tell logs the first refusal of a sort; every one is counted. Whoever finds the hook could fill the log otherwise.
func (l *line) tell(ctx context.Context, what, message string) {
	l.count(l.name, what)
	if _, again := l.told.LoadOrStore(what, true); !again {
		l.log.WarnContext(ctx, "twilio: webhook refused", "why", message, "later", "counted, not logged")
	}
}

var (
	_ core.Channel  = (*Channel)(nil)
	_ core.Hook     = (*Channel)(nil)
	_ core.Resolver = (*Channel)(nil)

	_ core.Channel  = (*WhatsApp)(nil)
	_ core.Hook     = (*WhatsApp)(nil)
	_ core.Resolver = (*WhatsApp)(nil)
	_ core.Preparer = (*WhatsApp)(nil)
	_ core.Fetcher  = (*WhatsApp)(nil)
)
