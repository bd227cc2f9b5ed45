package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/rpc"
	"net/rpc/jsonrpc"
	"os"
	"os/exec"

	"loket/channels/channeltest/minitwilio"
)

// providerCommand is the process of the providers. It speaks over its standard input and output, and ends when the other
// side does, whatever becomes of that.
type providerCommand struct{}

// pipe is both ends of a conversation.
type pipe struct {
	io.Reader
	io.WriteCloser
}

func (*providerCommand) Run(context.Context) error {
	p := &Provider{twilio: minitwilio.New(nil)}
	defer p.twilio.Close()
	p.twilio.Set(func(k *minitwilio.Knobs) { k.Lean, k.Number = true, ours })
	server := rpc.NewServer()
	if err := server.Register(p); err != nil {
		return err
	}
	server.ServeCodec(jsonrpc.NewServerCodec(pipe{os.Stdin, os.Stdout}))
	return nil
}

// Provider is what the process of the providers can be asked.
type Provider struct {
	twilio *minitwilio.Server
}

// Accounts are what an office must know of its providers.
type Accounts struct {
	TwilioURL, AccountSID, AuthToken string
}

// Accounts names the accounts.
func (p *Provider) Accounts(_ struct{}, a *Accounts) error {
	*a = Accounts{p.twilio.URL, p.twilio.AccountSID, p.twilio.AuthToken}
	return nil
}

// Sent counts the messages that the providers have taken, and names what they should not have been asked.
func (p *Provider) Sent(_ struct{}, s *Sent) error {
	s.SMS = p.twilio.Counts().Created
	s.Violations = p.twilio.Violations()
	return nil
}

// Sent is what the providers have taken.
type Sent struct {
	SMS        int
	Violations []string
}

// providers is the process of the providers, seen from the bench.
type providers struct {
	Accounts
	cmd *exec.Cmd
	rpc *rpc.Client
}

func startProviders(ctx context.Context) (*providers, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, "provider")
	cmd.Stderr = os.Stderr
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the providers: %w", err)
	}
	p := &providers{cmd: cmd, rpc: jsonrpc.NewClient(pipe{out, in})}
	if err := p.rpc.Call("Provider.Accounts", struct{}{}, &p.Accounts); err != nil {
		return nil, errors.Join(fmt.Errorf("ask the providers: %w", err), p.close())
	}
	return p, ctx.Err()
}

// sent asks what the providers have taken.
func (p *providers) sent() (s Sent, err error) {
	err = p.rpc.Call("Provider.Sent", struct{}{}, &s)
	return s, err
}

func (p *providers) close() error { return errors.Join(p.rpc.Close(), p.cmd.Wait()) }

// newSID is an id as Twilio's are.
func newSID() string { return fmt.Sprintf("SM%016x%016x", rand.Uint64(), rand.Uint64()) }
