package twilio

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/twilio/twilio-go/client"
	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"loket/core"
)

const answerMax = 4 << 20 // a page of a thousand messages is about 1.2 MB

// call is the client that twilio-go is given for one call. The library's own has no context and no base address, drops
// Retry-After and leaves the bodies of errors open.
type call struct {
	*wire
	ctx  context.Context
	date *time.Time // what Twilio's clock said when it answered, if somebody asks
}

var _ client.BaseClient = call{}

// rest is the REST API for one call. The handler is made by hand because the library's constructor obeys TWILIO_EDGE and
// TWILIO_REGION, which turn a local address into nonsense.
func (w *wire) rest(ctx context.Context) *openapi.ApiService {
	return call{wire: w, ctx: ctx}.service()
}

func (c call) service() *openapi.ApiService {
	return openapi.NewApiService(&client.RequestHandler{Client: c})
}

// SendRequest makes the call and returns an answer that is complete and needs no closing, or a *core.Error.
func (c call) SendRequest(method, address string, data url.Values, _ map[string]any, _ ...byte) (*http.Response, error) {
	path, ok := strings.CutPrefix(address, twilioAPI)
	if !ok {
		return nil, core.Errorf(core.Refused, "twilio: a call to another host")
	}
	var reached atomic.Bool
	req, err := c.request(reaching(c.ctx, &reached), method, path, data)
	if err != nil {
		return nil, core.Errorf(core.Refused, "twilio: make a request: %w", bare(err))
	}
	res, err := c.client.Do(req)
	if err != nil {
		return nil, unanswered(err, reached.Load())
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, answerMax))
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return nil, c.failure(res, body)
	}
	if err != nil {
		return nil, unanswered(err, true)
	}
	if c.date != nil {
		*c.date, _ = http.ParseTime(res.Header.Get("Date")) // none is the zero time
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	return res, nil
}

func (c call) request(ctx context.Context, method, path string, data url.Values) (*http.Request, error) {
	address, body := c.api+path, io.Reader(nil)
	if method == http.MethodGet {
		address += "?" + data.Encode()
	} else {
		body = strings.NewReader(data.Encode())
	}
	req, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, err
	}
	req.SetBasicAuth(c.user, c.password)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "loket")
	if body != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return req, nil
}

// reaching notes whether a call got a connection. Without one, nothing was written and nothing can have been carried out.
// The transport asks for another connection only when nothing was written on the last, so each asking starts anew.
func reaching(ctx context.Context, reached *atomic.Bool) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { reached.Store(false) },
		GotConn: func(httptrace.GotConnInfo) { reached.Store(true) },
	})
}

// unanswered is the error of a call that got no whole answer. After a connection only the sort of failure is told: the
// library's words may quote what went over it.
func unanswered(err error, reached bool) *core.Error {
	if !reached {
		return core.Errorf(core.Away, "twilio: not reached: %w", bare(err))
	}
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, context.Canceled):
		return core.Errorf(core.Doubt, "twilio: no answer yet: %w", context.Canceled)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return core.Errorf(core.Doubt, "twilio: no answer in time: %w", context.DeadlineExceeded)
	}
	return core.Errorf(core.Doubt, "twilio: the connection broke before the answer was complete")
}

// bare takes the address off an error of net/http: that of a listing holds a citizen's number.
func bare(err error) error {
	var about *url.Error
	if errors.As(err, &about) {
		return about.Err
	}
	return err
}

// understood makes a *core.Error of what twilio-go says of an answer that came but cannot be read.
func understood(err error) error {
	var known *core.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return core.Errorf(core.Doubt, "twilio: %w", errUnreadable)
}

var errUnreadable = errors.New("the answer cannot be read")

// AccountSid stands in the path of every call.
func (c call) AccountSid() string { return c.account }

// SetTimeout does nothing: the context of a call is its limit.
func (call) SetTimeout(time.Duration) {}

// SetOauth does nothing: calls are authorised with a key.
func (call) SetOauth(client.OAuth) {}

// OAuth is not used.
func (call) OAuth() client.OAuth { return nil }
