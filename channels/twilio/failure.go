package twilio

import (
	"encoding/json"
	"errors"
	"fmt"
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

	63003: core.Gone, // the channel knows no such address
	63024: core.Gone, // not on WhatsApp

	63014: core.Stopped, // the recipient has blocked the office

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

	21655: core.Refused, // no such Content
	21656: core.Refused, // what stands in its variables
	21657: core.Refused, // a Content that the channel does not show
	21658: core.Refused, // too long for its place
	63013: core.Refused, // against the channel's rules
	63021: core.Refused, // what the channel does not show
	63027: core.Refused, // no such template in that language
	63028: core.Refused, // other variables than the template's
	63032: core.Refused, // WhatsApp does not deliver this sort to this person
	63040: core.Refused, // the template was rejected
	63041: core.Refused, // … paused
	63042: core.Refused, // … withdrawn
	63049: core.Refused, // WhatsApp has delivered enough announcements to this person

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
	63001: core.Operator, // the WhatsApp sender's credentials
	63007: core.Operator, // no such WhatsApp sender
	63020: core.Operator, // the WhatsApp account has not taken Meta's terms, or does not pay
	63051: core.Operator, // the WhatsApp account is locked
	63112: core.Operator, // Meta has switched the WhatsApp account off
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
	63003: "gone",
	63014: "blocked",
	63016: "window",
	63024: "gone", // not on WhatsApp
}

// shutting are the codes by which a recipient has closed their address to the office.
var shutting = map[int]bool{21610: true, 63014: true}

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
	e := &core.Error{Kind: kind, Cause: &refusal{res.StatusCode, answer.Code}}
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

// refusal is why an answer is not a success, without Twilio's words.
type refusal struct {
	status int
	code   int // Twilio's, 0 if there is none
}

func (r *refusal) Error() string {
	if r.code > 0 {
		return fmt.Sprintf("twilio: status %d, error %d (https://www.twilio.com/docs/errors/%[2]d)", r.status, r.code)
	}
	return fmt.Sprintf("twilio: status %d", r.status)
}

// codeOf is Twilio's code of an error, 0 if it has none.
func codeOf(err error) int {
	var r *refusal
	if errors.As(err, &r) {
		return r.code
	}
	return 0
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
