package smsgate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"

	"loket/core"
)

const answerMax = 1 << 20

// answer is what came back of a call: its whole body, of whatever status.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// ok tells whether the gateway did what it was asked to.
func (a answer) ok() bool { return a.status >= 200 && a.status <= 299 }

// ask makes one call and returns an answer that is complete, or a *core.Error that holds neither address nor words.
func (g *gateway) ask(ctx context.Context, method, address string, ask any) (answer, error) {
	var sent io.Reader
	if ask != nil {
		encoded, err := json.Marshal(ask)
		if err != nil {
			return answer{}, core.Errorf(core.Refused, "smsgate: the letter cannot be written as JSON")
		}
		sent = bytes.NewReader(encoded)
	}
	var reached atomic.Bool
	req, err := http.NewRequestWithContext(reaching(ctx, &reached), method, address, sent)
	if err != nil {
		return answer{}, core.Errorf(core.Refused, "smsgate: make a request: %w", bare(err))
	}
	req.SetBasicAuth(g.user, g.password)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "loket")
	if ask != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := g.client.Do(req)
	if err != nil {
		return answer{}, unanswered(err, reached.Load())
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, answerMax))
	if err != nil && res.StatusCode < 400 {
		return answer{}, unanswered(err, true)
	}
	return answer{res.StatusCode, res.Header, body}, nil
}

// reaching notes whether a call got a connection. Without one, nothing was written and nothing can have been carried out.
func reaching(ctx context.Context, reached *atomic.Bool) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { reached.Store(false) },
		GotConn: func(httptrace.GotConnInfo) { reached.Store(true) },
	})
}

// unanswered is the error of a call that got no whole answer. After a connection only the sort of failure is told: the library's
// words may quote what went over it.
func unanswered(err error, reached bool) *core.Error {
	if !reached {
		return core.Errorf(core.Away, "smsgate: not reached: %w", bare(err))
	}
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, context.Canceled):
		return core.Errorf(core.Doubt, "smsgate: no answer yet: %w", context.Canceled)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return core.Errorf(core.Doubt, "smsgate: no answer in time: %w", context.DeadlineExceeded)
	}
	return core.Errorf(core.Doubt, "smsgate: the connection broke before the answer was complete")
}

// bare takes the address off an error of net/http.
func bare(err error) error {
	var about *url.Error
	if errors.As(err, &about) {
		return about.Err
	}
	return err
}
