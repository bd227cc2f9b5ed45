package twilio

import (
	"cmp"
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
func (c *Channel) report(r *http.Request, form url.Values) (rep core.Report, why string) {
	from, _ := address(form.Get("From"))
	account, on := c.accounts[from.Channel]
	status := strings.ToLower(cmp.Or(form.Get("MessageStatus"), form.Get("SmsStatus")))
	state, known := states[status]
	rep = core.Report{Letter: letterID(r), Account: account, Receipt: messageID(form), State: state}
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
		rep.Reason, rep.Shut = cmp.Or(reasons[code], "refused"), code == 21610
	}
	if status == "canceled" {
		rep.Reason = "cancelled"
	}
	if rep.Letter != 0 && rep.Receipt != "" {
		c.receipts.note(rep.Receipt, rep.Letter)
	}
	return rep, ""
}

func letterID(r *http.Request) int64 {
	id, err := strconv.ParseInt(r.URL.Query().Get("letter"), 10, 64)
	if err != nil || id < 0 {
		return 0
	}
	return id
}
