package twilio

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"loket/core"
)

// kinds says who must act when Twilio refuses a message with an error code. A code that has no line is judged by the
// status of the answer. Operator stops the whole account, so it is for what every letter would meet.
var kinds = map[int]core.Kind{
	14107: core.BusyChat, // loop guard: too many to one number
	20429: core.Busy,     // too many requests
	21611: core.Busy,     // the sender's queue is full
	63018: core.Busy,     // too many for the WhatsApp sender
	63038: core.Busy,     // the account's messages of the day are used up

	21610: core.Stopped, // the recipient wrote STOP

	21211: core.Gone, // not a phone number
	21614: core.Gone, // not a mobile number
	21635: core.Gone, // a landline

	21408: core.Refused, // region not permitted
	21602: core.Refused, // no text
	21608: core.Refused, // a trial account writes only to numbers it has verified
	21612: core.Refused, // no way from this sender to this number
	21617: core.Refused, // text too long
	30003: core.Refused, // unreachable
	30004: core.Refused, // blocked
	30005: core.Refused, // no such number
	30006: core.Refused, // a landline
	30007: core.Refused, // filtered
	30008: core.Refused, // unknown

	63016: core.Window, // WhatsApp: 24 hours are over

	20003: core.Operator, // credentials
	20005: core.Operator, // account not active
	20404: core.Operator, // no such account
	21212: core.Operator, // not a sender
	21267: core.Operator, // a sender's name on a trial account
	21603: core.Operator, // no sender
	21606: core.Operator, // the sender cannot send there
	21609: core.Operator, // the address for reports
	21659: core.Operator, // the sender is not Twilio's
	21660: core.Operator, // the sender belongs to another account
	21661: core.Operator, // the sender cannot send SMS
	21703: core.Operator, // the messaging service has no sender
	21705: core.Operator, // no such messaging service
	30002: core.Operator, // account suspended
	63007: core.Operator, // no such WhatsApp sender
}

// reasons are the words for why an accepted message did not arrive, the same that the outbox has for a refusal. Others
// are "refused".
var reasons = map[int]string{
	21610: "blocked",
	30003: "unreachable",
	30004: "blocked",
	30005: "gone",
	30006: "gone",
	30008: "unreachable",
	30036: "expired", // waited at Twilio longer than its ValidityPeriod
	63016: "window",
	63024: "gone", // not on WhatsApp
}

// The longest that an answer may make the office wait, and what it waits when the answer does not say.
const (
	waitMax     = time.Hour
	waitDefault = 2 * time.Second
	waitDay     = 10 * time.Minute // for 63038
	waitChat    = 10 * time.Second // for 14107, which looks back over 30 s
)

// failure is the error of an answer that is not a success. Twilio's own text is left out: it repeats the number. An
// answer in HTML, from something between us and Twilio, has no code.
func (w *wire) failure(res *http.Response, body []byte) *core.Error {
	var answer struct {
		Code int `json:"code"`
	}
	if json.Unmarshal(body, &answer) != nil {
		answer.Code = 0
	}
	kind := judge(res.StatusCode, answer.Code)
	e := core.Errorf(kind, "twilio: status %d", res.StatusCode)
	if answer.Code > 0 {
		e = core.Errorf(kind, "twilio: status %d, error %d (https://www.twilio.com/docs/errors/%[2]d)", res.StatusCode, answer.Code)
	}
	switch {
	case kind == core.BusyChat:
		e.After = waitChat
	case kind != core.Busy:
	case answer.Code == 63038:
		e.After = waitDay
	default:
		e.After = retryAfter(res.Header.Get("Retry-After"), w.now())
	}
	return e
}

// judge sorts an answer. Of a 5xx nobody knows whether the message was taken; all else below is a plain no.
func judge(status, code int) core.Kind {
	kind, known := kinds[code]
	switch {
	case known && (status < 500 || kind == core.Busy):
		return kind
	case status == http.StatusTooManyRequests:
		return core.Busy
	case status >= 500, status == http.StatusRequestTimeout:
		return core.Doubt
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusNotFound, status < 400:
		return core.Operator // credentials, or an address that is not the REST API's
	}
	return core.Refused
}

// retryAfter reads the header in seconds or as a date.
func retryAfter(header string, now time.Time) time.Duration {
	wait := waitDefault
	if seconds, err := strconv.Atoi(header); err == nil {
		wait = time.Duration(min(seconds, int(waitMax/time.Second))) * time.Second
	} else if date, err := http.ParseTime(header); err == nil {
		wait = date.Sub(now)
	}
	return min(max(wait, time.Second), waitMax)
}
