package twilio

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // Twilio signs with it
	"encoding/base64"
	"hash"
	"net/url"
	"slices"
	"sync"
)

// signer makes the signatures of one account's token. It may be used by many goroutines.
type signer struct{ macs sync.Pool }

func newSigner(token string) *signer {
	return &signer{sync.Pool{New: func() any { return hmac.New(sha1.New, []byte(token)) }}}
}

// sign is the signature that Twilio puts on a webhook: HMAC-SHA1, keyed with the account's token, of the address byte
// for byte as it was registered and then of each parameter's name and value, by name; of a name that repeats, each
// different value once, in order. It holds no time, so a webhook may be played again: the message's id stands against that.
func (s *signer) sign(address string, form url.Values) string {
	mac := s.macs.Get().(hash.Hash)
	defer s.macs.Put(mac)
	mac.Reset()
	names := make([]string, 0, 40)
	text := append(make([]byte, 0, 2048), address...)
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		values := form[name]
		if len(values) > 1 {
			values = slices.Compact(slices.Sorted(slices.Values(values)))
		}
		for _, value := range values {
			text = append(append(text, name...), value...)
		}
	}
	mac.Write(text)
	return base64.StdEncoding.EncodeToString(mac.Sum(text[:0]))
}

// signed says whether a signature is right for the office's address with this path and query.
func (w *wire) signed(signature, path string, form url.Values) bool {
	return slices.ContainsFunc(w.public, func(base string) bool {
		return hmac.Equal([]byte(signature), []byte(w.signer.sign(base+path, form)))
	})
}
