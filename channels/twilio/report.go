package twilio

import (
	"cmp"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"loket/core"
)

// states is how far each of Twilio's statuses says a letter has come. The early ones prove that Twilio took it, which
// is news when its answer was lost.
var states = map[string]core.State{
	"accepted":    core.Sent,
	"scheduled":   core.Sent,
	"queued":      core.Sent,
	"sending":     core.Sent,
	"sent":        core.Sent,
	"delivered":   core.Delivered,
	"read":        core.Delivered,
	"undelivered": core.Failed,
	"failed":      core.Failed,
	"canceled":    core.Failed,
}

// report reads what became of a letter. The letter is named by the address that we gave for its reports, else by its
// receipt alone. why says, when there is nothing to report, what to count it as.
func (c *line) report(r *http.Request, form url.Values) (rep core.Report, why string) {
	account, on := c.accounts[channelOf(form)]
	status := strings.ToLower(cmp.Or(form.Get("MessageStatus"), form.Get("SmsStatus")))
	state, known := states[status]
	letter := number(r, "letter")
	rep = core.Report{Letter: letter, Account: account, Receipt: messageID(form), State: state}
	if attempt := number(r, "attempt"); letter != 0 && attempt <= math.MaxInt32 {
		rep.Attempt = int(attempt)
	}
	rep.Early = number(r, "part")+1 < number(r, "parts")
	switch {
	case !on:
		return rep, "channel off"
	case !known:
		return rep, "unknown status"
	case rep.Letter == 0 && rep.Receipt == "":
		return rep, "report about nothing"
	}
	if state == core.Failed {
		code, _ := strconv.Atoi(form.Get("ErrorCode"))
		rep.Reason, rep.Shut = cmp.Or(reasons[code], "refused"), shutting[code]
	}
	if status == "canceled" {
		rep.Reason = "cancelled"
	}
	return rep, ""
}

// channelOf is the channel that a report is about. A messaging service that has not chosen its sender yet has none to tell.
func channelOf(form url.Values) string {
	if strings.HasPrefix(form.Get("From"), whatsAppPrefix) || strings.HasPrefix(form.Get("To"), whatsAppPrefix) {
		return core.WhatsAppChannel
	}
	return core.SMSChannel
}

// number is one that we put into the address for reports, 0 if it is not there.
func number(r *http.Request, name string) int64 {
	n, err := strconv.ParseInt(r.URL.Query().Get(name), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
