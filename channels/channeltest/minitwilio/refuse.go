package minitwilio

import (
	"fmt"
	"net/http"
	"strings"
)

// refusals are Twilio's words for its error codes. Some repeat the number they are about: who logs them leaks it.
var refusals = map[int]struct {
	status int
	text   string
}{
	14107: {400, "SMS send rate limit exceeded"},
	20003: {401, "Authenticate"},
	20004: {405, "Method not allowed"},
	20404: {404, "The requested resource %s was not found"},
	20429: {429, "Too Many Requests"},
	20500: {500, "An internal server error has occurred"},
	20503: {503, "Service is temporarily unavailable"},
	21211: {400, "The 'To' number %s is not a valid phone number."},
	21212: {400, "The 'From' number %s is not a valid phone number, shortcode, or alphanumeric sender ID."},
	21408: {400, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: %s."},
	21602: {400, "Message body is required."},
	21603: {400, "A 'From' phone number is required."},
	21604: {400, "A 'To' phone number is required."},
	21606: {400, "The 'From' phone number provided (%s) is not a valid message-capable Twilio phone number for this destination/account."},
	21609: {400, "The 'StatusCallback' URL %s is not a valid URL."},
	21610: {400, "Attempt to send to unsubscribed recipient"},
	21611: {400, "This 'From' number has exceeded the maximum number of queued messages"},
	21614: {400, "To number: %s, is not a mobile number"},
	21617: {400, "The concatenated message body exceeds the 1600 character limit."},
	21655: {400, "The ContentSid Parameter is invalid"},
	21656: {400, "The Content Variables parameter is invalid."},
	21657: {400, "The Content is not supported by the channel"},
	21658: {400, "Parameter exceeded character limit"},
	63016: {400, "Failed to send freeform message because you are outside the allowed window"},
	63021: {400, "Channel invalid content error"},
	63007: {400, "Twilio could not find a Channel with the specified From address"},
	63018: {429, "Rate limit exceeded for Channel"},
}

// problem is the body of every error that Twilio explains.
type problem struct {
	Code     int    `json:"code"`
	Message  string `json:"message"`
	MoreInfo string `json:"more_info"`
	Status   int    `json:"status"`
}

// refuse is an error answer; about fills the place in the text, if it has one. An unknown code is a plain 400.
func refuse(code int, about ...any) answer {
	known, ok := refusals[code]
	if !ok {
		known.status, known.text = http.StatusBadRequest, "Message refused"
	}
	text := known.text
	if strings.Contains(text, "%s") {
		text = fmt.Sprintf(text, about...)
	}
	return answer{status: known.status, code: code, body: problem{
		Code: code, Message: text, Status: known.status,
		MoreInfo: fmt.Sprintf("https://www.twilio.com/docs/errors/%d", code),
	}}
}

// limited is the refusal of a message that came too fast: Twilio has done nothing with it.
func limited(k *Knobs, code int) answer {
	a := refuse(code)
	a.retry = k.RetryAfter
	return a
}
