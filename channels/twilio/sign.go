package twilio

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // Twilio signs with it
	"encoding/base64"
	"io"
	"maps"
	"net/url"
	"slices"
)

// sign is the signature that Twilio puts on a webhook: HMAC-SHA1, keyed with the account's token, of the address byte
// for byte as it was registered and then of each parameter's name and value, by name; of a name that repeats, each
// different value once, in order. It holds no time, so a webhook may be played again: the message's id stands against that.
func sign(token, address string, form url.Values) string {
	mac := hmac.New(sha1.New, []byte(token))
	io.WriteString(mac, address)
	for _, name := range slices.Sorted(maps.Keys(form)) {
		values := slices.Sorted(slices.Values(form[name]))
		for _, value := range slices.Compact(values) {
			io.WriteString(mac, name)
			io.WriteString(mac, value)
		}
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// signed says whether a signature is right for the office's address with this path and query.
func (w *wire) signed(signature, path string, form url.Values) bool {
	ok := false
	for _, base := range w.public {
		ok = hmac.Equal([]byte(signature), []byte(sign(w.token, base+path, form))) || ok
	}
	return ok
}
