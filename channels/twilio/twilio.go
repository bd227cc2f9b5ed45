// Package twilio carries SMS over Twilio's REST API and webhooks.
//
// It is one wire for two channels: WhatsApp travels by the same calls, hooks and signatures, with "whatsapp:" before the
// numbers. Today only SMS is on it. WhatsApp joins as a second Channel on the same wire: a constructor that gives it its
// name, prefix and limits and enters it in wire.accounts, and in Send the templates and the 24 hours. The hooks know both
// already; what comes for a channel that is not on is acknowledged and counted.
//
//	twilio.go, config.go   what there is, and the settings
//	send.go, resolve.go    a letter becomes a call; what became of a call without an answer
//	call.go, failure.go    twilio-go made fit for an office; who must act on Twilio's error codes
//	hook.go, sign.go       webhooks, and that they are Twilio's
//	inbound.go, report.go  what people wrote; what became of what was sent
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

// Channel is the office's SMS by Twilio: a core.Channel, core.Hook and core.Resolver.
type Channel struct {
	*wire
	from   sender
	limits core.Limits
}

// wire is what the channels of one Twilio account share.
type wire struct {
	account  string            // AC…
	signer   *signer           // of the webhooks
	user     string            // who calls: an API key, or the account itself
	password string            // of user
	api      string            // base address of the REST API, without a slash at its end
	public   []string          // the office's base address in each form that Twilio may sign; none: hooks are closed
	accounts map[string]string // by name of a channel: the office's account on it
	client   *http.Client
	now      func() time.Time
	log      *slog.Logger
	count    func(what string)
	told     sync.Map // which refusals were logged
}

// New makes the channel without calling anyone. Its error names the setting, what came, and what is accepted.
func New(c Config) (*Channel, error) {
	c = c.withDefaults()
	if err := c.check(); err != nil {
		return nil, err
	}
	ch := &Channel{
		wire: c.wire(),
		from: sender(c.From),
		// Twilio takes more than 30 messages to one number in 30 s for two machines talking to each other (14107).
		limits: core.Limits{Short: true, Rate: c.Rate, Chat: 0.9, Text: textMax},
	}
	ch.accounts = map[string]string{core.SMSChannel: ch.Account()}
	return ch, nil
}

// Name is "sms".
func (c *Channel) Name() string { return core.SMSChannel }

// Account is the channel and the office's own number, name or messaging service.
func (c *Channel) Account() string { return core.SMSChannel + ":" + string(c.from) }

// Limits are those of SMS.
func (c *Channel) Limits() core.Limits { return c.limits }

// tell logs the first refusal of a sort; every one is counted. Whoever finds the hook could fill the log otherwise.
func (w *wire) tell(ctx context.Context, what, message string) {
	w.count(what)
	if _, again := w.told.LoadOrStore(what, true); !again {
		w.log.WarnContext(ctx, "twilio: webhook refused", "why", message, "later", "counted, not logged")
	}
}

var (
	_ core.Channel  = (*Channel)(nil)
	_ core.Hook     = (*Channel)(nil)
	_ core.Resolver = (*Channel)(nil)
)
