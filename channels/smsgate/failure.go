package smsgate

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"loket/core"
)

// How long an answer that asks to wait without saying for how long makes the account wait, and the longest that one may.
const (
	waitQueue   = time.Minute // the server's queue of a phone that is not there
	waitDefault = 5 * time.Second
	waitMax     = time.Hour
)

// failure is the error of an answer that is no success. The gateway's own words are left out: they may repeat the number.
func (g *gateway) failure(a answer) *core.Error {
	kind := judge(a)
	e := core.Errorf(kind, "smsgate: status %d", a.status)
	if kind == core.Busy {
		e.After = g.after(a)
	}
	return e
}

// judge sorts an answer. Of a 5xx nobody knows whether the message was taken; but 503 is the server's queue, which is full, and the
// same attempt may be made again whatever has become of it, for its id is taken once.
func judge(a answer) core.Kind {
	switch {
	case a.status == http.StatusTooManyRequests, a.status == http.StatusServiceUnavailable:
		return core.Busy
	case a.status >= 500, a.status == http.StatusRequestTimeout:
		return core.Doubt
	case a.status == http.StatusBadRequest, a.status == http.StatusUnprocessableEntity:
		return blame(a)
	}
	return core.Operator // credentials, or an address that is no gateway's
}

// blame tells whether a call that was not understood would be so for every letter: the phone is not one of theirs.
func blame(a answer) core.Kind {
	var said struct {
		Message string `json:"message"`
	}
	_ = json.Unmarshal(a.body, &said) // what says nothing blames the letter
	switch words := strings.ToLower(said.Message); {
	case strings.Contains(words, "device"):
		return core.Operator
	case strings.Contains(words, "phone"):
		return core.Gone
	}
	return core.Refused
}

// after reads Retry-After in seconds or as a date.
func (g *gateway) after(a answer) time.Duration {
	wait := waitDefault
	if a.status == http.StatusServiceUnavailable {
		wait = waitQueue
	}
	header := a.header.Get("Retry-After")
	if seconds, err := strconv.Atoi(header); err == nil {
		wait = time.Duration(min(seconds, int(waitMax/time.Second))) * time.Second
	} else if date, err := http.ParseTime(header); err == nil {
		wait = date.Sub(g.now())
	}
	return min(max(wait, time.Second), waitMax)
}

// failed is the word for why a message did not arrive. The app's own are Android's: what the network says of a SIM without credit is
// the same as of a mast that is down.
func failed(reason string) string {
	words := strings.ToLower(reason)
	switch {
	case strings.Contains(words, "ttl"), strings.Contains(words, "expired"):
		return "expired"
	case strings.Contains(words, "invalid"), strings.Contains(words, "number"):
		return "gone"
	case strings.Contains(words, "deliver"), strings.Contains(words, "no_service"), strings.Contains(words, "radio"), strings.Contains(words, "network"):
		return "unreachable"
	}
	return "refused"
}
