package twilio

import (
	"errors"
	"io"
	"net/http"
	"net/url"

	"loket/core"
)

const (
	inboundPath = "/hooks/twilio"
	statusPath  = "/hooks/twilio/status"
	hookMax     = 1 << 20
)

// Routes are the two hooks. What is Twilio's is answered with 200 and an empty TwiML, whatever it contains, once it is
// on disk; 503 says that it is not; 403 and 413 refuse what is not Twilio's. Twilio repeats a failed webhook only when
// its address asks for that: register it with #rc=3&rp=all&ct=2000&rt=15000 at its end.
func (c *line) Routes(receive core.Receiver, report core.Reporter) map[string]http.Handler {
	return map[string]http.Handler{
		"POST " + inboundPath: c.hook(func(r *http.Request, form url.Values) error {
			in, why := c.inbound(r, form)
			if why != "" {
				c.count(c.heardOn(form), why)
				return nil
			}
			return receive(r.Context(), in)
		}),
		"POST " + statusPath: c.hook(func(r *http.Request, form url.Values) error {
			rep, why := c.report(r, form)
			if why != "" {
				c.count(c.heardOn(form), why)
				return nil
			}
			return report(r.Context(), rep)
		}),
	}
}

// heardOn is the channel that a webhook is about.
func (c *line) heardOn(form url.Values) string {
	if channel := channelOf(form); c.accounts[channel] != "" {
		return channel
	}
	return c.name
}

func (c *line) hook(take func(*http.Request, url.Values) error) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		form, status := c.authentic(rw, r)
		if status == http.StatusOK && take(r, form) != nil {
			status = http.StatusServiceUnavailable // why is the receiver's to log
		}
		if status != http.StatusOK {
			rw.WriteHeader(status)
			return
		}
		rw.Header().Set("Content-Type", "text/xml; charset=utf-8")
		io.WriteString(rw, "<Response/>")
	})
}

// authentic reads a webhook and makes sure that it is Twilio's and about our account. Neither Host nor what proxies add
// is looked at: only the configured address and what was asked of it.
func (c *line) authentic(rw http.ResponseWriter, r *http.Request) (url.Values, int) {
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, hookMax))
	var tooLong *http.MaxBytesError
	if errors.As(err, &tooLong) {
		c.count(c.name, "too long")
		return nil, http.StatusRequestEntityTooLarge
	}
	if err != nil {
		return nil, http.StatusServiceUnavailable // it broke off; nobody waits for this answer
	}
	path := r.URL.EscapedPath()
	if r.URL.RawQuery != "" || r.URL.ForceQuery {
		path += "?" + r.URL.RawQuery
	}
	form, err := url.ParseQuery(string(body))
	switch {
	case len(c.public) == 0:
		c.tell(r.Context(), "no public address", "LOKET_PUBLIC_URL is not set, so no webhook can be checked")
	case err != nil || !c.signed(r.Header.Get("X-Twilio-Signature"), path, form):
		c.tell(r.Context(), "not signed", "the signature is not right for LOKET_TWILIO_AUTH_TOKEN and LOKET_PUBLIC_URL with the path of the hook")
	case form.Get("AccountSid") != c.account:
		c.tell(r.Context(), "other account", "AccountSid is not LOKET_TWILIO_ACCOUNT_SID")
	default:
		return form, http.StatusOK
	}
	return nil, http.StatusForbidden
}
