package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"loket/channels/channeltest/minitelegram"
	"loket/channels/channeltest/minitwilio"
)

// providerCommand is the process of the providers. It is asked over its standard input and output, and ends when the other
// side does, whatever becomes of that.
type providerCommand struct{}

func (*providerCommand) Run(context.Context) error {
	port, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	p := &Provider{twilio: minitwilio.New(nil), telegram: minitelegram.New(nil, minitelegram.Lean()), at: port.Addr().String()}
	defer p.twilio.Close()
	defer p.telegram.Close()
	p.twilio.Set(func(k *minitwilio.Knobs) { k.Lean, k.Number = true, ours })
	server := &http.Server{Handler: http.HandlerFunc(p.answer), ReadHeaderTimeout: time.Minute}
	defer server.Close()
	go func() { _ = server.Serve(port) }()
	return serveChild("Provider", p)
}

// Provider is what the process of the providers can be asked.
type Provider struct {
	twilio   *minitwilio.Server
	telegram *minitelegram.Server
	at       string // where Telegram is

	late            atomic.Int64 // how long Telegram thinks about a message, in nanoseconds
	calls, inFlight atomic.Int64
	most            atomic.Int64 // calls in flight at once, lately
}

// answer is Telegram's, who may take time to think about a message.
func (p *Provider) answer(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, "/sendMessage") {
		p.telegram.ServeHTTP(w, r)
		return
	}
	n := p.inFlight.Add(1)
	defer p.inFlight.Add(-1)
	for most := p.most.Load(); n > most && !p.most.CompareAndSwap(most, n); most = p.most.Load() {
	}
	if late := p.late.Load(); late > 0 {
		time.Sleep(time.Duration(late))
	}
	p.telegram.ServeHTTP(w, r)
	p.calls.Add(1)
}

// Accounts are what an office must know of its providers.
type Accounts struct {
	TwilioURL, AccountSID, AuthToken string
	TelegramURL, TelegramToken       string
}

// Accounts names the accounts.
func (p *Provider) Accounts(_ struct{}, a *Accounts) error {
	*a = Accounts{p.twilio.URL, p.twilio.AccountSID, p.twilio.AuthToken, "http://" + p.at, p.telegram.Token}
	return nil
}

// Chats are people who have opened Telegram's chat with the bot.
type Chats struct {
	First int64
	N     int
}

// Open makes chats.
func (p *Provider) Open(c Chats, _ *struct{}) error {
	p.telegram.Users(c.First, c.N)
	return nil
}

// Late makes Telegram think about each message for so long.
func (p *Provider) Late(d time.Duration, _ *struct{}) error {
	p.late.Store(int64(d))
	return nil
}

// Sent is what the providers have taken.
type Sent struct {
	SMS, Telegram int
	Most          int // calls to Telegram in flight at once, since this was asked last
	Violations    []string
}

// Sent counts what the providers have taken, and names what they would not have understood.
func (p *Provider) Sent(_ struct{}, s *Sent) error {
	*s = Sent{p.twilio.Counts().Created, int(p.calls.Load()), int(p.most.Swap(0)), append(p.twilio.Violations(), p.telegram.Violations()...)}
	return nil
}

// Arrivals tells when numbers got their first SMS, in nanoseconds since 1970; 0 if they got none.
func (p *Provider) Arrivals(numbers []string, at *[]int64) error {
	*at = make([]int64, len(numbers))
	for i, to := range numbers {
		if got := p.twilio.Sent(to); len(got) > 0 {
			(*at)[i] = got[0].Created.UnixNano()
		}
	}
	return nil
}

// providers is the process of the providers, seen from the bench.
type providers struct {
	Accounts
	child
}

func startProviders() (p *providers, err error) {
	p = &providers{}
	if p.child, err = startChild("Provider", "provider"); err != nil {
		return nil, err
	}
	if err := p.ask("Accounts", struct{}{}, &p.Accounts); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

// sent asks what the providers have taken.
func (p *providers) sent() (s Sent, err error) {
	err = p.ask("Sent", struct{}{}, &s)
	return s, err
}

// newSID is an id as Twilio's are.
func newSID() string { return fmt.Sprintf("SM%016x%016x", rand.Uint64(), rand.Uint64()) }
