package phones

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"hash/fnv"
	"sync"
	"time"

	"loket/core"
)

const (
	lanes      = 16                     // people who are heard at once
	mostUnread = 64                     // messages of the page that wait for the office: more are refused
	again      = 200 * time.Millisecond // until a message is offered again that could not be stored
)

// What a phone refuses.
var (
	ErrBusy   = errors.New("phones: too many messages wait for the office")
	ErrChoice = errors.New("phones: no message on this phone offers that")
)

// Carrier plays the provider of a channel, and all phones on it.
type Carrier struct {
	as      string
	limits  core.Limits
	citizen Citizen
	session string // makes ids of different runs differ

	mu      sync.Mutex // guards what follows
	thread  thread
	version int64 // grows with every change of the thread
	count   Count
	heard   int
	unread  int // of the page's citizen
	changed func()
	now     func() time.Time // of the office

	lanes [lanes]lane
}

// Count is what a carrier has seen since it was made.
type Count struct {
	Sent    int // messages of the office that arrived
	Written int // messages that the crowd wrote …
	Read    int // … and that are on the office's disk
}

// lane is what some people have written and the office has not stored yet: each person's messages are on one lane, in order.
type lane struct {
	mu    sync.Mutex
	queue []unread
	stir  chan struct{}
}

type unread struct {
	in     core.Inbound
	bubble int64 // 0: not on the page
}

var (
	_ core.Channel = (*Carrier)(nil)
	_ core.Poller  = (*Carrier)(nil)
)

// NewCarrier plays the provider of a channel with such limits.
func NewCarrier(channel string, limits core.Limits) *Carrier {
	c := &Carrier{as: channel, limits: limits, session: rand.Text(), changed: func() {}, now: time.Now}
	c.citizen, _ = CitizenOf(channel)
	for i := range c.lanes {
		c.lanes[i].stir = make(chan struct{}, 1)
	}
	return c
}

// Name is the channel that is played.
func (c *Carrier) Name() string { return c.as }

// Account is the same in every run.
func (c *Carrier) Account() string { return "phones-" + c.as }

// Limits are the channel's as to what it shows. How fast, the page decides.
func (c *Carrier) Limits() core.Limits {
	return core.Limits{Short: c.limits.Short, Buttons: c.limits.Buttons, Edits: c.limits.Edits, Media: c.limits.Media,
		Contact: c.limits.Contact}
}

// Send lets a letter arrive. Who is not on the page is of the crowd, or somebody whom staff have written to: it arrives unseen.
func (c *Carrier) Send(ctx context.Context, l core.Letter) (receipt string, err error) {
	if err := ctx.Err(); err != nil {
		return "", core.Errorf(core.Away, "phones: %w", err)
	}
	if l.To.Channel != c.as || l.To.ID == "" {
		return "", core.Errorf(core.Gone, "phones: %v is no phone of %s", l.To, c.as)
	}
	c.mu.Lock()
	changed := c.changed
	c.count.Sent++
	if l.To == c.citizen.Address {
		receipt = c.show(l)
	} else {
		receipt = fmt.Sprintf("%s-%d.%d", c.session, l.ID, l.Part)
	}
	c.mu.Unlock()
	changed()
	if l.To != c.citizen.Address && l.Lane == core.ReplyLane {
		if says := replies(l.To, l.Message); says != "" {
			c.hear(l.To, says)
		}
	}
	return receipt, nil
}

// show puts a letter on the phone of the page, and returns its receipt.
func (c *Carrier) show(l core.Letter) string {
	c.version++
	if c.limits.Edits && l.Replaces != "" && l.Part == 0 {
		if first, ok := c.thread.replace(l.Replaces, l.Message); ok {
			return fmt.Sprintf("%s%s%d", first, mark, l.ID)
		}
	}
	b := &Bubble{Text: l.Message.Text, Choices: l.Message.Choices, URL: l.Message.URL, At: c.now()}
	c.thread.add(b)
	b.receipt = fmt.Sprintf("%s-%d", c.session, b.ID)
	return b.receipt
}

// Write is the citizen of the page writing.
func (c *Carrier) Write(text string) error { return c.say(text, "") }

// Press is that citizen pressing what a message offers.
func (c *Carrier) Press(token string) error { return c.say("", token) }

func (c *Carrier) say(text, token string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.unread >= mostUnread {
		return ErrBusy
	}
	b, contact := &Bubble{Mine: true, Text: text, At: c.now()}, false
	if token != "" {
		of, choice, ok := c.thread.offered(token)
		if !ok {
			return ErrChoice
		}
		of.Pressed, b.Text, contact = token, choice.Label, choice.Contact
		of.Rev++
	}
	c.version++
	if token == "" || c.as != core.TelegramChannel { // there, a press leaves no message
		c.thread.add(b)
	}
	c.unread++
	in := c.inbound(c.citizen.Address, text, token)
	if contact && c.citizen.Number != "" { // the app tells it
		in.Choice, in.Proves = "", core.Address{Channel: core.SMSChannel, ID: c.citizen.Number}
	}
	c.put(in, b.ID)
	c.changed()
	return nil
}

// hear takes what somebody of the crowd writes.
func (c *Carrier) hear(from core.Address, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.count.Written++
	c.put(c.inbound(from, text, ""), 0)
}

func (c *Carrier) inbound(from core.Address, text, token string) core.Inbound {
	c.heard++
	return core.Inbound{ID: fmt.Sprintf("%s-%d", c.session, c.heard), Account: c.Account(), From: from, Text: text, Choice: token, At: time.Now().UTC()}
}

func (c *Carrier) put(in core.Inbound, bubble int64) {
	h := fnv.New32a()
	_, _ = h.Write([]byte(in.From.ID))
	l := &c.lanes[h.Sum32()%lanes]
	l.mu.Lock()
	l.queue = append(l.queue, unread{in, bubble})
	l.mu.Unlock()
	select {
	case l.stir <- struct{}{}:
	default:
	}
}

// Poll brings what was written to the office until ctx ends. A message is forgotten here when it is on disk there.
func (c *Carrier) Poll(ctx context.Context, receive core.Receiver) error {
	var all sync.WaitGroup
	for i := range c.lanes {
		all.Go(func() { c.bring(ctx, &c.lanes[i], receive) })
	}
	all.Wait()
	return nil
}

func (c *Carrier) bring(ctx context.Context, l *lane, receive core.Receiver) {
	for ctx.Err() == nil {
		wait := time.Duration(-1)
		if next, ok := l.first(); ok {
			if receive(ctx, next.in) == nil {
				l.mu.Lock()
				l.queue = l.queue[1:]
				l.mu.Unlock()
				c.stored(next)
				continue
			}
			wait = again
		}
		select {
		case <-l.stir:
		case <-after(wait):
		case <-ctx.Done():
		}
	}
}

func (l *lane) first() (u unread, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.queue) == 0 {
		return u, false
	}
	return l.queue[0], true
}

// after never comes if d is below zero.
func after(d time.Duration) <-chan time.Time {
	if d < 0 {
		return nil
	}
	return time.After(d)
}

// stored notes that a message is on the office's disk.
func (c *Carrier) stored(u unread) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if u.in.From == c.citizen.Address {
		c.unread--
		c.version++
		c.thread.heard(u.bubble)
	} else {
		c.count.Read++
	}
	c.changed()
}

// shown is what the phone of the page shows, and its version.
func (c *Carrier) shown() ([]Bubble, int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.thread.shown(), c.version
}

func (c *Carrier) counted() Count {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.count
}

// watch tells the carrier whom to tell of changes, and the office's time.
func (c *Carrier) watch(changed func(), now func() time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changed, c.now = changed, now
}
