package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"time"

	"loket/core"
)

// readiness is what /readyz says.
type readiness struct {
	Ready    bool             `json:"ready"`
	Database string           `json:"database"` // ok or away; its version was seen to before the office opened
	Closing  bool             `json:"closing,omitempty"`
	Channels []channelContact `json:"channels"`
	Unserved []debt           `json:"unserved,omitempty"` // accounts with letters that no channel here sends
	Halted   []string         `json:"halted,omitempty"`   // accounts whose ceiling of the day is reached
}

// channelContact is how a channel fares. Only the replica that holds the account has contact with the provider.
type channelContact struct {
	Channel string     `json:"channel"`
	Account string     `json:"account"`
	Holding bool       `json:"holding"`
	Contact *time.Time `json:"contact"`
}

// ready tells whether this process can take messages: the database is what decides, a provider that is away does not, once it
// was asked whether it knows us. The database is asked to read, which on SQLite waits for no writer.
func (o *office) ready(w http.ResponseWriter, r *http.Request, closing bool) {
	ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
	defer cancel()
	is := readiness{Database: "ok", Closing: closing, Channels: []channelContact{}, Unserved: o.owing()}
	err := o.store.View(ctx, func(tx core.Tx) error {
		_, err := tx.Now()
		return err
	})
	if err != nil {
		is.Database = "away"
	}
	is.Ready = is.Database == "ok" && !closing && o.trial.passedAlready()
	if halted := o.ceilings.Load(); halted != nil {
		is.Halted = *halted
	}
	for _, ch := range o.open {
		s := o.runners[ch.Account()].Stats()
		c := channelContact{Channel: ch.Name(), Account: ch.Account(), Holding: s.Holding}
		if !s.Contact.IsZero() {
			at := s.Contact.UTC()
			c.Contact = &at
		}
		is.Channels = append(is.Channels, c)
	}
	answer(w, is)
}

func answer(w http.ResponseWriter, is readiness) {
	w.Header().Set("Content-Type", "application/json")
	if !is.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(is) // who has gone is told nothing
}

// healthcheckCommand is `loket healthcheck`: the container asks itself.
type healthcheckCommand struct{ Port }

func (c *healthcheckCommand) Run(ctx context.Context, t *console) error {
	_, port, err := net.SplitHostPort(c.Listen)
	at := reachable(c.Listen)
	if err != nil || port == "0" {
		return fmt.Errorf("LOKET_LISTEN is %q: the port must be a fixed one to be asked", c.Listen)
	}
	ctx, cancel := context.WithTimeout(ctx, 4*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+at+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("ask the office: %w", err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("the office does not answer at %s", at)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the office is not ready: %s", answer.Status)
	}
	fmt.Fprintln(t.out, "ready")
	return nil
}

// reachable is the address at which this machine finds what listens at another.
func reachable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip != nil && ip.IsUnspecified()) {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return listen
}
