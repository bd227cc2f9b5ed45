package minitwilio

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Reply is what came of a webhook or a report: the last attempt's answer.
type Reply struct {
	SID      string // the message concerned
	Status   int    // 0 when there was no answer
	Body     string
	Type     string // content type
	Attempts int
	Err      error
}

// policy is the connection overrides of a URL (#rc=3&rp=all&ct=2000&rt=15000&tt=15000), over Twilio's defaults: one
// retry, and only when no connection came about.
type policy struct {
	retries              int
	on                   []string // ct, rt, 4xx, 5xx, all
	connect, read, total time.Duration
}

func overrides(address string) policy {
	p := policy{retries: 1, on: []string{"ct"}, connect: 5 * time.Second, read: 15 * time.Second, total: 15 * time.Second}
	_, fragment, _ := strings.Cut(address, "#")
	v, err := url.ParseQuery(fragment)
	if err != nil {
		return p
	}
	if n, err := strconv.Atoi(v.Get("rc")); err == nil && n >= 0 && n <= 5 {
		p.retries = n
	}
	if v.Has("rp") {
		p.on = strings.Split(v.Get("rp"), ",")
	}
	for name, d := range map[string]*time.Duration{"ct": &p.connect, "rt": &p.read, "tt": &p.total} {
		if n, err := strconv.Atoi(v.Get(name)); err == nil && n >= 100 {
			*d = time.Duration(n) * time.Millisecond
		}
	}
	return p
}

// again says whether an attempt that ended so is repeated.
func (p policy) again(r Reply) bool {
	kind := ""
	var op *net.OpError
	switch {
	case errors.As(r.Err, &op) && op.Op == "dial":
		kind = "ct"
	case r.Err != nil:
		kind = "rt"
	case r.Status >= 500:
		kind = "5xx"
	case r.Status >= 400:
		kind = "4xx"
	}
	return kind != "" && (slices.Contains(p.on, kind) || slices.Contains(p.on, "all"))
}

type timeoutKey struct{}

// newPoster is the client of all webhooks. Like Twilio it gives up a connection after the override's time.
func newPoster() *http.Client {
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		connect, _ := ctx.Value(timeoutKey{}).(time.Duration)
		return (&net.Dialer{Timeout: connect}).DialContext(ctx, network, address)
	}
	return &http.Client{
		Transport:     &http.Transport{DialContext: dial, MaxIdleConnsPerHost: 256, IdleConnTimeout: 30 * time.Second},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// post sends a signed form to a public URL, again as often as its overrides allow.
func (s *Server) post(k *Knobs, address, signature string, form url.Values, count func(*Counts)) (r Reply) {
	if s.ctx.Err() != nil {
		return Reply{Err: s.ctx.Err()}
	}
	p := overrides(address)
	ctx, cancel := context.WithTimeout(context.WithValue(s.ctx, timeoutKey{}, p.connect), p.total)
	defer cancel()
	token := newID("")
	for attempts := 1; ; attempts++ {
		s.ledger.Lock()
		count(&s.ledger.counts)
		s.ledger.Unlock()
		r = s.attempt(ctx, k, p, address, signature, token, form)
		r.Attempts = attempts
		if attempts > p.retries || !p.again(r) || !s.wait(ctx, k.RetryPause) {
			return r
		}
	}
}

func (s *Server) attempt(ctx context.Context, k *Knobs, p policy, address, signature, token string, form url.Values) (r Reply) {
	ctx, cancel := context.WithTimeout(ctx, p.connect+p.read)
	defer cancel()
	public, _, _ := strings.Cut(address, "#")
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, k.Rewrite(public), strings.NewReader(form.Encode()))
	if err != nil {
		return Reply{Err: err}
	}
	if u, err := url.Parse(public); err == nil {
		req.Host = u.Host
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	req.Header.Set("User-Agent", "TwilioProxy/1.1")
	req.Header.Set("I-Twilio-Idempotency-Token", token)
	if signature != "" {
		req.Header.Set("X-Twilio-Signature", signature)
	}
	res, err := s.posts.Do(req)
	if err != nil {
		return Reply{Err: err}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	return Reply{Status: res.StatusCode, Body: string(body), Type: res.Header.Get("Content-Type"), Err: err}
}
