package smsgate

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"
)

// skew is how far a phone's clock may be from ours, and so for how long a webhook that somebody has seen is worth anything.
const skew = 5 * time.Minute

// signed says whether a webhook is from one of our phones: the signature is that of the body and the time behind it.
func (g *gateway) signed(h http.Header, body []byte) bool {
	said, err := hex.DecodeString(h.Get("X-Signature"))
	if err != nil || len(said) != sha256.Size {
		return false
	}
	for _, key := range g.keys {
		mac := hmac.New(sha256.New, key)
		mac.Write(body)
		mac.Write([]byte(h.Get("X-Timestamp")))
		if hmac.Equal(said, mac.Sum(nil)) {
			return true
		}
	}
	return false
}

// dated says whether it was sent just now. It is asked of what is signed.
func (g *gateway) dated(h http.Header) bool {
	seconds, err := strconv.ParseInt(h.Get("X-Timestamp"), 10, 64)
	if err != nil || seconds < 0 || seconds > 1<<40 {
		return false
	}
	return g.now().Sub(time.Unix(seconds, 0)).Abs() <= skew
}
