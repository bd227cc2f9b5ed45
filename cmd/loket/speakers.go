package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"loket/channels/smsgate"
	"loket/core"
	"loket/core/catalog"
	"loket/core/desk"
)

// Who speaks by SMS: an account at Twilio, the SIMs of the office's own phones, or both, as the office file arranges it.

// sideOf is which of them an account is.
func sideOf(account string) string {
	if strings.HasPrefix(account, smsgate.Account("")) {
		return catalog.Gateway
	}
	return catalog.Twilio
}

// bySMS are the channels of a side; of "" all that there are.
func bySMS(channels []core.Channel, side string) (all []core.Channel) {
	for _, ch := range channels {
		if ch.Name() == core.SMSChannel && (side == "" || sideOf(ch.Account()) == side) {
			all = append(all, ch)
		}
	}
	return all
}

// unset says what of the arrangement has no settings.
func unset(sms catalog.SMS, channels []core.Channel) (err error) {
	if len(channels) == 0 {
		return nil // of which serve speaks
	}
	variables := map[string]string{catalog.Twilio: "LOKET_SMS_FROM", catalog.Gateway: "LOKET_SMSGATE_URL"}
	for _, part := range [][2]string{{"in", sms.In}, {"replies", sms.Replies}, {"notices", sms.Notices}} {
		if part[1] != "" && len(bySMS(channels, part[1])) == 0 {
			err = errors.Join(err, fmt.Errorf("sms.%s in office.toml is %q, and %s is not set", part[0], part[1], variables[part[1]]))
		}
	}
	return err
}

// arrange tells a desk who answers by SMS and tells news, and who announces. A citizen has news from the SIM that they wrote to last.
func arrange(o *desk.Options, sms catalog.SMS, channels []core.Channel) {
	replies := bySMS(channels, sms.Replies)
	if len(replies) == 0 {
		replies = bySMS(channels, "") // an office that is played, or a command without settings
	}
	if len(replies) == 0 {
		return
	}
	o.Accounts[core.SMSChannel], o.Limits[core.SMSChannel] = replies[0].Account(), replies[0].Limits()
	o.Others = map[string][]string{}
	for _, ch := range replies[1:] {
		o.Others[core.SMSChannel] = append(o.Others[core.SMSChannel], ch.Account())
	}
	notices := bySMS(channels, sms.Notices)
	if sms.Notices == "" || len(notices) == 0 {
		notices = bySMS(replies, sideOf(replies[0].Account()))
	}
	o.Notices = core.Senders{core.SMSChannel: shares(notices)}
}

// mostShares is how many times as many letters one account may have as another.
const mostShares = 10

// shares names accounts as often as they are faster than the slowest.
func shares(channels []core.Channel) (all []string) {
	slowest := math.Inf(1)
	for _, ch := range channels {
		slowest = min(slowest, ch.Limits().Rate)
	}
	for _, ch := range channels {
		times := 1.0
		if slowest > 0 {
			times = min(math.Round(ch.Limits().Rate/slowest), mostShares)
		}
		all = append(all, slices.Repeat([]string{ch.Account()}, int(times))...)
	}
	return all
}

// answering has what came by SMS to those who do not answer answered by those who do.
func answering(sms catalog.SMS, channels []core.Channel, receive core.Receiver) core.Receiver {
	replies := bySMS(channels, sms.Replies)
	if sms.Replies == "" || len(replies) == 0 {
		return receive
	}
	return func(ctx context.Context, in core.Inbound) error {
		if in.From.Channel == core.SMSChannel && sideOf(in.Account) != sms.Replies {
			in.Account = replies[0].Account()
		}
		return receive(ctx, in)
	}
}
