package smsgate

import (
	"errors"
	"io"
	"net/http"

	"loket/core"
)

const (
	hookPath = "/hooks/smsgate"
	bodyMax  = 1 << 20
)

// Routes are one hook for all phones, which the first of the channels has. What is ours is answered with 200, whatever it contains,
// once it is on disk; 503 says that it is not, and the phone tries again for two days; 401 and 413 refuse what is not ours.
func (c *Channel) Routes(receive core.Receiver, report core.Reporter) map[string]http.Handler {
	if c.channels[0] != c {
		return nil
	}
	return map[string]http.Handler{"POST " + hookPath: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ev, status := c.authentic(w, r)
		if status != http.StatusOK {
			w.WriteHeader(status)
			return
		}
		in, rep, why := c.read(ev)
		var err error
		switch {
		case why != "":
			c.count(why)
		case in.ID != "":
			err = receive(r.Context(), in)
		default:
			err = report(r.Context(), rep)
		}
		if err != nil {
			w.WriteHeader(http.StatusServiceUnavailable) // why is the receiver's to log
		}
	})}
}

// authentic reads a webhook and makes sure that it is one of our phones' and was sent just now.
func (g *gateway) authentic(w http.ResponseWriter, r *http.Request) (event, int) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyMax))
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong):
		g.count("too long")
		return event{}, http.StatusRequestEntityTooLarge
	case err != nil:
		return event{}, http.StatusServiceUnavailable // it broke off; nobody waits for this answer
	case !g.signed(r.Header, body):
		g.tell(r.Context(), "not signed", "the signature is not right for LOKET_SMSGATE_SIGNING_KEY: every phone must have that key under Settings, Webhooks")
		return event{}, http.StatusUnauthorized
	case !g.dated(r.Header):
		g.tell(r.Context(), "not dated", "the time of the signature is more than five minutes off: set the clock of the phone, or of this machine")
		return event{}, http.StatusUnauthorized
	}
	return parse(body), http.StatusOK
}
