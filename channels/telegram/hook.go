package telegram

import (
	"crypto/subtle"
	"errors"
	"io"
	"net/http"

	"loket/core"
)

// maxBody is the largest update taken.
const maxBody = 1 << 20

// Routes is the webhook, in its mode. Telegram brings an update again until it is answered with 200, and 200 means: on
// disk, or nobody's business.
func (c *Channel) Routes(receive core.Receiver, _ core.Reporter) map[string]http.Handler {
	if c.mode != ByWebhook {
		return nil
	}
	return map[string]http.Handler{"POST " + hookPath: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(c.heard(w, r, receive))
	})}
}

// heard takes one update and returns the status of the answer.
func (c *Channel) heard(w http.ResponseWriter, r *http.Request, receive core.Receiver) int {
	secret := r.Header.Get("X-Telegram-Bot-Api-Secret-Token")
	if subtle.ConstantTimeCompare([]byte(secret), []byte(c.secret)) != 1 {
		return http.StatusUnauthorized
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge
	case err != nil:
		return http.StatusServiceUnavailable
	}
	n, wanted := c.read(raw)
	if !wanted {
		return http.StatusOK
	}
	if c.hand(r.Context(), n, receive) != nil {
		return http.StatusServiceUnavailable
	}
	return http.StatusOK
}
