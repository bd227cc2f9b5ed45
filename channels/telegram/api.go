package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"loket/core"
)

const (
	patience  = 20 * time.Second // with any call but a long poll
	maxAnswer = 32 << 20         // of an answer: a hundred updates are well below it
)

// api is the one way to Telegram. The library asks and reads; what it leaves open is mended here: every call has a
// context and an end, an error never holds the token or what people wrote, and says whether the call may have arrived.
type api struct {
	token     string
	endpoint  string // the library's format: token, method
	files     string // what the path of a file is put behind; it holds the token
	transport http.RoundTripper
}

func newAPI(base, token string, transport http.RoundTripper) *api {
	if base == "" {
		base = Official
	}
	base = strings.TrimRight(base, "/")
	files := base + "/file/bot" + token + "/"
	base = strings.ReplaceAll(base, "%", "%%")
	if transport == nil {
		transport = newTransport()
	}
	return &api{token: token, endpoint: base + "/bot%s/%s", files: files, transport: transport}
}

// newTransport speaks HTTP/1.1 only: there it is certain what of a call has left the house.
func newTransport() *http.Transport {
	only1 := new(http.Protocols)
	only1.SetHTTP1(true)
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout: 10 * time.Second,
		IdleConnTimeout:     30 * time.Second, // a call on a connection that the other side has closed is a doubt
		MaxIdleConnsPerHost: mostCalls + 8,    // for every call that may be in flight, and what is asked beside
		Protocols:           only1,
	}
}

// params are a call's parameters: text as it is, everything else as JSON.
type params map[string]any

// encode leaves out what is null: Telegram would take the word for a value.
func (p params) encode() (tgbotapi.Params, error) {
	out := tgbotapi.Params{}
	for name, value := range p {
		if text, is := value.(string); is {
			out[name] = text
			continue
		}
		b, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if string(b) != "null" {
			out[name] = string(b)
		}
	}
	return out, nil
}

// call asks Telegram for something and reads the result, if one is wanted. Every failure is a *core.Error.
func (a *api) call(ctx context.Context, method string, p params, result any) error {
	return a.within(ctx, patience, method, p, result)
}

func (a *api) within(ctx context.Context, limit time.Duration, method string, p params, result any) error {
	if end, ends := ctx.Deadline(); !ends || time.Until(end) > limit {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	encoded, err := p.encode()
	if err != nil {
		return core.Errorf(core.Internal, "telegram %s: %w", method, err)
	}
	w := &wire{ctx: ctx, transport: a.transport}
	bot := &tgbotapi.BotAPI{Token: a.token, Client: w}
	bot.SetAPIEndpoint(a.endpoint)
	answer, err := bot.MakeRequest(method, encoded)
	if err == nil && result != nil {
		err = json.Unmarshal(answer.Result, result)
	}
	var refusal *tgbotapi.Error
	switch {
	case err == nil:
		return nil
	case w.unsent():
		return core.Errorf(core.Away, "telegram %s: not reached: %w", method, err)
	case w.status == 0:
		return core.Errorf(core.Doubt, "telegram %s: no answer: %w", method, err)
	case errors.As(err, &refusal):
		return a.sort(method, refusal)
	}
	return core.Errorf(core.Doubt, "telegram %s: HTTP %d with an answer that is not Telegram's: %s", method, w.status, a.discreet(err.Error()))
}

// wire is the HTTP client of one call. It follows no redirect: a POST would become a GET on its way.
type wire struct {
	ctx       context.Context
	transport http.RoundTripper

	tried  atomic.Bool // a connection was asked for, so the traces below speak
	joined atomic.Bool // there was one: from then on the request, or some of it, may have gone out
	status int         // of a whole answer, else 0
}

// Do makes the call for the library.
func (w *wire) Do(req *http.Request) (*http.Response, error) {
	if err := w.ctx.Err(); err != nil {
		w.tried.Store(true)
		return nil, err
	}
	res, err := w.transport.RoundTrip(req.WithContext(httptrace.WithClientTrace(w.ctx, &httptrace.ClientTrace{
		// The transport tries a POST again only if nothing of it was written, and then begins anew.
		GetConn: func(string) { w.tried.Store(true); w.joined.Store(false) },
		GotConn: func(httptrace.GotConnInfo) { w.joined.Store(true) },
	})))
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	// The library leaves the end of a body unread, which would cost the connection, and forgets the status.
	var body bytes.Buffer
	body.Grow(int(min(max(res.ContentLength, 0), 4<<10)) + bytes.MinRead) // most answers are short
	if _, err := body.ReadFrom(io.LimitReader(res.Body, maxAnswer)); err != nil {
		return nil, err
	}
	w.status = res.StatusCode
	res.Body = io.NopCloser(&body)
	return res, nil
}

// unsent tells whether the call certainly did not arrive.
func (w *wire) unsent() bool { return w.status == 0 && w.tried.Load() && !w.joined.Load() }
