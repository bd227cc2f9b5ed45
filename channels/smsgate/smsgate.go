// Package smsgate carries SMS through somebody's Android phone, by the API of SMS Gateway for Android (capcom6/android-sms-gateway):
// its server on the phone itself, or one of the office's own with which several phones talk.
//
// It is one gateway for as many channels as there are SIMs: each is an account of its own, with its own number and rate, and answers
// what it has heard. What is heard comes by webhooks, which the phones themselves send; they are registered once for all.
//
//	smsgate.go, config.go   what there is, and the settings
//	send.go, resolve.go     a letter becomes a call; what became of a call without an answer
//	call.go, failure.go     one call; who must act on what went wrong
//	hook.go, sign.go        webhooks, and that they are ours
//	event.go                what people wrote; what became of what was sent
//	prepare.go, alive.go    webhooks registered; when a phone was last heard of
//
// Things that its users have learnt, and that stand behind what is done here:
//
//   - The id of a message may be chosen by who sends it, and is taken once (409): so nothing is sent twice, and what became of a call
//     can be asked for by that id.
//   - The messageId of what was received is made of its content: two who write the same at once have the same. Only the event's own
//     id is one event's, and it stays the same when the phone repeats it.
//   - A webhook is signed anew each time it is sent, with the time of the phone's clock. One that is older, or from a clock that goes
//     wrong, is refused, and the phone tries for two days.
//   - A phone that talks with a server says that it lives when it asks for work: every quarter of an hour, unless its Ping is set.
package smsgate

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"loket/core"
)

// Channel is one SIM of a phone: a core.Channel, core.Hook, core.Preparer, core.Resolver and core.Watched.
type Channel struct {
	*gateway
	phone Phone
	limit core.Limits
}

// gateway is what all SIMs share.
type gateway struct {
	user, password string
	keys           [][]byte // that webhooks may be signed with
	public         string   // the office's base address, "" if nobody can be told of it
	channels       []*Channel
	client         *http.Client
	now            func() time.Time
	log            *slog.Logger
	count          func(what string)
	told           sync.Map // which refusals were logged
	heard          sync.Map // by device: when a webhook of it came to this process
}

// New makes the channels, one of each phone in their order, without calling anyone. Its error names the setting, what came, and what
// is accepted.
func New(c Config) ([]*Channel, error) {
	c = c.withDefaults()
	if err := c.check(); err != nil {
		return nil, err
	}
	g := c.gateway()
	for _, p := range c.Phones {
		g.channels = append(g.channels, &Channel{gateway: g, phone: p,
			// A text in more parts than these goes in several messages, so that the rate is about what the SIM bears.
			limit: core.Limits{Short: true, Rate: p.Rate, Text: 3 * 153, Workers: 1}})
	}
	return g.channels, nil
}

// Name is "sms".
func (c *Channel) Name() string { return core.SMSChannel }

// Account is the phone's name behind "sms:gate/".
func (c *Channel) Account() string { return Account(c.phone.Name) }

// Account is that of a phone by its name.
func Account(name string) string { return core.SMSChannel + ":gate/" + name }

// Limits are those of SMS, and of the SIM.
func (c *Channel) Limits() core.Limits { return c.limit }

// tell logs the first refusal of a sort; every one is counted. Whoever finds the hook could fill the log otherwise.
func (g *gateway) tell(ctx context.Context, what, message string) {
	g.count(what)
	if _, again := g.told.LoadOrStore(what, true); !again {
		g.log.WarnContext(ctx, "smsgate: webhook refused", "why", message, "later", "counted, not logged")
	}
}

var (
	_ core.Channel  = (*Channel)(nil)
	_ core.Hook     = (*Channel)(nil)
	_ core.Preparer = (*Channel)(nil)
	_ core.Resolver = (*Channel)(nil)
	_ core.Watched  = (*Channel)(nil)
)
