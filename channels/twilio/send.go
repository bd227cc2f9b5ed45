package twilio

import (
	"context"
	"fmt"
	"strings"
	"time"

	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"loket/core"
)

const (
	textMax = 1600 // UTF-16 units of one message, whatever its segments

	// An answer that Twilio could not hand on for four hours finds a person who has asked again or gone home, and
	// reads as the answer to something else. News of a request and announcements keep Twilio's own limit of ten hours:
	// the evening's closure is still worth knowing in the morning.
	replyValid = 4 * time.Hour
)

// Send makes one call. Its errors hold neither number nor text.
func (c *Channel) Send(ctx context.Context, l core.Letter) (receipt string, err error) {
	text := smsText(l.Message)
	switch {
	case l.To.Channel != c.Name():
		return "", core.Errorf(core.Refused, "twilio: the letter goes to another channel (%s)", l.To.Channel)
	case !e164.MatchString(l.To.ID):
		return "", core.Errorf(core.Gone, "twilio: the address is no phone number")
	case text == "":
		return "", core.Errorf(core.Refused, "twilio: the letter is empty")
	case core.UTF16Len(text) > textMax:
		return "", core.Errorf(core.Refused, "twilio: the letter is longer than %d characters", textMax)
	}
	p := new(openapi.CreateMessageParams).SetTo(l.To.ID).SetBody(text)
	if c.from.service() {
		p.SetMessagingServiceSid(string(c.from))
	} else {
		p.SetFrom(string(c.from))
	}
	if len(c.public) > 0 {
		p.SetStatusCallback(fmt.Sprintf("%s%s?letter=%d&attempt=%d", c.public[0], statusPath, l.ID, l.Attempt))
	}
	if l.Lane == core.ReplyLane {
		p.SetValidityPeriod(int(replyValid.Seconds()))
	}
	made, err := c.rest(ctx).CreateMessage(p)
	if err := understood(err); err != nil {
		return "", err
	}
	if made.Sid == nil || *made.Sid == "" {
		return "", core.Errorf(core.Doubt, "twilio: %w", errUnreadable)
	}
	return *made.Sid, nil
}

// smsText is what a letter says by SMS. A text that GSM-7 can say goes as it is; in another, what staff have typed or
// pasted is put into GSM-7 as far as it can be, for UCS-2 costs twice. An SMS carries no picture: a link worth sending
// is part of the text.
func smsText(m core.Message) string {
	text := strings.ToValidUTF8(m.Text, "?")
	if core.CountSMS(text).Encoding == core.UCS2 {
		text = core.CleanSMS(text)
	}
	return text
}
